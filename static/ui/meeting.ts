/** A board's meeting as its records say it, and the order in which it walks the board. Pure. */

/** How a meeting stands. Moments are milliseconds since 1970 by the server's clock. */
export interface Meeting {
  readonly id: string;
  readonly leader: string;
  readonly name: string;
  readonly began: number;
  readonly step: number;
  readonly cards: readonly string[];
  readonly timer: Timer | null;
}

export interface Timer {
  readonly began: number;
  readonly seconds: number;
}

/** A meeting that is over. */
export interface Ended {
  readonly id: string;
  readonly name: string;
  readonly began: number;
  readonly ended: number;
}

/** As in server/kanverge/live/meetings.py. */
const CARDS_MAX = 500;
const LIFE_MS = 12 * 3_600_000;
const TIMER_SECONDS_MAX = 6 * 3_600;
const DATE_MAX = 8.64e15;

type Fields = Readonly<Record<string, unknown>>;

/** Returns the meeting that is on, read totally; null: none, or one that was forgotten by now. */
export function meetingOf(now: unknown, agenda: unknown, moment: number): Meeting | null {
  const value = fieldsOf(now);
  const { id, leader, name } = value;
  const [began, step] = [momentOf(value["began"]), value["step"]];
  if (typeof id !== "string" || began === null || moment >= began + LIFE_MS) return null;
  const cards = cardsOf(agenda, id);
  return {
    ...{ id, began, cards, timer: timerOf(value["timer"]) },
    leader: typeof leader === "string" ? leader : "",
    name: typeof name === "string" ? name : "",
    step: Math.min(isCount(step) ? step : 0, Math.max(0, cards.length - 1)),
  };
}

function cardsOf(agenda: unknown, meeting: string): readonly string[] {
  const { id, cards } = fieldsOf(agenda);
  if (id !== meeting || !Array.isArray(cards)) return [];
  return cards.filter((card) => typeof card === "string").slice(0, CARDS_MAX);
}

function timerOf(value: unknown): Timer | null {
  const fields = fieldsOf(value);
  const [began, seconds] = [momentOf(fields["began"]), fields["seconds"]];
  if (began === null || !isCount(seconds) || seconds === 0 || seconds > TIMER_SECONDS_MAX) return null;
  return { began, seconds };
}

/** Returns the meeting that ended last; null: there was none. */
export function endedOf(last: unknown): Ended | null {
  const value = fieldsOf(last);
  const [began, ended] = [momentOf(value["began"]), momentOf(value["ended"])];
  const { id, name } = value;
  if (typeof id !== "string" || began === null || ended === null || ended < began) return null;
  return { id, name: typeof name === "string" ? name : "", began, ended };
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function momentOf(value: unknown): number | null {
  return isCount(value) && value <= DATE_MAX ? value : null;
}

/** Returns the whole seconds that are left, the last of them until it is over; 0: time is up. */
export function secondsLeft({ began, seconds }: Timer, moment: number): number {
  return Math.max(0, Math.min(seconds, Math.ceil((began + seconds * 1_000 - moment) / 1_000)));
}

/** Returns "4:05", or "1:04:05". */
export function clockFace(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  const end = two(seconds % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${end}` : `${minutes}:${end}`;
}

/** A column as the walk sees it, with its cards in their order. */
export interface Walked {
  readonly isDone: boolean;
  readonly cards: readonly {
    readonly id: string;
    readonly number: number | null;
    readonly isDone: boolean;
  }[];
}

/**
 * Returns the cards to be walked: the columns from right to left, so that what is nearly done comes first, in each the oldest
 * first; what is done is not talked about.
 */
export function walk(columns: readonly Walked[]): readonly string[] {
  return columns
    .toReversed()
    .filter(({ isDone }) => !isDone)
    .flatMap(({ cards }) => cards.filter((card) => !card.isDone).toSorted(byAge))
    .map(({ id }) => id)
    .slice(0, CARDS_MAX);
}

/** A card without a number has just been made. */
function byAge(left: { readonly number: number | null }, right: { readonly number: number | null }): number {
  const of = (number: number | null) => number ?? Number.MAX_SAFE_INTEGER;
  return of(left.number) - of(right.number);
}
