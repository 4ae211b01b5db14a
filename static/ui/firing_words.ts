/** What a rule or recurring card did, in the words in which the history tells it; and why it did not. Pure. */

import { EditError } from "../../clients/js/errors.ts";
import { sentence } from "./api.ts";
import { deedsOf, listed, type Names } from "./happened.ts";
import type { Change } from "./happening.ts";
import { reason } from "./reasons.ts";

/** An entry of its log (docs/automation.md); those of earlier versions hold less. */
export interface Firing {
  readonly when: string;
  readonly result: string;
  readonly detail: string;
  readonly card: string;
  readonly title?: string;
  readonly changes?: readonly Change[];
  readonly problems?: readonly string[];
}

export interface Told {
  /** What was done, as a sentence; empty: nothing. */
  readonly did: string;
  /** Why something was not; empty: nothing is left. */
  readonly not: string;
}

export function firingInWords(firing: Firing, names: Names): Told {
  const { result, detail, changes, problems = [] } = firing;
  if (result === "skipped") return { did: "", not: sentence(`Did nothing: ${detail}`) };
  if (result === "cut") return { did: "", not: sentence(`Stopped: ${detail}`) };
  if (changes === undefined) return { did: sentence(detail), not: "" };
  const who = { kind: "rule", id: "", name: "", color: "" };
  const happening = { ...{ id: "", entry: "", when: "", group: "", verb: "" }, who, changes, counts: {} };
  const deeds = deedsOf(happening, names, firing.card);
  const why = problems.map(inWords);
  const did = deeds.length > 0 ? sentence(listed(deeds)) : why.length === 0 ? AS_IT_WAS : "";
  return {
    did,
    not: why.length === 0 ? "" : sentence(`${did === "" ? "Failed" : "But"}: ${why.join("; ")}`),
  };
}

const AS_IT_WAS = "Changed nothing: it was so already.";

const UNDONE: Readonly<Record<string, string>> = {
  move: "it was not moved",
  assign: "nobody was assigned",
  label: "no label was changed",
  set: "one value was not set",
  comment: "no comment was written",
  create: "the new card stands in no column",
  archive: "it was not archived",
};

/** Says a problem as the server notes it (automation/acting.py): an action or a verb, and why. */
function inWords(problem: string): string {
  const [, what = "", why = ""] = /^([a-z.]+): (.+)$/s.exec(problem) ?? [];
  const undone = UNDONE[what];
  if (undone !== undefined) return `${undone}, as ${why.replace(/^its /, "the ")}`;
  if (what.includes(".")) {
    const words = reason(new EditError(why.split(":")[0] ?? ""));
    return `one change could not be made. ${words.slice(0, -1)}`;
  }
  const missed = /^(\d+) missed before/.exec(problem)?.[1];
  return missed === undefined ? problem : `${missed} that were missed before are not made up for`;
}
