/** How long something took, for people. Pure. */

import { short } from "./numbers.ts";

export function took(days: number): string {
  if (days >= 2) return `${short(days)} days`;
  if (days >= 1 / 12) return `${short(days * 24)} hours`;
  const minutes = Math.round(days * 24 * 60);
  return `${minutes} ${minutes === 1 ? "minute" : "minutes"}`;
}
