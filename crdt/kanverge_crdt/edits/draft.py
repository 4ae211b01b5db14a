"""What a verb is going to write and how that is undone, gathered before the transaction opens.

pycrdt has no rollback: a verb checks everything, then its draft is written as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import accumulate
from typing import Any, TypeVar

from kanverge_crdt.board import Board
from kanverge_crdt.errors import EditError
from kanverge_crdt.kinds import Stored
from kanverge_crdt.rank import Jitter
from kanverge_crdt.schema import Card
from kanverge_crdt.typed import NewText, Path, Record

R = TypeVar("R", bound=Record)
Intent = tuple[str, dict[str, Any]]
"""A verb and its arguments, as an outbox keeps them."""

INSERT_BYTES_MAX = 16 * 1024
WEIGHT_MAX = 400
"""Structs in one transaction, as far as a draft can know them: below the 500 that an edit may have."""


class Draft:
    """The writes of one verb on one board, and the intents that take them back."""

    def __init__(self, board: Board, jitter: Jitter) -> None:
        self.board = board
        self.jitter = jitter
        self.inverse: list[Intent] = []
        self._begun: list[Callable[[], None]] = []
        self._writes: list[tuple[int, Callable[[], None]]] = []
        self._later: list[Callable[[], None]] = []

    def find(self, view: type[R], id: str) -> R:
        """Return a record of a root, or raise EditError ``unknown-...``."""
        record = self.board.find(view, id)
        if record is None:
            raise EditError(f"unknown-{view.record}", id)
        return record

    def card(self, id: str) -> Card:
        return self.find(Card, id)

    def put(self, path: Path, key: str, value: Stored | None) -> None:
        """Set a key; None clears it."""
        shared = self.board.shared
        if value is None:
            self._write(1, partial(shared.drop, path, key))
        else:
            self._write(1, partial(shared.put, path, key, value))

    def create(self, path: Path, content: dict[str, Stored | None], texts: dict[str, str]) -> None:
        """Make a record whole; a text too long for one edit goes on in edits that follow."""
        pieces = {key: split_text(text) for key, text in texts.items()}
        first = {key: NewText(parts[0]) for key, parts in pieces.items()}
        held: dict[str, Stored | NewText] = {
            key: value for key, value in content.items() if value is not None
        }
        self._write(1 + len(held) + 2 * len(first), partial(self.board.shared.create, path, held | first))
        for key, parts in pieces.items():
            self._continue(path, key, 0, parts)

    def begin(self, path: Path, key: str, string: str) -> None:
        """Put a text at a key before all else is written, in an edit of its own; ``string`` fits into one."""
        self._begun.append(partial(self.board.shared.begin, path, key, string))

    def splice(self, path: Path, key: str, at: int, remove: int, insert: str) -> None:
        """Change a text; ``at`` and ``remove`` count bytes of UTF-8."""
        parts = split_text(insert)
        self._write(2, partial(self.board.shared.splice, path, key, at, remove, parts[0]))
        self._continue(path, key, at, parts)

    def undo(self, verb: str, **arguments: object) -> None:
        """Name an intent that takes back what this draft writes; a None among the arguments is left out.

        ``if_`` stands for the guard ``if``, ``after_`` for an ``after``: in these two None says something.
        """
        given = {name: value for name, value in arguments.items() if value is not None}
        explicit = {name.rstrip("_"): arguments[name] for name in ("if_", "after_") if name in arguments}
        given = {name: value for name, value in given.items() if not name.endswith("_")}
        self.inverse.append((verb, given | explicit))

    def write(self) -> None:
        """Write everything: one transaction, and more only for what is too large for one edit."""
        shared = self.board.shared
        for write in self._begun:
            write()
        for group in self._groups():
            with shared.transaction():
                for write in group:
                    write()
        for write in self._later:
            write()

    def _write(self, weight: int, write: Callable[[], None]) -> None:
        self._writes.append((weight, write))

    def _continue(self, path: Path, key: str, at: int, parts: Sequence[str]) -> None:
        """Insert the further pieces of a text, each in an edit of its own."""
        offsets = accumulate((len(part.encode()) for part in parts), initial=at)
        for offset, part in list(zip(offsets, parts, strict=False))[1:]:
            self._later.append(partial(self.board.shared.splice, path, key, offset, 0, part))

    def _groups(self) -> Iterator[list[Callable[[], None]]]:
        group: list[Callable[[], None]] = []
        held = 0
        for weight, write in self._writes:
            if group and held + weight > WEIGHT_MAX:
                yield group
                group, held = [], 0
            group.append(write)
            held += weight
        if group:
            yield group


def as_stored(value: object, default: object) -> Stored | None:
    """Return a value that was read as it would be stored; None for the default."""
    if value == default or value is None:
        return None
    return list(value) if isinstance(value, tuple) else value  # type: ignore[return-value]  # kinds read nothing else


def split_text(text: str, bytes_max: int = INSERT_BYTES_MAX) -> list[str]:
    """Return ``text`` in pieces of at most ``bytes_max`` bytes of UTF-8, between characters; at least one."""
    encoded = text.encode()
    pieces = []
    start = 0
    while len(encoded) - start > bytes_max:
        end = start + bytes_max
        while encoded[end] & 0xC0 == 0x80:  # inside a character
            end -= 1
        pieces.append(encoded[start:end].decode())
        start = end
    pieces.append(encoded[start:].decode())
    return pieces
