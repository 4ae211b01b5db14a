/** The golden vectors that both languages read. */

import { readFileSync } from "node:fs";

/** Returns what a file of tests/vectors holds; tests run in the project's root. */
export function vectors(name: string): unknown {
  return JSON.parse(readFileSync(`tests/vectors/${name}.json`, "utf8"));
}

export function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
