"""The trial of a board by a yrs that some words kill, stall or panic: no bytes are known that do so to the real one.

Usage: python -m tests.doubles.deadly_trial, which then reads a board as kanverge.live.trial does.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pycrdt

from kanverge.live import trial
from kanverge.live.trial import Trial
from kanverge_crdt import guard
from kanverge_crdt.errors import DeadDocument

KILLS, STALLS, PANICS, UNREADABLE = b"this kills", b"this stalls", b"this panics", b"this cannot be read"
READS_BACK_EMPTY = b"this reads back as nothing"
ROOT = Path(__file__).parents[2]

apply, difference = guard.apply, guard.difference


def deadly(*, step_limit_s: float = 30.0) -> Trial:
    """Return a trial in such a process."""
    return Trial(command=_command("main()"), step_limit_s=step_limit_s)


def interrupted(trials: Path, times: int) -> Trial:
    """Return a trial that is killed from outside the first ``times`` it is held; ``trials`` counts them."""
    return Trial(command=_command(f"main_until_killed({str(trials)!r}, {times})"))


def _command(call: str) -> tuple[str, ...]:
    paths = [str(ROOT / folder) for folder in ("", "server", "crdt")]
    program = f"import sys; sys.path[:0] = {paths}; from tests.doubles.deadly_trial import *; {call}"
    return (sys.executable, "-c", program)


def apply_or_die(doc: pycrdt.Doc[Any], updates: Iterable[bytes]) -> None:
    held = list(updates)
    if any(KILLS in update for update in held):
        os.abort()
    while any(STALLS in update for update in held):
        signal.pause()
    if any(PANICS in update for update in held):
        raise DeadDocument("yrs panicked")
    apply(doc, held)


def difference_or_die(doc: pycrdt.Doc[Any], clocks: Mapping[int, int]) -> bytes:
    found = difference(doc, clocks)
    if UNREADABLE in found:
        os.abort()
    return guard.EMPTY if READS_BACK_EMPTY in found else found


def main() -> None:
    guard.apply, guard.difference = apply_or_die, difference_or_die
    trial.main()


def main_until_killed(trials: str, times: int) -> None:
    """Be killed at the first edit in the first trial, at the second in the second, and so on."""
    path = Path(trials)
    held = int(path.read_text()) if path.exists() else 0
    path.write_text(str(held + 1))
    edits = iter(range(held))

    def apply_or_be_killed(doc: pycrdt.Doc[Any], updates: Iterable[bytes]) -> None:
        if held < times and next(edits, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)
        apply(doc, updates)

    guard.apply = apply_or_be_killed
    trial.main()
