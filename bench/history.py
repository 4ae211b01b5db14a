"""Time travel: how long it takes to open a board as it was, and that this equals a replay from the beginning.

Run ``python -m bench.history [--edits 100000]``: 5,000 cards, edits of five people, compacted as a worker does it; then
fifty random moments. Real time of this process and the store, CPU of this process beside it.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import random
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import uvloop
from pycrdt import Doc

from bench.board import imported_board
from bench.report import Row, Rows, table
from kanverge.config import StoreChoice
from kanverge.history import moments
from kanverge.live.compaction import compact
from kanverge.store import log
from kanverge.store.base import START, Commit, Committed
from kanverge.store.earlier import Earlier
from kanverge.store.log import Entry
from kanverge.store.log import Row as LogRow
from kanverge.stored import Stored, open_store
from kanverge_crdt import edits
from kanverge_crdt.board import Board
from kanverge_crdt.ids import PERSON_CLIENT_IDS

BOARD: Final = "B" * 22
CARDS: Final = 5_000
EDITS: Final = 100_000
PEOPLE: Final = 5
PER_COMPACTION: Final = 5_000
PER_ROUND_TRIP: Final = 250
MOMENTS: Final = 50


@dataclass(frozen=True, slots=True)
class Costs:
    """Of opening one moment: seconds in the middle and of the slowest, and of CPU."""

    median_s: float
    slowest_s: float
    median_cpu_s: float
    slowest_cpu_s: float


def writer(at: int) -> int:
    return PERSON_CLIENT_IDS.start + 1 + at


def written(source: random.Random, count: int) -> Iterator[tuple[int, bytes]]:
    """Yield edits of people who do not see each other's: moves, titles typed into, dates, estimates, cards put away."""
    boards = []
    for at in range(PEOPLE):
        doc: Doc[Any] = Doc(client_id=writer(at))
        doc.apply_update(imported_board(CARDS))
        boards.append(Board(doc))
    cards = [card.id for card in boards[0].cards()]
    columns = [column.id for column in boards[0].columns()]
    made = 0
    while made < count:
        at = source.randrange(PEOPLE)
        for update in _edit(boards[at], source, cards, columns):
            yield writer(at), update
            made += 1


def _edit(
    board: Board, source: random.Random, cards: Sequence[str], columns: Sequence[str]
) -> tuple[bytes, ...]:
    card = source.choice(cards)
    ways: list[tuple[str, dict[str, object]]] = [
        ("cards.move", {"id": card, "column": source.choice(columns)}),
        ("cards.text", {"id": card, "key": "title", "text": f"Title {source.randrange(10**6)}"}),
        ("cards.set", {"id": card, "key": "due", "value": f"2026-12-{source.randrange(1, 29):02}"}),
        ("cards.set", {"id": card, "key": "estimate", "value": source.randrange(20)}),
        (source.choice(["cards.archive", "cards.restore"]), {"id": card}),
    ]
    verb, arguments = source.choice(ways)
    return edits.edit(board, verb, arguments, jitter=lambda: source.randrange(62)).updates


async def _write(stored: Stored, source: random.Random, count: int) -> None:
    boards = stored.boards
    await boards.create(BOARD, name="History", created=1)
    await _commit(stored, [LogRow("u:bench", PERSON_CLIENT_IDS.start, "0/bench", imported_board(CARDS))])
    rows: list[LogRow] = []
    for at, (client, update) in enumerate(written(source, count), 1):
        rows.append(LogRow("u:bench", client, f"{at}/bench", update))
        if len(rows) == PER_ROUND_TRIP or at == count:
            await _commit(stored, rows)
            rows = []
        if at % PER_COMPACTION == 0:
            assert await compact(boards, BOARD, lag_ms=-1)


async def _commit(stored: Stored, rows: Sequence[LogRow]) -> None:
    commits = [Commit(BOARD, 1, log.pack(Entry(1, (row,)))) for row in rows]
    assert all(isinstance(result, Committed) for result in await stored.boards.commit(commits))


async def measured(count: int) -> Costs:
    source = random.Random(5_000)
    with tempfile.TemporaryDirectory(prefix="kanverge-bench-") as folder:
        async with open_store(StoreChoice(None, Path(folder))) as stored:
            await _write(stored, source, count)
            entries = await Earlier(stored.boards).entries(BOARD, after=START, until=moments.LATEST)
            chosen = {entry.id for entry in source.sample(entries, MOMENTS)}
            took: list[float] = []
            worked: list[float] = []
            found: dict[str, str] = {}
            for entry_id in chosen:
                began, worked_before = time.perf_counter(), time.process_time()
                moment = await moments.at(stored.boards, BOARD, entry_id)
                took.append(time.perf_counter() - began)
                worked.append(time.process_time() - worked_before)
                assert moment.entry == entry_id
                found[entry_id] = _digest(moment.state)
            _compare(found, entries)
    return Costs(statistics.median(took), max(took), statistics.median(worked), max(worked))


def _compare(found: dict[str, str], entries: Sequence[log.LogEntry]) -> None:
    """Replay everything from the beginning and fail where a moment was another one."""
    doc: Doc[Any] = Doc()
    for entry in entries:
        for row in entry.entry.rows:
            doc.apply_update(row.update)
        if entry.id in found:
            assert found[entry.id] == _digest_of(doc), f"the moment after {entry.id} is not as it was"


def _digest(state: bytes) -> str:
    doc: Doc[Any] = Doc()
    doc.apply_update(state)
    return _digest_of(doc)


def _digest_of(doc: Doc[Any]) -> str:
    return hashlib.sha256(json.dumps(Board(doc).plain(), sort_keys=True).encode()).hexdigest()


def run(runs: int, count: int = EDITS) -> Rows:
    """Return the costs, medians over ``runs``."""
    costs = [_on_uvloop(count) for _ in range(runs)]
    where = f"{CARDS:,} cards, {count:,} edits: a random moment"
    return [
        Row(f"{where} opened, median", "s", statistics.median(one.median_s for one in costs)),
        Row(
            f"{where} opened, slowest of {MOMENTS}",
            "s",
            statistics.median(one.slowest_s for one in costs),
            at_most=1,
        ),
        Row(f"{where} opened, median", "s CPU", statistics.median(one.median_cpu_s for one in costs)),
        Row(
            f"{where} opened, slowest of {MOMENTS}",
            "s CPU",
            statistics.median(one.slowest_cpu_s for one in costs),
        ),
    ]


def _on_uvloop(count: int) -> Costs:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(measured(count))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edits", type=int, default=EDITS)
    print(table(run(1, parser.parse_args().edits)))
