/** The panel of a bar: its dates, what it waits for and what waits for it. The way of keys and menus to all that dragging does. */

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Card } from "../../clients/js/values.ts";
import { DateInput } from "../ui/date_input.tsx";
import { Icon } from "../ui/icons.tsx";
import { Picker } from "../ui/picker.tsx";
import { Popover } from "../ui/popover.tsx";
import { type Screen, useScreen } from "../ui/screen.ts";
import { link, unlink, unschedule } from "./timeline_deeds.ts";
import type { TimelineState } from "./timeline_state.ts";
import { act } from "./verbs.ts";

const LISTED_MAX = 100;

type Side = "blockedBy" | "blocks";
const SIDES: Readonly<Record<Side, string>> = { blockedBy: "Waits for", blocks: "Blocks" };

export function BarMenu({ timeline }: { readonly timeline: TimelineState }) {
  const screen = useScreen();
  const id = timeline.menu.value;
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  // The row may be drawn only now.
  useLayoutEffect(() => {
    const found = id === null ? null : document.querySelector<HTMLElement>(`[data-more="${CSS.escape(id)}"]`);
    if (found !== anchor) setAnchor(found);
  });
  const card = id === null ? undefined : screen.live.card(id);
  if (card === undefined || anchor === null || !anchor.isConnected || !screen.canEdit.value) return null;
  const close = () => {
    timeline.menu.value = null;
    screen.focusOn(card.id);
  };
  return (
    <Popover anchor={anchor} label={`Dates and dependencies of ${card.title}`} onClose={close}>
      <Panel key={card.id} screen={screen} card={card} close={close} />
    </Popover>
  );
}

interface PanelProps {
  readonly screen: Screen;
  readonly card: Card;
  readonly close: () => void;
}

function Panel({ screen, card, close }: PanelProps) {
  const [adding, setAdding] = useState<Side | null>(null);
  const panel = useRef<HTMLDivElement>(null);
  const wasAdding = useRef<Side | null>(null);
  // What had the keyboard is gone: on to the picker, and back to the button that opened it.
  useLayoutEffect(() => {
    const last = wasAdding.current;
    wasAdding.current = adding;
    if (adding !== null) panel.current?.querySelector("input")?.focus();
    else if (last !== null) panel.current?.querySelector<HTMLElement>(`[data-side="${last}"]`)?.focus();
  }, [adding]);
  const add = (side: Side, other: string) =>
    side === "blocks" ? link(screen, card.id, other) : link(screen, other, card.id);
  return (
    <div class="tl-menu" ref={panel}>
      {adding !== null ? (
        <Picker
          label={`${SIDES[adding]}: which card?`}
          choices={choices(screen, card, adding)}
          onChoose={(other, keep) => {
            add(adding, other);
            if (!keep) setAdding(null);
          }}
        />
      ) : (
        <>
          {(["start", "due"] as const).map((key) => (
            // biome-ignore lint/a11y/noLabelWithoutControl: DateInput is one
            <label key={key} class="menu-field">
              {key === "start" ? "Start" : "Due"}
              <DateInput
                value={card[key]}
                onSet={(value, group) => act(screen, "cards.set", { id: card.id, key, value }, group)}
                onEnter={close}
              />
            </label>
          ))}
          {(["blockedBy", "blocks"] as const).map((side) => (
            <Dependencies key={side} screen={screen} card={card} side={side} onAdd={() => setAdding(side)} />
          ))}
          <button
            type="button"
            class="menu-item"
            onClick={() => {
              unschedule(screen, card.id);
              close();
            }}
          >
            <Icon name="close" /> Take the dates away
          </button>
        </>
      )}
    </div>
  );
}

interface DependenciesProps {
  readonly screen: Screen;
  readonly card: Card;
  readonly side: Side;
  readonly onAdd: () => void;
}

function Dependencies({ screen, card, side, onAdd }: DependenciesProps) {
  const title = SIDES[side];
  const remove = (other: string) =>
    side === "blocks" ? unlink(screen, card.id, other) : unlink(screen, other, card.id);
  return (
    <section aria-label={title}>
      <h3 class="section-title">{title}</h3>
      {others(screen, card, side)
        .slice(0, LISTED_MAX)
        .map((id) => (
          <div key={id} class="tl-other">
            <span dir="auto">{nameOf(screen, id)}</span>
            <button
              type="button"
              class="icon-button"
              aria-label={`Remove: ${title} ${nameOf(screen, id)}`}
              onClick={() => remove(id)}
            >
              <Icon name="close" />
            </button>
          </div>
        ))}
      <button
        type="button"
        class="menu-item"
        aria-label={`${title}: add a card`}
        data-side={side}
        onClick={onAdd}
      >
        <Icon name="add" /> Add a card
      </button>
    </section>
  );
}

function others(screen: Screen, card: Card, side: Side): readonly string[] {
  screen.live.follow("relations");
  const ids = side === "blocks" ? card.blocks : screen.client.board.blockedBy(card.id);
  return ids.filter((id) => screen.client.board.card(id) !== undefined);
}

function choices(screen: Screen, card: Card, side: Side) {
  const taken = new Set([card.id, ...others(screen, card, side)]);
  return screen.client.board
    .columns()
    .flatMap(({ id }) => screen.client.board.order(id))
    .filter((id) => !taken.has(id))
    .map((id) => ({ id, name: nameOf(screen, id), isChosen: false }));
}

function nameOf(screen: Screen, id: string): string {
  const [number, title] = [screen.numberOf(id), screen.live.card(id)?.title ?? ""];
  return number === null ? title : `#${number} ${title}`;
}
