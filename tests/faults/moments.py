"""When to strike: in the middle of a compaction, of a rewrite of the append-only file, or of loading.

Whether it was the middle is observed and not assumed: each answer is taken immediately before the strike, or from
what was sent to the store until then.
"""

from __future__ import annotations

import asyncio
import random
import time
from asyncio.subprocess import Process
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kanverge.store import keys
from tests.doubles.eventually import eventually
from tests.faults.processes import Workplace

LINE_LIMIT_S: Final = 60.0
LOADING_LIMIT_S: Final = 20.0
DRAIN_S: Final = 0.1


class Moment(StrEnum):
    """What else is going on when something is killed under edits."""

    EDITS = "edits alone"
    COMPACTION = "a compaction"
    REWRITE = "an AOF rewrite"
    LOADING = "loading"


@dataclass
class Patience:
    """How long to wait at random once something has begun, so that it is struck anywhere and rarely missed."""

    source: random.Random
    limit_s: float

    async def wait(self) -> None:
        await asyncio.sleep(self.source.random() * self.limit_s)

    def was_too_long(self) -> None:
        self.limit_s /= 2


class Compactions:
    """Compactions on demand, in a process of their own."""

    def __init__(self, process: Process, source: random.Random) -> None:
        self._process = process
        self._patience = Patience(source, 0.2)
        self._ending: asyncio.Task[bytes] | None = None

    async def are_under_way(self) -> bool:
        """Begin one and wait a little; return whether it still goes on."""
        await self.over()
        assert self._process.stdin is not None
        self._process.stdin.write(b"go\n")
        assert await self._line() == b"begin\n"
        self._ending = asyncio.create_task(self._line())
        await self._patience.wait()
        if self.go_on:
            return True
        self._patience.was_too_long()
        return False

    @property
    def go_on(self) -> bool:
        return self._ending is not None and not self._ending.done()

    async def over(self) -> None:
        """Wait until the last one has ended, or was ended by the death of its store."""
        if self._ending is not None:
            assert await self._ending in (b"end\n", b"away\n")
            self._ending = None

    async def _line(self) -> bytes:
        assert self._process.stdout is not None
        async with asyncio.timeout(LINE_LIMIT_S):
            return await self._process.stdout.readline()

    async def close(self) -> None:
        await self.over()
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()


class Rewrites:
    """Rewrites of the append-only file, on demand."""

    def __init__(self, place: Workplace, source: random.Random) -> None:
        self._valkey = place.server.valkey
        self._patience = Patience(source, 0.2)

    async def are_under_way(self) -> bool:
        """Begin one and wait a little; return whether it still goes on."""
        if await self._valkey.begin_rewriting():
            await self._patience.wait()
            if await self._valkey.is_rewriting():
                return True
        self._patience.was_too_long()
        return False


class Loads:
    """Loads after a kill: of the board by the server, of the append-only file by the store."""

    def __init__(self, place: Workplace, source: random.Random) -> None:
        self._place = place
        self._of_board = Patience(source, 0.1)
        self._of_store = Patience(source, 0.1)

    async def kill_server(self) -> bool:
        """Start the server and kill it while it loads the board; return whether it was still at it."""
        server = self._place.server
        begins = f'"SUBSCRIBE" "{keys.channel(self._place.board)}"'.lower()
        commits = f'"{keys.log(self._place.board)}"'
        async with server.valkey.watching() as commands:
            await server.launch()
            await _line_with(commands, lambda line: begins in line.lower())
            await self._of_board.wait()
            await server.kill()
            try:
                async with asyncio.timeout(DRAIN_S):
                    await _line_with(commands, lambda line: '"evalsha"' in line.lower() and commits in line)
            except TimeoutError:
                return True
        self._of_board.was_too_long()
        return False

    async def kill_store(self, old: int) -> bool:
        """Kill the store that was started instead of ``old`` while it loads; return whether it was still at it."""
        valkey = self._place.server.valkey
        with_another = _another_than(valkey.find, old)
        await eventually(with_another, limit_s=LOADING_LIMIT_S)
        deadline = time.monotonic() + LOADING_LIMIT_S
        while not await valkey.is_loading():
            if await valkey.is_up() or time.monotonic() > deadline:
                return False
        await self._of_store.wait()
        if not await valkey.is_loading():
            self._of_store.was_too_long()
            return False
        valkey.kill()
        return True


def _another_than(find: Callable[[], int | None], old: int) -> Callable[[], bool]:
    return lambda: find() not in (None, old)


async def _line_with(commands: asyncio.StreamReader, is_it: Callable[[str], bool]) -> None:
    async with asyncio.timeout(LINE_LIMIT_S):
        while not is_it((await commands.readline()).decode(errors="replace")):
            pass
