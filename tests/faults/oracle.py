"""The oracle: every edit writes a mark of its own, and a diary on disk says which were sent and which were saved.

After the faults and once all is quiet, for a fresh load from the store, for the server and for every client: what was
saved is there (nothing lost), what was sent is there too (the outboxes brought it), nothing is there that nobody sent,
nothing is there twice, and all of them hold the same document with the same state vector.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.faults.sight import Sight

SENT: Final = "sent"
SAVED: Final = "saved"


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
    """What was sent and reported as saved, and what each of those who hold the board found in it."""

    sent: frozenset[str]
    saved: frozenset[str]
    sights: Sequence[Sight]
    """The fresh load from the store first."""

    @property
    def found(self) -> frozenset[str]:
        """Return what everybody has."""
        return frozenset.intersection(*(sight.marks for sight in self.sights))

    @property
    def lost(self) -> frozenset[str]:
        """Return what was reported as saved and somebody lacks: must be empty."""
        return self.saved - self.found

    @property
    def missing(self) -> frozenset[str]:
        """Return what was sent and somebody lacks, though its sender came back: must be empty."""
        return self.sent - self.found

    @property
    def invented(self) -> frozenset[str]:
        """Return what somebody has and nobody sent: must be empty."""
        return frozenset.union(*(sight.marks for sight in self.sights)) - self.sent

    @property
    def complaints(self) -> list[str]:
        """Return what is wrong, in words; nothing must be."""
        truth = self.sights[0]
        sets = {"lost": self.lost, "missing": self.missing, "invented": self.invented}
        wrong = [f"{len(marks)} {name}: {sorted(marks)[:5]}" for name, marks in sets.items() if marks]
        for sight in self.sights:
            wrong += [f"{sight.name}: {complaint}" for complaint in sight.complaints]
            if sight.vector != truth.vector:
                wrong.append(f"{sight.name}: another state vector than {truth.name}")
            if sight.digest != truth.digest:
                wrong.append(f"{sight.name}: another document than {truth.name}")
        return wrong

    def __str__(self) -> str:
        counts = (len(self.sent), len(self.saved), len(self.found), len(self.lost), len(self.missing))
        different = len({sight.digest for sight in self.sights})
        documents = f"{len(self.sights)} documents " + (
            "equal" if different == 1 else f"of {different} kinds"
        )
        return "sent {}, acked {}, found {}, lost {}, missing {}; ".format(*counts) + documents


def read(diaries: Iterable[Path], sights: Sequence[Sight]) -> Verdict:
    """Return the verdict over all diaries."""
    sent: set[str] = set()
    saved: set[str] = set()
    for path in diaries:
        for line in path.read_text().splitlines():
            what, each = line.split(" ")
            (sent if what == SENT else saved).add(each)
    return Verdict(frozenset(sent), frozenset(saved), sights)
