"""What an import did, for a person and for a program."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from kanverge.transfer.plan import Plain

SHOWN_MAX: Final = 20


@dataclass(frozen=True, slots=True)
class Told:
    """One record that a person should know of: what it is, what it is called, and which of its keys is meant.

    ``part`` is the key in words, where it names another record by its id.
    """

    noun: str
    id: str
    name: str
    key: str = ""
    part: str = ""

    def json(self) -> Plain:
        told = {"noun": self.noun, "id": self.id, "name": self.name, "key": self.key, "part": self.part}
        return {key: value for key, value in told.items() if value or key not in ("key", "part")}

    def __str__(self) -> str:
        part = self.part or self.key
        return f"{self.noun.removesuffix('s')} “{self.name}”" + (f": {part}" if part else "")


@dataclass(slots=True)
class Report:
    """What was in the file, what changed on the board, and what was left alone."""

    board: str = ""
    name: str = ""
    is_new: bool = False
    counts: dict[str, int] = field(default_factory=dict)
    added: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    archived: list[Told] = field(default_factory=list)
    """Gone at the source, so archived here."""
    kept: list[Told] = field(default_factory=list)
    """Gone at the source, but edited here since."""
    conflicts: list[Told] = field(default_factory=list)
    """Changed on both sides: what stands here was kept."""
    guessed: list[Told] = field(default_factory=list)
    """Columns whose category was guessed from their name."""
    warnings: list[str] = field(default_factory=list)

    @property
    def changed_nothing(self) -> bool:
        """Return whether the board is as it was."""
        return not (self.added or self.changed or self.archived)

    def json(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        return {
            "board": self.board,
            "name": self.name,
            "new": self.is_new,
            "counts": self.counts,
            "added": self.added,
            "changed": self.changed,
            "archived": [told.json() for told in self.archived],
            "kept": [told.json() for told in self.kept],
            "conflicts": [told.json() for told in self.conflicts],
            "guessed": [told.json() for told in self.guessed],
            "warnings": self.warnings,
        }

    def lines(self) -> Iterator[str]:
        """Yield the report as lines of text."""
        yield f"{self.name}  {self.board}"
        yield f"  in the file: {_counted(self.counts)}"
        if self.changed_nothing:
            yield "  nothing new"
        yield from (
            f"  {word}: {_counted(counts)}"
            for word, counts in (("added", self.added), ("changed", self.changed))
            if counts
        )
        yield from _list("archived here, because it is gone there", self.archived)
        yield from _list("gone there, kept because it was edited here", self.kept)
        yield from _list("changed on both sides, kept as it is here", self.conflicts)
        yield from _list("category guessed from the name, to be changed in the column's menu", self.guessed)
        yield from (f"  note: {warning}" for warning in self.warnings)


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {_word(name, count)}" for name, count in counts.items() if count) or "nothing"


def _word(name: str, count: int) -> str:
    words = name.replace("_", " ")
    if count != 1:
        return words
    return "person" if words == "people" else words.removesuffix("s")


def _list(heading: str, told: list[Told]) -> Iterator[str]:
    yield from (f"  {heading}: {one}" for one in told[:SHOWN_MAX])
    if len(told) > SHOWN_MAX:
        yield f"  {heading}: and {len(told) - SHOWN_MAX} more"
