"""Runs of one load against several servers in turn, each with a new board, and what is made of them."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Final, TypeAlias

from bench import generator, servers, workload
from bench.generator import WRITERS, Measured
from bench.servers import Server
from bench.workload import Edit

Start: TypeAlias = Callable[[bytes], AbstractContextManager[Server]]

CONTENDERS: Final[Mapping[str, Start]] = {"Kanverge": servers.kanverge, "Hocuspocus": servers.hocuspocus}
OURS, PEER = CONTENDERS
WARM_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class Load:
    """So many edits a second on one board, seen by so many people."""

    connections: int
    rate: float
    seconds: float

    @property
    def warm(self) -> int:
        return int(self.rate * WARM_S)

    @property
    def measured(self) -> int:
        return int(self.rate * self.seconds)


class Premade:
    """The edits of the small board, made once and as far as somebody needs them."""

    def __init__(self) -> None:
        self.state = workload.small_board()
        self._made: list[Edit] = []
        self._more: Iterator[Edit] = workload.edits_of(self.state, writers=WRITERS, count=workload.TAGS)

    def first(self, count: int) -> list[Edit]:
        """Return the first ``count`` edits."""
        self._made += islice(self._more, max(0, count - len(self._made)))
        return self._made[:count]


@cache
def premade() -> Premade:
    """Return the edits that all benches share."""
    return Premade()


def trial(start: Start, load: Load) -> Measured:
    """Put a new server under ``load`` once."""
    edits = premade().first(load.warm + load.measured)
    with start(premade().state) as server:
        return generator.load(server, edits, connections=load.connections, rate=load.rate, warm=load.warm)


def in_turn(load: Load, *, runs: int) -> dict[str, list[Measured]]:
    """Put each contender under ``load`` so many times, taking turns."""
    found: dict[str, list[Measured]] = {name: [] for name in CONTENDERS}
    for _ in range(runs):
        for name, start in CONTENDERS.items():
            found[name].append(trial(start, load))
    return found


def median(measured: list[Measured], figure: Callable[[Measured], float]) -> float:
    """Return the median of a figure over runs."""
    return statistics.median(map(figure, measured))
