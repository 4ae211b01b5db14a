/**
 * A server in memory that keeps docs/protocol.md: one board, durable only after `commit`, with faults to order.
 *
 * It checks what a server may rely on: an edit's key is never used for other bytes, and a client id writes under one person.
 */

import assert from "node:assert/strict";
import * as Y from "yjs";
import { decode, encode, type Message, type Messages, type Plain, type PlainMap } from "../codec.ts";
import { Parts, split } from "../parts.ts";

/** The server's end of a connection. */
export interface Line {
  send(frame: Uint8Array<ArrayBuffer>): void;
  close(code: number, text: string): void;
}

interface Guest {
  readonly line: Line;
  readonly parts: Parts;
  readonly session: string;
  person: string;
  isLive: boolean;
  mustResend: boolean;
  state: PlainMap | null;
}

interface Received {
  readonly guest: Guest;
  readonly edit: Messages["edit"];
}

export class TestServer {
  doc = new Y.Doc();
  epoch = 1;
  role = "editor";
  /** Says why an edit is refused; null: it is not. */
  judge: (doc: Y.Doc, update: Uint8Array) => string | null = () => null;
  answer: (verb: string, args: PlainMap) => Plain = () => null;
  /** Edits that came, not yet on disk. */
  private inFlight: Received[] = [];
  private readonly guests = new Set<Guest>();
  private readonly keys = new Map<string, string>();
  private readonly owners = new Map<number, string>();
  private readonly answers = new Map<string, Plain>();
  private readonly records: [kind: string, id: string, value: Plain, version: number][] = [];
  private sessions = 0;
  /** How often each (client id, seq) was made durable. */
  readonly saved = new Map<string, number>();
  asked = 0;

  /** Takes a new connection; returns what takes its frames. */
  accept(line: Line): { receive(frame: Uint8Array): void; gone(): void } {
    this.sessions += 1;
    const session = `s${this.sessions}`;
    const guest: Guest = {
      line,
      parts: new Parts(),
      session,
      person: "",
      isLive: false,
      mustResend: false,
      state: null,
    };
    this.guests.add(guest);
    return { receive: (frame) => this.receive(guest, frame), gone: () => this.leave(guest) };
  }

  /** Makes what came so far durable: applies, tells everybody, and then says saved. */
  commit(): void {
    const batch = this.inFlight.splice(0);
    for (const { guest, edit } of batch) {
      Y.applyUpdate(this.doc, edit.update);
      const key = `${edit.client_id}:${edit.seq}`;
      this.saved.set(key, (this.saved.get(key) ?? 0) + 1);
      const authors = [[edit.client_id, guest.person]];
      for (const other of this.guests)
        if (other.isLive) this.tell(other, { name: "edits", update: edit.update, authors });
    }
    const last = new Map(batch.map(({ guest, edit }) => [guest, edit.seq]));
    for (const [guest, seq] of last) if (guest.isLive) this.tell(guest, { name: "saved", seq });
    for (const guest of this.guests) {
      if (!guest.mustResend) continue;
      guest.mustResend = false;
      this.tell(guest, { name: "missing", seq: 0, state_vector: Y.encodeStateVector(this.doc) });
    }
  }

  /** Dies and comes back: what was not on disk is lost, and every connection. */
  crash(): void {
    this.inFlight = [];
    for (const guest of [...this.guests]) {
      this.leave(guest);
      guest.line.close(1006, "");
    }
  }

  /** Comes back with an older state than it had confirmed. */
  restore(state: Uint8Array): void {
    this.crash();
    this.doc = new Y.Doc();
    Y.applyUpdate(this.doc, state);
  }

  /** The board is rebuilt with other client ids: nobody's local state fits it any more. */
  squash(): void {
    const plain = this.doc;
    this.crash();
    this.doc = new Y.Doc();
    this.doc.clientID = 7;
    this.doc.transact(() => {
      for (const root of plain.share.keys()) copy(plain.getMap(root), this.doc.getMap(root));
    });
    this.epoch += 1;
  }

  setStore(available: boolean): void {
    this.everybody({ name: "store", available });
  }

  setRole(role: string): void {
    this.role = role;
    this.everybody({ name: "role", role });
  }

  closeAll(code: number, text: string): void {
    for (const guest of [...this.guests]) {
      this.tell(guest, { name: "gone", code, text });
      this.leave(guest);
      guest.line.close(code, text);
    }
  }

  private receive(guest: Guest, frame: Uint8Array): void {
    if (!this.guests.has(guest)) return;
    const message = decode(frame, "client");
    const whole = message.name === "part" ? guest.parts.take(message) : null;
    if (message.name !== "part") this.handle(guest, message);
    else if (whole !== null) this.handle(guest, decode(whole, "client"));
  }

  private handle(guest: Guest, message: Message): void {
    if (message.name === "hello") this.welcome(guest, message);
    else if (message.name === "edit") this.admit(guest, message);
    else if (message.name === "ask") this.onAsk(guest, message);
    else if (message.name === "ping") this.tell(guest, { name: "pong", nonce: message.nonce });
    else if (message.name === "presence") this.show(guest, message.state);
    else assert.equal(message.name, "pong");
  }

  private welcome(guest: Guest, hello: Messages["hello"]): void {
    guest.person = hello.token ?? "nobody";
    const person = { id: guest.person, name: guest.person, color: "teal", session: guest.session };
    this.tell(guest, {
      name: "welcome",
      epoch: this.epoch,
      schema: 1,
      role: this.role,
      person,
      state_vector: Y.encodeStateVector(this.doc),
      limits: { structs: 500, bytes: 49_152, frame: 65_536 },
    });
    const isStranger = hello.epoch !== null && hello.epoch !== this.epoch;
    const update = Y.encodeStateAsUpdate(this.doc, isStranger ? undefined : hello.state_vector);
    this.tell(guest, { name: "sync", update, authors: [] });
    guest.isLive = true;
    const { records: known = 0 } = hello.options;
    this.tell(guest, {
      name: "records",
      changes: this.records.filter(([, , , version]) => version > Number(known)),
    });
    const others = [...this.guests].filter((other) => other.state !== null);
    this.tell(guest, { name: "present", changes: others.map((other) => presenceRow(other)) });
  }

  private admit(guest: Guest, edit: Messages["edit"]): void {
    this.checkKey(guest, edit);
    if (guest.mustResend) return;
    const probe = new Y.Doc();
    Y.applyUpdate(probe, Y.encodeStateAsUpdate(this.doc));
    for (const { edit: earlier } of this.inFlight) Y.applyUpdate(probe, earlier.update);
    const state_vector = Y.encodeStateVector(probe);
    const code = this.judge(probe, edit.update);
    Y.applyUpdate(probe, edit.update);
    if (probe.store.pendingStructs !== null || probe.store.pendingDs !== null)
      this.tell(guest, { name: "missing", seq: edit.seq, state_vector });
    else if (code === "made-already" && this.inFlight.length > 0) guest.mustResend = true;
    else if (code !== null) this.tell(guest, { name: "refused", seq: edit.seq, code, text: "not like this" });
    else this.inFlight.push({ guest, edit });
  }

  private checkKey(guest: Guest, edit: Messages["edit"]): void {
    const key = `${edit.client_id}:${edit.seq}`;
    const bytes = edit.update.join();
    assert.equal(this.keys.get(key) ?? bytes, bytes, `the key ${key} was used for other bytes`);
    this.keys.set(key, bytes);
    assert.equal(
      this.owners.get(edit.client_id) ?? guest.person,
      guest.person,
      "a client id of another person",
    );
    this.owners.set(edit.client_id, guest.person);
    assert.ok(edit.client_id >= 2 ** 20, "a person writes above 2^20");
  }

  private onAsk(guest: Guest, { seq, key, verb, args }: Messages["ask"]): void {
    if (verb === "fail") {
      this.tell(guest, { name: "failed", seq, code: "denied", text: "no" });
      return;
    }
    if (!this.answers.has(key)) {
      this.asked += 1;
      this.answers.set(key, this.answer(verb, args));
      const row = ["comment", key, args, this.records.length + 1] as const;
      this.records.push([...row]);
      this.everybody({ name: "records", changes: [row] });
    }
    this.tell(guest, { name: "done", seq, result: this.answers.get(key) ?? null });
  }

  private show(guest: Guest, state: PlainMap | null): void {
    guest.state = state;
    for (const other of this.guests)
      if (other.isLive && other !== guest)
        this.tell(other, { name: "present", changes: [presenceRow(guest)] });
  }

  private leave(guest: Guest): void {
    this.guests.delete(guest);
    if (guest.state !== null) this.show(guest, null);
  }

  private everybody(message: Message): void {
    for (const guest of this.guests) if (guest.isLive) this.tell(guest, message);
  }

  private tell(guest: Guest, message: Message): void {
    for (const frame of split(encode(message), 1)) guest.line.send(frame);
  }
}

function presenceRow({ session, person, state }: Guest): Plain {
  return [session, { id: person, name: person, color: "teal" }, state];
}

function copy(from: Y.Map<unknown>, to: Y.Map<unknown>): void {
  for (const [key, value] of [...from].sort()) {
    if (value instanceof Y.Map) {
      const made = new Y.Map<unknown>();
      to.set(key, made);
      copy(value, made);
    } else to.set(key, value instanceof Y.Text ? new Y.Text(value.toString()) : value);
  }
}
