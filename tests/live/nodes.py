"""Nodes and editors of the live layer's tests: real rooms over a real store, and clients that read every frame."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pycrdt import Doc, Map, Text

from kanverge.accounts.principals import Principal
from kanverge.accounts.roles import Role
from kanverge.config import Limits
from kanverge.live.faces import TELL_EVERY_S
from kanverge.live.outbox import Outbox
from kanverge.live.peer import Peer
from kanverge.live.room import Room
from kanverge.live.rooms import Rooms
from kanverge.store import log
from kanverge.store.base import BoardId, Commit, Committed
from kanverge.store.boards import StoredBoards
from kanverge.store.client import Server, StoreClient
from kanverge.store.log import Entry, Row
from kanverge_crdt import codec
from kanverge_crdt.parts import Parts
from tests.doubles.clock import FakeClock
from tests.doubles.eventually import eventually

BOARD = "B" * 22
_client_ids = itertools.count(2**21)


@dataclass
class Wire:
    """A link that a test can stop, and that keeps what was written to it."""

    writable: bool = True
    frames: list[bytes] = field(default_factory=list)

    def write(self, frame: bytes) -> None:
        self.frames.append(frame)


@dataclass(eq=False)
class Editor:
    """A client of one room: a document of its own, and everything the room told it."""

    name: str
    room: Room
    client_id: int
    role: Role = Role.EDITOR
    doc: Doc[Any] = field(init=False)
    wire: Wire = field(default_factory=Wire)
    peer: Peer = field(init=False)
    messages: list[codec.Message] = field(default_factory=list)
    closed: list[tuple[int, str]] = field(default_factory=list)
    seq: int = 0

    def __post_init__(self) -> None:
        self.doc = Doc(client_id=self.client_id)
        self.doc.get("cards", type=Map)
        principal = Principal("person", self.name, self.name, role=self.role, board=BOARD)
        outbox = Outbox(self.wire, self.room.around.limits.outbox_bytes)
        self.peer = Peer(
            f"session of {self.name}", principal, outbox, bytes, lambda *why: self.closed.append(why)
        )
        self._parts = Parts()

    def join(self) -> None:
        self.room.join(self.peer, self.doc.get_state(), None)

    def edit(self, change: Callable[[Map[Any]], None]) -> codec.Edit:
        """Change the cards here and return the edit that says so."""
        before = self.doc.get_state()
        with self.doc.transaction():
            change(self.doc.get("cards", type=Map))
        self.seq += 1
        return codec.Edit(self.seq, self.client_id, "", self.doc.get_update(before))

    def send(self, change: Callable[[Map[Any]], None]) -> codec.Edit:
        edit = self.edit(change)
        self.room.submit(self.peer, edit)
        return edit

    def add_card(self, card: str) -> codec.Edit:
        return self.send(lambda cards: cards.update({card: Map({"title": Text(card)})}))

    def read(self) -> list[codec.Message]:
        """Return every message so far, taking over what it says of the board."""
        frames, self.wire.frames = self.wire.frames, []
        for frame in frames:
            message = codec.decode(frame, sender="server")
            if isinstance(message, codec.Part):
                whole = self._parts.take(message)
                if whole is None:
                    continue
                message = codec.decode(whole, sender="server", bytes_max=codec.MESSAGE_BYTES_MAX)
            if isinstance(message, codec.Sync | codec.Edits):
                self.doc.apply_update(message.update)
            self.messages.append(message)
        return self.messages

    def heard(self, kind: type[Any]) -> list[Any]:
        """Return all messages of one kind so far."""
        return [message for message in self.read() if isinstance(message, kind)]

    @property
    def saved(self) -> int:
        """Return the last edit that was reported as saved."""
        return max((message.seq for message in self.heard(codec.Saved)), default=0)

    @property
    def cards(self) -> set[str]:
        self.read()
        return set(self.doc.get("cards", type=Map).keys())

    async def until_saved(self) -> None:
        await eventually(lambda: self.saved >= self.seq)


@dataclass
class Node:
    """One process of a server, as far as boards go."""

    name: str
    client: StoreClient
    boards: StoredBoards
    rooms: Rooms

    async def editor(self, name: str, role: Role = Role.EDITOR) -> Editor:
        """Return somebody who has joined the board."""
        editor = Editor(name, await self.rooms.open(BOARD), next(_client_ids), role)
        editor.join()
        return editor

    async def close(self) -> None:
        await self.rooms.stop()
        await self.client.close()


async def open_node(name: str, store: Server, clock: FakeClock, limits: Limits | None = None) -> Node:
    """Return a node whose rooms commit to ``store``."""
    client = StoreClient(store, clock)
    await client.open()
    boards = StoredBoards(client, node=name)
    rooms = Rooms(boards, clock, limits or Limits(), idle_seconds=60)
    client.on_availability = lambda available: None if available else rooms.store_is_away()
    client.when_back(rooms.store_is_back)
    rooms.start()
    return Node(name, client, boards, rooms)


async def commit_rows(
    boards: StoredBoards, *updates: bytes, client_id: int, board: BoardId = BOARD, by: str = "m:test"
) -> None:
    """Write entries to a board, one for each update, as another part of the service would."""
    rows = [Row(by, client_id, "1/test", update) for update in updates]
    results = await boards.commit([Commit(board, 1, log.pack(Entry(1, (row,)))) for row in rows])
    assert all(isinstance(result, Committed) for result in results)


async def passing(clock: FakeClock, condition: Callable[[], bool], seconds: float = TELL_EVERY_S) -> None:
    """Let time pass, in steps, until the condition holds."""

    async def holds() -> bool:
        await clock.advance(seconds)
        return condition()

    await eventually(holds)
