/** What stands above a single board: who I am, and which boards there are for me. */

import { computed, signal } from "@preact/signals";
import { forgetBoards } from "../../clients/js/client.ts";
import { api, Problem } from "./api.ts";
import { type BoardLine, lineOf } from "./board_line.ts";
import { toastError } from "./toast.tsx";

export interface Me {
  readonly id: string;
  readonly name: string;
  readonly color: string;
  readonly admin: boolean;
  /** Where I live, for what is due by days; null: I have not said. */
  readonly zone: string | null;
}

export const me = signal<Me | null>(null);
export const boards = signal<readonly BoardLine[]>([]);
/** Whether the server said that nobody is signed in here. */
export const isStranger = signal(false);
/** Whether the server could not be asked, and there is no earlier answer either. */
export const isAway = signal(false);
export const isAdmin = computed(() => me.value?.admin === true);

/** What I change of the boards, until it is done: another one since something was asked, and the answer does not know of it. */
let changing: Promise<unknown> = Promise.resolve();

export function changingBoards<Answer>(request: Promise<Answer>): Promise<Answer> {
  changing = Promise.allSettled([changing, request]);
  return request;
}

/** Asks who I am and what I may see; without a network the last answer stays. */
export async function loadWorkspace(): Promise<void> {
  try {
    const before = changing;
    const [who, list] = await Promise.all([api<Me>("GET", "/api/me"), loadBoards()]);
    if (before !== changing) {
      await changing;
      return loadWorkspace();
    }
    isStranger.value = false;
    isAway.value = false;
    me.value = who;
    boards.value = list;
    if (who.zone === null) void live(Intl.DateTimeFormat().resolvedOptions().timeZone);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    isStranger.value = error.status === 401;
    isAway.value = error.status !== 401 && me.value === null;
  }
}

/** Says in which time zone I live. Returns whether the server knows that one and has noted it. */
export async function live(zone: string): Promise<boolean> {
  try {
    me.value = await api<Me>("PATCH", "/api/me", { zone });
    return true;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return false; // it stays as it was, and UTC where nobody has said
  }
}

/** Asks for the boards I may see: the open ones, or those put away. */
export async function loadBoards(query = ""): Promise<readonly BoardLine[]> {
  const answer = await api<{ readonly boards: readonly BoardLine[] }>("GET", `/api/boards${query}`);
  return answer.boards.map(lineOf);
}

/** Ends the session, and erases what this browser keeps of every board. */
export async function signOut(): Promise<void> {
  try {
    await api("POST", "/api/sign-out", {});
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.status !== 401) return toastError(`You are still signed in. ${error.message}`);
  }
  await forgetBoards();
  if (typeof caches !== "undefined") await caches.delete("answers");
  location.assign("/");
}
