"""FAN-100: how many edits a second a board of 100 people sustains, ten of them writing, beside Hocuspocus.

Sustained means: 99 % of all deliveries within 100 ms of when the edit was due, at least 99.5 % delivered, the generator
on time. The rate is doubled until it is not sustained, then the step is halved; not sustained means twice in a row,
because a disk or a virtual machine stalls for a moment now and then.
"""

from __future__ import annotations

import statistics
from typing import Final

from bench.generator import Measured
from bench.report import Row, Rows
from bench.trials import CONTENDERS, OURS, PEER, Load, Start, trial

PEOPLE: Final = 100
SECONDS: Final = 3.0
FIRST_RATE: Final = 2_000.0
RATE_MAX: Final = 256_000.0
REFINEMENTS: Final = 3
TRIES: Final = 2
LATENCY_MAX_MS: Final = 100.0
DELIVERED_MIN: Final = 0.995


def is_sustained(start: Start, rate: float) -> bool:
    """Return whether a server sustains ``rate``, at the second try if not at the first."""
    return any(is_good(trial(start, Load(PEOPLE, rate, SECONDS))) for _ in range(TRIES))


def is_good(measured: Measured) -> bool:
    """Return whether a run was as good as it has to be."""
    return (
        measured["delivered"] >= DELIVERED_MIN
        and measured["visible_p99"] <= LATENCY_MAX_MS
        and measured["late_p99"] <= LATENCY_MAX_MS / 2
    )


def sustained(start: Start) -> float:
    """Return the highest rate found that a server sustains, in edits a second."""
    best, rate, step = 0.0, FIRST_RATE, 2.0
    while rate <= RATE_MAX and is_sustained(start, rate):
        best, rate = rate, rate * step
    best = best or rate / step / step
    for _ in range(REFINEMENTS):
        step **= 0.5
        rate = best * step
        if is_sustained(start, rate):
            best = rate
    return best


def run(runs: int) -> Rows:
    """Return the highest rates, medians over ``runs``."""
    found: dict[str, list[float]] = {name: [] for name in CONTENDERS}
    for _ in range(runs):
        for name, start in CONTENDERS.items():
            found[name].append(sustained(start))
    ours, peer = (statistics.median(found[name]) for name in (OURS, PEER))
    what = f"FAN-{PEOPLE}: sustained"
    return [Row(what, "edits/s", ours, peer, more_is_better=True, times=3)]
