/** Notes when I look at a board, here and on the server, and learns when I did before on any of my devices. */

import { useEffect } from "preact/hooks";
import { api, Problem } from "../ui/api.ts";
import type { Screen } from "../ui/screen.ts";
import { beginLooking, endLooking, lastSeen, noteSeen } from "../ui/seen.ts";

export function useLooking({ board }: Screen): void {
  useEffect(() => {
    const note = (begin: typeof beginLooking) => {
      begin(board, Date.now());
      void look(board);
    };
    const follow = () => note(document.hidden ? endLooking : beginLooking);
    follow();
    document.addEventListener("visibilitychange", follow);
    return () => {
      document.removeEventListener("visibilitychange", follow);
      note(endLooking);
    };
  }, [board]);
}

async function look(board: string): Promise<void> {
  const own = lastSeen(board);
  // What a browser keeps may be anything.
  const known = own > 0 && own < Date.now() ? new Date(own).toISOString() : null;
  try {
    const { since } = await api<{ readonly since: string | null }>("PUT", `/api/boards/${board}/look`, {
      since: known,
    });
    if (since !== null) noteSeen(board, Date.parse(since));
  } catch (error) {
    if (!(error instanceof Problem)) throw error; // what this browser knows has to do
  }
}
