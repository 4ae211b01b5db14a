"""A board read step by step in a process of its own, which says what it is about to take in before it does.

Whatever in a log kills yrs or never comes back has passed the scan and the gate, so nobody here knows it. But what the
process named last is what it died of.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgpack
from pycrdt import Doc

from kanverge.accounts.principals import is_machine_key
from kanverge.store.base import Loaded
from kanverge.store.log import row_name
from kanverge_crdt import guard, statevector
from kanverge_crdt.board import Board
from kanverge_crdt.errors import CrdtError, DeadDocument
from kanverge_crdt.gate import Gate
from kanverge_crdt.scan import scan
from kanverge_crdt.update import STORED

logger = logging.getLogger(__name__)

SNAPSHOT: Final = "snapshot"
WHOLE: Final = "whole"
STEP_LIMIT_S: Final = 10.0
START_LIMIT_S: Final = 60.0
TRIALS_MAX: Final = 5
NAMED_MIN: Final = 2


@dataclass(frozen=True, slots=True)
class Trial:
    """How the process is started, and how long one step may take."""

    command: Sequence[str] = (sys.executable, "-m", "kanverge.live.trial")
    step_limit_s: float = STEP_LIMIT_S

    async def culprit(self, loaded: Loaded) -> str | None:
        """Return the row (or SNAPSHOT) that whoever reads the board dies of, or None.

        It has to be named twice: a process may also be ended from outside, wherever it stands then, and what
        somebody was told is saved must not be left out for that.
        """
        named: Counter[str] = Counter()
        for _ in range(TRIALS_MAX):
            culprit = await self._named(loaded)
            if culprit is None:
                return None
            named[culprit] += 1
            if named[culprit] == NAMED_MIN:
                return culprit
        return None

    async def _named(self, loaded: Loaded) -> str | None:
        culprit = await self._last_step(loaded, reads_each=False)
        # Taken in without harm, and yet not readable: asked after each step, which takes its time.
        return await self._last_step(loaded, reads_each=True) if culprit == WHOLE else culprit

    async def _last_step(self, loaded: Loaded, *, reads_each: bool) -> str | None:
        process = await asyncio.create_subprocess_exec(
            *self.command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(_packed(loaded, reads_each=reads_each))
        process.stdin.close()
        last = SNAPSHOT
        try:
            limit_s = START_LIMIT_S
            while line := await _line(process.stdout, limit_s):
                last, limit_s = line.decode().rstrip("\n"), self.step_limit_s
            async with asyncio.timeout(self.step_limit_s):
                await process.wait()
        except TimeoutError:
            logger.warning("step %s of a board took longer than %g s", last, self.step_limit_s)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        return last if process.returncode else None


async def _line(lines: asyncio.StreamReader, limit_s: float) -> bytes:
    async with asyncio.timeout(limit_s):
        return await lines.readline()


def _packed(loaded: Loaded, *, reads_each: bool) -> bytes:
    rows = [
        (name, row.update)
        for entry in loaded.entries
        for number, row in enumerate(entry.entry.rows)
        if (name := row_name(entry.id, number)) not in loaded.left_out
    ]
    state = None if loaded.snapshot is None else loaded.snapshot.state
    packed: bytes = msgpack.packb((reads_each, state, rows))
    return packed


# In the process of its own.


def main() -> None:
    """Read what stdin says, step by step."""
    reads_each, state, rows = msgpack.unpackb(sys.stdin.buffer.read(), use_list=False)
    gate = Gate({}, is_machine=is_machine_key)
    board = Board()
    for name, update in ((SNAPSHOT, state or guard.EMPTY), *rows):
        _say(name)
        _take_in(gate, board.doc, update)
        if reads_each:
            _read(board)
    _say(WHOLE)
    _read(board)


def _say(step: str) -> None:
    os.write(1, step.encode() + b"\n")


def _take_in(gate: Gate, doc: Doc[Any], update: bytes) -> None:
    try:
        gate.follow(scan(update, STORED))
    except CrdtError:
        return  # it is passed over, whoever reads it
    guard.apply(doc, [update])


def _read(board: Board) -> None:
    """Do all that is ever done with a board, and what a joiner does with what it is sent."""
    state = guard.difference(board.doc, {})
    again = Board()
    guard.apply(again.doc, [state])
    if again.plain() != board.plain() or statevector.decode(again.doc.get_state()) != statevector.decode(
        board.doc.get_state()
    ):
        raise DeadDocument("it does not read back as it is")


if __name__ == "__main__":
    main()
