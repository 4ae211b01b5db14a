/** Moving work from person to person and week to week: edits of the card on its board, which is opened just for that. */

import { type BoardClient, type Card, newGroup } from "../../clients/js/client.ts";
import { EditError } from "../../clients/js/errors.ts";
import { announce } from "../ui/announce.tsx";
import { inWords, movedBy, spellDay } from "../ui/days.ts";
import type { Told } from "../ui/known_cards.ts";
import { toast, toastError } from "../ui/toast.tsx";
import { NOBODY, spanOf } from "../ui/workload.ts";
import { boardOf, loaded } from "./workload_boards.ts";
import { lastWorkingDay, type Place, type WorkloadState, weekInWords } from "./workload_state.ts";

/** Where a card was taken and where it shall go. Taken without a person: from everybody it is assigned to. */
export interface Move {
  readonly told: Told;
  readonly from: Partial<Place>;
  readonly to: Partial<Place>;
}

const DATES = ["start", "due"] as const;

/** The last move of a card: what came of an earlier one is of no more interest. */
const latest = new Map<string, string>();

/** Moves a card to another person or week; says so, and offers the way back. */
export async function move(state: WorkloadState, given: Move): Promise<void> {
  const { told, to } = given;
  const client = await boardOf(told.board);
  if (!(await loaded(client, told.id))) {
    toastError("This card cannot be moved now: its board is not on this device, and cannot be reached.");
    return;
  }
  const { synced, storage, refused } = client.status;
  if (!synced && storage !== "kept") {
    toastError(
      "This card cannot be moved now: its board cannot be reached, and nothing is kept on this device.",
    );
    return;
  }
  const scope = newGroup();
  const before = client.board.card(told.id);
  try {
    edit(client, given, scope);
  } catch (error) {
    if (!(error instanceof EditError)) throw error;
    toastError(
      error.code === "read-only" ? "You can look at this card’s board, but not change it." : error.message,
    );
    return;
  }
  latest.set(told.id, scope);
  show(state, client, told);
  const name = told.card.title || "a card";
  const words = `Moved ${name} to ${where(state, to)}${synced ? "" : ": it waits on this device"}`;
  announce(words);
  toast(words, { name: "Undo", run: () => void takeBack(state, told, scope) });
  const wanted = client.board.card(told.id);
  await client.saved();
  // What was refused is told of by its board.
  if (latest.get(told.id) !== scope || client.status.refused > refused) return;
  const now = client.board.card(told.id);
  if (now !== undefined && isLost(to, before, wanted, now)) tellLost(state, given, now);
}

/** Says whether somebody else moved the card at the same time, and theirs holds. */
function isLost({ person }: Partial<Place>, before: Card | undefined, wanted: Card | undefined, now: Card) {
  const isElsewhere =
    person !== undefined && (person === NOBODY ? now.assignees.length > 0 : !now.assignees.includes(person));
  return isElsewhere || DATES.some((key) => before?.[key] !== wanted?.[key] && now[key] !== wanted?.[key]);
}

function tellLost(state: WorkloadState, { told, to }: Move, now: Card): void {
  const people = now.assignees.length === 0 ? [NOBODY] : now.assignees;
  const span = spanOf({ start: now.start ?? null, due: now.due ?? null });
  const place = [
    people.map((id) => state.of(id).name).join(" and "),
    ...(span === null ? [] : [inWords(span.from, span.to)]),
  ].join(", ");
  toastError(`Somebody else moved ${now.title || "a card"} meanwhile: it is with ${place}.`, {
    name: "Move it again",
    run: () => void move(state, { told, from: span === null ? {} : { week: state.weekOf(span.to) }, to }),
  });
}

function where(state: WorkloadState, { person, week }: Partial<Place>): string {
  return [
    ...(person === undefined ? [] : [state.of(person).name]),
    ...(week === undefined ? [] : [weekInWords(week)]),
  ].join(", ");
}

function edit(client: BoardClient, { told: { id }, from, to }: Move, scope: string): void {
  const options = { group: scope, scope };
  const card = client.board.card(id);
  if (card === undefined) return;
  if (to.person !== undefined && to.person !== from.person) {
    const leaving = to.person === NOBODY || from.person === undefined ? card.assignees : [from.person];
    for (const member of leaving)
      if (member !== NOBODY && member !== to.person)
        client.do("cards.exclude", { id, family: "assignee", member }, options);
    if (to.person !== NOBODY)
      client.do("cards.include", { id, family: "assignee", member: to.person }, options);
  }
  if (to.week === undefined || to.week === from.week) return;
  // By days, so that what somebody else has changed is moved and not overwritten.
  const days = from.week === undefined ? 0 : to.week - from.week;
  for (const key of DATES) {
    const date = card[key];
    if (date !== undefined && days !== 0)
      client.do("cards.set", { id, key, value: movedBy(date, days) }, options);
  }
  if (card.start === undefined && card.due === undefined)
    client.do("cards.set", { id, key: "due", value: spellDay(lastWorkingDay(to.week)) }, options);
}

async function takeBack(state: WorkloadState, told: Told, scope: string): Promise<void> {
  const client = await boardOf(told.board);
  if (client.undo(scope) === null)
    toastError("Somebody has changed the card since: there is nothing to undo.");
  latest.delete(told.id);
  show(state, client, told);
}

/** Draws the card as it is here, before the server tells of it. */
function show(state: WorkloadState, client: BoardClient, { board, id }: Told): void {
  const [card, before] = [client.board.card(id), state.known.cards.peek().get(board)?.get(id)];
  if (card === undefined || before === undefined) return;
  const { start = null, due = null, assignees } = card;
  state.known.events.cards(board, new Map([[id, { ...before, start, due, assignees }]]), false);
}
