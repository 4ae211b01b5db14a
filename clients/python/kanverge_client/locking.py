"""One process at a time uses a queue file: an operating system's lock, gone with the process that held it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

FILES_MAX = 64


class LockedPath:
    """The first free name beside ``path`` (``name``, ``name-2``, ...), locked until `release`.

    Two programs of one person on one board each get a file, and so a client id, of their own; whoever comes
    later finds the edits that an earlier one left behind under the first free name.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        for number in range(1, FILES_MAX + 1):
            self.path = path if number == 1 else path.with_stem(f"{path.stem}-{number}")
            descriptor = os.open(self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
            if _lock(descriptor):
                self._descriptor = descriptor
                return
            os.close(descriptor)
        raise OSError(f"{FILES_MAX} processes use {path} already")

    def release(self) -> None:
        os.close(self._descriptor)


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
