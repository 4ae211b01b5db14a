/** Dates as a board spells them: RFC 3339, a full date or a date-time with its zone. */

const SHAPE = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2}):(\d{2})(?:\.\d{1,9})?(?:Z|[+-](\d{2}):(\d{2})))?$/;

/** Says whether a text is a date that exists. */
export function isDate(text: string): boolean {
  const found = SHAPE.exec(text);
  if (found === null) return false;
  const [year, month, day, hour, minute, second, zoneHour, zoneMinute] = found
    .slice(1)
    .map((digits) => Number(digits ?? 0));
  return (
    within(year, 1, 9_999) &&
    within(month, 1, 12) &&
    within(day, 1, daysIn(year ?? 0, month ?? 0)) &&
    within(hour, 0, 23) &&
    within(minute, 0, 59) &&
    within(second, 0, 59) &&
    within(zoneHour, 0, 23) &&
    within(zoneMinute, 0, 59)
  );
}

function within(value: number | undefined, low: number, high: number): boolean {
  return value !== undefined && value >= low && value <= high;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
