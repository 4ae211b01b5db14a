"""A workspace with one board whose log is followed and whose rules run, moment by moment."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from kanverge.accounts.principals import Principal
from kanverge.accounts.roles import Role
from kanverge.automation import naming
from kanverge.automation.calling import open_calling
from kanverge.automation.runner import Runner
from kanverge.automation.verbs import VERBS
from kanverge.config import Limits
from kanverge.live.following import Follower
from kanverge.live.outbox import Outbox
from kanverge.live.peer import Peer
from kanverge.live.reading import read
from kanverge.live.rooms import Rooms
from kanverge.store import log
from kanverge.store.base import Commit, Committed
from kanverge.store.boards import StoredBoards
from kanverge.store.client import StoreClient
from kanverge.store.embedded import Embedded
from kanverge.store.log import Entry, Row
from kanverge_crdt import codec, guard, statevector
from kanverge_crdt.board import Board
from tests.doubles.clock import FakeClock
from tests.doubles.editors import Editor
from tests.live.nodes import Wire

BOARD, ANN = "B" * 22, "a" * 22
START = datetime(2026, 3, 2, 8, tzinfo=UTC)  # a Monday


@dataclass
class Worker:
    """One process that follows logs and runs rules."""

    boards: StoredBoards
    follower: Follower
    runner: Runner

    async def work(self) -> None:
        """Follow and run until nothing is left to do; a rule's change may call the next."""
        for _ in range(20):
            await self.follower.run_once()
            if not (await self.boards.automated.waiting(BOARD)).occasions:
                await self.runner.run_once()
                await self.follower.run_once()
                if not (await self.boards.automated.waiting(BOARD)).occasions:
                    return
            await self.runner.run_once()
        raise AssertionError("there is no end to it")


@dataclass
class Office:
    """A board that ann edits, and asks about its rules; and workers."""

    store: Embedded
    stack: AsyncExitStack
    clock: FakeClock
    boards: StoredBoards
    rooms: Rooms
    editor: Editor = field(default_factory=Editor)
    _keys: int = 0

    async def worker(self, name: str = "worker") -> Worker:
        client = await self._client()
        boards = StoredBoards(client, node=name)
        follower = Follower(client, boards, self.clock, openers=[open_calling])
        return Worker(boards, follower, Runner(client, boards, self.clock))

    async def _client(self) -> StoreClient:
        client = StoreClient(self.store, self.clock)
        await client.open()
        self.stack.push_async_callback(client.close)
        return client

    async def ask(self, verb: str, /, **args: Any) -> Any:
        room = await self.rooms.open(BOARD)
        principal = Principal("person", ANN, "ann", role=Role.ADMIN, board=BOARD)
        peer = Peer("s", principal, Outbox(Wire(), 2**20), bytes, lambda *_: None)
        self._keys += 1
        return await room.asking.ask(room, peer, codec.Ask(1, f"k{self._keys}", verb, args))

    async def rule(self, when: dict[str, Any], *then: dict[str, Any], **rest: Any) -> str:
        id = self.editor.new_id()
        await self.ask("rules.add", id=id, rule={"name": "A rule", "when": when, "then": list(then), **rest})
        return id

    async def recur(self, **value: Any) -> str:
        id = self.editor.new_id()
        await self.ask("recurrences.add", id=id, recurrence={"card": {"title": "Again"}, **value})
        return id

    async def save(self, *, by: str = f"u:{ANN}", group: str = "g") -> None:
        """Write what the editor did since the last time, as one entry."""
        updates, self.editor.sent = self.editor.sent, []
        client = self.editor.board.doc.client_id
        rows = tuple(Row(by, client, f"{at}/{group}", update) for at, update in enumerate(updates))
        when = int(self.clock.now().timestamp() * 1_000)
        [result] = await self.boards.commit([Commit(BOARD, 1, log.pack(Entry(when, rows)))])
        assert isinstance(result, Committed)

    async def do(self, verb: str, /, **arguments: Any) -> None:
        self.editor.do(verb, **arguments)
        await self.save()

    async def board(self) -> Board:
        """Return the board as the store has it."""
        _, document = await read(self.boards, BOARD)
        board = Board()
        guard.apply(board.doc, [document.difference(statevector.EMPTY)])
        guard.apply(self.editor.board.doc, [document.difference(statevector.EMPTY)])
        return board

    async def records(self, kind: str) -> dict[str, Any]:
        return (await self.boards.load(BOARD)).records[kind]

    async def log(self, of: str) -> list[tuple[str, str]]:
        return [(one["result"], one["detail"]) for one in await self.boards.automated.log(BOARD, of)]


@pytest.fixture
async def office(valkey: Embedded) -> AsyncIterator[Office]:
    async with AsyncExitStack() as stack:
        clock = FakeClock(START)
        client = StoreClient(valkey, clock)
        await client.open()
        stack.push_async_callback(client.close)
        boards = StoredBoards(client, node="server")
        await boards.create(BOARD, name="Board", created=1)
        rooms = Rooms(boards, clock, Limits(), idle_seconds=60, verbs=VERBS, objection=naming.insist)
        # Not started: nobody edits in a room here, and no housekeeping has to sleep through all these days.
        stack.push_async_callback(rooms.stop)
        office = Office(valkey, stack, clock, boards, rooms)
        office.editor.add("columns", name="To do")
        office.editor.add("columns", name="Doing")
        office.editor.add("columns", name="Done", category="done")
        await office.save()
        yield office
