/** Since when one asks what changed: moments that people speak of. Pure but for the zone of the browser. */

import { spelled } from "./due.ts";

export interface Since {
  readonly id: string;
  /** Read after "what changed": "since Monday". */
  readonly name: string;
  /** RFC 3339, or the id of an entry. */
  readonly moment: string;
}

/** Returns the choices there are. `looked`: when this browser saw the board last (0: never); `shown`: the moment that is looked at. */
export function choices(now: number, looked: number, shown: string): readonly Since[] {
  const today = midnight(now, 0);
  const weekday = (new Date(now).getDay() + 6) % 7;
  return [
    ...(shown === "" ? [] : [{ id: "shown", name: "since the moment shown", moment: shown }]),
    ...(isTime(looked)
      ? [{ id: "looked", name: "since I last looked", moment: new Date(looked).toISOString() }]
      : []),
    { id: "today", name: "since this morning", moment: today },
    { id: "yesterday", name: "since yesterday", moment: midnight(now, 1) },
    // On a Monday, what is asked for is the week that is over.
    { id: "monday", name: "since Monday", moment: midnight(now, weekday === 0 ? 7 : weekday) },
    { id: "month", name: "in the last 30 days", moment: midnight(now, 30) },
  ];
}

/** What a browser keeps may be anything. */
function isTime(time: number): boolean {
  return time > 0 && time < 8.64e15;
}

/** Returns the beginning of the day so many days ago, here. */
function midnight(now: number, daysAgo: number): string {
  const [year = 1970, month = 1, day = 1] = spelled(new Date(now)).split("-").map(Number);
  return new Date(year, month - 1, day - daysAgo).toISOString();
}
