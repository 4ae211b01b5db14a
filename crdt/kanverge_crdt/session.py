"""A client's end of kanverge.v1 without I/O: frames in, events and frames out.

The session knows the protocol and the unconfirmed edits, not the document: the caller applies what events
bring, keeps rows on disk before it adds them, and connects. What may arrive in which phase is the table at
the end; anything else is malformed. clients/js/session.ts is this module in TypeScript.

Some edits have to be done over: after a refusal, in another epoch, on a server that lost what they need. Then
all that can still be saved is saved, ``must_reconnect`` is true, and the next ``Synced`` brings the whole
state and the actions to replay. A server that comes back older than what it confirmed gets again what this
device wrote; what it lost of others is for them to send, so the state is then asked for whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

from kanverge_crdt import codec, statevector
from kanverge_crdt.codec import MESSAGE_BYTES_MAX, Map
from kanverge_crdt.errors import MalformedMessage
from kanverge_crdt.events import (
    Answered,
    Changed,
    Ended,
    Event,
    Joined,
    PresenceChanged,
    RecordsChanged,
    RoleChanged,
    RowRefused,
    RowsLost,
    RowsSaved,
    StoreChanged,
    Synced,
)
from kanverge_crdt.outbox import Outbox, Row
from kanverge_crdt.parts import Parts, split
from kanverge_crdt.status import Phase, Status, status

ASKS_MAX = 1_000
OVERTAKEN = "made-already"
"""The refusal of an edit that makes what somebody else has made meanwhile: it is done over, on what is there now."""
REBUILT = 4410
PERMANENT = range(4400, 4500)


def is_permanent(code: int) -> bool:
    """Say whether a connection closed with ``code`` should not be opened again by itself."""
    return code in PERMANENT and code != REBUILT


Handler: TypeAlias = Callable[["Session", Any], list[Event]]


@dataclass(frozen=True, slots=True)
class _PendingAsk:
    message: codec.Ask
    after: int  # the last edit made before it: a comment follows its card


class Session:
    """One device on one board, over any number of connections, one at a time."""

    def __init__(self, *, schema: int, epoch: int | None = None, rows: Iterable[Row] = ()) -> None:
        self.phase = Phase.DISCONNECTED
        self.epoch = epoch
        self.role: str | None = None
        self.store_available = True
        self.outbox = Outbox(rows)
        self.must_reconnect = False
        self._schema = schema
        self._must_rebuild = False
        self._must_renew = False
        self._is_rebuilt = False
        self._is_whole = False
        self._client_id = self._clock = 0
        self._sent_clocks: dict[int, int] = {}
        self._clocks: Mapping[int, int] = {}  # what the device held when it connected
        self._forks: dict[int, int] = {}  # client ids that were used elsewhere too, and from which clock on
        self._control: list[bytes] = []
        self._parts = Parts(MESSAGE_BYTES_MAX)
        self._part_messages = 0
        self._asks: dict[int, _PendingAsk] = {}
        self._asks_sent: set[int] = set()
        self._ask_seq = 0
        self._presence: Map | None = None
        self._presence_sent: Map | None = None

    def status(self, *, refused: int = 0) -> Status:
        """Return what the sync badge shows; ``refused``: edits refused and not yet looked at."""
        waiting = len(self.outbox) + len(self._asks)
        return status(self.phase, waiting=waiting, store_available=self.store_available, refused=refused)

    # The connection.

    def connect(
        self,
        *,
        token: str | None,
        state_vector: bytes,
        client_id: int,
        clock: int,
        records: int | None = None,
    ) -> None:
        """Begin on a new connection: queue ``hello``.

        ``clock`` is the next clock of ``client_id`` when this device was started; ``records`` the version of
        the records it holds.
        """
        assert self.phase in (Phase.DISCONNECTED, Phase.GONE), self.phase
        self._parts = Parts(MESSAGE_BYTES_MAX)
        needs_all = self._must_rebuild or self._must_renew or self.outbox.must_rebase
        vector = statevector.EMPTY if needs_all else state_vector
        self._is_whole = statevector.is_empty(vector)
        self._client_id, self._clock = client_id, max(clock, self._sent_clocks.get(client_id, 0))
        self._clocks = statevector.decode(vector)
        options = {} if records is None else {"records": records}
        self._control = [
            codec.encode(codec.Hello(token, self.epoch, self._schema, client_id, vector, options))
        ]
        self.must_reconnect = False
        self.phase = Phase.JOINING

    def disconnect(self, code: int = 1006, text: str = "") -> list[Event]:
        """Note that the connection is closed: what was in flight is sent again on the next."""
        if self.phase in (Phase.DISCONNECTED, Phase.GONE):
            return []
        self.phase = Phase.GONE if is_permanent(code) else Phase.DISCONNECTED
        self._must_rebuild |= code == REBUILT
        self.outbox.disconnect()
        self._asks_sent.clear()
        self._control.clear()
        self._presence_sent = None
        return [Ended(code, text, is_permanent(code))]

    def receive(self, frame: bytes) -> list[Event]:
        """Take one frame of the server; raise MalformedMessage if it is none or comes at the wrong time."""
        message = codec.decode(frame, sender="server")
        if isinstance(message, codec.Part):
            whole = self._parts.take(message)
            if whole is None:
                return []
            message = codec.decode(whole, sender="server", bytes_max=MESSAGE_BYTES_MAX)
        handler = self._HANDLERS[self.phase].get(type(message))
        if handler is None:
            raise MalformedMessage(f"{type(message).__name__.lower()} while {self.phase.value}")
        return handler(self, message)

    def frames_to_send(self) -> list[bytes]:
        """Return what to write to the connection now; each frame is returned once."""
        frames, self._control = self._control, []
        if self.phase is Phase.LIVE and not self.must_reconnect:
            frames.extend(self._row_frames())
            frames.extend(self._ask_frames())
            if self._presence != self._presence_sent:
                self._presence_sent = self._presence
                frames.append(codec.encode(codec.Presence(self._presence)))
        return frames

    def ping(self, nonce: int) -> None:
        """Queue a ping: the answer shows that the connection is alive."""
        if self.phase is not Phase.DISCONNECTED:
            self._control.append(codec.encode(codec.Ping(nonce)))

    # What this device does.

    def edit(self, row: Row) -> None:
        """Add an edit, already kept by the caller, to be sent until it is saved."""
        self.outbox.add(row)

    def replace(self, rows: Iterable[Row]) -> None:
        """Put the rows of the actions done over in place of all others."""
        self.outbox.clear()
        for row in rows:
            self.outbox.add(row)

    @property
    def asks_waiting(self) -> int:
        return len(self._asks)

    def ask(self, key: str, verb: str, args: Map, *, after: int = 0) -> None:
        """Add an ask, to be sent until it is answered, once all edits up to ``after`` are saved."""
        assert len(self._asks) < ASKS_MAX, "too many asks wait for an answer"
        self._ask_seq += 1
        self._asks[self._ask_seq] = _PendingAsk(codec.Ask(self._ask_seq, key, verb, args), after)

    def recall_asks(self) -> None:
        """Forget what was asked and not answered: the caller asks again after the edits done over."""
        self._asks.clear()
        self._asks_sent.clear()

    def show(self, state: Map | None) -> None:
        """Tell the others what this person does (None: nothing, or not to be seen)."""
        self._presence = state

    @property
    def shown(self) -> Map | None:
        return self._presence

    def _row_frames(self) -> Iterator[bytes]:
        for row in self.outbox.take():
            self._part_messages += 1
            self._sent_clocks[row.client_id] = row.clock or self._sent_clocks.get(row.client_id, 0)
            edit = codec.Edit(row.seq, row.client_id, row.group, row.update)
            yield from split(codec.encode(edit), self._part_messages)

    def _ask_frames(self) -> Iterator[bytes]:
        for seq, pending in self._asks.items():
            if seq not in self._asks_sent and not self.outbox.has_up_to(pending.after):
                self._asks_sent.add(seq)
                yield codec.encode(pending.message)

    # What the server says.

    def _on_welcome(self, message: codec.Welcome) -> list[Event]:
        self.phase = Phase.SYNCING
        self.role = message.role
        clocks = statevector.decode(message.state_vector)
        self._note_epoch(message.epoch)
        taken = clocks.get(self._client_id, 0) > self._clock
        if taken:
            self._forks[self._client_id] = self._clock
        events: list[Event] = [Joined(message.role, message.person, message.limits, taken, clocks)]
        if not self._is_rebuilt:
            events += self._compared({**clocks, **self._forks})
        # Edits under clocks that the server knows otherwise can only be done over.
        self._must_rebuild |= any(row.client_id in self._forks for row in self.outbox.rows)
        return events

    def _note_epoch(self, epoch: int) -> None:
        if self.epoch not in (None, epoch):
            self._must_rebuild = self._is_rebuilt = self._is_whole = True
            self.outbox.forget_confirmed()
        self.epoch = epoch

    def _compared(self, clocks: Mapping[int, int]) -> Iterator[Event]:
        """Take note of what the server's disk holds of our edits, and of what it holds no more."""
        if saved := self.outbox.known(clocks):
            yield RowsSaved(tuple(saved))
        if lost := self.outbox.recall(clocks):
            yield RowsLost(tuple(lost))
        ours = {self._client_id, *(row.client_id for row in self.outbox.rows)}
        self._must_renew |= any(
            clocks.get(client, 0) < clock for client, clock in self._clocks.items() if client not in ours
        )

    def _on_first_sync(self, message: codec.Sync) -> list[Event]:
        self.phase = Phase.LIVE
        replays: tuple[Row, ...] = ()
        must_replay = self._is_whole and (self._must_rebuild or self.outbox.must_rebase)
        is_rebuilt = self._is_rebuilt
        if must_replay:
            replays = tuple(self.outbox.replays())
            self.outbox.clear()
            self._must_rebuild = self._is_rebuilt = False
            self._forks.clear()
        self._must_renew &= not self._is_whole
        self._reconnect_to_rebase()
        return [Synced(message.update, message.authors, self._is_whole, must_replay, replays, is_rebuilt)]

    def _on_changes(self, message: codec.Sync | codec.Edits) -> list[Event]:
        return [Changed(message.update, message.authors)]

    def _on_saved(self, message: codec.Saved) -> list[Event]:
        saved = self.outbox.saved(message.seq)
        self._reconnect_to_rebase()
        return [RowsSaved(tuple(saved))] if saved else []

    def _on_refused(self, message: codec.Refused) -> list[Event]:
        if message.code == OVERTAKEN and self.outbox.overtaken(message.seq):
            self._reconnect_to_rebase()
            return []
        rows = self.outbox.refused(message.seq)
        self._reconnect_to_rebase()
        return [RowRefused(rows[0], message.code, message.text, tuple(rows[1:]))] if rows else []

    def _on_missing(self, message: codec.Missing) -> list[Event]:
        self.outbox.missing(message.seq, statevector.decode(message.state_vector))
        self._reconnect_to_rebase()
        return []

    def _reconnect_to_rebase(self) -> None:
        self.must_reconnect |= self._must_rebuild or self._must_renew or self.outbox.must_rebase

    def _on_done(self, message: codec.Done) -> list[Event]:
        pending = self._asks.pop(message.seq, None)
        return [Answered(pending.message.key, message.result)] if pending else []

    def _on_failed(self, message: codec.Failed) -> list[Event]:
        pending = self._asks.pop(message.seq, None)
        return [Answered(pending.message.key, None, message.code, message.text)] if pending else []

    def _on_records(self, message: codec.Records) -> list[Event]:
        return [RecordsChanged(message.changes)]

    def _on_present(self, message: codec.Present) -> list[Event]:
        return [PresenceChanged(message.changes)]

    def _on_role(self, message: codec.Role) -> list[Event]:
        self.role = message.role
        return [RoleChanged(message.role)]

    def _on_store(self, message: codec.Store) -> list[Event]:
        self.store_available = message.available
        return [StoreChanged(message.available)]

    def _on_gone(self, message: codec.Gone) -> list[Event]:
        return self.disconnect(message.code, message.text)

    def _on_ping(self, message: codec.Ping) -> list[Event]:
        self._control.append(codec.encode(codec.Pong(message.nonce)))
        return []

    def _on_pong(self, _message: codec.Pong) -> list[Event]:
        return []

    _ANY_PHASE: ClassVar[dict[type[codec.ServerMessage], Handler]] = {
        codec.Role: _on_role,
        codec.Store: _on_store,
        codec.Gone: _on_gone,
        codec.Ping: _on_ping,
        codec.Pong: _on_pong,
    }
    _HANDLERS: ClassVar[dict[Phase, dict[type[codec.ServerMessage], Handler]]] = {
        Phase.DISCONNECTED: {},
        Phase.GONE: {},
        Phase.JOINING: {**_ANY_PHASE, codec.Welcome: _on_welcome},
        Phase.SYNCING: {**_ANY_PHASE, codec.Sync: _on_first_sync},
        Phase.LIVE: {
            **_ANY_PHASE,
            codec.Sync: _on_changes,
            codec.Edits: _on_changes,
            codec.Saved: _on_saved,
            codec.Refused: _on_refused,
            codec.Missing: _on_missing,
            codec.Done: _on_done,
            codec.Failed: _on_failed,
            codec.Records: _on_records,
            codec.Present: _on_present,
        },
    }
