/** What is done with a board from the lists of the workspace; shown at once, and taken back where the server refuses it. */

import { api, Problem } from "../ui/api.ts";
import { type BoardLine, nameOf } from "../ui/board_line.ts";
import { toast, toastError } from "../ui/toast.tsx";
import { boards, changingBoards, loadWorkspace } from "../ui/workspace.ts";

/** Who may share a board may also put it into a group, away, and back. */
export function mayArrange({ role }: BoardLine): boolean {
  return role === "owner" || role === "admin";
}

export async function toggleStar({ id, starred }: BoardLine): Promise<void> {
  await at(id, { starred: !starred }, () => api(starred ? "DELETE" : "PUT", `/api/boards/${id}/star`));
}

export async function setGroup({ id }: BoardLine, group: string): Promise<void> {
  await at(id, { group }, () => api("PATCH", `/api/boards/${id}`, { group }));
}

export async function setArchived(board: BoardLine, isArchived: boolean): Promise<boolean> {
  const done = await tried(() =>
    api("POST", `/api/boards/${board.id}/${isArchived ? "archive" : "restore"}`, {}),
  );
  if (!done) return false;
  await loadWorkspace();
  if (isArchived)
    toast(`${nameOf(board)} archived`, { name: "Undo", run: () => void setArchived(board, false) });
  else toast(`${nameOf(board)} restored`);
  return true;
}

async function at(id: string, change: Partial<BoardLine>, request: () => Promise<unknown>): Promise<void> {
  const before = boards.peek();
  boards.value = before.map((board) => (board.id === id ? { ...board, ...change } : board));
  if (!(await tried(request))) boards.value = before;
}

async function tried(request: () => Promise<unknown>): Promise<boolean> {
  try {
    await changingBoards(request());
    return true;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    toastError(error.message);
    return false;
  }
}
