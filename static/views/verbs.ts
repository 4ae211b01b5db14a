/** What the screens do to a board: the verbs of the client, with their announcement and the way back. */

import { type BoardClient, type Intent, newGroup } from "../../clients/js/client.ts";
import { EditError } from "../../clients/js/errors.ts";
import { newId } from "../../clients/js/ids.ts";
import { UNSORTED } from "../../clients/js/schema.ts";
import { announce } from "../ui/announce.tsx";
import { sentence } from "../ui/api.ts";
import { deedOf, namesOf } from "../ui/deeds.ts";
import type { Marked } from "../ui/marks.ts";
import { reason } from "../ui/reasons.ts";
import type { Screen } from "../ui/screen.ts";
import { forgetOffer, takeBack, toast, toastError, toastRefusal } from "../ui/toast.tsx";

type Do = BoardClient["do"];
type VerbName = Parameters<Do>[0];

/** Does a verb, or says why it cannot be done; returns whether it was done. `scope`: to take back just that later. */
export function act<V extends VerbName>(
  screen: Screen,
  verb: V,
  args: Parameters<typeof screen.client.do<V>>[1],
  group?: string,
  scope?: string,
): boolean {
  const why = attempt(screen, verb, args, group, scope);
  if (why !== "") refuse(why);
  return why === "";
}

let forgetRefusal = () => {};

/** Says why a deed is not done, until it is dismissed or the next deed shows that it was read. */
export function refuse(why: string): void {
  forgetRefusal();
  forgetRefusal = toastRefusal(why);
}

/** Does a verb; returns in words why it cannot be done, and nothing where it was. */
export function attempt<V extends VerbName>(
  screen: Screen,
  verb: V,
  args: Parameters<typeof screen.client.do<V>>[1],
  group?: string,
  scope?: string,
): string {
  forgetRefusal();
  try {
    screen.client.do(verb, args, {
      ...(group === undefined ? {} : { group }),
      ...(scope === undefined ? {} : { scope }),
    });
    return "";
  } catch (error) {
    if (!(error instanceof EditError)) throw error;
    return reason(error);
  }
}

/** Adds cards under each other, and asks for their numbers; returns their ids. */
export function addCards(
  screen: Screen,
  column: string,
  cards: readonly Marked[],
  after?: string | null,
): readonly string[] {
  const group = newGroup();
  const added: string[] = [];
  for (const card of cards) {
    const id = newId();
    const place = added.at(-1) ?? after;
    const done = act(
      screen,
      "cards.add",
      { ...card, id, column, ...(place === undefined ? {} : { after: place }) },
      group,
    );
    if (!done) break;
    added.push(id);
  }
  if (added.length > 0) askForNumbers(screen, added);
  return added;
}

/** Without a network the ask waits with the edits, and the card shows a temporary mark. */
export function askForNumbers(screen: Screen, cards: readonly string[]): void {
  screen.client.ask("cards.number", { cards: [...cards] }).catch((error: unknown) => {
    if (!(error instanceof Error)) throw error;
    // Who may no longer edit is told that the card itself was refused.
    if (!screen.canEdit.peek()) return;
    toastError(`The new card got no number. ${sentence(error.message)}`);
  });
}

/** Moves a card to the end of a column that may be out of sight, and offers the way back. */
export function sendCard(screen: Screen, card: string, column: string): void {
  const { board } = screen.client;
  const from = board.card(card)?.column;
  const order = from === undefined ? [] : board.order(from);
  const before = order[order.indexOf(card) - 1] ?? null;
  if (from === column) return;
  moveCard(screen, card, column, board.order(column).at(-1) ?? null);
  toast(`Moved to ${board.column(column)?.name ?? ""}`, {
    name: "Undo",
    run: () => from !== undefined && moveCard(screen, card, from, before),
  });
}

export function moveCard(screen: Screen, card: string, column: string, after: string | null): void {
  if (!act(screen, "cards.move", { id: card, column, after })) return;
  const order = screen.client.board.order(column);
  const name = screen.client.board.column(column)?.name ?? "";
  announce(`Moved to position ${order.indexOf(card) + 1} of ${order.length} in ${name}`);
}

/** Moves cards to the end of a column, in the order given. */
export function moveCards(screen: Screen, cards: readonly string[], column: string): void {
  const name = screen.client.board.column(column)?.name ?? "";
  let after = screen.client.board.order(column).findLast((id) => !cards.includes(id)) ?? null;
  together(screen, cards, `moved to ${name}`, (id, group, scope) => {
    const isDone = act(screen, "cards.move", { id, column, after }, group, scope);
    after = id;
    return isDone;
  });
}

/** Does one thing to cards as one step of undo; for many, says so and offers the way back. Returns for how many it was done. */
export function together(
  screen: Screen,
  cards: readonly string[],
  deed: string,
  run: (card: string, group: string, scope: string | undefined) => boolean,
  group = newGroup(),
): number {
  const scope = cards.length > 1 ? group : undefined;
  const done = cards.filter((id) => run(id, group, scope)).length;
  if (done < 2) return done;
  const words = `${done} cards ${deed}`;
  announce(words);
  toast(words, { name: "Undo", run: () => void screen.client.undo(group) });
  return done;
}

/** Sets one property of cards. */
export function setAll(
  screen: Screen,
  cards: readonly string[],
  key: string,
  value: unknown,
  group?: string,
): void {
  const run = (id: string, own: string, scope: string | undefined) =>
    act(screen, "cards.set", { id, key, value }, own, scope);
  together(screen, cards, "changed", run, group);
}

/** Moves a card one step: among the cards shown in its column, or to the next column. */
export function nudgeCard(screen: Screen, card: string, direction: "up" | "down" | "left" | "right"): void {
  const { board } = screen.client;
  const column = board.shownColumn(card);
  if (column === undefined) return;
  if (direction === "left" || direction === "right") {
    const target = columnBeside(screen, column, direction === "left" ? -1 : 1);
    if (target !== null) moveCard(screen, card, target, null);
  } else {
    const order = board.order(column);
    const shown = screen.shown(column);
    const at = shown.indexOf(card);
    const next = shown[direction === "up" ? at - 1 : at + 1];
    if (next === undefined || column === UNSORTED) return;
    const place = order.indexOf(next);
    const after = direction === "down" ? next : (order.filter((id) => id !== card)[place - 1] ?? null);
    moveCard(screen, card, column, after);
  }
  const now = board.shownColumn(card);
  // A folded column takes the card, and the keys keep it; but there is nothing to see.
  if (now !== undefined && screen.folded.has(now)) screen.focus.value = card;
  else screen.focusOn(card);
}

function columnBeside(screen: Screen, column: string, step: number): string | null {
  const ids = screen.client.board.columns().map(({ id }) => id);
  const at = ids.indexOf(column);
  return (at < 0 ? ids.at(-1) : ids[at + step]) ?? null;
}

export function archiveCards(screen: Screen, cards: readonly string[]): void {
  const group = newGroup();
  const done = cards.filter((id) => act(screen, "cards.archive", { id }, group));
  if (done.length === 0) return;
  const words = done.length === 1 ? "Card archived" : `${done.length} cards archived`;
  announce(words);
  toast(words, {
    name: "Undo",
    run: () => {
      const back = newGroup();
      for (const id of done) act(screen, "cards.restore", { id }, back);
    },
  });
}

export function restoreCards(screen: Screen, cards: readonly string[]): void {
  const group = newGroup();
  for (const id of cards) act(screen, "cards.restore", { id }, group);
  announce(cards.length === 1 ? "Card restored" : `${cards.length} cards restored`);
}

export function addColumn(screen: Screen, name: string): string | null {
  const id = newId();
  return act(screen, "columns.add", { id, name }) ? id : null;
}

export function moveColumn(screen: Screen, column: string, after: string | null): void {
  if (!act(screen, "columns.move", { id: column, after })) return;
  const columns = screen.client.board.columns();
  const at = columns.findIndex(({ id }) => id === column);
  announce(`Column moved to position ${at + 1} of ${columns.length}`);
}

export function nudgeColumn(screen: Screen, column: string, step: -1 | 1): void {
  const ids = screen.client.board.columns().map(({ id }) => id);
  const others = ids.filter((id) => id !== column);
  const slot = ids.indexOf(column) + step;
  if (slot >= 0 && slot <= others.length) moveColumn(screen, column, others[slot - 1] ?? null);
}

/** Folds a column to a strip, and leaves the keyboard on what unfolds it. */
export function foldColumn(screen: Screen, column: string): void {
  screen.folded.set(column, true);
  announce(`Column ${screen.client.board.column(column)?.name ?? ""} collapsed`);
  requestAnimationFrame(() =>
    document.querySelector<HTMLElement>(`[data-column="${column}"] .column-head button`)?.focus(),
  );
}

export function archiveColumn(screen: Screen, column: string): void {
  const name = screen.client.board.column(column)?.name ?? "";
  if (!act(screen, "columns.archive", { id: column })) return;
  announce(`Column ${name} archived`);
  toast(`Column “${name}” archived`, {
    name: "Undo",
    run: () => act(screen, "columns.restore", { id: column }),
  });
}

/** Puts cards into a family or takes them out: in, unless all of them are in already. */
export function toggleMember(
  screen: Screen,
  cards: readonly string[],
  family: "assignee" | "label",
  member: string,
): void {
  const lists = { assignee: "assignees", label: "labels" } as const;
  const isIn = (id: string) => screen.client.board.card(id)?.[lists[family]].includes(member) ?? false;
  const verb = cards.every(isIn) ? "cards.exclude" : "cards.include";
  const name = family === "label" ? screen.client.board.label(member)?.name : screen.people.of(member).name;
  const done = together(screen, cards, "changed", (id, group, scope) =>
    act(screen, verb, { id, family, member }, group, scope),
  );
  if (done === 1) announce(`${name || family} ${verb === "cards.include" ? "added" : "removed"}`);
}

/**
 * Takes back, or does again, my last step, and goes to where it happened; returns what that did. `isUnseen`: the page shows
 * nothing of the cards, so that it is said what happened to them.
 */
export function step(screen: Screen, direction: "undo" | "redo", isUnseen = false): readonly Intent[] {
  forgetRefusal();
  const done = direction === "undo" ? "Undone" : "Done again";
  if (direction === "undo" && takeBack()) {
    announce(done);
    return [];
  }
  const intents = screen.client[direction](undefined, (inverses) => tellPassed(screen, inverses));
  if (intents === null) {
    announce(`Nothing to ${direction}`);
    return [];
  }
  announce(done);
  forgetOffer();
  const [first] = intents;
  if (isUnseen && first) toast(`${done}: ${deedOf(first, namesOf(screen.client.board)).what}`);
  for (const [verb, args] of intents) {
    if (verb.startsWith("columns.")) showColumn(args["id"]);
    const card = verb.startsWith("cards.") ? args["id"] : args["card"];
    const column = typeof card === "string" ? screen.client.board.shownColumn(card) : undefined;
    if (typeof card !== "string" || column === undefined) continue;
    screen.folded.set(column, false);
    screen.focusOn(card);
    break;
  }
  return intents;
}

/** Says that a step of mine is passed over: what is undone next is an older one, which nobody would expect unsaid. */
function tellPassed(screen: Screen, inverses: readonly Intent[]): void {
  const [, args] = inverses[0] ?? ["", {}];
  const id = args["card"] ?? args["id"];
  const card = typeof id === "string" ? screen.client.board.card(id) : undefined;
  const where = card === undefined ? "" : ` on “${card.title || "Card without a title"}”`;
  toast(`Passed over your last step${where}: it has been changed since`);
}

/** Brings a column into sight once it is drawn. */
function showColumn(id: unknown): void {
  requestAnimationFrame(() => {
    const column = document.querySelector(`[data-column="${CSS.escape(String(id))}"]`);
    column?.scrollIntoView({ inline: "nearest", block: "nearest" });
  });
}
