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
    rows = _latencies(QUIET, runs, target="<= 2.2 ms p50")
    for load in FLOODS:
        rows += _latencies(load, runs, target="CPU >= 2 x" if load.connections == 1_000 else "")
    return rows


def _latencies(load: Load, runs: int, *, target: str) -> Rows:
    found = in_turn(load, runs=runs)
    where = f"{load.connections:,} people, {load.rate:,.0f} edits/s"
    rows = [
        Row(
            f"{where}: edit to saved {percent}",
            "ms",
            median(found[OURS], itemgetter(f"saved_{percent}")),
        )
        for percent in ("p50", "p99")
    ]
    for percent in ("p50", "p99"):
        ours, peer = (median(found[name], itemgetter(f"visible_{percent}")) for name in (OURS, PEER))
        aim = target if percent in target else ""
        rows.append(Row(f"{where}: edit to visible {percent}", "ms", ours, peer, target=aim))
    ours, peer = (median(found[name], lambda m: 100 * m.load_cpu_s / load.seconds) for name in (OURS, PEER))
    aim = target if "CPU" in target else ""
    rows.append(Row(f"{where}: CPU of the server", "% of a core", ours, peer, target=aim))
    return rows
