"""CPU of the way to the disk, per edit: taking it in, then commit, apply and fan-out to a hundred silent peers.

Run ``python -m bench.commit``. Edits arrive as fast as the room takes them; every figure is CPU time of this process
(the store is another one), so it holds on a busy machine.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import uvloop
from pycrdt import Doc, Map, Text

from bench import scan as scanning
from bench.report import Row, Rows, table
from kanverge.accounts.principals import Principal
from kanverge.accounts.roles import Role
from kanverge.clock import SystemClock
from kanverge.config import Limits
from kanverge.live.outbox import Outbox
from kanverge.live.peer import Peer
from kanverge.live.rooms import Rooms
from kanverge.socket.link import frame
from kanverge.store.boards import StoredBoards
from kanverge.store.client import StoreClient
from kanverge.store.embedded import Embedded
from kanverge_crdt import codec
from kanverge_crdt.ledger import Ledger
from kanverge_crdt.scan import scan

BOARD = "B" * 22
CARDS, WRITERS, EDITS, PEERS = 200, 10, 3_000, 100


class Nowhere:
    """A link that counts what is written to it."""

    writable = True

    def __init__(self) -> None:
        self.frames = 0

    def write(self, _: bytes) -> None:
        self.frames += 1


def ignore(_code: int, _reason: str) -> None:
    """Stay: nobody is really connected."""


def seeded() -> Doc[Any]:
    doc: Doc[Any] = Doc(client_id=2**20)
    cards = doc.get("cards", type=Map)
    for n in range(CARDS):
        cards[f"card{n}"] = Map({"title": Text(f"Card {n}"), "at": ["todo", f"a{n:03}"]})
    return doc


def updates(state: bytes, writer: int, source: random.Random) -> list[bytes]:
    """Return edits of one writer on cards of their own: 40 % titles typed into, 60 % moves."""
    doc: Doc[Any] = Doc(client_id=2**20 + 1 + writer)
    doc.apply_update(state)
    cards, made = doc.get("cards", type=Map), []
    subscription = doc.observe(lambda event: made.append(event.update))
    for _ in range(EDITS):
        card = cards[f"card{source.randrange(writer, CARDS, WRITERS)}"]
        if source.random() < 0.4:
            card["title"].insert(0, source.choice("abcdef"))
        else:
            card["at"] = ["doing", f"a{source.randrange(10**6)}"]
    doc.unobserve(subscription)
    return made


async def measured() -> tuple[float, float]:
    """Return the microseconds of CPU an edit: for taking it in, and for all that follows."""
    source = random.Random(1)
    state = seeded().get_update()
    made = [updates(state, n, source) for n in range(WRITERS)]
    with tempfile.TemporaryDirectory() as folder:
        embedded = Embedded(Path(folder))
        await embedded.start()
        client = StoreClient(embedded, SystemClock())
        await client.open()
        boards = StoredBoards(client, "bench")
        await boards.create(BOARD, name="Bench", created=1)
        rooms = Rooms(boards, SystemClock(), Limits(), idle_seconds=60)
        rooms.start()
        try:
            return await edit_all(rooms, state, made)
        finally:
            await rooms.stop()
            await client.close()
            await embedded.stop()


async def edit_all(rooms: Rooms, state: bytes, made: list[list[bytes]]) -> tuple[float, float]:
    room = await rooms.open(BOARD)
    sink = Nowhere()
    peers = [
        Peer(str(n), Principal("person", f"p{n}", "P", role=Role.EDITOR), Outbox(sink, 10**6), frame, ignore)
        for n in range(PEERS)
    ]
    for peer in peers:
        room.join(peer, b"\0", None)
    await room.submit_queue(peers[-1], codec.Edit(1, 2**20, "", state))
    await rooms.committer.wait_idle()
    admitted, began = 0.0, time.process_time()
    for seq in range(EDITS):
        started = time.process_time()
        for writer, edits in enumerate(made):
            room.submit(peers[writer], codec.Edit(seq + 2, 2**20 + 1 + writer, "", edits[seq]))
        admitted += time.process_time() - started
        if seq % 10 == 9:
            await asyncio.sleep(0.01)  # 100 edits each 10 ms: 10,000 a second
    await rooms.committer.wait_idle()
    total = EDITS * WRITERS
    return admitted / total * 1e6, (time.process_time() - began - admitted) / total * 1e6


def run(runs: int) -> Rows:
    """Return both costs, medians over ``runs``."""
    results = [_on_uvloop() for _ in range(runs)]
    taking, commit = (statistics.median(column) for column in zip(*results, strict=True))
    return [
        Row("scan and gate alone, CPU a move", "us", _scan_and_gate(), at_most=2),
        Row("taking an edit: scan, gate, queue; CPU at 10,000/s", "us", taking),
        Row("commit, apply and fan-out; CPU an edit at 10,000/s", "us", commit, at_most=12),
    ]


def _scan_and_gate() -> float:
    moves = scanning.moves()
    scanned = [scan(move) for move in moves]
    works = (scanning.scanning(scan, moves), scanning.admitting(Ledger, scanned))
    return sum(scanning.us_per_item(work, len(moves)) for work in works)


def _on_uvloop() -> tuple[float, float]:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(measured())


if __name__ == "__main__":
    print(table(run(3)))
