/** What one wishes of a card among those of many boards, as verbs on its own. */

import { type BoardClient, type Card, newGroup } from "../../clients/js/client.ts";
import { type Item, type Stage, stageOf } from "../ui/many_cards.ts";
import { toastError } from "../ui/toast.tsx";
import type { ManyState } from "./many_state.ts";
import { changeCard } from "./other_cards.ts";

export type Key = "due" | "priority" | "estimate" | "done";
/** What a card has several of, and where it shows them. */
const FAMILIES = { assignee: "assignees", label: "labels" } as const;
type Family = keyof typeof FAMILIES;
/** What somebody wants of a card. */
export type Wish =
  | { readonly what: "set"; readonly key: Key; readonly value: string | number | boolean | null }
  | { readonly what: "title"; readonly text: string }
  | { readonly what: "move"; readonly column: string }
  | { readonly what: "include"; readonly family: Family; readonly member: string; readonly isIn: boolean };

/** Does what is wished to a card; `group`: one step with what had the same. */
export function change(
  state: ManyState,
  item: Item,
  wish: Wish,
  said: { readonly words: string; readonly group?: string },
): Promise<void> {
  const { board, id } = item;
  return changeCard(state.known, {
    ...{ board, id, ...said },
    edit: (client, options) => doTo(client, id, wish, options),
    stands: (now, wanted) => holds(wish, wanted, now),
    tellLost: (now) =>
      toastError(`Somebody else changed “${now.title}” meanwhile, and theirs was kept.`, {
        name: "Set mine again",
        run: () => void change(state, item, wish, { words: said.words }),
      }),
  });
}

function doTo(client: BoardClient, id: string, wish: Wish, options: { group: string; scope: string }): void {
  if (wish.what === "set") client.do("cards.set", { id, key: wish.key, value: wish.value }, options);
  else if (wish.what === "title") client.do("cards.text", { id, key: "title", text: wish.text }, options);
  else if (wish.what === "move") client.do("cards.move", { id, column: wish.column }, options);
  else {
    const { isIn, family, member } = wish;
    client.do(isIn ? "cards.include" : "cards.exclude", { id, family, member }, options);
  }
}

/** Says whether what was wished stands, once everybody's edits have met; letters of two people both stay. */
function holds(wish: Wish, wanted: Card | undefined, now: Card): boolean {
  if (wish.what === "set") return now[wish.key] === wanted?.[wish.key];
  if (wish.what === "move") return now.column === wanted?.column;
  return wish.what === "title" || now[FAMILIES[wish.family]].includes(wish.member) === wish.isIn;
}

/** Moves a card on to where its own board has things to come, in work, or done. */
export async function toStage(state: ManyState, item: Item, stage: Stage): Promise<void> {
  if (stageOf(item, state.known.summaries.peek().get(item.board)) === stage) return;
  const columns = state.columnsOf(item);
  const to =
    columns.find(({ category }) => category === stage) ??
    (stage === "backlog" ? columns.find(({ category }) => category === null) : undefined);
  const group = newGroup();
  // What was ticked as done by hand is not done in any column but by taking the tick back.
  if (stage !== "done" && item.card.done)
    await change(
      state,
      item,
      { what: "set", key: "done", value: false },
      { words: "Not done any more", group },
    );
  if (to !== undefined && to.id !== item.card.column)
    await change(state, item, { what: "move", column: to.id }, { words: `Moved to ${to.name}`, group });
  else if (stage === "done")
    await change(state, item, { what: "set", key: "done", value: true }, { words: `Done: ${item.title}` });
  else if (to === undefined)
    toastError("Its board has no column for that: give one of them that meaning first.");
}

export function setDone(state: ManyState, item: Item): Promise<void> {
  const { done, title } = item.card;
  const words = `${done ? "Not done any more" : "Done"}: ${title}`;
  return change(state, item, { what: "set", key: "done", value: !done }, { words });
}
