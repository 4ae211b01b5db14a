"""The server's end of kanverge.v1 without I/O or store: what a client may rely on, in little code.

An edit is scanned and gated when it arrives and is in flight until ``flush`` makes it durable: then it is
applied, shown to all and answered with ``saved``. ``crash`` loses what is in flight, as kill -9 does.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pycrdt import Doc, Map, merge_updates

from kanverge_crdt import codec, statevector
from kanverge_crdt.errors import OutOfOrder, RefusedUpdate
from kanverge_crdt.gate import Admitted, Gate
from kanverge_crdt.parts import Parts, split
from kanverge_crdt.presence import PresenceTable, check_state
from kanverge_crdt.scan import scan
from kanverge_crdt.update import EDIT, FIRST_STATE, ROOTS, STORED

Asking = Callable[[str, dict[str, Any]], Any]


@dataclass(eq=False)
class Connection:
    """One connection as the server sees it; ``out`` fills with frames for the client."""

    server: BoardServer
    session: str
    out: list[bytes] = field(default_factory=list)
    person: str = ""
    has_joined: bool = False
    waits_from: int | None = None
    must_resend: bool = False
    ended: set[int] = field(default_factory=set)
    parts: Parts = field(default_factory=Parts)

    def receive(self, frame: bytes) -> None:
        """Take one frame of the client; raise MalformedMessage."""
        message = codec.decode(frame, sender="client")
        if isinstance(message, codec.Part):
            whole = self.parts.take(message)
            if whole is None:
                return
            message = codec.decode(whole, sender="client", bytes_max=codec.MESSAGE_BYTES_MAX)
        self.server.take(self, message)

    def send(self, message: codec.ServerMessage) -> None:
        self.out.extend(split(codec.encode(message), next(self.server.message_ids)))


@dataclass(frozen=True)
class InFlight:
    connection: Connection
    edit: codec.Edit
    admitted: Admitted | None


class BoardServer:
    """One board and its connections."""

    def __init__(self, *, refuses: Callable[[codec.Edit], bool] = lambda _: False) -> None:
        self.doc: Doc[Any] = Doc(client_id=1)
        for root in ROOTS:
            self.doc.get(root, type=Map)
        self.epoch = 1
        self.refuses = refuses
        self.asking: Asking = lambda verb, args: [verb, args]
        self.failing: tuple[str, str] | None = None
        self.is_deaf = False
        self.connections: dict[str, Connection] = {}
        self.message_ids = itertools.count(1)
        self.durable: list[codec.Edit] = []
        self.results: dict[str, Any] = {}
        self.present = PresenceTable()
        self._sessions = itertools.count(1)
        self._in_flight: list[InFlight] = []
        self._log: list[bytes] = []
        self._reload()

    # What tests do to it.

    def connect(self) -> Connection:
        connection = Connection(self, f"s{next(self._sessions)}")
        self.connections[connection.session] = connection
        return connection

    def disconnect(self, connection: Connection) -> None:
        if self.connections.pop(connection.session, None) and self.present.put(connection.session, {}, None):
            self._tell_presence()

    def write(self, change: Callable[[Doc[Any]], None]) -> None:
        """Make a durable change of the server's own and show it to everyone."""
        before = self.doc.get_state()
        change(self.doc)
        update = self.doc.get_update(before)
        self._log.append(update)
        self._gate.follow(scan(update, STORED))
        for connection in self.joined():
            connection.send(codec.Edits(update, [[1, "server"]]))

    @property
    def in_flight(self) -> int:
        return len(self._in_flight)

    def joined(self) -> list[Connection]:
        return [connection for connection in self.connections.values() if connection.has_joined]

    def flush(self, *, as_one: bool = False) -> None:
        """Make what is in flight durable, and show each edit, or all ``as_one``, to everyone."""
        batch, self._in_flight = self._in_flight, []
        news: list[codec.Edits] = []
        for flying in batch:
            if flying.admitted is not None:
                self._gate.settle(flying.admitted)
                self.doc.apply_update(flying.edit.update)
                self.durable.append(flying.edit)
                self._log.append(flying.edit.update)
                authors = [[flying.edit.client_id, flying.connection.person]]
                news.append(codec.Edits(flying.edit.update, authors))
        if as_one and news:
            merged = merge_updates(*(edits.update for edits in news))
            news = [codec.Edits(merged, [author for edits in news for author in edits.authors])]
        for connection in self.joined():
            for edits in news:
                connection.send(edits)
        for flying in batch:
            flying.connection.send(codec.Saved(flying.edit.seq))
        for connection in self.joined():
            if connection.must_resend:
                connection.must_resend = False
                connection.send(codec.Missing(0, statevector.encode(self._gate.clocks)))

    def crash(self) -> None:
        """Lose what is in flight and every connection."""
        self._in_flight.clear()
        self.connections.clear()
        self.present = PresenceTable()
        self._reload()

    def fail_over(self, *, lost: int) -> None:
        """Come back without the last edits that were durable, as a replica of the store that lagged behind."""
        lost = min(lost, len(self.durable))
        kept = len(self.durable) - lost
        del self.durable[kept:]
        del self._log[len(self._log) - lost :]
        self.doc = Doc(client_id=1)
        for root in ROOTS:
            self.doc.get(root, type=Map)
        for update in self._log:
            self.doc.apply_update(update)
        self.crash()

    def rebuild(self, copy: Callable[[Doc[Any], Doc[Any]], None]) -> None:
        """Begin a new epoch with what ``copy`` takes over; everyone is sent away."""
        old, self.doc = self.doc, Doc(client_id=1)
        for root in ROOTS:
            self.doc.get(root, type=Map)
        copy(old, self.doc)
        self._log = [self.doc.get_update()]
        self.epoch += 1
        for connection in list(self.connections.values()):
            connection.send(codec.Gone(4410, "the board was rebuilt"))
        self._in_flight.clear()
        self.connections.clear()
        self._reload()

    def _reload(self) -> None:
        self._gate = Gate({}, is_machine=lambda _: False)
        bindings = {edit.client_id: "anyone" for edit in self.durable}
        self._gate.follow(scan(self.doc.get_update(), STORED), bindings)

    # What clients ask of it.

    def take(self, connection: Connection, message: codec.ClientMessage) -> None:
        if connection.session not in self.connections or self.is_deaf:
            return
        match message:
            case codec.Hello():
                self._join(connection, message)
            case codec.Edit():
                self._edit(connection, message)
            case codec.Ask(seq, key, verb, args):
                self._ask(connection, seq, key, verb, args)
            case codec.Presence(state):
                if self.present.put(connection.session, {"id": connection.person}, check_state(state)):
                    self._tell_presence()
            case codec.Ping(nonce):
                connection.send(codec.Pong(nonce))
            case _:
                pass

    def _join(self, connection: Connection, hello: codec.Hello) -> None:
        connection.person = hello.token or "guest"
        connection.has_joined = True
        person = {"id": connection.person, "name": connection.person, "session": connection.session}
        limits = {"structs": 500, "bytes": 49_152, "frame": codec.FRAME_BYTES_MAX}
        state = self.doc.get_state()
        connection.send(codec.Welcome(self.epoch, 1, "editor", person, state, limits))
        known = hello.state_vector if hello.epoch == self.epoch else statevector.EMPTY
        connection.send(codec.Sync(self.doc.get_update(known), []))
        connection.send(codec.Records([["*", "", None, 0]]))
        connection.send(codec.Present(self.present.rows()))

    def _tell_presence(self) -> None:
        rows = self.present.take_changes()
        for connection in self.joined():
            connection.send(codec.Present([row for row in rows if row[0] != connection.session]))

    def _ask(self, connection: Connection, seq: int, key: str, verb: str, args: dict[str, Any]) -> None:
        if self.failing is not None:
            connection.send(codec.Failed(seq, *self.failing))
            return
        if key not in self.results:
            self.results[key] = self.asking(verb, args)
        connection.send(codec.Done(seq, self.results[key]))

    def tell_records(self, rows: list[Any]) -> None:
        for connection in self.joined():
            connection.send(codec.Records(rows))

    def _edit(self, connection: Connection, edit: codec.Edit) -> None:
        awaited = connection.waits_from is None or edit.seq <= connection.waits_from
        if edit.client_id in connection.ended or not awaited or connection.must_resend:
            return
        if self.refuses(edit):
            self._refuse(connection, edit, "forbidden", "refused by the test")
            return
        try:
            limits = EDIT if len(edit.update) <= EDIT.bytes_max else FIRST_STATE
            admitted = self._gate.admit(scan(edit.update, limits), "anyone")
        except RefusedUpdate as error:
            if error.code == "made-already" and self._in_flight:
                connection.waits_from, connection.must_resend = edit.seq, True
                return
            self._refuse(connection, edit, error.code, error.detail)
        except OutOfOrder:
            connection.waits_from = edit.seq
            connection.send(codec.Missing(edit.seq, statevector.encode(self._gate.clocks)))
        else:
            connection.waits_from = None
            self._in_flight.append(InFlight(connection, edit, admitted))

    def _refuse(self, connection: Connection, edit: codec.Edit, code: str, text: str) -> None:
        connection.ended.add(edit.client_id)
        connection.send(codec.Refused(edit.seq, code, text))
