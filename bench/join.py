"""Joining a board of the size of an import: one person, a hundred at once, and the CPU each costs the server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bench import generator
from bench.board import imported_board
from bench.generator import Measured
from bench.report import Row, Rows
from bench.trials import CONTENDERS, OURS, PEER, median

CROWD: Final = 100
TIMES_ALONE: Final = 5


def run(runs: int) -> Rows:
    """Return how long joins take and what they cost, medians over ``runs``."""
    state = imported_board()
    alone: dict[str, list[Measured]] = {name: [] for name in CONTENDERS}
    crowd: dict[str, list[Measured]] = {name: [] for name in CONTENDERS}
    for _ in range(runs):
        for name, start in CONTENDERS.items():
            with start(state) as server:
                alone[name] += [generator.join(server, connections=1) for _ in range(TIMES_ALONE)]
                crowd[name].append(generator.join(server, connections=CROWD))
    size = f"join of 682 cards ({len(state) / 1e3:,.0f} kB)"
    return [
        _row(f"{size}: one", "ms", alone, lambda measured: measured["join_max"]),
        _row(f"{size}: the last of {CROWD} at once", "ms", crowd, lambda measured: measured["join_max"]),
        _row(f"{size}: CPU each of {CROWD}", "ms", crowd, lambda measured: measured.join_cpu_s * 1e3 / CROWD),
    ]


def _row(what: str, unit: str, found: dict[str, list[Measured]], figure: Callable[[Measured], float]) -> Row:
    return Row(what, unit, median(found[OURS], figure), median(found[PEER], figure))
