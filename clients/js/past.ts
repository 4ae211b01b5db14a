/** A board as it was at some moment, in the shape of a client, so that whatever shows a board can show it. Nothing changes it. */

import * as Y from "yjs";
import { Board } from "./board.ts";
import type { BoardClient } from "./boardclient.ts";
import type { Clock } from "./clock.ts";
import type { Plain } from "./codec.ts";
import { EditError } from "./errors.ts";
import { Presence } from "./presence.ts";
import { Records } from "./records.ts";
import type { Status } from "./status.ts";

/** What a screen needs of a client. */
export type Shown = Omit<BoardClient, "start" | "renumberedFrom">;

const STILL: Clock = { now: () => 0, after: () => () => undefined };

export class PastBoard implements Shown {
  readonly board: Board;
  readonly presence = new Presence(STILL, () => undefined);
  readonly records = new Records([], 0);
  readonly ready: Promise<void> = Promise.resolve();
  readonly inherited = [];
  readonly refused = [];
  readonly status: Status;
  #doc = new Y.Doc();

  /** `status`: the client's of today, for who looks at it. */
  constructor(board: string, status: Status) {
    this.board = new Board(board);
    this.status = { ...status, badge: "live", stopped: null, waiting: 0, canEdit: false };
  }

  /** Shows a moment: the whole state as one update, and what stood beside it (kind, id, value). */
  show(update: Uint8Array, beside: Iterable<readonly [kind: string, id: string, value: Plain]>): void {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, update);
    this.board.attach(doc);
    this.#doc.destroy();
    this.#doc = doc;
    const rows = [...beside].map(([kind, id, value]): Plain => [kind, id, value, 0]);
    this.records.receive([["*", "", null, 0], ...rows]);
  }

  do(): never {
    throw new EditError("read-only", "the past");
  }

  text(): never {
    return this.do();
  }

  undo(): null {
    return null;
  }

  redo(): null {
    return null;
  }

  canUndo(): boolean {
    return false;
  }

  canRedo(): boolean {
    return false;
  }

  ask(): Promise<Plain> {
    return Promise.reject(new EditError("read-only", "the past"));
  }

  watchStatus(): () => void {
    return () => undefined;
  }

  dismiss(): void {}

  retry(): void {}

  saved(): Promise<void> {
    return this.ready;
  }

  close(): Promise<void> {
    this.#doc.destroy();
    return this.ready;
  }
}
