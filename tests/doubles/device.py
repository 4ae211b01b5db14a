"""A device in a test: a session, a document and a disk that survives restarts; its edits can be counted.

Each edit appends a token to one text. A token that stands in the server's text twice was applied twice, one
that is not there was lost; and the device checks every ``saved`` against the server's disk.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pycrdt import Doc, Map, Text, TransactionEvent

from kanverge_crdt import statevector
from kanverge_crdt.events import Changed, Ended, Event, Joined, RowRefused, RowsLost, RowsSaved, Synced
from kanverge_crdt.outbox import Intent, Row
from kanverge_crdt.scan import scan
from kanverge_crdt.session import Session
from kanverge_crdt.update import FIRST_STATE
from tests.doubles.board_server import BoardServer

CARD, TITLE, NOTES = "c1", "title", "description"


def seed(doc: Doc[Any]) -> None:
    """Make the one card whose texts all devices edit."""
    doc.get("cards", type=Map)[CARD] = Map({TITLE: Text(""), NOTES: Text("x" * 200)})


def append(doc: Doc[Any], key: str, characters: str) -> None:
    shared = doc.get("cards", type=Map)[CARD][key]
    shared.insert(len(shared), characters)


def text(doc: Doc[Any], key: str = TITLE) -> str:
    return str(doc.get("cards", type=Map)[CARD][key])


def tokens(doc: Doc[Any]) -> list[str]:
    return text(doc).split()


class Device:
    def __init__(self, name: str, server: BoardServer, client_ids: Iterator[int]) -> None:
        self.name = name
        self.server = server
        self.client_ids = client_ids
        self.doc: Doc[Any] = Doc()
        self.client_id = next(client_ids)
        self.clock = self.loaded_clock = 0
        self.disk: list[Row] = []
        self.epoch: int | None = None
        self.session = Session(schema=1)
        self.made: list[str] = []
        self.saved: list[str] = []
        self.refused: list[str] = []
        self.ended: list[Ended] = []
        self.is_ready = False
        self._numbers = itertools.count(1)
        self._seqs = itertools.count(1)
        self._open(b"")

    def restart(self) -> None:
        """Lose all but the disk."""
        self.loaded_clock = self.clock
        self.session = Session(schema=1, epoch=self.epoch, rows=self.disk)
        self._open(b"")
        self.is_ready = False

    # As tests use it.

    def edit(self, *, group: str = "") -> str:
        """Append a token and return it."""
        token = f"{self.name}{next(self._numbers)}"
        self.made.append(token)
        self._do(group or token, ("append", {"token": token}))
        return token

    def delete(self) -> None:
        """Make an edit that only deletes."""
        self._do("delete", ("delete", {}))

    def _do(self, group: str, intent: Intent) -> None:
        for row in self._rows(group, intent):
            self.disk.append(row)
            self.session.edit(row)

    def _rows(self, group: str, intent: Intent) -> Iterator[Row]:
        with self._recording() as updates:
            notes = self.doc.get("cards", type=Map)[CARD][NOTES]
            if intent[0] == "append":
                append(self.doc, TITLE, intent[1]["token"] + " ")
            elif len(notes):
                del notes[0]
        for update in updates:
            ends = {client: end for client, _, end, *_ in scan(update, FIRST_STATE).sections}
            self.clock = ends.get(self.client_id, self.clock)
            yield Row(next(self._seqs), self.client_id, group, update, intent, ends.get(self.client_id))

    @contextmanager
    def _recording(self) -> Iterator[list[bytes]]:
        updates: list[bytes] = []

        def note(event: TransactionEvent) -> None:
            updates.append(event.update)

        subscription = self.doc.observe(note)
        yield updates
        self.doc.unobserve(subscription)

    # As the wire uses it.

    def connected(self) -> None:
        self.session.connect(
            token=self.name,
            state_vector=self.doc.get_state(),
            client_id=self.client_id,
            clock=self.loaded_clock,
        )

    def receive(self, frame: bytes) -> bool:
        for event in self.session.receive(frame):
            self._handle(event)
        return not (self.session.must_reconnect or self.session.phase.value in ("disconnected", "gone"))

    def frames_to_send(self) -> list[bytes]:
        return self.session.frames_to_send()

    def disconnected(self) -> None:
        for event in self.session.disconnect():
            self._handle(event)

    def _handle(self, event: Event) -> None:
        match event:
            case Joined():
                assert not event.client_id_taken
            case Synced():
                self._sync(event)
            case Changed(update):
                self.doc.apply_update(update)
            case RowsSaved(rows):
                self._saved(rows)
            case RowsLost(rows):
                self.disk = sorted([*rows, *self.disk], key=lambda row: row.seq)
            case RowRefused(row):
                self.refused.append(row.intent[1]["token"])
            case Ended():
                self.ended.append(event)
            case _:
                pass

    def _sync(self, event: Synced) -> None:
        self.is_ready = True
        self.epoch = self.session.epoch
        if not event.whole:
            self.doc.apply_update(event.update)
            return
        if event.must_replay:
            self._draw_client_id()
        self._open(event.update)
        if event.must_replay:
            self._replay(event.replays)
        else:
            self._apply_disk()

    def _apply_disk(self) -> None:
        """Put the rows that wait on the server's state; where they need what it lost, write no more under their id."""
        for row in self.disk:
            self.doc.apply_update(row.update)
        clocks = statevector.decode(self.doc.get_state())
        if any(row.clock is not None and row.clock > clocks.get(row.client_id, 0) for row in self.disk):
            self._draw_client_id()
            self._open(self.doc.get_update())

    def _draw_client_id(self) -> None:
        self.client_id, self.clock, self.loaded_clock = next(self.client_ids), 0, 0

    def _open(self, update: bytes) -> None:
        self.doc = Doc(client_id=self.client_id)
        self.doc.get("cards", type=Map)
        if update:
            self.doc.apply_update(update)

    def _replay(self, replays: tuple[Row, ...]) -> None:
        present = tokens(self.doc)
        rows: list[Row] = []
        for row in replays:
            if row.intent[1].get("token") not in present:  # as an `add` of an id that exists does nothing
                rows += self._rows(row.group, row.intent)
        self.disk = rows
        self.session.replace(rows)

    def _saved(self, rows: tuple[Row, ...]) -> None:
        on_disk = tokens(self.server.doc)
        for row in rows:
            assert row in self.disk
            self.disk.remove(row)
            if row.intent[0] == "append":
                assert row.intent[1]["token"] in on_disk, "saved only for what the server has"
                self.saved.append(row.intent[1]["token"])
