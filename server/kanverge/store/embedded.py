"""The private Valkey of a data directory, shared by every process that uses the directory.

The store belongs to the directory, not to a process. Whoever needs it first starts it, whoever leaves last
stops it, and locks say which is which: unlike process ids they go with their holders, even by kill -9.

    lock        exclusive, by whoever is starting or stopping the store, for just that long
    store.lock  exclusive, inherited by the store's process: while it lives nobody starts a second one
    users       shared, by everyone who uses the store: who can turn a share into the whole lock is the last

Two Valkeys on one directory start without an error and lose what they acknowledged: store.lock prevents that.
"""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

from kanverge.errors import StoreAway, StoreCorrupt, StoreLoading, StoreRefused
from kanverge.store import checks, valkey
from kanverge.store.address import Address
from kanverge.store.connection import Connection
from kanverge.store.directory import DataDirectory
from kanverge.store.locks import POLL_S, FileLock, exclusive

SILENT_LIMIT_S = 30.0  # a started store that neither answers nor says that it loads
LOADING_LIMIT_S = 600.0  # minutes for gigabytes on a slow disk
STOP_LIMIT_S = 30.0


class Embedded:
    """The store of one data directory, from ``start`` to ``stop`` of this process's use of it."""

    def __init__(self, directory: Path) -> None:
        self._directory = DataDirectory(directory)
        self._binary = valkey.find_binary()
        self._processes: list[valkey.Process] = []
        self._users: FileLock | None = None
        self._facts: checks.Facts | None = None
        self._identity: str | None = None

    @property
    def address(self) -> Address:
        return Address(path=self._directory.socket_address())

    @property
    def identity(self) -> str:
        """The directory's id, known once the store was ready."""
        assert self._identity is not None, "not started"
        return self._identity

    @property
    def fsyncs_always(self) -> bool:
        assert self._facts is not None, "not started"
        return self._facts.fsyncs_always

    async def start(self) -> Address:
        """Use the directory: start its store or find it running; StoreError says why neither worked."""
        assert self._users is None, "already started"
        self._directory.prepare()
        async with exclusive(self._directory.lock, limit_s=LOADING_LIMIT_S):
            self._users = FileLock.try_shared(self._directory.users)
            assert self._users is not None, "only who holds the lock may hold all of users"
            try:
                await self._settle()
            except BaseException:
                await self._leave()
                raise
        return self.address

    async def ready(self) -> Address:
        """Return the address of the running store, after starting it again if it died."""
        assert self._users is not None, "not started"
        try:
            if await self._look() is not None:
                async with exclusive(self._directory.lock, limit_s=LOADING_LIMIT_S):
                    await self._settle()
        finally:
            # Last: when its connections broke ours was perhaps not quite gone, and another may start it anew.
            self._reap()
        return self.address

    async def stop(self) -> None:
        """Leave; the last one out stops the store and waits until it is gone."""
        if self._users is None:
            return
        try:
            async with exclusive(self._directory.lock, limit_s=STOP_LIMIT_S):
                await self._leave()
        finally:
            self._let_go()

    # Finding or starting it: only while holding ``lock``.

    async def _settle(self) -> None:
        """Return when the store is ready, starting it at most once."""
        now = asyncio.get_running_loop().time
        begun = heard = now()
        log_size: int | None = None  # set: this call has started it
        while True:
            away = await self._look()
            if away is None:
                return
            if isinstance(away, StoreLoading):
                heard = now()
            if now() - heard > SILENT_LIMIT_S or now() - begun > LOADING_LIMIT_S:
                raise away
            lock = FileLock.try_exclusive(self._directory.store_lock)
            if lock is not None and log_size is not None:
                lock.release()
                raise valkey.why_not_started(self._directory, log_size)
            if lock is not None:
                log_size = valkey.log_size(self._directory)
                self._processes.append(valkey.spawn(self._binary, self._directory, lock))
                heard = now()
            await asyncio.sleep(POLL_S)

    # Knowing it.

    async def _look(self) -> StoreAway | None:
        """Return why the store is not ready, or None when it is."""
        try:
            await self._visit()
        except StoreAway as away:
            return away
        return None

    async def _visit(self) -> None:
        """Make sure that the store answers, is the directory's own, and keeps what it acknowledges."""
        connection = await Connection.open(self.address)
        try:
            self._identity = await self._recognise(connection)
            self._facts = await checks.inspect(connection)
        finally:
            await connection.close()

    async def _recognise(self, connection: Connection) -> str:
        """Return the store's id, or raise StoreRefused if it is another's, StoreCorrupt if it was emptied."""
        path, expected = self._directory.path, self._directory.read_id()
        found = await checks.read_identity(connection)
        if found is not None and found == expected:
            return found
        if not await self._is_at_home(connection):
            raise StoreRefused(f"{connection.address} is another server, not the store of {path}")
        if expected is None:  # new, or whoever started it died before writing its id down
            found = found or await checks.claim_identity(connection)
            self._directory.write_id(found)
            return found
        if found is None:
            raise StoreCorrupt(
                f"{path}/store has been emptied: restore it, or remove {path}/id to begin anew"
            )
        raise StoreRefused(f"{path}/store belongs to directory {found}, but {path}/id says {expected}")

    async def _is_at_home(self, connection: Connection) -> bool:
        """Return whether the server that answers works in this directory."""
        home = checks.parse_config(await connection.call("CONFIG", "GET", "dir")).get("dir")
        return home is not None and self._directory.is_home(Path(home))

    # Leaving it: only while holding ``lock``.

    async def _leave(self) -> None:
        assert self._users is not None
        try:
            if self._users.try_upgrade():
                await self._shut_down()
        finally:
            self._let_go()

    def _is_gone(self) -> bool:
        self._reap()
        lock = FileLock.try_exclusive(self._directory.store_lock)
        if lock is None:
            return False
        lock.release()
        return not self._processes

    def _reap(self) -> None:
        """Collect those we started that have ended: they are zombies where process 1 does not."""
        self._processes = [process for process in self._processes if process.poll() is None]

    def _let_go(self) -> None:
        if self._users is not None:
            self._users.release()
            self._users = None
        self._directory.forget_alias()

    async def _shut_down(self) -> None:
        deadline = asyncio.get_running_loop().time() + STOP_LIMIT_S
        while not self._is_gone():
            if asyncio.get_running_loop().time() > deadline:
                raise StoreAway(f"the store in {self._directory.path} did not stop within {STOP_LIMIT_S:g} s")
            # Away is how it says yes, how it is when nobody is there, and how one that was just started cannot
            # be asked yet: the lock tells, and so it is asked until it is gone.
            with contextlib.suppress(StoreAway):
                await self._ask_to_exit()
            await asyncio.sleep(POLL_S)

    async def _ask_to_exit(self) -> None:
        connection = await Connection.open(self.address)
        try:
            if await self._is_at_home(connection):
                # No snapshot file; the append-only file is flushed all the same.
                await connection.call("SHUTDOWN", "NOSAVE")
        finally:
            await connection.close()
