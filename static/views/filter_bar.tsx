/** The filter: words, labels, people. It lives in the address, so a filtered board can be sent to somebody. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { Avatar, hue } from "../ui/avatar.tsx";
import { useEscape } from "../ui/escape.ts";
import { EVERYTHING, isEmpty, toggled } from "../ui/filter.ts";
import { Icon } from "../ui/icons.tsx";
import { Popup } from "../ui/menu.tsx";
import { Picker } from "../ui/picker.tsx";
import { type Screen, useScreen } from "../ui/screen.ts";
import { asked, isFilterOpen } from "./filter_state.ts";

export function FilterBar() {
  const screen = useScreen();
  const filter = screen.filter.value;
  const input = useRef<HTMLInputElement>(null);
  const clear = () => {
    screen.setFilter(EVERYTHING);
    isFilterOpen.value = false;
  };
  useEscape(clear);
  useLayoutEffect(() => {
    if (asked.value > 0) input.current?.focus();
  }, [asked.value]);

  return (
    <search class="filter-bar">
      <Icon name="search" />
      <input
        ref={input}
        type="search"
        aria-label="Words in the title, or #number"
        placeholder="Words in the title, or #number"
        value={filter.text}
        onInput={(event) => screen.setFilter({ ...filter, text: event.currentTarget.value })}
      />
      <Labels screen={screen} />
      <People screen={screen} />
      <Matches screen={screen} />
      {!isEmpty(filter) && (
        <button type="button" class="button is-plain" onClick={() => screen.setFilter(EVERYTHING)}>
          Clear
        </button>
      )}
      <button type="button" class="icon-button" aria-label="Close the filter" onClick={clear}>
        <Icon name="close" />
      </button>
    </search>
  );
}

function Labels({ screen }: { readonly screen: Screen }) {
  const filter = screen.filter.value;
  const names = filter.labels.map((id) => screen.live.label(id)?.name || "Label");
  const choices = screen.live.labels().map(({ id, name, color }) => ({
    ...{ id, name: name || (color ?? "Label"), isChosen: filter.labels.includes(id) },
    mark: <span class="dot" style={{ "--hue": hue(color) }} />,
  }));
  return (
    <Popup label="Filter by label" class="chip" button={<Button name="Label" chosen={names} icon="label" />}>
      {() => (
        <Picker
          label="Filter by label"
          choices={choices}
          onChoose={(id) =>
            screen.setFilter({ ...screen.filter.peek(), labels: toggled(screen.filter.peek().labels, id) })
          }
        />
      )}
    </Popup>
  );
}

function People({ screen }: { readonly screen: Screen }) {
  const filter = screen.filter.value;
  const names = filter.people.map((id) => screen.people.of(id).name);
  const choices = screen.people.all.value.map(({ id, name, color }) => ({
    ...{ id, name, isChosen: filter.people.includes(id) },
    mark: <Avatar name={name} color={color} />,
  }));
  return (
    <Popup
      label="Filter by person"
      class="chip"
      button={<Button name="Person" chosen={names} icon="person" />}
    >
      {() => (
        <Picker
          label="Filter by person"
          choices={choices}
          onChoose={(id) =>
            screen.setFilter({ ...screen.filter.peek(), people: toggled(screen.filter.peek().people, id) })
          }
        />
      )}
    </Popup>
  );
}

function Button(props: {
  readonly name: string;
  readonly chosen: readonly string[];
  readonly icon: "label" | "person";
}) {
  return (
    <>
      <Icon name={props.icon} />
      {props.chosen.length === 0 ? props.name : props.chosen.join(", ")}
    </>
  );
}

function Matches({ screen }: { readonly screen: Screen }) {
  if (isEmpty(screen.filter.value)) return null;
  const count = screen.live.columns().reduce((sum, { id }) => sum + screen.shown(id).length, 0);
  return (
    <span class="filter-count" role="status">
      {count === 1 ? "1 card" : `${count} cards`}
    </span>
  );
}

/** Shows only my cards, or all again. */
export function toggleMine(screen: Screen): void {
  const me = screen.live.status.peek().person;
  if (me === null) return;
  const filter = screen.filter.peek();
  const isMine = filter.people.length === 1 && filter.people[0] === me.id;
  isFilterOpen.value = true;
  screen.setFilter({ ...filter, people: isMine ? [] : [me.id] });
}
