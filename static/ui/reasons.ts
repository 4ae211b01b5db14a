/** Why an edit cannot be done, in words. */

import { type EditError, TooLong } from "../../clients/js/errors.ts";
import { overLimit } from "./limits.ts";

export function reason(error: EditError): string {
  if (error instanceof TooLong) return overLimit(error.length, error.limit);
  const { code } = error;
  return REASONS[code] ?? (code.startsWith("unknown-") ? GONE : "That cannot be done here.");
}

const GONE = "What it names is not there any more.";

const REASONS: Readonly<Record<string, string>> = {
  "read-only": "You can look at this board, but not change it.",
  "too-long": "That is too long.",
  "newer-schema": "This board was changed by a newer version: reload the page.",
  "out-of-range": "That is too small or too large.",
};
