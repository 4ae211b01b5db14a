"""What it costs that a portfolio is live: 200 boards of 500 cards, followed, indexed and watched.

Run ``python -m bench.portfolio``. CPU is that of this process (the store is another one), so it holds on a busy
machine; the cold start is real time, from nothing to every board's summary.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

import msgpack
import uvloop
from pycrdt import Doc

from bench.board import imported_board
from bench.report import Row, Rows, table
from kanverge.accounts.principals import Principal
from kanverge.config import Limits, StoreChoice
from kanverge.following import follower
from kanverge.inbox.reading import Inboxes
from kanverge.live.faces import Faces
from kanverge.live.following import Follower
from kanverge.live.rooms import Rooms
from kanverge.portfolio.following import pack
from kanverge.portfolio.index import FactsIndex
from kanverge.socket.hub import Hub
from kanverge.socket.link import Link
from kanverge.socket.watch_codec import READY, Kind
from kanverge.socket.watching import Sources, Watching
from kanverge.store import keys, log
from kanverge.store.base import Commit, Committed
from kanverge.store.faces import FacesStore
from kanverge.store.log import Entry
from kanverge.store.log import Row as LogRow
from kanverge.stored import Stored, open_store
from kanverge_crdt import edits
from kanverge_crdt.board import Board
from kanverge_crdt.ids import PERSON_CLIENT_IDS

BOARDS: Final = 200
CARDS: Final = 500
EDITS: Final = 600
WATCHERS: Final = 500
ROUNDS: Final = 200
WATCH: Final[bytes] = msgpack.packb([int(Kind.WATCH), True, []])
MACHINE, WRITER = PERSON_CLIENT_IDS.start, PERSON_CLIENT_IDS.start + 1


class Nowhere:
    """A link that counts what is written to it."""

    writable = True

    def __init__(self) -> None:
        self.frames = 0
        self.is_ready = asyncio.Event()
        self.expected = 0
        self.has_all = asyncio.Event()

    def write(self, frame: bytes) -> None:
        self.frames += 1
        if frame == READY:
            self.is_ready.set()
        if self.frames == self.expected:
            self.has_all.set()

    def close(self, code: int, reason: str = "") -> None:
        raise AssertionError(f"closed with {code}: {reason}")


class Administrator:
    """Stands for the accounts: everybody may see everything."""

    async def again(self, principal: Principal) -> Principal:
        return principal


@dataclass(frozen=True, slots=True)
class Costs:
    """What was measured: CPU in milliseconds an edit and microseconds a watcher, seconds of a cold start."""

    edit_ms: float
    watcher_us: float
    cold_s: float


def name(at: int) -> str:
    return f"{at:022d}"


async def commit(stored: Stored, board: str, client: int, *updates: bytes) -> None:
    rows = tuple(LogRow("u:bench", client, f"{at}/bench", update) for at, update in enumerate(updates))
    [result] = await stored.boards.commit([Commit(board, 1, log.pack(Entry(1, rows)))])
    assert isinstance(result, Committed), result


@asynccontextmanager
async def workspace() -> AsyncIterator[Stored]:
    """Give a store of its own that holds the boards."""
    state = imported_board(CARDS)
    with tempfile.TemporaryDirectory(prefix="kanverge-bench-") as folder:
        async with open_store(StoreChoice(None, Path(folder))) as stored:
            for at in range(BOARDS):
                await stored.boards.create(name(at), name=f"Board {at}", created=at)
                await commit(stored, name(at), MACHINE, state)
            yield stored


async def measured() -> Costs:
    async with workspace() as stored:
        following = follower(stored)
        assert await following.once()
        edit_ms = await _edits(stored, following)
        cold_s = await _cold(stored)
        return Costs(edit_ms, await _watchers(stored), cold_s)


async def _edits(stored: Stored, following: Follower) -> float:
    """Return the CPU of following one edit of one of the boards: replay, facts, activity, and their way to the disk."""
    source = random.Random(1)
    doc: Doc[Any] = Doc(client_id=WRITER)
    doc.apply_update(imported_board(CARDS))
    board = Board(doc)
    columns = [column.id for column in board.columns()]
    cards = [card.id for card in board.cards()]
    spent = 0.0
    for at in range(EDITS):
        intent = {"id": source.choice(cards), "column": source.choice(columns)}
        made = edits.edit(board, "cards.move", intent, jitter=lambda: source.randrange(62))
        await commit(stored, name(0), WRITER, *made.updates)
        began = time.process_time()
        await following.follow(name(0))
        if at >= EDITS // 6:  # the first ones warm up
            spent += time.process_time() - began
    return spent / (EDITS - EDITS // 6) * 1e3


async def _cold(stored: Stored) -> float:
    """Return how long a server takes to know every board's summary; it opens no document for it."""
    began = time.perf_counter()
    index = FactsIndex(stored.client)
    await index.load()
    assert all(index.summary(name(at)) is not None for at in range(BOARDS))
    return time.perf_counter() - began


async def _watchers(stored: Stored) -> float:
    """Return the CPU of telling one change to one more person who watches everything."""
    few, many = await _telling(stored, 10), await _telling(stored, WATCHERS)
    return (many - few) / (WATCHERS - 10) * 1e6


async def _telling(stored: Stored, watchers: int) -> float:
    rooms = Rooms(stored.boards, stored.clock, Limits(), idle_seconds=60)
    hub = Hub(rooms, stored.access, stored.clock, Limits(connections_per_person=watchers + 1))
    faces = Faces(FacesStore(stored.client, "bench"), rooms, stored.clock)
    index = FactsIndex(stored.client)
    access = cast("Any", Administrator())
    sources = Sources(hub, stored.boards, stored.members, access, index, faces, Inboxes(stored.client))
    links = [Nowhere() for _ in range(watchers)]
    who = Principal("person", "p", "P", is_admin=True)
    await index.start()
    for link in links:
        hub.enter(who.key, "")
        Watching(sources, cast("Link", link), who).received(WATCH)
    for link in links:
        await link.is_ready.wait()
        link.expected = link.frames + ROUNDS
    message = await _a_message(stored)
    began = time.process_time()
    for _ in range(ROUNDS):
        await stored.client.call("PUBLISH", keys.FACTS, message)
    for link in links:
        await link.has_all.wait()
    spent = time.process_time() - began
    await stored.client.unsubscribe(keys.FACTS)
    return spent / ROUNDS


async def _a_message(stored: Stored) -> bytes:
    index = FactsIndex(stored.client)
    await index.load()
    rows = await index.rows(name(0))
    card, row = next(iter(rows.items()))
    return pack([name(0), index.summary(name(0)), {card: row}])


def run(runs: int) -> Rows:
    """Return the costs, medians over ``runs``."""
    costs = [_on_uvloop() for _ in range(runs)]
    where = f"{BOARDS} boards of {CARDS} cards"
    return [
        Row(f"{where}: CPU of following one edit", "ms", _median(one.edit_ms for one in costs), at_most=1),
        Row(f"{where}: CPU of one more watcher", "us", _median(one.watcher_us for one in costs), at_most=20),
        Row(f"{where}: cold start, 0 documents", "s", _median(one.cold_s for one in costs), at_most=1),
    ]


def _median(values: Iterable[float]) -> float:
    return statistics.median(values)


def _on_uvloop() -> Costs:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(measured())


if __name__ == "__main__":
    print(table(run(1)))
