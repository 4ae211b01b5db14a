/** The filter: words, labels, people, due dates. It lives in the address, so a filtered board can be sent to somebody. */

import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { UNSORTED } from "../../clients/js/schema.ts";
import { Avatar, hue } from "../ui/avatar.tsx";
import { SPANS } from "../ui/due.ts";
import { useEscape } from "../ui/escape.ts";
import { EVERYTHING, isEmpty, matcher, toggled } from "../ui/filter.ts";
import { Icon, type IconName } from "../ui/icons.tsx";
import type { Choice } from "../ui/picker.tsx";
import { type Screen, useScreen } from "../ui/screen.ts";
import { FilterChip } from "./filter_chip.tsx";
import { asked, isFilterOpen } from "./filter_state.ts";
import { SPAN_NAMES } from "./spans.ts";

export function FilterBar() {
  const screen = useScreen();
  const filter = screen.filter.value;
  const input = useRef<HTMLInputElement>(null);
  const clear = () => {
    screen.setFilter(EVERYTHING);
    isFilterOpen.value = false;
  };
  useEscape(clear);
  useEffect(() => readAhead(screen), [screen]);
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
      <DueDates screen={screen} />
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

type Members = "labels" | "people" | "due";

interface ChipProps {
  readonly screen: Screen;
  readonly family: Members;
  readonly name: string;
  readonly icon: IconName;
  readonly choices: readonly Choice[];
}

function Chip({ screen, family, ...shown }: ChipProps) {
  const toggle = (id: string) => {
    const filter = screen.filter.peek();
    screen.setFilter({ ...filter, [family]: toggled(filter[family], id) });
  };
  return <FilterChip {...shown} onToggle={toggle} />;
}

function Labels({ screen }: { readonly screen: Screen }) {
  const { labels } = screen.filter.value;
  // A label that was archived meanwhile can still be taken out of the filter.
  const gone = labels.flatMap((id) => screen.live.label(id) ?? []).filter(({ archived }) => archived);
  const choices = [...screen.live.labels(), ...gone].map(({ id, name, color }) => ({
    ...{ id, name: name || (color ?? "Label"), isChosen: labels.includes(id) },
    mark: <span class="dot" style={{ "--hue": hue(color) }} />,
  }));
  return <Chip screen={screen} family="labels" name="Label" icon="label" choices={choices} />;
}

function People({ screen }: { readonly screen: Screen }) {
  const { people } = screen.filter.value;
  const choices = screen.people.all.value.map(({ id, name, color }) => ({
    ...{ id, name, isChosen: people.includes(id) },
    mark: <Avatar name={name} color={color} />,
  }));
  return <Chip screen={screen} family="people" name="Person" icon="person" choices={choices} />;
}

function DueDates({ screen }: { readonly screen: Screen }) {
  const { due } = screen.filter.value;
  const choices = SPANS.map((id) => ({ id, name: SPAN_NAMES[id], isChosen: due.includes(id) }));
  return <Chip screen={screen} family="due" name="Due" icon="calendar" choices={choices} />;
}

function Matches({ screen }: { readonly screen: Screen }) {
  if (isEmpty(screen.filter.value)) return null;
  const columns = [...screen.live.columns().map(({ id }) => id), UNSORTED];
  const count = columns.reduce((sum, id) => sum + screen.shown(id).length, 0);
  return (
    <span class="filter-count" role="status">
      {count === 1 ? "1 card" : `${count} cards`}
    </span>
  );
}

const READ_AT_ONCE = 200;

/** Reads every card, some at a time, so that not all of it falls to the first letter that is typed. */
function readAhead({ client }: Screen): () => void {
  const passes = matcher(
    { ...EVERYTHING, text: "any" },
    () => null,
    () => "",
  );
  const ids = [...client.board.cardIds()];
  let timer: ReturnType<typeof setTimeout>;
  const read = () => {
    for (const id of ids.splice(0, READ_AT_ONCE)) {
      const card = client.board.card(id);
      if (card !== undefined) passes(card);
    }
    if (ids.length > 0) timer = setTimeout(read);
  };
  timer = setTimeout(read);
  return () => clearTimeout(timer);
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
