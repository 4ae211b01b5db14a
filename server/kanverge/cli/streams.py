"""What a command writes to and reads from, which whoever started it may have closed, or pointed at a full disk."""

from __future__ import annotations

import io
import os
import sys
from typing import Final, TextIO

from kanverge.errors import KanvergeError

STDOUT, STDERR = 1, 2
SPELLED: Final = "backslashreplace"
"""What becomes of characters that the other end cannot spell: a board may be called anything."""


def settle(*, needs_output: bool) -> None:
    """Make sure that all three streams are there; raise KanvergeError where there is none for the output."""
    # Whatever is opened next gets the lowest free number: a socket or the store's log must not become stdout.
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= STDERR:
        pass
    os.close(descriptor)
    out, err = _given()
    if err is None:
        sys.stderr = os.fdopen(STDERR, "w", errors=SPELLED, closefd=False)
    if out is None and needs_output:
        raise KanvergeError("standard output is closed")
    if out is None:
        sys.stdout = os.fdopen(STDOUT, "w", errors=SPELLED, closefd=False)
    if isinstance(out, io.TextIOWrapper):
        out.reconfigure(errors=SPELLED)


def _given() -> tuple[TextIO | None, TextIO | None]:
    return sys.stdout, sys.stderr


def say(text: str) -> None:
    """Write a line to stdout; raise KanvergeError if it does not get there, BrokenPipeError if nobody reads it."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        discard()
        raise
    except OSError as error:
        discard()
        raise KanvergeError(f"cannot write to standard output: {error.strerror}") from error


def discard() -> None:
    """Let what could not be written go nowhere: the interpreter would try again when it ends, and fail as well."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, STDOUT)
    os.close(nowhere)
