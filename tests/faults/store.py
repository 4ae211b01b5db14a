"""The Valkey of a served directory, seen and struck from outside: which process it is, and what it is busy with."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kanverge.automation import runner
from kanverge.errors import ReplyError, StoreAway
from kanverge.inbox import delivering
from kanverge.live import following
from kanverge.live.called import RENEW_S
from kanverge.store import checks, keys
from kanverge.store.address import Address
from kanverge.store.connection import Command, Connection
from kanverge.store.directory import SOCKET_NAME

BALLAST_COMMANDS: Final = 10_000
BALLAST_BYTES: Final = 100
LEASES: Final = (following.LEASE, runner.LEASE, delivering.LEASE)
CUT_LEASE_MS: Final = int(RENEW_S * 1_200)
"""Whoever lives renews before that."""


@dataclass
class Valkey:
    """The store in ``folder``, a server's data directory."""

    folder: Path

    def find(self) -> int | None:
        """Return its process id, found by its working directory, or None while none runs."""
        home = (self.folder / "store").resolve()
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                is_ours = "valkey" in (entry / "comm").read_text() and (entry / "cwd").resolve() == home
                is_child = is_ours and "rewrite" in (entry / "cmdline").read_text()
            except OSError:  # it ended meanwhile, or is not ours to look at
                continue
            if is_ours and not is_child:
                return int(entry.name)
        return None

    def signal(self, what: signal.Signals) -> int:
        """Send it a signal; return its process id."""
        process = self.find()
        assert process is not None, f"no Valkey runs in {self.folder}"
        os.kill(process, what)
        return process

    def kill(self) -> int:
        """Kill it with SIGKILL; return the process id it had."""
        return self.signal(signal.SIGKILL)

    async def call(self, *commands: Command) -> list[object]:
        """Run commands over a connection of our own; raise StoreAway."""
        connection = await Connection.open(Address(path=str(self.folder / SOCKET_NAME)))
        try:
            return list(await connection.pipeline(list(commands)))
        finally:
            await connection.close()

    async def cut_leases(self) -> None:
        """Let what a killed worker holds end within seconds, as if most of its half minute had gone by."""
        await self.call(*(("PEXPIRE", keys.lease(name), CUT_LEASE_MS, "LT") for name in LEASES))

    async def load_with(self, ballast: int) -> None:
        """Put ``ballast`` keys beside the boards, so that rewriting and loading take long enough to be struck."""
        value = "b" * BALLAST_BYTES
        for first in range(0, ballast, BALLAST_COMMANDS):
            last = min(first + BALLAST_COMMANDS, ballast)
            await self.call(*(("SET", f"ballast:{number}", value) for number in range(first, last)))

    async def begin_rewriting(self) -> bool:
        """Begin to rewrite the append-only file; return whether that is under way."""
        await self.call(("BGREWRITEAOF",))
        return await self.is_rewriting()

    async def is_rewriting(self) -> bool:
        """Return whether the append-only file is being rewritten now."""
        [info] = await self.call(("INFO", "persistence"))
        assert isinstance(info, bytes)
        return checks.parse_info(info.decode()).get("aof_rewrite_in_progress") == "1"

    async def is_loading(self) -> bool:
        """Return whether it is up and says that it still reads its files."""
        try:
            [reply] = await self.call(("GET", keys.IDENTITY))
        except StoreAway:
            return False
        return isinstance(reply, ReplyError) and reply.code == "LOADING"

    async def is_up(self) -> bool:
        """Return whether it answers with what it holds."""
        try:
            [reply] = await self.call(("GET", keys.IDENTITY))
        except StoreAway:
            return False
        return isinstance(reply, bytes)

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[asyncio.StreamReader]:
        """Return the stream of every command that anybody sends to it, a line each."""
        reader, writer = await asyncio.open_unix_connection(self.folder / SOCKET_NAME, limit=2**26)
        try:
            writer.write(b"MONITOR\r\n")
            assert await reader.readline() == b"+OK\r\n"
            yield reader
        finally:
            writer.close()
