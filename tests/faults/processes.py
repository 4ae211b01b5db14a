"""The processes of a fault run: a server that is started anew after each kill, its store, and writers."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from dataclasses import dataclass, field
from pathlib import Path

from tests.doubles.eventually import eventually

START_LIMIT_S = 60.0
COMMAND = (sys.executable, "-m", "kanverge")


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


@dataclass
class Server:
    """One ``kanverge serve`` over one data directory, on one port for all its lives."""

    data: Path
    port: int = field(default_factory=free_port)
    process: Process | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Start it and return when it serves."""
        self.process = await asyncio.create_subprocess_exec(
            *COMMAND, "serve", "--port", str(self.port), "--data", str(self.data), stdout=DEVNULL
        )
        await eventually(self._serves, limit_s=START_LIMIT_S)

    async def _serves(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        writer.close()
        return True

    async def kill(self) -> None:
        """Kill it with SIGKILL."""
        assert self.process is not None
        self.process.kill()
        await self.process.wait()

    async def stop(self) -> None:
        """Ask it to end, and wait."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        await self.process.wait()

    def valkey(self) -> int | None:
        """Return the process id of the directory's Valkey, found by its working directory."""
        home = (self.data / "store").resolve()
        for folder in Path("/proc").iterdir():
            if not folder.name.isdigit():
                continue
            try:
                is_ours = (folder / "cwd").resolve() == home and "valkey" in (folder / "comm").read_text()
            except OSError:  # it ended meanwhile, or is not ours to look at
                continue
            if is_ours:
                return int(folder.name)
        return None

    async def kill_valkey(self) -> None:
        """Kill the store with SIGKILL."""
        process = self.valkey()
        assert process is not None, "no Valkey runs for this directory"
        os.kill(process, signal.SIGKILL)


@dataclass
class Workplace:
    """A folder with a served board and a token for it."""

    folder: Path
    server: Server
    board: str = ""
    token: str = ""

    @classmethod
    async def open(cls, folder: Path) -> Workplace:
        """Start a server on a new data directory; its sample board is the one that is edited."""
        place = cls(folder, Server(folder / "data"))
        await place.server.start()
        data = ("--data", str(place.server.data))
        [head] = json.loads(await command("boards", "--json", *data))
        place.board = head["id"]
        token = await command("token", "create", "--board", place.board, "--role", "editor", "--json", *data)
        place.token = json.loads(token)["token"]
        return place

    async def writers(self, count: int) -> Process:
        """Start ``count`` writers in a process of their own."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.faults.writers"),
            *(self.server.url, self.board, self.token, str(self.folder), str(count)),
            stdin=PIPE,
            stdout=PIPE,
        )
        assert process.stdout is not None
        async with asyncio.timeout(START_LIMIT_S):
            assert await process.stdout.readline() == b"ready\n"
        return process

    @property
    def diaries(self) -> list[Path]:
        return sorted(self.folder.glob("diary-*"))

    def saved_so_far(self) -> int:
        """Return how many edits the writers were told are saved."""
        return sum(path.read_bytes().count(b"saved ") for path in self.diaries)
