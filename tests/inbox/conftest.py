"""A workspace with three people and one board, and workers that fill their inboxes, moment by moment."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from kanverge.accounts.members import Members
from kanverge.accounts.people import People, Person
from kanverge.accounts.principals import Principal
from kanverge.accounts.roles import Role
from kanverge.config import Limits
from kanverge.inbox.delivering import Delivering
from kanverge.inbox.finding import open_finding
from kanverge.inbox.reading import Inboxes
from kanverge.live.following import Follower
from kanverge.live.outbox import Outbox
from kanverge.live.peer import Peer
from kanverge.live.rooms import Rooms
from kanverge.portfolio.following import open_facts
from kanverge.store import log
from kanverge.store.accounts import AccountStore
from kanverge.store.base import Commit, Committed
from kanverge.store.boards import StoredBoards
from kanverge.store.client import StoreClient
from kanverge.store.embedded import Embedded
from kanverge.store.inbox import Filed
from kanverge.store.log import Entry, Row
from kanverge_crdt import codec
from tests.doubles.clock import FakeClock
from tests.doubles.editors import Editor
from tests.live.nodes import Wire

BOARD = "B" * 22
START = datetime(2026, 3, 2, 8, tzinfo=UTC)


@dataclass
class Worker:
    """One process that follows logs and fills inboxes."""

    follower: Follower
    delivering: Delivering

    async def work(self) -> None:
        await self.follower.run_once()
        await self.delivering.run_once()


@dataclass
class Town:
    """A board that people edit and comment on."""

    store: Embedded
    stack: AsyncExitStack
    clock: FakeClock
    client: StoreClient
    boards: StoredBoards
    people: People
    members: Members
    rooms: Rooms
    editor: Editor = field(default_factory=Editor)
    _keys: int = 0

    async def person(self, name: str, role: Role | None = Role.EDITOR, *, is_admin: bool = False) -> Person:
        person = await self.people.create(name, is_admin=is_admin)
        if role is not None:
            await self.members.set(BOARD, person.id, role)
        return person

    async def worker(self, name: str = "worker") -> Worker:
        client = StoreClient(self.store, self.clock)
        await client.open()
        self.stack.push_async_callback(client.close)
        boards = StoredBoards(client, node=name)
        accounts = AccountStore(client)
        follower = Follower(client, boards, self.clock, openers=[open_facts, open_finding])
        delivering = Delivering(client, boards, People(accounts, self.clock), Members(accounts), self.clock)
        return Worker(follower, delivering)

    async def save(self, by: Person | str) -> None:
        """Write what the editor did since the last time, as one entry of this person."""
        updates, self.editor.sent = self.editor.sent, []
        client = self.editor.board.doc.client_id
        key = by if isinstance(by, str) else f"u:{by.id}"
        rows = tuple(Row(key, client, f"{at}/g", update) for at, update in enumerate(updates))
        when = int(self.clock.now().timestamp() * 1_000)
        [result] = await self.boards.commit([Commit(BOARD, 1, log.pack(Entry(when, rows)))])
        assert isinstance(result, Committed)

    async def do(self, by: Person | str, verb: str, /, **arguments: Any) -> None:
        self.editor.do(verb, **arguments)
        await self.save(by)

    async def card(self, by: Person | str, **arguments: Any) -> str:
        card = self.editor.add("cards", **arguments)
        await self.save(by)
        return card

    async def assign(self, by: Person | str, card: str, person: Person) -> None:
        await self.do(by, "cards.include", id=card, family="assignee", member=person.id)

    async def ask(self, by: Person, verb: str, /, **args: Any) -> Any:
        room = await self.rooms.open(BOARD)
        principal = Principal("person", by.id, by.name, role=Role.ADMIN, board=BOARD)
        peer = Peer("s", principal, Outbox(Wire(), 2**20), bytes, lambda *_: None)
        self._keys += 1
        return await room.asking.ask(room, peer, codec.Ask(1, f"k{self._keys}", verb, args))

    async def comment(self, by: Person, card: str, text: str) -> str:
        id = self.editor.new_id()
        await self.ask(by, "comments.add", id=id, card=card, text=text)
        return id

    async def inbox(self, person: Person) -> list[Filed]:
        return await Inboxes(self.client).of(person.id, {BOARD})

    async def told(self, person: Person) -> list[tuple[str, str]]:
        """Return kind and text of what is in somebody's inbox, newest first."""
        return [(one.notice["kind"], one.notice["text"]) for one in await self.inbox(person)]


@pytest.fixture
async def town(valkey: Embedded) -> AsyncIterator[Town]:
    async with AsyncExitStack() as stack:
        clock = FakeClock(START)
        client = StoreClient(valkey, clock)
        await client.open()
        stack.push_async_callback(client.close)
        boards = StoredBoards(client, node="server")
        await boards.create(BOARD, name="Board", created=1)
        rooms = Rooms(boards, clock, Limits(), idle_seconds=60)
        stack.push_async_callback(rooms.stop)
        accounts = AccountStore(client)
        yield Town(valkey, stack, clock, client, boards, People(accounts, clock), Members(accounts), rooms)
