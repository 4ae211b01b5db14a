/**
 * How a project seems to stand, from facts alone: a suggestion beside what a person has set, always with its reason.
 *
 * The reasons in the order of their weight; the first that holds is told.
 */

import type { Status } from "../../clients/js/schema.ts";
import { deadline } from "./due.ts";
import { shareDone, type Totals } from "./rollup.ts";

export interface Suggestion {
  readonly status: Exclude<Status, "paused">;
  readonly why: string;
}

/** When it shall be done, as far as that is said. */
export interface Plan {
  readonly start?: string | null | undefined;
  readonly target?: string | null | undefined;
}

/** As a share of the cards that are left. */
const MANY_OVERDUE = 0.25;
/** How far the work may lag behind the time before that is told. */
const LAG_AT_RISK = 0.15;
const LAG_OFF_TRACK = 0.4;

/** Returns what the facts suggest; null where they say nothing. */
export function suggested(totals: Totals, plan: Plan, now: number): Suggestion | null {
  const left = totals.cards - totals.done;
  if (totals.cards === 0) return null;
  if (left <= 0) return { status: "done", why: "every card is done" };
  const end = plan.target == null ? null : deadline(plan.target);
  if (end !== null && end <= now)
    return { status: "off-track", why: `past its target with ${counted(left)} left` };
  const lag = lagOf(totals, plan, now);
  if (totals.overdue / left >= MANY_OVERDUE)
    return { status: "off-track", why: `${counted(totals.overdue)} of ${left} left overdue` };
  if (lag >= LAG_OFF_TRACK) return { status: "off-track", why: behind(lag) };
  if (totals.next !== null && deadline(totals.next.date) <= now)
    return { status: "at-risk", why: `past the milestone ${totals.next.name}` };
  if (totals.overdue > 0) return { status: "at-risk", why: `${counted(totals.overdue)} overdue` };
  if (lag >= LAG_AT_RISK) return { status: "at-risk", why: behind(lag) };
  return { status: "on-track", why: "nothing is overdue" };
}

/** Returns by how much of the whole the done cards lag behind the time that has passed between start and target. */
function lagOf(totals: Totals, { start, target }: Plan, now: number): number {
  if (start == null || target == null) return 0;
  const [first, last] = [deadline(start), deadline(target)];
  if (last <= first || now <= first) return 0;
  return (now - first) / (last - first) - (shareDone(totals, "cards") ?? 0);
}

function behind(lag: number): string {
  return `${Math.round(lag * 100)} % behind the time that has passed`;
}

function counted(cards: number): string {
  return cards === 1 ? "1 card" : `${cards} cards`;
}
