"""How long an edit takes to the disk and to everybody's screen, and what the same load costs each server.

100 people at 100 and 1,000 edits a second, 1,000 people at 1,000. Hocuspocus confirms an edit without keeping it, so
"saved" has no peer.
"""

from __future__ import annotations

from operator import itemgetter
from typing import Final

from bench.report import Row, Rows
from bench.trials import OURS, PEER, Load, in_turn, median

QUIET: Final = Load(connections=100, rate=100, seconds=6)
FLOODS: Final = (Load(connections=100, rate=1_000, seconds=4), Load(connections=1_000, rate=1_000, seconds=4))


def run(runs: int) -> Rows:
    """Return latencies and CPU, medians over ``runs``."""
    rows = _latencies(QUIET, runs, visible_at_most=2.2)
    for load in FLOODS:
        rows += _latencies(load, runs, cpu_times=2 if load.connections == 1_000 else None)
    return rows


def _latencies(
    load: Load, runs: int, *, visible_at_most: float | None = None, cpu_times: float | None = None
) -> Rows:
    """Return the rows of one load; the bounds are for the p50 of what is visible, and for the ratio of CPU."""
    found = in_turn(load, runs=runs)
    where = f"{load.connections:,} people, {load.rate:,.0f} edits/s"
    rows: Rows = []
    for percent in ("p50", "p99"):
        saved = median(found[OURS], itemgetter(f"saved_{percent}"))
        rows.append(Row(f"{where}: edit to saved {percent}", "ms", saved))
    for percent, at_most in (("p50", visible_at_most), ("p99", None)):
        ours, peer = (median(found[name], itemgetter(f"visible_{percent}")) for name in (OURS, PEER))
        rows.append(Row(f"{where}: edit to visible {percent}", "ms", ours, peer, at_most=at_most))
    ours, peer = (median(found[name], lambda m: 100 * m.load_cpu_s / load.seconds) for name in (OURS, PEER))
    rows.append(Row(f"{where}: CPU of the server", "% of a core", ours, peer, times=cpu_times))
    return rows
