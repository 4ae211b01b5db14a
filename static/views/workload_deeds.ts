/** Moving work from person to person and week to week: edits of the card on its own board. */

import type { BoardClient, Card } from "../../clients/js/client.ts";
import { inWords, movedBy, spellDay } from "../ui/days.ts";
import type { Told } from "../ui/known_cards.ts";
import { toastError } from "../ui/toast.tsx";
import { lastWorkOf, NOBODY, type Stretch, spanOf } from "../ui/workload.ts";
import { changeCard } from "./other_cards.ts";
import { lastWorkingDay, type Place, type WorkloadState } from "./workload_state.ts";

/** Where a card was taken and where it shall go. Taken without a person: from everybody it is assigned to. */
export interface Move {
  readonly told: Told;
  readonly from: Partial<Place>;
  readonly to: Partial<Place>;
}

const DATES = ["start", "due"] as const;

/** Moves a card to another person or week. */
export function move(state: WorkloadState, given: Move): Promise<void> {
  const { told, to } = given;
  return changeCard(state.known, {
    ...{ board: told.board, id: told.id },
    words: (now) => `Moved ${now.title || "a card"} to ${where(state, to, now)}`,
    edit: (client, options) => edit(client, given, options),
    stands: (now, wanted, before) => !isLost(to, before, wanted, now),
    tellLost: (now) => tellLost(state, given, now),
  });
}

/** Says whether somebody else moved the card at the same time, and theirs holds. */
function isLost({ person }: Partial<Place>, before: Card | undefined, wanted: Card | undefined, now: Card) {
  const isElsewhere =
    person !== undefined && (person === NOBODY ? now.assignees.length > 0 : !now.assignees.includes(person));
  return isElsewhere || DATES.some((key) => before?.[key] !== wanted?.[key] && now[key] !== wanted?.[key]);
}

function tellLost(state: WorkloadState, { told, to }: Move, now: Card): void {
  const people = now.assignees.length === 0 ? [NOBODY] : now.assignees;
  const span = daysOf(now);
  const place = [people.map((id) => state.of(id).name).join(" and "), ...daysInWords(span)].join(", ");
  toastError(`Somebody else moved ${now.title || "a card"} meanwhile: it is with ${place}.`, {
    name: "Move it again",
    run: () =>
      void move(state, { told, from: span === null ? {} : { week: state.weekOf(lastWorkOf(span)) }, to }),
  });
}

/** Says where a card went: with the days that it has now, which need not be those of the week. */
function where(state: WorkloadState, { person, week }: Partial<Place>, now: Card): string {
  return [
    ...(person === undefined ? [] : [state.of(person).name]),
    ...(week === undefined ? [] : daysInWords(daysOf(now))),
  ].join(", ");
}

const daysOf = ({ start, due }: Card) => spanOf({ start: start ?? null, due: due ?? null });

const daysInWords = (span: Stretch | null) => (span === null ? [] : [inWords(span.from, span.to)]);

function edit(
  client: BoardClient,
  { told: { id }, from, to }: Move,
  options: { readonly group: string; readonly scope: string },
): void {
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
