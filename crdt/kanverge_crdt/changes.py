"""What commits changed on a board, as plain values: for clients that follow it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from kanverge_crdt.board import Board
from kanverge_crdt.kinds import told_key
from kanverge_crdt.schema import RECORDS, Checklist, Item
from kanverge_crdt.typed import Path, Touch

KINDS = {view.root: view.record for view in RECORDS if view not in (Checklist, Item)} | {"meta": "board"}


@dataclass(frozen=True, slots=True)
class Change:
    """The keys of one record that changed, all of them if it is new; ``by`` is a person, None if unknown.

    A checklist or item is a key of its card. The board itself has kind ``board`` and no id.
    """

    kind: str
    id: str
    fields: tuple[str, ...]
    by: str | None


@contextmanager
def recorded(board: Board, *, by: str | None = None) -> Iterator[list[Change]]:
    """Give a list that, when the block ends, holds what was committed in it, whoever did it.

    Costs 2 us for each update applied and nothing outside the block.
    """
    touches: list[Touch] = []
    changes: list[Change] = []
    stop = board.observe(touches.extend)
    try:
        yield changes
    finally:
        stop()
        changes += described(board, touches, by=by)


def described(board: Board, touches: Iterable[Touch], *, by: str | None) -> list[Change]:
    """Return one change for each record that was touched, in the order of the first touch."""
    fields: dict[tuple[str, str], dict[str, None]] = {}
    for path, keys in touches:
        for id, named in _named(board, path, keys):
            fields.setdefault((path[0], id), {}).update(dict.fromkeys(named))
    return [Change(KINDS[root], id, tuple(sorted(named)), by) for (root, id), named in fields.items()]


def sole_author(authors: Iterable[tuple[int, str]]) -> str | None:
    """Return the person whose edits an update holds, from its ``[client id, person]`` rows.

    A merged update does not tell whose each key is: where several people wrote it, the answer is None.
    """
    people = {person for _, person in authors}
    return people.pop() if len(people) == 1 else None


def _named(board: Board, path: Path, keys: tuple[str, ...]) -> Iterator[tuple[str, list[str]]]:
    """Yield the ids of the records that a touch is about, each with its changed keys."""
    root, *below = path
    if root == "meta":
        yield "", below[:1] or list(keys)
    elif below:
        yield below[0], below[1:2] or list(keys)
    else:
        for id in keys:
            yield id, list(dict.fromkeys(map(told_key, board.shared.keys((root, id)))))
