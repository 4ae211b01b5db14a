"""Runs load.c: builds it, writes its plan, reads what it measured beside the server's CPU time."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from bench.servers import OTHER_CORE, ROOT, Server
from bench.workload import Edit

SOURCE: Final = ROOT / "bench" / "load.c"
BINARY: Final = ROOT / "build" / "bench" / "load"
WRITERS: Final = 10

Figures: TypeAlias = dict[str, float]


@dataclass(frozen=True, slots=True)
class Measured:
    """One run: latencies in milliseconds, the share that was delivered, seconds of the server's CPU."""

    figures: Figures
    join_cpu_s: float
    load_cpu_s: float

    def __getitem__(self, name: str) -> float:
        return self.figures[name]


def join(server: Server, *, connections: int) -> Measured:
    """Let ``connections`` ask for the whole board in one moment."""
    return _run(server, [], connections=connections, rate=1, warm=0, count=0)


def load(
    server: Server,
    edits: Sequence[Edit],
    *,
    connections: int,
    rate: float,
    warm: int = 0,
    writers: int = WRITERS,
) -> Measured:
    """Send ``edits`` of ``writers`` at ``rate`` a second, of which the first ``warm`` are not measured."""
    count = len(edits) - warm
    return _run(server, edits, connections=connections, rate=rate, warm=warm, count=count, writers=writers)


def _run(
    server: Server,
    edits: Iterable[Edit],
    *,
    connections: int,
    rate: float,
    warm: int,
    count: int,
    writers: int = WRITERS,
) -> Measured:
    _build()
    with tempfile.NamedTemporaryFile(prefix="kanverge-bench-") as plan:
        dialect = server.dialect
        heads = (dialect.request, dialect.opening, dialect.joined, dialect.saved)
        for item in (*heads, *map(dialect.edit, edits)):
            plan.write(struct.pack("<I", len(item)) + item)
        plan.flush()
        numbers = map(str, (connections, writers, rate, warm, count))
        return _watch((str(BINARY), str(server.port), plan.name, *numbers), server)


def _watch(command: Sequence[str], server: Server) -> Measured:
    """Run the generator and read the server's CPU time as each phase begins."""
    cpu_s: dict[str, float] = {}
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: os.sched_setaffinity(0, {OTHER_CORE}),
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("{"):
                figures: Figures = json.loads(line)
            else:
                cpu_s[line.strip()] = server.cpu_s()
    if process.returncode:
        raise RuntimeError(f"the load generator ended with {process.returncode}")
    return Measured(
        figures,
        cpu_s["joined"] - cpu_s["upgraded"],
        cpu_s.get("measured", 0) - cpu_s.get("measuring", 0),
    )


def _build() -> None:
    if not BINARY.exists() or BINARY.stat().st_mtime < SOURCE.stat().st_mtime:
        BINARY.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(("gcc", "-O2", "-Wall", "-o", str(BINARY), str(SOURCE)), check=True)
