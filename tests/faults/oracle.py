"""The oracle: every edit writes a mark of its own, and a diary on disk says which were sent and which were saved.

After the faults and once all is quiet: what was saved is in a fresh load from the store (nothing lost), what was sent
is there too (the outboxes brought it), and nothing is there that nobody sent.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

SENT: Final = "sent"
SAVED: Final = "saved"
MARK_CHARACTERS: Final = 22


def mark(writer: int, number: int) -> str:
    """Return the mark of one edit, spelled as an id so that it can be a member of a set on a card."""
    return f"{'m'}{writer:05d}{number:0{MARK_CHARACTERS - 6}d}"


@dataclass(slots=True)
class Diary:
    """What one writer sent and what it was told is saved, in a file that survives any kill of the others."""

    path: Path
    _file: int = field(init=False)

    def __post_init__(self) -> None:
        self._file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def note(self, what: str, marks: Iterable[str]) -> None:
        """Write that ``marks`` were sent or saved, and bring it to the disk."""
        lines = "".join(f"{what} {each}\n" for each in marks)
        os.write(self._file, lines.encode())
        os.fdatasync(self._file)

    def close(self) -> None:
        os.close(self._file)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was sent, reported as saved, and found."""

    sent: frozenset[str]
    saved: frozenset[str]
    found: frozenset[str]

    @property
    def lost(self) -> frozenset[str]:
        """Return what was reported as saved and is not there: must be empty."""
        return self.saved - self.found

    @property
    def missing(self) -> frozenset[str]:
        """Return what was sent and is not there, though its sender came back: must be empty."""
        return self.sent - self.found

    @property
    def invented(self) -> frozenset[str]:
        """Return what is there and nobody sent: must be empty."""
        return self.found - self.sent

    def __str__(self) -> str:
        counts = (len(self.sent), len(self.saved), len(self.found), len(self.lost), len(self.missing))
        return "sent {}, saved {}, found {}, lost {}, missing {}".format(*counts)


def read(diaries: Iterable[Path], found: Iterable[str]) -> Verdict:
    """Return the verdict over all diaries."""
    sent: set[str] = set()
    saved: set[str] = set()
    for path in diaries:
        for line in path.read_text().splitlines():
            what, each = line.split(" ")
            (sent if what == SENT else saved).add(each)
    return Verdict(frozenset(sent), frozenset(saved), frozenset(found))
