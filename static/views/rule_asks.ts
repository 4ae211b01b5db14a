/** Records of what a board does by itself: reading them, and asking the server for a change. */

import { isMap, type PlainMap } from "../../clients/js/codec.ts";
import { AskError } from "../../clients/js/errors.ts";
import { type Refusal, refusalOf, wholly } from "../ui/refusals.ts";
import type { Screen } from "../ui/screen.ts";
import { toastError } from "../ui/toast.tsx";

/** What the server notes beside what it was asked for. */
export const NOTED: readonly string[] = ["by", "created", "changed", "next", "made"];

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

/** Asks for a change of records and says why where it is refused; returns whether it was made. */
export async function asked(screen: Screen, verb: string, args: PlainMap): Promise<boolean> {
  const refusal = await refused(screen, verb, args);
  if (refusal !== null) toastError(wholly(refusal));
  return refusal === null;
}

/** Asks for a change of records; returns why it was refused, and null once it was made. */
export async function refused(screen: Screen, verb: string, args: PlainMap): Promise<Refusal | null> {
  try {
    await screen.client.ask(verb, args);
    return null;
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    return refusalOf(error.detail || error.code);
  }
}
