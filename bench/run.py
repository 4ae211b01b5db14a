"""``make bench``: every bench in turn, one table, each figure beside the peer's where there is one.

Run ``python -m bench.run [--runs 3] [BENCH ...]``.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import traceback
from collections.abc import Callable, Mapping
from typing import Final

from bench import client, commit, fan, history, join, latency, memory, portfolio
from bench.report import Rows, table

BENCHES: Final[Mapping[str, Callable[[int], Rows]]] = {
    "latency": latency.run,
    "join": join.run,
    "fan": fan.run,
    "commit": commit.run,
    "memory": memory.run,
    "portfolio": portfolio.run,
    "history": history.run,
    "client": client.run,
}
"""Name -> what runs it so many times; a row of another kind of bench is one line here."""


def main() -> None:
    parser = argparse.ArgumentParser(
        description="Measure Kanverge, beside Hocuspocus where it can be compared."
    )
    parser.add_argument("--runs", type=int, default=1, help="how often each is measured (default 1); medians")
    parser.add_argument(
        "benches", nargs="*", choices=[[], *BENCHES], metavar="BENCH", help=", ".join(BENCHES)
    )
    options = parser.parse_args()
    cores = len(os.sched_getaffinity(0))
    print(
        f"{platform.machine()}, {cores} cores, Linux {platform.release()}, Python {platform.python_version()}"
    )
    if cores < 2:
        sys.exit("two cores are needed: one for the server, one for everything else")
    rows: Rows = []
    failed: list[str] = []
    for name in options.benches or BENCHES:
        print(f"measuring: {name}", flush=True)
        try:
            rows += BENCHES[name](options.runs)
        except Exception:  # noqa: BLE001, what the others measure is not lost with it
            traceback.print_exc()
            failed.append(name)
    print(table(rows))
    if failed:
        sys.exit(f"not measured: {', '.join(failed)}")


if __name__ == "__main__":
    main()
