"""A data directory: where its files are, which id it has, how its socket is reached however deep it lies."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from kanverge.store.files import using

SOCKET_PATH_BYTES_MAX = 100  # the kernel takes 108 on Linux, 104 on macOS
SOCKET_NAME = "store.sock"


class DataDirectory:
    """The files of one data directory; all stay inside it, so it can be moved or copied as a whole."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self.lock = self.path / "lock"
        """Held exclusively to start or stop the store."""
        self.users = self.path / "users"
        """Shared by everyone who uses the store; the last one out stops it."""
        self.store_lock = self.path / "store.lock"
        """Held by the store's own process as long as it lives."""
        self.store = self.path / "store"
        self.log = self.path / "store.log"
        self.socket = self.path / SOCKET_NAME
        self._id = self.path / "id"
        self._alias: Path | None = None

    @property
    def exists(self) -> bool:
        """Whether this is, or is about to be, somebody's data directory."""
        return self.lock.exists()

    def prepare(self) -> None:
        """Make the directory, or raise StoreAway if the disk is full, StoreRefused if it cannot be used."""
        with using(self.path):
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.store.mkdir(mode=0o700, exist_ok=True)
            for path in (self.lock, self.users, self.store_lock):
                os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))

    def read_id(self) -> str | None:
        """Return the id written here, or None before the store was first ready."""
        with using(self._id):
            return self._id.read_text("ascii").strip() if self._id.exists() else None

    def write_id(self, identity: str) -> None:
        """Write the id whole or not at all."""
        draft = self._id.with_suffix(f".{os.getpid()}")
        with using(draft):
            with draft.open("w", encoding="ascii") as file:
                file.write(identity + "\n")
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self._id)

    def is_home(self, path: Path) -> bool:
        """Return whether ``path`` is where this directory's store works."""
        try:
            return path.samefile(self.store)
        except OSError:
            return False

    def socket_address(self) -> str:
        """Return a path of the socket that is short enough to connect to."""
        if len(os.fsencode(self.socket)) < SOCKET_PATH_BYTES_MAX:
            return str(self.socket)
        if self._alias is None:
            # Only the text of a socket's path is limited: a symbolic link of our own makes it short.
            self._alias = Path(tempfile.mkdtemp(prefix="kanverge-"))
            (self._alias / "d").symlink_to(self.path, target_is_directory=True)
        return str(self._alias / "d" / SOCKET_NAME)

    def forget_alias(self) -> None:
        """Remove the short path again."""
        if self._alias is not None:
            shutil.rmtree(self._alias)
            self._alias = None
