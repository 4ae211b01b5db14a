"""How far a long command is, on one line of a terminal that is gone when it ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TextIO

CLEAR_LINE: Final = "\r\x1b[K"


@contextmanager
def shown(words: str, terminal: TextIO) -> Iterator[Callable[[int, int], None] | None]:
    """Give what takes how many of how many steps are done; nothing where ``terminal`` is none."""
    if not terminal.isatty():
        yield None
        return
    told = ""

    def tell(done: int, of: int) -> None:
        nonlocal told
        now = f"{words}: {100 * done // max(of, 1)} %"
        if now != told:
            told = now
            terminal.write(CLEAR_LINE + now)
            terminal.flush()

    try:
        yield tell
    finally:
        terminal.write(CLEAR_LINE)
        terminal.flush()
