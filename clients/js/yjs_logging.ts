/**
 * Stands in for `lib0/logging` in the page's bundle: Yjs only logs warnings, and the real one brings a DOM and a schema library
 * along, 3 kB of the page. The build names it as an alias.
 */

export function print(): void {}
export function warn(): void {}
export function createModuleLogger(): () => void {
  return () => undefined;
}
export const [BOLD, UNBOLD, ORANGE, RED, GREEN, BLUE, GREY, PURPLE, UNCOLOR] = Array.from(
  { length: 9 },
  () => "",
);
