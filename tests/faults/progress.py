"""How far writers have come, told from their process to the one that strikes: two counters in a shared page."""

from __future__ import annotations

import mmap
import struct
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

COUNTERS: Final = struct.Struct("QQ")
WINDOW_S: Final = 1.0


class Progress:
    """How many edits were made and how many of them are saved, so far."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(bytes(COUNTERS.size))
        with path.open("r+b") as file:
            self._page = mmap.mmap(file.fileno(), COUNTERS.size)

    def read(self) -> tuple[int, int]:
        """Return both counts."""
        sent, saved = COUNTERS.unpack_from(self._page)
        return sent, saved

    def add(self, *, sent: int = 0, saved: int = 0) -> None:
        """Count what one writer has done; there is one process of writers."""
        sent_before, saved_before = self.read()
        COUNTERS.pack_into(self._page, 0, sent_before + sent, saved_before + saved)


@dataclass(slots=True)
class Pace:
    """How fast edits are being saved now: looked at again and again."""

    progress: Progress
    clock: Callable[[], float]
    _looks: deque[tuple[float, int]] = field(default_factory=deque)

    def look(self) -> tuple[int, float | None]:
        """Return how many edits wait for their `saved`, and how many a second became saved in the last second.

        The rate is None until that second has been looked at.
        """
        now = self.clock()
        sent, saved = self.progress.read()
        looks = self._looks
        while len(looks) > 1 and now - looks[1][0] >= WINDOW_S:
            looks.popleft()
        looks.append((now, saved))
        since, before = looks[0]
        is_whole = now - since >= WINDOW_S
        return sent - saved, (saved - before) / (now - since) if is_whole else None

    def begin_anew(self) -> None:
        """Forget what was looked at: it was before a fault."""
        self._looks.clear()
