/** Records of a board as a screen reads them. */

import { isMap, type PlainMap } from "../../clients/js/codec.ts";
import type { Screen } from "../ui/screen.ts";

/** Returns the records of a kind that are maps, oldest first; whoever reads them is drawn again when they change. */
export function recordsOf(screen: Screen, kind: string): readonly (readonly [string, PlainMap])[] {
  screen.live.record(kind, "");
  return [...screen.client.records.of(kind)]
    .flatMap(([id, value]): (readonly [string, PlainMap])[] => (isMap(value) ? [[id, value]] : []))
    .sort(([left, one], [right, other]) => made(one) - made(other) || (left < right ? -1 : 1));
}

function made(value: PlainMap): number {
  const { created } = value;
  return typeof created === "number" ? created : 0;
}
