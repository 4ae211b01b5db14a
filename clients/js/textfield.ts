/** One open text, co-edited: splices in, splices out, typing as steps of undo, and places that move with the text. */

import * as Y from "yjs";
import type { Board, ChangeOrigin } from "./board.ts";
import type { Clock } from "./clock.ts";
import { difference, outwards, type Splice } from "./edits/text.ts";
import { newId } from "./ids.ts";
import { type Row, type TextKey, type TextRoot, textOf, wordsOf } from "./schema.ts";
import { Signal, type Stop } from "./topics.ts";

export type { Splice } from "./edits/text.ts";
export type { TextKey, TextRoot } from "./schema.ts";

/** What a text field needs of its client. */
export interface TextHost {
  readonly board: Board;
  readonly doc: Y.Doc;
  readonly clock: Clock;
  splice(splice: Splice, group: string, scope: string): void;
  undo(scope: string): boolean;
  redo(scope: string): boolean;
}

/** Typing with a longer pause is another step of undo. */
const PAUSE_MS = 1_000;

export class TextField {
  readonly #host: TextHost;
  readonly #root: TextRoot;
  readonly #id: string;
  readonly #key: TextKey;
  readonly #scope: string;
  readonly #changed = new Signal<[readonly Splice[], ChangeOrigin]>();
  #splices: Splice[] = [];
  #observed: Y.Text | undefined;
  #unobserve: Stop = () => undefined;
  readonly #stopBoard: Stop;
  #group = newId();
  #typedAt = Number.NEGATIVE_INFINITY;
  /** What the screen was last told, to tell the difference after a rebuild. */
  #shown: string;

  constructor(host: TextHost, root: TextRoot, id: string, key: TextKey) {
    this.#host = host;
    this.#root = root;
    this.#id = id;
    this.#key = key;
    this.#scope = `text:${id}:${key}`;
    this.#shown = this.value;
    this.#observe();
    this.#stopBoard = host.board.changes(({ origin }) => this.#tell(origin));
  }

  get value(): string {
    const row = this.#row;
    return row === undefined ? "" : wordsOf(row, this.#key);
  }

  /** Replaces `remove` UTF-16 units at `at`; both ends step out of the middle of a character. */
  splice(at: number, remove: number, insert: string): void {
    const splice = outwards(this.value, { at, remove, insert });
    const now = this.#host.clock.now();
    if (now - this.#typedAt > PAUSE_MS) this.#group = newId();
    this.#typedAt = now;
    this.#host.splice(splice, this.#group, this.#scope);
  }

  readonly typed = difference;

  replace(text: string): void {
    const change = difference(this.value, text);
    if (change !== null) this.splice(change.at, change.remove, change.insert);
  }

  watch(listener: (splices: readonly Splice[], origin: ChangeOrigin) => void): Stop {
    return this.#changed.watch(listener);
  }

  undo(): boolean {
    this.#typedAt = Number.NEGATIVE_INFINITY;
    return this.#host.undo(this.#scope);
  }

  redo(): boolean {
    return this.#host.redo(this.#scope);
  }

  /** Returns a place that moves with the text, as a string for presence. */
  anchor(index: number): string {
    const text = this.#text;
    if (text === undefined) return "";
    return JSON.stringify(Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text, index)));
  }

  /** Returns where an anchor is now; null: nowhere in this text. */
  resolve(anchor: string): number | null {
    try {
      const place = Y.createRelativePositionFromJSON(JSON.parse(anchor));
      const found = Y.createAbsolutePositionFromRelativePosition(place, this.#host.doc);
      return found !== null && found.type === this.#text ? found.index : null;
    } catch {
      return null; // an anchor comes from others: it may be anything
    }
  }

  close(): void {
    this.#unobserve();
    this.#stopBoard();
  }

  get #row(): Row | undefined {
    const row = this.#host.doc.getMap(this.#root).get(this.#id);
    return row instanceof Y.Map ? row : undefined;
  }

  get #text(): Y.Text | undefined {
    const row = this.#row;
    return row === undefined ? undefined : textOf(row, this.#key);
  }

  #observe(): void {
    const text = this.#text;
    this.#observed = text;
    const note = (event: Y.YTextEvent) => void this.#splices.push(...splicesOf(event));
    text?.observe(note);
    this.#unobserve = () => text?.unobserve(note);
  }

  #tell(origin: ChangeOrigin): void {
    if (this.#observed !== this.#text) {
      this.#unobserve();
      this.#observe();
      const change = difference(this.#shown, this.value);
      this.#splices = change === null ? [] : [change];
    }
    const splices = this.#splices;
    if (splices.length === 0) return;
    this.#splices = [];
    this.#shown = this.value;
    this.#changed.tell(splices, origin);
  }
}

function splicesOf(event: Y.YTextEvent): Splice[] {
  const splices: Splice[] = [];
  let at = 0;
  for (const { retain = 0, delete: remove = 0, insert } of event.delta) {
    at += retain;
    if (remove > 0) splices.push({ at, remove, insert: "" });
    if (typeof insert !== "string") continue;
    splices.push({ at, remove: 0, insert });
    at += insert.length;
  }
  return splices;
}
