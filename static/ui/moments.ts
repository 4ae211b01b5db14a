/** Moments of a board's life as stops of a scrubber: where each stands, and which comes next. Pure. */

/** A moment one can go to: the board after an entry of its log. */
export interface Stop {
  /** As the address names it. */
  readonly at: string;
  /** In milliseconds since 1970. */
  readonly time: number;
}

const MINUTE_MS = 60_000;

/** Returns where stops stand between 0 and 1: in their order, and the longer the gap the further, but a month not as far as 40,000 minutes. */
export function spread(stops: readonly Stop[]): readonly number[] {
  let reached = 0;
  const places = stops.map(({ time }, index) => {
    const before = stops[index - 1];
    if (before !== undefined) reached += Math.log2(2 + Math.max(0, time - before.time) / MINUTE_MS);
    return reached;
  });
  return places.map((place) => (reached === 0 ? 0 : place / reached));
}

/** Returns the stop nearest to a place between 0 and 1. */
export function nearest(places: readonly number[], place: number): number {
  let found = 0;
  for (const [index, one] of places.entries())
    if (Math.abs(one - place) < Math.abs((places[found] ?? 0) - place)) found = index;
  return found;
}

/** Returns the time that the address's word for a moment stands for: an entry's id, or a date-time; null: neither. */
export function timeOf(at: string): number | null {
  if (/^\d{1,16}-\d{1,20}$/.test(at)) return Number(at.split("-")[0]);
  const [time, day] = [Date.parse(at), Date.parse(at.slice(0, 10))];
  // The 31st of February is read as the 3rd of March.
  const isDay = Number.isFinite(day) && new Date(day).toISOString().startsWith(at.slice(0, 10));
  return Number.isFinite(time) && isDay && (at.includes("T") || !at.includes(":")) ? time : null;
}

/** Returns the index of the stop that the board stands at, at a moment; -1: it is before all of them. */
export function indexAt(stops: readonly Stop[], at: string): number {
  const exactly = stops.findIndex((stop) => stop.at === at);
  const time = timeOf(at);
  return exactly >= 0 || time === null ? exactly : stops.findLastIndex((stop) => stop.time <= time);
}

/** Returns where an entry of the log stands. What it says of its time is whole seconds, in which much may happen. */
export function stopOf({ entry, when }: { readonly entry: string; readonly when: string }): Stop {
  return { at: entry, time: timeOf(entry) ?? Date.parse(when) };
}

/** Returns stops of both lists in the order of the log, each once. */
export function together(some: readonly Stop[], others: readonly Stop[]): readonly Stop[] {
  const all = new Map([...some, ...others].map((stop) => [stop.at, stop]));
  return [...all.values()].sort((left, right) => compare(left.at, right.at));
}

function compare(left: string, right: string): number {
  const [[leftTime = 0, leftCount = 0], [rightTime = 0, rightCount = 0]] = [place(left), place(right)];
  return leftTime - rightTime || leftCount - rightCount;
}

const place = (entry: string) => entry.split("-").map(Number);

/** Says whether a moment, as the address names it, lies between the first and the last of stops. */
export function isAmong(stops: readonly Stop[], at: string): boolean {
  const [index, last] = [indexAt(stops, at), stops.at(-1)];
  return index >= 0 && (index < stops.length - 1 || last?.at === at);
}

/** Returns when the day of a time began here, or the one after it. */
export function dayBegin(time: number, step: 0 | 1): number {
  const day = new Date(time);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + step).getTime();
}
