"""Another process that uses a data directory: started by a test, obeys lines on its standard input."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Self

from kanverge.errors import StoreAway
from kanverge.store.connection import Connection
from kanverge.store.embedded import Embedded

ROOT = Path(__file__).parents[2]
LIMIT_S = 30.0


class StoreUser:
    """A running process; ``start`` returns when its store is ready."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    @classmethod
    async def start(cls, directory: Path, *, file_bytes_max: int = -1) -> Self:
        """Start a user in a session of its own, as a terminal's foreground group would be.

        A store it starts can write files of at most ``file_bytes_max``, as if the disk were full then.
        """
        user = cls(await spawn(directory, file_bytes_max=file_bytes_max))
        assert await user._line() == "ready"
        return user

    async def call(self, *command: str) -> str:
        """Run one command on its connection and return the reply as text."""
        assert self.process.stdin is not None
        self.process.stdin.write(" ".join(command).encode() + b"\n")
        return await self._line()

    async def run_id(self) -> str:
        """Return which incarnation of the store it is connected to."""
        return await self.call("run_id")

    async def reconnect(self) -> None:
        """Wait until its store is ready again, and connect to it."""
        assert await self.call("reconnect") == "ready"

    async def leave(self) -> None:
        """Let it stop using the store and end."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        async with asyncio.timeout(LIMIT_S):
            assert await self.process.wait() == 0

    async def end(self, signal_number: int = signal.SIGKILL) -> None:
        """End its whole process group by a signal."""
        if self.process.returncode is None:
            os.killpg(self.process.pid, signal_number)
        async with asyncio.timeout(LIMIT_S):
            await self.process.wait()

    async def _line(self) -> str:
        assert self.process.stdout is not None
        async with asyncio.timeout(LIMIT_S):
            return (await self.process.stdout.readline()).decode().strip()


async def spawn(directory: Path, *, file_bytes_max: int = -1) -> asyncio.subprocess.Process:
    """Start the process, which says ``ready`` once its store is."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", __name__, str(directory), str(file_bytes_max)),
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "server")))},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
    )


async def run_id(connection: Connection) -> str:
    """Return the id of the store's incarnation."""
    info = await connection.call("INFO", "server")
    assert isinstance(info, bytes)
    return info.decode().partition("run_id:")[2].split()[0]


async def process_id(connection: Connection) -> int:
    """Return the id of the store's process."""
    info = await connection.call("INFO", "server")
    assert isinstance(info, bytes)
    return int(info.decode().partition("process_id:")[2].split()[0])


async def _use(directory: Path) -> None:
    store = Embedded(directory)
    connection = await Connection.open(await store.start())
    _say("ready")
    while line := await asyncio.to_thread(sys.stdin.readline):
        match line.split():
            case ["run_id"]:
                _say(await run_id(connection))
            case ["reconnect"]:
                connection = await Connection.open(await store.ready())
                _say("ready")
            case command:
                try:
                    reply = await connection.call(*command)
                except StoreAway:
                    reply = b"away"
                _say(reply.decode() if isinstance(reply, bytes) else str(reply))
    await store.stop()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), -1))
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # die at once, like a process that handles nothing
    asyncio.run(_use(Path(sys.argv[1])))
