"""The processes of a fault run: a server that is started anew after each kill, its store, and writers."""

from __future__ import annotations

import asyncio
import re
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import kanverge_client
from kanverge.accounts.principals import machine
from kanverge.accounts.roles import Role
from kanverge.config import StoreChoice
from kanverge.stored import open_store
from tests.doubles.eventually import eventually
from tests.faults.sight import TYPED
from tests.faults.store import Valkey

START_LIMIT_S = 60.0
COMMAND = (sys.executable, "-m", "kanverge")
TEXTS = 8
ERROR = re.compile(r"\b(ERROR|CRITICAL|Traceback)\b")
TOLD_OF_KILLS = (
    "is read in a process of its own",  # whoever read it last was killed while reading
)


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def command(*arguments: str) -> str:
    """Run one verb of the command line and return what it prints."""
    process = await asyncio.create_subprocess_exec(*COMMAND, *arguments, stdout=PIPE, stderr=PIPE)
    out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    return out.decode()


async def start_worker(data: Path) -> Process:
    """Start a ``kanverge worker`` over a data directory."""
    with data.with_suffix(".worker.log").open("ab") as log:
        return await asyncio.create_subprocess_exec(
            *(*COMMAND, "worker", "--data", str(data)), stdin=DEVNULL, stdout=DEVNULL, stderr=log
        )


@dataclass
class Server:
    """One ``kanverge serve`` over one data directory, on one port for all its lives."""

    data: Path
    port: int = field(default_factory=free_port)
    process: Process | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """What all its lives have written to stderr."""
        return self.data.with_suffix(".log")

    @property
    def valkey(self) -> Valkey:
        return Valkey(self.data)

    def errors(self) -> list[str]:
        """Return what its log calls an error, but for what the kills themselves are told as."""
        lines = self.log.read_text().splitlines()
        return [
            line for line in lines if ERROR.search(line) and not any(told in line for told in TOLD_OF_KILLS)
        ]

    async def launch(self) -> None:
        """Start it, and return at once."""
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *(*COMMAND, "serve", "--port", str(self.port), "--data", str(self.data)),
                stdin=DEVNULL,
                stdout=DEVNULL,
                stderr=log,
            )

    async def start(self) -> None:
        """Start it and return when it serves."""
        await self.launch()
        await eventually(self.is_ready, limit_s=START_LIMIT_S)

    async def is_ready(self) -> bool:
        """Return whether it says that boards can be opened and saved."""
        return await self.answers("/readyz")

    async def answers(self, path: str) -> bool:
        """Return whether it answers with 200."""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        try:
            writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
            async with asyncio.timeout(START_LIMIT_S):
                return b" 200 " in await reader.readline()
        except OSError:  # it was killed
            return False
        finally:
            writer.close()

    async def kill(self) -> None:
        """Kill it with SIGKILL."""
        assert self.process is not None
        self.process.kill()
        await self.process.wait()

    async def stop(self) -> None:
        """Ask it to end, and wait."""
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        await self.process.wait()


@dataclass
class Workplace:
    """A folder with a served board and a token for it."""

    folder: Path
    server: Server
    board: str = ""
    token: str = ""

    @classmethod
    @asynccontextmanager
    async def opened(cls, folder: Path) -> AsyncIterator[Self]:
        """Start a server on a new data directory; its sample board is the one that is edited."""
        place = cls(folder, Server(folder / "data"))
        await place.server.start()
        try:
            await place._furnish()
            yield place
        finally:
            await place.server.stop()

    async def _furnish(self) -> None:
        async with open_store(StoreChoice(None, self.server.data)) as stored:
            [head] = await stored.boards.heads()
            self.board = head.id
            _, self.token = await stored.tokens.create(
                self.board, Role.EDITOR, name="faults", by=machine("faults").key
            )
        async with kanverge_client.open(self.server.url, self.board, self.token, offline=False) as board:
            for _ in range(TEXTS):
                board.cards.add(title=TYPED, column=board.columns[0])
            await board.saved()

    async def writers(self, count: int, url: str | None = None) -> Process:
        """Start ``count`` writers in a process of their own, by way of ``url`` where it is another."""
        return await self._python(
            *("tests.faults.writers", url or self.server.url, self.board, self.token),
            *(str(self.folder), str(count)),
        )

    async def compactor(self) -> Process:
        """Start a process that compacts the board when it is told to."""
        return await self._python("tests.faults.compacting", str(self.server.data), self.board)

    async def _python(self, *arguments: str) -> Process:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", *arguments), stdin=PIPE, stdout=PIPE
        )
        assert process.stdout is not None
        async with asyncio.timeout(START_LIMIT_S):
            assert await process.stdout.readline() == b"ready\n"
        return process

    @property
    def diaries(self) -> list[Path]:
        return sorted(self.folder.glob("diary-*"))

    @property
    def sights(self) -> list[Path]:
        """Return what the writers wrote down in the end."""
        return sorted(self.folder.glob("sight-*"))
