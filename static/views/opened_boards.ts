/**
 * Boards that are opened for an edit from a page over many boards: each stays open for a while, until all is saved.
 *
 * An edit waits in the board's copy on this device. Which boards have such edits is kept too: they are opened and sent
 * when the page comes back, also in another tab or after a crash.
 */

import { signal } from "@preact/signals";
import { type BoardClient, openBoard, type Status } from "../../clients/js/client.ts";
import { sentence } from "../ui/api.ts";
import { deedOf, namesOf } from "../ui/deeds.ts";
import { keep, recall } from "../ui/kept.ts";
import { waited } from "../ui/lazy.tsx";
import { boardPath, go } from "../ui/location.ts";
import { toastError } from "../ui/toast.tsx";
import { pageHands } from "./later.ts";

/** How long a board stays open after an edit, for the next one and for the way back. */
const LINGER_MS = 30_000;
/** A server that does not answer for so long is taken for none. */
const LOADING_MS = 4_000;
const UNSENT = "unsent boards";
/** What is kept was written by anybody who uses this browser. */
const UNSENT_MAX = 100;

interface Opened {
  readonly client: Promise<BoardClient>;
  timer: ReturnType<typeof setTimeout> | undefined;
  waiting: number;
  /** What was said of the last action: several edits of it, or one refused twice, are one to whoever made it. */
  readonly said: Set<string>;
}

const opened = new Map<string, Opened>();
/** How many edits are not on the server's disk yet, over all these boards. */
export const waiting = signal(0);
/** Refused edits that were told of: they stay in the board's own list. */
const told = new Set<string>();

/** Returns the board, from its copy on this device or from the server; what is edited without a network waits there. */
export function boardOf(board: string): Promise<BoardClient> {
  const found = opened.get(board) ?? open(board);
  found.said.clear();
  clearTimeout(found.timer);
  found.timer = setTimeout(() => void close(board, found), LINGER_MS);
  return found.client;
}

const bring = () => waited(pageHands);

function open(board: string): Opened {
  const client = openBoard({ url: location.origin, board, bring });
  const found: Opened = { client, timer: undefined, waiting: 0, said: new Set() };
  opened.set(board, found);
  void client.then((client) => {
    const look = () => count(board, found, client);
    client.watchStatus(look);
    look();
    if (client.inherited.length > 0)
      void bring().then(({ tellInherited }) => tellInherited(board, client, () => boardOf(board)));
  });
  return found;
}

async function close(board: string, found: Opened): Promise<void> {
  const client = await found.client;
  await client.saved();
  if (opened.get(board) !== found) return;
  opened.delete(board);
  await client.close();
}

/** Keeps up what waits, and says what will never be sent. */
function count(board: string, found: Opened, client: BoardClient): void {
  const { status, refused } = client;
  if (found.waiting !== status.waiting) {
    found.waiting = status.waiting;
    note(board, status.waiting > 0);
    waiting.value = [...opened.values()].reduce((sum, one) => sum + one.waiting, 0);
  }
  const look = { name: "Open the board", run: () => go(boardPath(board)) };
  const fresh = refused.filter(({ key }) => !told.has(key));
  for (const { key } of fresh) told.add(key);
  for (const { intent, text } of fresh) {
    const words = `Refused: ${deedOf(intent, namesOf(client.board)).what}. ${sentence(text)}`;
    if (!found.said.has(words)) toastError(words, look);
    found.said.add(words);
  }
  if (status.stopped === null || status.waiting === 0 || told.has(board)) return;
  told.add(board);
  toastError(`What you changed on a board cannot be sent. ${sentence(status.stopped.text)}`, look);
}

/** Returns the boards on which something waits to be sent, as this browser keeps it. */
export function unsent(): readonly string[] {
  return (recall(UNSENT) ?? "").split(" ").filter((id) => id !== "");
}

function note(board: string, isUnsent: boolean): void {
  const others = unsent().filter((id) => id !== board);
  keep(UNSENT, (isUnsent ? [...others, board] : others).slice(-UNSENT_MAX).join(" "));
}

/** Opens the boards on which something waits to be sent, of those that are still there for me. */
export function sendUnsent(boards: readonly string[]): void {
  for (const board of unsent()) if (boards.includes(board) && !opened.has(board)) void boardOf(board);
}

/**
 * Waits until the board is as the server has it, and returns whether the card is there.
 *
 * The copy on this device may be older, and a verb does nothing where its board says that it is done already: who was assigned
 * since would then stay. Without a network the copy is all there is.
 */
export function loaded(client: BoardClient, card: string): Promise<boolean> {
  const isThere = () => client.board.card(card) !== undefined;
  const isCurrent = ({ synced, connection }: Status) => synced || connection === "stopped";
  const isAlone = ({ connection }: Status) => connection === "offline" && !navigator.onLine;
  if (isCurrent(client.status) || (isThere() && isAlone(client.status))) return Promise.resolve(isThere());
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      stop();
      resolve(isThere());
    };
    const timer = setTimeout(end, LOADING_MS);
    const stop = client.watchStatus((status) => {
      if (isCurrent(status) || (isThere() && isAlone(status))) end();
    });
  });
}
