/** The roles that can be given on a board, in words; and asking the server where a refusal is told. */

import { Problem } from "../ui/api.ts";
import { toastError } from "../ui/toast.tsx";

export const ROLES = [
  ["editor", "can edit"],
  ["commenter", "can comment"],
  ["viewer", "can look"],
  ["admin", "can edit and share"],
] as const;

export function roleWords(role: string): string {
  return ROLES.find(([id]) => id === role)?.[1] ?? role;
}

export async function tried(request: () => Promise<void>): Promise<void> {
  try {
    await request();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    toastError(error.message);
  }
}
