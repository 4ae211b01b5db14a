/** Asking the server for a change of what a board does by itself. */

import type { PlainMap } from "../../clients/js/codec.ts";
import { AskError } from "../../clients/js/errors.ts";
import { type Refusal, refusalOf, wholly } from "../ui/refusals.ts";
import type { Screen } from "../ui/screen.ts";
import { toastError } from "../ui/toast.tsx";

/** What the server notes beside what it was asked for. */
export const NOTED: readonly string[] = ["by", "created", "changed", "next", "made"];

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
