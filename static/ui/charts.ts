/** What the charts of reports are made of: scales, lines and layers, in a box of 100 by 100 that the page stretches. */

export const BOX = 100;

/** Steps whose halves are read easily. */
const STEPS = [1, 2, 4, 5, 6, 8, 10];

/** Returns the smallest round number (a step times a power of ten) that is not below. */
export function roundUp(value: number): number {
  if (!(value > 1)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return STEPS.map((times) => times * power).find((one) => one >= value) ?? value;
}

const place = (value: number) => `${Math.round(value * 100) / 100}`;

function points(values: readonly number[], most: number): string[] {
  const step = BOX / Math.max(1, values.length - 1);
  // One day alone is drawn as long as it lasts.
  const drawn = values.length === 1 ? [...values, ...values] : values;
  return drawn.map((value, at) => `${place(at * step)} ${place(BOX - (value / most) * BOX)}`);
}

export function line(values: readonly number[], most: number): string {
  return values.length === 0 ? "" : `M${points(values, most).join("L")}`;
}

/** Returns what lies between two lines. */
export function area(lower: readonly number[], upper: readonly number[], most: number): string {
  if (upper.length === 0) return "";
  return `M${[...points(upper, most), ...points(lower, most).reverse()].join("L")}Z`;
}

/** Returns columns side by side, from the ground up. */
export function bars(values: readonly number[], most: number): string {
  const step = BOX / Math.max(1, values.length);
  return values
    .map((value, at) => {
      const [left, right] = [(at + 0.15) * step, (at + 0.85) * step].map(place);
      return `M${left} ${BOX}V${place(BOX - (value / most) * BOX)}H${right}V${BOX}Z`;
    })
    .join("");
}

export interface Layer {
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

/** Puts series on top of each other, the last one at the bottom. */
export function stacked(series: readonly (readonly number[])[]): readonly Layer[] {
  const layers: Layer[] = [];
  let lower = (series[0] ?? []).map(() => 0);
  for (const values of [...series].reverse()) {
    const upper = lower.map((value, at) => value + (values[at] ?? 0));
    layers.unshift({ lower, upper });
    lower = upper;
  }
  return layers;
}
