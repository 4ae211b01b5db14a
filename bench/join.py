"""Joining a board of the size of an import and of 10,000 cards, alone and a hundred at once; and 200 who come back.

The large board is measured of ours alone: of a hundred at once, a peer that encodes it for each takes minutes.

Who comes back has edits from offline: all join, then each sends theirs in one moment, until everybody has everything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Final, TypeAlias

from bench import generator, workload
from bench.board import IMPORTED, imported_board
from bench.generator import Measured
from bench.report import Row, Rows
from bench.servers import Server
from bench.trials import CONTENDERS, OURS, PEER, Start, median
from bench.workload import Edit

CROWD: Final = 100
TIMES_ALONE: Final = 5
LARGE: Final = 10_000
RETURNING: Final = 200
EDITS_OFFLINE: Final = 5
Runs: TypeAlias = dict[str, list[Measured]]
"""Contender -> what was measured of it."""
AT_ONCE: Final = 1e9  # edits a second: all are due in the same moment


def run(runs: int) -> Rows:
    """Return how long joins take and what they cost, medians over ``runs``."""
    return [
        *_joins(IMPORTED, runs, CONTENDERS),
        *_joins(LARGE, runs, {OURS: CONTENDERS[OURS]}),
        _returning(runs),
    ]


def _joins(cards: int, runs: int, contenders: Mapping[str, Start]) -> Rows:
    state = imported_board(cards)
    alone: Runs = {name: [] for name in contenders}
    crowd: Runs = {name: [] for name in contenders}
    for _ in range(runs):
        for name, start in contenders.items():
            with start(state) as server:
                alone[name] += [generator.join(server, connections=1) for _ in range(TIMES_ALONE)]
                crowd[name].append(generator.join(server, connections=CROWD))
    what = f"join of {cards:,} cards ({len(state) / 1e3:,.0f} kB)"
    one, last, cpu_each = (10, 300, 2) if cards == LARGE else (None, None, None)
    return [
        _row(f"{what}: one", alone, itemgetter("join_max"), one),
        _row(f"{what}: the last of {CROWD} at once", crowd, itemgetter("join_max"), last),
        _row(f"{what}: CPU each of {CROWD}", crowd, lambda run: run.join_cpu_s * 1e3 / CROWD, cpu_each),
    ]


def _returning(runs: int) -> Row:
    state = workload.small_board()
    edits = list(workload.edits_of(state, writers=RETURNING, count=RETURNING * EDITS_OFFLINE))
    found: Runs = {name: [] for name in CONTENDERS}
    for _ in range(runs):
        for name, start in CONTENDERS.items():
            with start(state) as server:
                found[name].append(_come_back(server, edits))
    what = f"{RETURNING} come back with {EDITS_OFFLINE} edits each: everybody has everything"
    return _row(what, found, lambda run: run["join_max"] + run["visible_max"], 300)


def _come_back(server: Server, edits: Sequence[Edit]) -> Measured:
    return generator.load(server, edits, connections=RETURNING, rate=AT_ONCE, writers=RETURNING)


def _row(what: str, found: Runs, figure: Callable[[Measured], float], at_most: float | None) -> Row:
    peer = median(found[PEER], figure) if PEER in found else None
    return Row(what, "ms", median(found[OURS], figure), peer, at_most=at_most)
