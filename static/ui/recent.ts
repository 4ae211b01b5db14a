/** What was chosen lately in the command menu, the last first; kept in this browser only. */

import { keep, recall } from "./kept.ts";

const KEY = "recent";
const KEPT_MAX = 20;

export function recent(): readonly string[] {
  return (recall(KEY) ?? "").split(" ").filter((id) => id !== "");
}

export function noteUse(id: string): void {
  keep(KEY, [id, ...recent().filter((one) => one !== id)].slice(0, KEPT_MAX).join(" "));
}
