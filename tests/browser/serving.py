"""A real server for the browser tests: its own process, port and data directory."""

from __future__ import annotations

import asyncio
import re
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

START_LIMIT_S = 60
STOP_LIMIT_S = 20


@dataclass
class Server:
    """``kanverge serve`` as a user starts it; killed or stopped, it can be started again on the same port."""

    data: Path
    port: int = 0
    address: str = ""
    sign_in_link: str = ""
    """As printed by the first start, for the first administrator."""
    _process: Process | None = field(default=None, repr=False)
    _reading: asyncio.Task[None] | None = field(default=None, repr=False)

    async def start(self) -> None:
        """Start, and return once it serves."""
        command = ["-m", "kanverge", "serve", "--port", str(self.port), "--data", str(self.data)]
        process = await asyncio.create_subprocess_exec(sys.executable, *command, stdin=DEVNULL, stdout=PIPE)
        self._process = process
        async with asyncio.timeout(START_LIMIT_S):
            self.address = (await self._printed(r"serves (http://\S+)")).group(1)
            if self.port == 0:
                self.sign_in_link = (await self._printed(r"(http://\S+/in/\S+)")).group(1)
        self.port = int(self.address.rpartition(":")[2])
        self._reading = asyncio.create_task(self._drain())

    async def kill(self) -> None:
        """End it as a crash would."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """End it as Ctrl-C does."""
        await self._end(signal.SIGINT)

    async def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            process.send_signal(how)
        async with asyncio.timeout(STOP_LIMIT_S):
            await process.wait()
        if self._reading is not None:
            await self._reading

    async def _printed(self, pattern: str) -> re.Match[str]:
        assert self._process is not None
        assert self._process.stdout is not None
        while line := (await self._process.stdout.readline()).decode():
            if found := re.search(pattern, line):
                return found
        raise AssertionError(f"the server ended before it printed {pattern}")

    async def _drain(self) -> None:
        """Read on, so that a full pipe never stops the server."""
        assert self._process is not None
        assert self._process.stdout is not None
        while await self._process.stdout.readline():
            pass
