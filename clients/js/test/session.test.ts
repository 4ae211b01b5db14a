import assert from "node:assert/strict";
import { test } from "node:test";
import * as Y from "yjs";
import { decode, encode, type Message } from "../codec.ts";
import { MalformedMessage } from "../errors.ts";
import type { Row } from "../outbox.ts";
import { split } from "../parts.ts";
import { Session, type SessionEvent } from "../session.ts";

const ME = 2 ** 20;

function row(seq: number, extra: Partial<Row> = {}): Row {
  const update = Uint8Array.of(seq);
  const intent = ["cards.archive", { id: String(seq) }] as const;
  return {
    seq,
    clientId: ME,
    group: `g${seq}`,
    update,
    intent,
    place: null,
    start: seq - 1,
    clock: seq,
    ...extra,
  };
}

const vector = (clocks: readonly (readonly [number, number])[] = []) => Y.encodeStateVector(new Map(clocks));
const say = (session: Session, message: Message): readonly SessionEvent[] => session.receive(encode(message));
const sent = (session: Session) => session.framesToSend().map((frame) => decode(frame, "client"));
const seqs = (session: Session) =>
  sent(session).flatMap((message) => (message.name === "edit" ? [message.seq] : []));

interface Joining {
  readonly rows?: readonly Row[];
  readonly epoch?: number | null;
  readonly serverEpoch?: number;
  readonly clocks?: readonly (readonly [number, number])[];
  readonly clock?: number;
}

function connect(
  session: Session,
  { serverEpoch = 1, clocks = [], clock = 99 }: Joining = {},
): SessionEvent[] {
  session.connect({ token: "t", stateVector: vector([[5, 1]]), clientId: ME, clock, records: null });
  const hello = sent(session);
  assert.deepEqual(
    hello.map(({ name }) => name),
    ["hello"],
  );
  const person = { id: "u", name: "Ann", color: "teal", session: "s" };
  const state_vector = vector(clocks);
  const welcome: Message = {
    name: "welcome",
    epoch: serverEpoch,
    schema: 1,
    role: "editor",
    person,
    state_vector,
    limits: {},
  };
  const sync: Message = { name: "sync", update: Uint8Array.of(0, 0), authors: [] };
  return [...say(session, welcome), ...say(session, sync)];
}

function joined(options: Joining = {}) {
  const session = new Session(1, options.epoch === undefined ? 1 : options.epoch, options.rows ?? []);
  const events = connect(session, options);
  return { session, events };
}

const typesOf = (events: readonly SessionEvent[]) => events.map(({ type }) => type);

test("nothing but what its phase allows may arrive", () => {
  const session = new Session(1);
  assert.throws(() => say(session, { name: "saved", seq: 1 }), MalformedMessage);
  session.connect({ token: null, stateVector: vector(), clientId: 0, clock: 0, records: 7 });
  assert.throws(
    () => say(session, { name: "sync", update: new Uint8Array(), authors: [] }),
    MalformedMessage,
  );
  const [hello] = sent(session);
  assert.deepEqual(hello?.name === "hello" && hello.options, { records: 7 });
});

test("edits wait for the first sync, then go in order, and saved lets them go", () => {
  const { session } = joined({ rows: [row(1), row(2)] });
  session.edit(row(3));
  assert.deepEqual(seqs(session), [1, 2, 3]);
  assert.deepEqual(seqs(session), [], "each once");
  const [event] = say(session, { name: "saved", seq: 2 });
  assert.ok(event?.type === "saved");
  assert.deepEqual(
    event.rows.map(({ seq }) => seq),
    [1, 2],
  );
  assert.equal(session.outbox.size, 1);
});

test("what the server's clocks show is saved; an edit that only deletes is sent again", () => {
  const { session, events } = joined({ rows: [row(1), row(2, { clock: null }), row(3)], clocks: [[ME, 1]] });
  assert.deepEqual(typesOf(events), ["joined", "saved", "synced"]);
  assert.deepEqual(seqs(session), [2, 3]);
});

test("a lost connection sends again what was not saved", () => {
  const { session } = joined({ rows: [row(1), row(2)] });
  seqs(session);
  say(session, { name: "saved", seq: 1 });
  assert.deepEqual(typesOf(session.disconnect()), ["ended"]);
  connect(session);
  assert.deepEqual(seqs(session), [2]);
});

test("only so much is under way at once", () => {
  const update = new Uint8Array(100 * 1024);
  const { session } = joined({ rows: [1, 2, 3, 4, 5].map((seq) => row(seq, { update })) });
  const edits = session.framesToSend().filter((frame) => {
    const message = decode(frame, "client");
    return message.name === "part" && message.index === 0;
  });
  assert.equal(edits.length, 3);
  say(session, { name: "saved", seq: 1 });
  assert.ok(session.framesToSend().length > 0);
});

test("edits of another client id wait until those before them are saved", () => {
  const { session } = joined({ rows: [row(1), row(2, { clientId: ME + 1 }), row(3)] });
  assert.deepEqual(seqs(session), [1]);
  say(session, { name: "saved", seq: 1 });
  assert.deepEqual(seqs(session), [2]);
  say(session, { name: "saved", seq: 2 });
  assert.deepEqual(seqs(session), [3]);
});

test("missing sends all above the server's clocks again, and in vain asks for the whole state", () => {
  const { session } = joined({ rows: [row(1), row(2), row(3)] });
  seqs(session);
  const missing: Message = { name: "missing", seq: 3, state_vector: vector([[ME, 1]]) };
  say(session, missing);
  assert.deepEqual(seqs(session), [2, 3]);
  say(session, missing);
  assert.equal(session.mustReconnect, true);
  session.disconnect();
  const synced = connect(session).find((event) => event.type === "synced");
  assert.deepEqual(synced?.type === "synced" && [synced.whole, synced.replays.map(({ seq }) => seq)], [
    true,
    [1, 2, 3],
  ]);
});

test("a refused row is cut off with all after it, once those before it are saved", () => {
  const { session } = joined({ rows: [row(1), row(2), row(3)] });
  seqs(session);
  const [refused] = say(session, { name: "refused", seq: 2, code: "no", text: "" });
  assert.ok(refused?.type === "refused" && refused.row.seq === 2);
  session.edit(row(4));
  assert.deepEqual([seqs(session), session.mustReconnect], [[], false]);
  say(session, { name: "missing", seq: 3, state_vector: vector([[ME, 1]]) });
  assert.equal(session.mustReconnect, false, "that gap is known");
  say(session, { name: "saved", seq: 1 });
  assert.equal(session.mustReconnect, true);
  session.disconnect();
  const synced = connect(session).find((event) => event.type === "synced");
  assert.ok(synced?.type === "synced" && synced.whole);
  assert.deepEqual(
    [synced.replays.map(({ seq }) => seq), synced.dropped.map(({ seq }) => seq)],
    [
      [3, 4],
      [2, 3, 4],
    ],
  );
  assert.equal(session.outbox.size, 0);
});

test("in another epoch everything is done over", () => {
  const { events } = joined({ rows: [row(1), row(2)], epoch: 1, serverEpoch: 2, clocks: [[ME, 9]] });
  const synced = events.find((event) => event.type === "synced");
  assert.ok(synced?.type === "synced" && synced.whole);
  assert.deepEqual(
    synced.replays.map(({ seq }) => seq),
    [1, 2],
  );
});

test("edits under clocks that the server knows otherwise are done over, the ones known before are saved", () => {
  const { session, events } = joined({ rows: [row(1), row(2)], clocks: [[ME, 5]], clock: 1 });
  assert.deepEqual(typesOf(events), ["joined", "saved", "synced"]);
  const [first, saved] = events;
  assert.ok(first?.type === "joined" && first.isTaken);
  assert.ok(saved?.type === "saved");
  assert.deepEqual(
    saved.rows.map(({ seq }) => seq),
    [1],
  );
  assert.deepEqual([session.mustReconnect, seqs(session)], [true, []]);
});

test("an ask waits for the edits made before it", () => {
  const { session } = joined({ rows: [row(1)] });
  session.ask({ key: "k", verb: "comments.add", args: {}, after: 1 });
  assert.deepEqual(
    sent(session).map(({ name }) => name),
    ["edit"],
  );
  say(session, { name: "saved", seq: 1 });
  assert.deepEqual(
    sent(session).map(({ name }) => name),
    ["ask"],
  );
  const [answered] = say(session, { name: "done", seq: 1, result: 7 });
  assert.ok(answered?.type === "answered" && answered.result === 7);
});

test("a long message comes in parts, a ping is answered, gone ends for good", () => {
  const { session } = joined();
  const update = new Uint8Array(200_000).fill(1);
  const events = split(encode({ name: "edits", update, authors: [] }), 1).flatMap((frame) =>
    session.receive(frame),
  );
  assert.deepEqual(typesOf(events), ["changed"]);
  say(session, { name: "ping", nonce: 3 });
  assert.deepEqual(sent(session), [{ name: "pong", nonce: 3 }]);
  assert.deepEqual(say(session, { name: "gone", code: 4403, text: "no" }), [
    { type: "ended", code: 4403, text: "no", permanent: true },
  ]);
  assert.equal(session.phase, "gone");
});

test("4410 is no end: the next connection begins anew with the outbox's intents", () => {
  const { session } = joined({ rows: [row(1)] });
  seqs(session);
  session.disconnect(4410);
  assert.equal(session.phase, "disconnected");
  const synced = connect(session).find((event) => event.type === "synced");
  assert.ok(synced?.type === "synced" && synced.whole && synced.replays.length === 1);
});
