/** My inbox: what concerns me on any board, as the server tells it (docs/inbox.md). */

import { signal } from "@preact/signals";
import { api } from "./api.ts";
import { unread } from "./facts.ts";
import type { Who } from "./happening.ts";

export interface Notice {
  readonly id: string;
  readonly kind: string;
  readonly board: string;
  readonly board_name: string;
  readonly card: string;
  readonly title: string;
  /** Null: nobody, it is the clock. */
  readonly who: Who | null;
  /** The beginning of what was said, or the due date. */
  readonly text: string;
  readonly when: string;
  readonly read: boolean;
  /** Until when it is put off. */
  readonly snoozed: string | null;
}

/** Null until it was asked for. */
export const notices = signal<readonly Notice[] | null>(null);
/** How often something was changed here: what was asked for before that is answered as it was before that. */
let changes = 0;

export async function loadNotices(): Promise<void> {
  const before = changes;
  const answer = await api<{ readonly notices: readonly Notice[]; readonly unread: number }>(
    "GET",
    "/api/inbox",
  );
  if (changes !== before) return; // whoever changed it asks once more
  notices.value = answer.notices;
  unread.value = answer.unread;
}

/** Changes notices here at once, then on the server; `ids` null: all that are not put off. */
export async function change(
  ids: readonly string[] | null,
  changed: { readonly read: boolean } | { readonly snoozed: string | null },
): Promise<void> {
  changes += 1;
  const isMeant = (notice: Notice) => (ids === null ? notice.snoozed === null : ids.includes(notice.id));
  const before = notices.peek();
  const meant = "read" in changed ? { ...changed, snoozed: null } : { ...changed, read: false };
  notices.value =
    notices.peek()?.map((notice) => (isMeant(notice) ? { ...notice, ...meant } : notice)) ?? null;
  try {
    await api("PATCH", "/api/inbox", { ...(ids === null ? {} : { ids }), ...changed });
  } catch (error) {
    notices.value = before; // shown as done it would be a lie
    void loadNotices().catch(() => undefined);
    throw error;
  } finally {
    changes += 1;
  }
  await loadNotices();
}

/** Until when a notice can be put off, by name; clock times are those of this device. */
export function laterThan(now: number): readonly { readonly name: string; readonly until: Date }[] {
  const [hour, tomorrow, week] = [new Date(now + 3_600_000), new Date(now), new Date(now)];
  tomorrow.setDate(tomorrow.getDate() + 1);
  week.setDate(week.getDate() + (((8 - week.getDay()) % 7) + (week.getDay() === 1 ? 7 : 0)));
  for (const day of [tomorrow, week]) day.setHours(9, 0, 0, 0);
  return [
    { name: "In an hour", until: hour },
    { name: "Tomorrow at 9:00", until: tomorrow },
    { name: "Monday at 9:00", until: week },
  ];
}
