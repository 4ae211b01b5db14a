/** Colour arithmetic for the tests: contrast as WCAG 2 counts it, and `color-mix(in oklch, …)` as the browser mixes. */

/** Red, green, blue from 0 to 1, as they are written. */
export type Rgb = readonly [number, number, number];
type Triple = readonly [number, number, number];

const linear = (channel: number) =>
  channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
const written = (light: number) => (light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055);

function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

export function contrast(one: Rgb, other: Rgb): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((left, right) => left - right);
  return (lighter + 0.05) / (darker + 0.05);
}

/** Mixes `share` of one colour into another by lightness, chroma and the shorter way round the hues. */
export function blended(one: Rgb, other: Rgb, share: number): Rgb {
  const [a, b] = [toOklch(one), toOklch(other)];
  // A grey has no hue of its own: it takes the other's.
  const [hueA, hueB] = [a[1] < 1e-4 ? b[2] : a[2], b[1] < 1e-4 ? a[2] : b[2]];
  const turn = ((hueA - hueB + 540) % 360) - 180;
  return fromOklch([
    a[0] * share + b[0] * (1 - share),
    a[1] * share + b[1] * (1 - share),
    hueB + turn * share,
  ]);
}

function toOklch(rgb: Rgb): Triple {
  const [red, green, blue] = rgb.map(linear) as unknown as Triple;
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  const a = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const b = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  const lightness = 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s;
  return [lightness, Math.hypot(a, b), ((Math.atan2(b, a) * 180) / Math.PI + 360) % 360];
}

function fromOklch([lightness, chroma, hue]: Triple): Rgb {
  const [a, b] = [chroma * Math.cos((hue * Math.PI) / 180), chroma * Math.sin((hue * Math.PI) / 180)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const light: Triple = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return light.map((channel) => written(Math.min(1, Math.max(0, channel)))) as unknown as Rgb;
}
