"""What the operating system says of the store's own files, said as errors of the service."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kanverge.errors import StoreAway, StoreRefused

PASSING_ERRNOS = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EIO, errno.EAGAIN}
)


@contextmanager
def using(path: Path) -> Iterator[None]:
    """Raise StoreAway for an OSError that may pass, such as a full disk, and StoreRefused for others."""
    try:
        yield
    except OSError as error:
        kind = StoreAway if error.errno in PASSING_ERRNOS else StoreRefused
        is_file = isinstance(error, FileExistsError)  # where a directory was to be made
        why = "it is not a directory" if is_file else error.strerror
        raise kind(f"{error.filename or path} cannot be used: {why}") from error
