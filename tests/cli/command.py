"""``kanverge ...`` as a process of its own, as a person or a supervisor runs it; and what is left of a directory."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

import httpx

from kanverge.store.address import Address
from kanverge.store.connection import Connection
from kanverge.store.directory import DataDirectory
from kanverge.store.locks import FileLock
from tests.doubles.eventually import eventually
from tests.doubles.http_client import http_client
from tests.doubles.store_user import process_id

LIMIT_S = 30.0


class Command:
    """A running command in a process group of its own; what it prints is kept as lines."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self.out: list[str] = []
        self.err: list[str] = []
        self._reading = asyncio.gather(
            self._keep(process.stdout, self.out), self._keep(process.stderr, self.err)
        )

    @classmethod
    async def start(cls, *words: str, environ: Mapping[str, str] | None = None) -> Self:
        """Start ``kanverge`` with these arguments."""
        return await cls.start_program(sys.executable, "-m", "kanverge", *words, environ=environ)

    @classmethod
    async def start_program(
        cls, *words: str, environ: Mapping[str, str] | None = None, folder: Path | None = None
    ) -> Self:
        """Start any program."""
        return cls(
            await asyncio.create_subprocess_exec(
                *words,
                env={**os.environ, **(environ or {})},
                cwd=folder,
                stdin=DEVNULL,
                stdout=PIPE,
                stderr=PIPE,
                start_new_session=True,
            )
        )

    @staticmethod
    async def _keep(stream: asyncio.StreamReader | None, lines: list[str]) -> None:
        assert stream is not None
        while line := await stream.readline():
            lines.append(line.decode().rstrip("\n"))

    async def printed(self, pattern: str) -> re.Match[str]:
        """Return the first match in what it has printed, or prints within the limit."""
        await eventually(lambda: self._find(pattern) is not None or self.has_ended, limit_s=LIMIT_S)
        found = self._find(pattern)
        assert found is not None, f"it ended without {pattern}: {self.out} {self.err}"
        return found

    def _find(self, pattern: str) -> re.Match[str] | None:
        return re.search(pattern, "\n".join(self.out))

    @property
    def has_ended(self) -> bool:
        return self._process.returncode is not None

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self._process.send_signal(number)

    async def wait(self) -> int:
        """Return its exit status, once it has ended and all that it printed is read."""
        async with asyncio.timeout(LIMIT_S):
            status = await self._process.wait()
            await self._reading
        return status

    async def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send it a signal and return its exit status; none of its group may be left.

        Its worker hears of a kill by the end of its input, a moment after.
        """
        self.send(number)
        status = await self.wait()
        if number is signal.SIGKILL:
            await eventually(lambda: not self.is_group_alive())
        assert not self.is_group_alive()
        return status

    def is_group_alive(self) -> bool:
        """Return whether any process of its group runs; the store is in a group of its own."""
        try:
            os.killpg(self._process.pid, 0)
        except ProcessLookupError:
            return False
        return True

    async def clear_away(self) -> None:
        """Kill what a failed test has left of its group."""
        if self.is_group_alive():
            os.killpg(self._process.pid, signal.SIGKILL)
        await self.wait()


class Server(Command):
    """``kanverge serve`` on a port of its own choosing."""

    address: str

    @classmethod
    async def on(cls, data: Path, *options: str, environ: Mapping[str, str] | None = None) -> Self:
        """Start it over a data directory; return once it has said all that it says at its start, and is ready."""
        server = await cls.start("serve", "--port", "0", "--data", str(data), *options, environ=environ)
        try:
            server.address = (await server.printed(r"serves (http://\S+)"))[1]
            await eventually(server.is_ready, limit_s=LIMIT_S)
        except BaseException:
            await server.clear_away()
            raise
        return server

    @property
    def links(self) -> list[str]:
        """The addresses of the sign-in links that it printed."""
        return re.findall(r"http://\S+/in/\S+", "\n".join(self.out))

    async def is_ready(self) -> bool:
        return await self.readiness() == 200

    async def readiness(self) -> int:
        """Return the status of ``/readyz``."""
        async with self.visitor() as visitor:
            return (await visitor.get("/readyz")).status_code

    @asynccontextmanager
    async def visitor(self) -> AsyncIterator[httpx.AsyncClient]:
        """Return a browser without an account, on a page of this server."""
        headers = {"origin": self.address}
        async with http_client(base_url=self.address, headers=headers) as visitor:
            yield visitor


async def run(*words: str, environ: Mapping[str, str] | None = None) -> Command:
    """Run a command to its end."""
    command = await Command.start(*words, environ=environ)
    await command.wait()
    return command


async def answer(*words: str) -> Any:
    """Return what a command prints as JSON."""
    command = await run(*words, "--json")
    assert command.err == []
    return json.loads("\n".join(command.out))


def has_store(data: Path) -> bool:
    """Return whether a Valkey of the directory runs."""
    if not data.exists():
        return False
    lock = FileLock.try_exclusive(data / "store.lock")
    if lock is None:
        return True
    lock.release()
    return False


@asynccontextmanager
async def connection_to(data: Path) -> AsyncIterator[Connection]:
    """Return a connection to the directory's store that does not count as a user of the directory."""
    directory = DataDirectory(data)
    connection = await Connection.open(Address(path=directory.socket_address()))
    try:
        yield connection
    finally:
        await connection.close()
        directory.forget_alias()


async def store_process(data: Path) -> int:
    """Return the process id of the directory's Valkey."""
    async with connection_to(data) as connection:
        return await process_id(connection)
