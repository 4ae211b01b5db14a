"""File locks (flock): held while any process has the open file, gone with the last, even by kill -9."""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self

from kanverge.errors import StoreAway
from kanverge.store.files import using

POLL_S = 0.02  # flock tells nobody when it is free


class FileLock:
    """One open lock file; ``release`` gives up this process's share of the lock, not that of a child."""

    def __init__(self, path: Path) -> None:
        with using(path):
            self.fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    @classmethod
    def try_exclusive(cls, path: Path) -> Self | None:
        """Return the lock that nobody else can hold, or None if someone holds it."""
        lock = cls(path)
        if lock._try(fcntl.LOCK_EX):
            return lock
        lock.release()
        return None

    @classmethod
    def try_shared(cls, path: Path) -> Self | None:
        """Return a share of the lock, or None if someone holds it exclusively."""
        lock = cls(path)
        if lock._try(fcntl.LOCK_SH):
            return lock
        lock.release()
        return None

    def try_upgrade(self) -> bool:
        """Turn a share into the whole lock; False if others hold shares (this one may then be gone)."""
        return self._try(fcntl.LOCK_EX)

    def release(self) -> None:
        """Let go; harmless a second time."""
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1

    def _try(self, operation: int) -> bool:
        try:
            fcntl.flock(self.fd, operation | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@asynccontextmanager
async def exclusive(path: Path, *, limit_s: float) -> AsyncIterator[None]:
    """Hold the lock on ``path``, or raise StoreAway when others keep it for ``limit_s``."""
    deadline = asyncio.get_running_loop().time() + limit_s
    while (lock := FileLock.try_exclusive(path)) is None:
        if asyncio.get_running_loop().time() > deadline:
            raise StoreAway(f"{path} is held by another process that starts or stops the store")
        await asyncio.sleep(POLL_S)
    try:
        yield
    finally:
        lock.release()
