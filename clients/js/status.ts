/** What the sync badge says, and nothing it says is a guess: a pure function of what the client knows. */

import type { Intent } from "./edits/index.ts";
import type { Keeping } from "./journal.ts";
import type { Person } from "./presence.ts";

export type Badge = "opening" | "live" | "saving" | "offline" | "paused" | "refused" | "stopped";
export type Connection = "connecting" | "live" | "offline" | "stopped";

export interface Status {
  readonly badge: Badge;
  readonly connection: Connection;
  /** A permanent close: codes in docs/protocol.md. */
  readonly stopped: { readonly code: number; readonly text: string } | null;
  readonly storeAvailable: boolean;
  /** Edits and asks not yet durable. */
  readonly waiting: number;
  readonly refused: number;
  readonly role: string | null;
  readonly canEdit: boolean;
  readonly person: (Person & { readonly session: string }) | null;
  /** Caught up with the server since the connection was made. */
  readonly synced: boolean;
  /** Whether unsaved edits survive closing the page. */
  readonly storage: Keeping;
}

/** An edit or ask that will never be saved. */
export interface Refused {
  readonly key: string;
  readonly code: string;
  readonly text: string;
  /** The edit in words, to paste elsewhere. */
  readonly copy: string;
  readonly intent: Intent;
  readonly at: number;
}

const EDITING_ROLES: ReadonlySet<string> = new Set(["owner", "admin", "editor"]);

export type Facts = Omit<Status, "badge" | "canEdit"> & {
  /** Whether there is anything to show yet. */
  readonly isOpen: boolean;
};

export function statusOf({ isOpen, ...facts }: Facts): Status {
  return {
    ...facts,
    badge: badgeOf(facts, isOpen),
    canEdit: facts.role === null ? isOpen : canEdit(facts.role),
  };
}

export function canEdit(role: string): boolean {
  return EDITING_ROLES.has(role);
}

/** The most urgent first; `live` only when nothing waits and the server would say so too. */
function badgeOf(facts: Omit<Facts, "isOpen">, isOpen: boolean): Badge {
  if (facts.refused > 0) return "refused";
  if (facts.connection === "stopped") return "stopped";
  if (!isOpen) return "opening";
  if (!facts.synced) return "offline";
  if (!facts.storeAvailable) return "paused";
  return facts.waiting > 0 ? "saving" : "live";
}

/** Puts an intent into words that mean something outside: what was written, and where. */
export function inWords([verb, args]: Intent): string {
  const words = Object.entries(args).filter(([name, value]) => name !== "if" && value !== null);
  return [
    verb,
    ...words.map(([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`),
  ].join("\n");
}
