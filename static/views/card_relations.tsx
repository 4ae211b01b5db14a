/** How a card relates to others: its parent and sub-cards, what it blocks and what blocks it, what it has to do with. */

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Card } from "../../clients/js/values.ts";
import { Icon } from "../ui/icons.tsx";
import { cardPath, query } from "../ui/location.ts";
import { Popup } from "../ui/menu.tsx";
import { Picker } from "../ui/picker.tsx";
import { type Screen, useScreen } from "../ui/screen.ts";
import { isInDone } from "./face.tsx";
import { type RelationKind, relate, unrelate } from "./verbs_card.ts";

const KINDS: Readonly<Record<RelationKind, string>> = {
  parent: "Parent",
  child: "Sub-card",
  blockedBy: "Blocked by",
  blocks: "Blocks",
  relates: "Relates to",
};

export function Relations({ card }: { readonly card: Card }) {
  const screen = useScreen();
  const canEdit = screen.canEdit.value;
  const found = relationsOf(screen, card);
  if (found.length === 0 && !canEdit) return null;
  return (
    <section class="sheet-section" aria-label="Relations">
      {found.length > 0 && <h3 class="section-title">Relations</h3>}
      <ul class="items">
        {found.map(([kind, other]) => (
          <Relation key={`${kind} ${other}`} screen={screen} card={card.id} kind={kind} other={other} />
        ))}
      </ul>
      {canEdit && (
        <Popup
          label="Add a relation"
          class="section-add"
          button={
            <>
              <Icon name="add" /> Add a relation
            </>
          }
        >
          {(close) => <NewRelation screen={screen} card={card.id} close={close} />}
        </Popup>
      )}
    </section>
  );
}

/** Returns each relation of a card that can be drawn, as its kind and the other card. */
function relationsOf(screen: Screen, card: Card): readonly (readonly [RelationKind, string])[] {
  screen.live.follow("relations");
  const { board } = screen.client;
  const parent = board.parent(card.id);
  const all: readonly (readonly [RelationKind, readonly string[]])[] = [
    ["parent", parent === undefined ? [] : [parent]],
    ["child", board.children(card.id)],
    ["blockedBy", board.blockedBy(card.id)],
    ["blocks", card.blocks],
    ["relates", board.related(card.id)],
  ];
  return all.flatMap(([kind, ids]) =>
    ids.filter((id) => board.card(id) !== undefined).map((id) => [kind, id] as const),
  );
}

interface RelationProps {
  readonly screen: Screen;
  readonly card: string;
  readonly kind: RelationKind;
  readonly other: string;
}

function Relation({ screen, card, kind, other }: RelationProps) {
  const related = screen.live.card(other);
  if (related === undefined) return null;
  const number = screen.numberOf(other);
  const isOver = related.archived || related.done || isInDone(screen, related);
  return (
    <li class={isOver ? "item is-done" : "item"}>
      <span class="relation-kind">{KINDS[kind]}</span>
      <a class="editable" href={cardPath(screen.board, number ?? other) + query.value}>
        {number !== null && <span class="relation-number">#{number}</span>} {related.title}
      </a>
      {screen.canEdit.value && (
        <button
          type="button"
          class="icon-button item-remove"
          aria-label={`Remove: ${KINDS[kind]} ${related.title}`}
          onClick={() => unrelate(screen, card, kind, other)}
        >
          <Icon name="close" />
        </button>
      )}
    </li>
  );
}

interface NewRelationProps {
  readonly screen: Screen;
  readonly card: string;
  readonly close: () => void;
}

/** First how, then to which card. */
function NewRelation({ screen, card, close }: NewRelationProps) {
  const [kind, setKind] = useState<RelationKind | null>(null);
  const panel = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => panel.current?.querySelector("input")?.focus(), [kind]);
  return (
    <div ref={panel}>
      {kind === null ? (
        <Picker
          label="Relation"
          choices={kinds().map((id) => ({ id, name: KINDS[id], isChosen: false }))}
          onChoose={(id) => setKind(kinds().find((one) => one === id) ?? null)}
        />
      ) : (
        <Picker
          key={kind}
          label={`${KINDS[kind]}: which card?`}
          choices={otherCards(screen, card)}
          onChoose={(other, keep) => {
            relate(screen, card, kind, other);
            if (!keep || kind === "parent") close();
          }}
        />
      )}
    </div>
  );
}

function kinds(): readonly RelationKind[] {
  return Object.keys(KINDS) as RelationKind[];
}

/** Returns the other open cards as the board shows them, by number and title. */
function otherCards(screen: Screen, card: string) {
  return screen.client.board
    .columns()
    .flatMap(({ id }) => screen.client.board.order(id))
    .filter((id) => id !== card)
    .map((id) => {
      const [number, title] = [screen.numberOf(id), screen.client.board.card(id)?.title ?? ""];
      return { id, name: number === null ? title : `#${number} ${title}`, isChosen: false };
    });
}
