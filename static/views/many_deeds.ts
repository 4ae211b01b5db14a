/** Changing a card of another board in place: verbs on its board, which is opened just for that, and the way back. */

import { type BoardClient, type Card, newGroup } from "../../clients/js/client.ts";
import { EditError } from "../../clients/js/errors.ts";
import type { CardFacts } from "../../clients/js/watch.ts";
import { announce } from "../ui/announce.tsx";
import { type Item, type Stage, stageOf } from "../ui/many_cards.ts";
import { toast, toastError } from "../ui/toast.tsx";
import type { ManyState } from "./many_state.ts";
import { boardOf, loaded } from "./workload_boards.ts";

export type Key = "due" | "priority" | "estimate" | "done";
/** What somebody wants of a card. */
export type Wish =
  | { readonly what: "set"; readonly key: Key; readonly value: string | number | boolean | null }
  | { readonly what: "title"; readonly text: string }
  | { readonly what: "move"; readonly column: string }
  | { readonly what: "assign"; readonly person: string; readonly isIn: boolean };

interface Done {
  readonly item: Item;
  readonly scope: string;
}

/** What was done here, to take back: the last one first. */
const done: Done[] = [];
const DONE_MAX = 100;
/** The last change of a card: whether an earlier one held is of no more interest. */
const latest = new Map<string, string>();

/** Does what is wished to a card, says so and offers the way back; `group`: one step with what had the same. */
export async function change(
  state: ManyState,
  item: Item,
  wish: Wish,
  { words, group = newGroup() }: { readonly words: string; readonly group?: string },
): Promise<void> {
  const client = await boardOf(item.board);
  if (!(await loaded(client, item.id)))
    return toastError(
      "This card cannot be changed now: its board is not on this device, and cannot be reached.",
    );
  const { synced, storage } = client.status;
  if (!synced && storage !== "kept")
    return toastError(
      "This card cannot be changed now: its board cannot be reached, and nothing is kept on this device.",
    );
  const before = client.board.card(item.id);
  try {
    doTo(client, item.id, wish, { group, scope: group });
  } catch (error) {
    if (!(error instanceof EditError)) throw error;
    return toastError(
      error.code === "read-only" ? "You can look at this card’s board, but not change it." : error.message,
    );
  }
  const wanted = client.board.card(item.id);
  if (wanted === before) return;
  if (done.at(-1)?.scope !== group) done.push({ item, scope: group });
  done.splice(0, done.length - DONE_MAX);
  latest.set(item.key, group);
  show(state, client, item);
  const says = `${words}${synced ? "" : ": it waits on this device"}`;
  announce(says);
  toast(says, { name: "Undo", run: () => void takeBack(state, { item, scope: group }) });
  await client.saved();
  const now = client.board.card(item.id);
  if (latest.get(item.key) !== group || now === undefined || holds(wish, wanted, now)) return;
  toastError(`Somebody else changed “${now.title}” meanwhile, and theirs was kept.`, {
    name: "Set mine again",
    run: () => void change(state, item, wish, { words }),
  });
}

function doTo(client: BoardClient, id: string, wish: Wish, options: { group: string; scope: string }): void {
  if (wish.what === "set") client.do("cards.set", { id, key: wish.key, value: wish.value }, options);
  else if (wish.what === "title") client.do("cards.text", { id, key: "title", text: wish.text }, options);
  else if (wish.what === "move") client.do("cards.move", { id, column: wish.column }, options);
  else
    client.do(
      wish.isIn ? "cards.include" : "cards.exclude",
      { id, family: "assignee", member: wish.person },
      options,
    );
}

/** Says whether what was wished stands, once everybody's edits have met; letters of two people both stay. */
function holds(wish: Wish, wanted: Card | undefined, now: Card): boolean {
  if (wish.what === "set") return now[wish.key] === wanted?.[wish.key];
  if (wish.what === "move") return now.column === wanted?.column;
  return wish.what === "title" || now.assignees.includes(wish.person) === wish.isIn;
}

/** Takes back the last change that was made here. */
export function takeBackLast(state: ManyState): void {
  const last = done.at(-1);
  if (last === undefined) announce("There is nothing to undo here");
  else void takeBack(state, last);
}

async function takeBack(state: ManyState, { item, scope }: Done): Promise<void> {
  const at = done.findIndex((one) => one.scope === scope);
  if (at >= 0) done.splice(at, 1);
  latest.delete(item.key);
  const client = await boardOf(item.board);
  if (client.undo(scope) === null)
    return toastError("Somebody has changed the card since: there is nothing to undo.");
  show(state, client, item);
  announce(`Undone: ${item.title}`);
}

/** Draws the card as it is here, before the server tells of it. */
function show(state: ManyState, client: BoardClient, { board, id }: Item): void {
  const [card, before] = [client.board.card(id), state.known.cards.peek().get(board)?.get(id)];
  if (card !== undefined && before !== undefined)
    state.known.events.cards(board, new Map([[id, asTold(client, card, before)]]), false);
}

function asTold(client: BoardClient, card: Card, before: CardFacts): CardFacts {
  const { title, column, done, archived, assignees } = card;
  const { due = null, priority = null, estimate = null } = card;
  const isOver = done || client.board.column(column)?.category === "done";
  return {
    ...{ ...before, title, column, done, archived, assignees, due, priority, estimate },
    finished: isOver ? (before.finished ?? Date.now()) : null,
  };
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
