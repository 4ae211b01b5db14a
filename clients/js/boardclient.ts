/** The client of one board: what a screen holds. It edits, takes back, asks, and says how the saving goes. */

import type { Board } from "./board.ts";
import type { Clock } from "./clock.ts";
import { NAME_CHARS_MAX, type Plain, type PlainMap } from "./codec.ts";
import { Conversation, type Parts } from "./conversation.ts";
import type { Intent, VerbArgs, VerbName } from "./edits/index.ts";
import { openText } from "./edits/later.ts";
import type { Splice } from "./edits/text.ts";
import { EditError } from "./errors.ts";
import { newId } from "./ids.ts";
import type { Row } from "./outbox.ts";
import type { Presence } from "./presence.ts";
import type { Records } from "./records.ts";
import type { Done, Replica } from "./replica.ts";
import { type Refused, type Status, statusOf } from "./status.ts";
import type { TextField, TextKey, TextRoot } from "./textfield.ts";
import { Signal, type Stop } from "./topics.ts";
import { History, type Undo, undosOf } from "./undo.ts";

export interface EditOptions {
  /** Edits of one group are one step of undo. */
  readonly group?: string;
  readonly scope?: string;
}

type OnPassed = (inverses: readonly Intent[]) => void;

/** A group for several edits that are one action. */
export const newGroup: () => string = () => newId();

export class BoardClient {
  readonly board: Board;
  readonly presence: Presence;
  readonly records: Records;
  readonly ready: Promise<void>;
  /** What earlier pages had left unsaved on this device when this one was opened, oldest first. */
  readonly inherited: readonly Intent[];
  readonly #conversation: Conversation;
  readonly #replica: Replica;
  readonly #clock: Clock;
  readonly #history = new History();
  readonly #statusChanged = new Signal<[Status]>();
  #lastStatus: Status;

  constructor(parts: Parts) {
    this.#replica = parts.replica;
    this.#clock = parts.platform.clock;
    this.#conversation = new Conversation(parts, () => this.#tellStatus());
    this.board = parts.replica.board;
    this.presence = this.#conversation.presence;
    this.records = this.#conversation.records;
    this.ready = this.#conversation.ready;
    this.inherited = parts.kept.rows.map(({ intent }) => intent).filter((intent) => intent !== null);
    this.#lastStatus = this.status;
  }

  /** Does an edit at once, here; it is saved when the server says so. Throws `EditError` and changes nothing. */
  do<V extends VerbName>(verb: V, args: VerbArgs[V], options: EditOptions = {}): void {
    this.#do([verb, args], options);
  }

  #do(intent: Intent, options: EditOptions): void {
    const group = options.group ?? newGroup();
    if (group.length > NAME_CHARS_MAX) throw new EditError("too-long", "group");
    const done = this.#edit(intent, group);
    if (done !== null) this.#history.note(group, options.scope, undosOf(this.#replica.doc, done));
  }

  /**
   * Takes my latest action back that still stands, as far as it is still mine; returns what that took. Each later one of which
   * nothing stands any more is told to `onPassed`, by what would have taken it back.
   */
  undo(scope?: string, onPassed?: OnPassed): readonly Intent[] | null {
    return this.#goBack("undo", scope, onPassed);
  }

  redo(scope?: string, onPassed?: OnPassed): readonly Intent[] | null {
    return this.#goBack("redo", scope, onPassed);
  }

  canUndo(scope?: string): boolean {
    return this.#history.can("undo", scope);
  }

  canRedo(scope?: string): boolean {
    return this.#history.can("redo", scope);
  }

  /** Opens one text for typing, once the verbs are there. */
  text(root: TextRoot, id: string, key: TextKey): TextField {
    const client = this;
    return openText(
      {
        board: this.board,
        get doc() {
          return client.#replica.doc;
        },
        clock: this.#clock,
        splice: (splice: Splice, group, scope) =>
          this.#do([`${root}.splice`, { id, key, ...splice }], { group, scope }),
        undo: (scope) => this.undo(scope) !== null,
        redo: (scope) => this.redo(scope) !== null,
      },
      root,
      id,
      key,
    );
  }

  /** Asks the server to change a record; waits while offline. Rejects with `AskError`. */
  ask(verb: string, args: PlainMap): Promise<Plain> {
    return this.#conversation.ask(verb, args);
  }

  get status(): Status {
    return statusOf(this.#conversation.facts);
  }

  watchStatus(listener: (status: Status) => void): Stop {
    return this.#statusChanged.watch(listener);
  }

  get refused(): readonly Refused[] {
    return this.#conversation.refusals.all;
  }

  /** The author has seen a refused edit. */
  dismiss(key: string): void {
    this.#conversation.refusals.dismiss(key);
    this.#tellStatus();
  }

  /** Waits until everything edited so far is durable on the server. */
  saved(): Promise<void> {
    return this.#conversation.saved();
  }

  /** Connects now, also after a permanent close. */
  retry(): void {
    this.#conversation.retry();
  }

  /** Writes what is pending on this device, then lets go. */
  close(): Promise<void> {
    return this.#conversation.close();
  }

  /** @internal Begins to connect. */
  start(): void {
    this.#conversation.start();
  }

  /** @internal The rows of tabs that are gone have got new numbers. */
  renumberedFrom(rows: readonly Row[]): void {
    this.#conversation.renumberedFrom(rows);
  }

  #edit(intent: Intent, group: string): Done | null {
    const { mayEdit, role } = this.#conversation;
    if (!mayEdit) throw new EditError("read-only", role ?? "");
    const done = this.#replica.edit(intent, group);
    if (done !== null) this.#conversation.commit(done.rows);
    return done;
  }

  /** Goes back one action; those that others have overwritten since are passed over. */
  #goBack(which: "undo" | "redo", scope?: string, onPassed?: OnPassed): readonly Intent[] | null {
    for (let action = this.#history.take(which, scope); action; action = this.#history.take(which, scope)) {
      // What marks an action, before its id of 22 characters, marks going back on it, too: "restore:" calls no rules.
      const group = action.group.slice(0, -22) + newGroup();
      const intents: Intent[] = [];
      const undos: Undo[] = [];
      for (const undo of [...action.undos].reverse()) {
        for (const intent of this.#history.intentsOf(this.#replica.doc, undo)) {
          const done = this.#tried(intent, group);
          if (done === null) continue;
          intents.push(intent);
          undos.push(...undosOf(this.#replica.doc, done));
          this.#history.revived(undo, done);
        }
      }
      if (intents.length === 0) {
        onPassed?.(action.undos.map(({ inverse }) => inverse));
        continue;
      }
      this.#history.reverse(which, { group, scope: action.scope, undos });
      return intents;
    }
    return null;
  }

  /** Does an inverse; one that makes no sense any more does nothing. */
  #tried(intent: Intent, group: string): Done | null {
    try {
      return this.#edit(intent, group);
    } catch (error) {
      if (error instanceof EditError) return null;
      throw error;
    }
  }

  #tellStatus(): void {
    const status = this.status;
    if (JSON.stringify(status) === JSON.stringify(this.#lastStatus)) return;
    this.#lastStatus = status;
    this.#statusChanged.tell(status);
  }
}
