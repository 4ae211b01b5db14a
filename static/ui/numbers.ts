/** Numbers as people read them, however large somebody made them. */

const format = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1, useGrouping: false });
const large = new Intl.NumberFormat(undefined, { notation: "compact", maximumSignificantDigits: 3 });
const LARGE = 100_000;

/** Returns a number as it is read: no more of it than can be told apart. */
export const short = (value: number) => (value < LARGE ? format : large).format(value);
