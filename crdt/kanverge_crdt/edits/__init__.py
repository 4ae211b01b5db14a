"""Edits: every change of a board is a verb with arguments, the same in Python, TypeScript and the outbox.

A verb checks all its arguments, then writes in one transaction, and gives the intents that take it back.
docs/data-model.md has the table of verbs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pycrdt import TransactionEvent, merge_updates

from kanverge_crdt.board import Board
from kanverge_crdt.cursor import Cursor
from kanverge_crdt.edits import (
    boards,
    cards,
    checklists,
    columns,
    fields,
    goals,
    initiatives,
    items,
    labels,
    links,
    listings,
    members,
    milestones,
    people,
    texts,
    views,
)
from kanverge_crdt.edits.arguments import Arguments
from kanverge_crdt.edits.draft import Draft, Intent
from kanverge_crdt.errors import EditError
from kanverge_crdt.rank import Jitter
from kanverge_crdt.schema import SCHEMA_VERSION_WRITABLE_MAX
from kanverge_crdt.update import EDIT

__all__ = ["VERBS", "Edit", "Intent", "apply", "bulk", "edit"]

NOUNS = (
    boards, cards, checklists, columns, fields, goals, initiatives, items, labels, links, listings,
    members, milestones, people, texts, views,
)  # fmt: skip
VERBS: dict[str, Callable[[Draft, Arguments], None]] = {
    name: verb for noun in NOUNS for name, verb in noun.VERBS.items()
}
MERGED_MAX = 64
"""How many updates are merged at once: beyond that the cost of merging rises faster than their number."""


class Edit(NamedTuple):
    """The updates to send, in order, none if nothing changed; and the intents that undo it, in order."""

    updates: tuple[bytes, ...]
    inverse: list[Intent]


def apply(board: Board, intent: Sequence[Any], *, jitter: Jitter) -> list[Intent]:
    """Do one intent, ``[verb, arguments]``, and return the intents that undo it.

    Raises EditError when it cannot be done as asked; the board is then untouched. Must not be called inside
    a transaction: the lists that places are found in show whole transactions.
    """
    verb, arguments = _decoded(intent)
    if board.meta.schema > SCHEMA_VERSION_WRITABLE_MAX:
        raise EditError("newer-schema", str(board.meta.schema))
    given = Arguments(arguments)
    draft = Draft(board, jitter)
    VERBS[verb](draft, given)
    given.finish()
    draft.write()
    return draft.inverse


def edit(board: Board, verb: str, arguments: Mapping[str, object], *, jitter: Jitter) -> Edit:
    """Do one intent as `apply` does, and return what is to be sent as well."""
    updates: list[bytes] = []

    def collect(event: TransactionEvent) -> None:
        updates.append(event.update)

    subscription = board.doc.observe(collect)
    try:
        inverse = apply(board, (verb, arguments), jitter=jitter)
    finally:
        board.doc.unobserve(subscription)
    return Edit(tuple(updates), inverse)


def bulk(board: Board, intents: Iterable[Sequence[Any]], *, jitter: Jitter) -> Iterator[Edit]:
    """Do many intents and yield them as few edits, each small enough to send; one group, one undo.

    Where an intent cannot be done, EditError is raised after those before it have been yielded. To undo the
    group, undo the edits last first.
    """
    held = _Held()
    try:
        for intent in intents:
            verb, arguments = _decoded(intent)
            done = edit(board, verb, arguments, jitter=jitter)
            if not held.takes(done):
                yield held.merged()
                held = _Held()
            held.add(done)
    except EditError:
        if held.updates:
            yield held.merged()
        raise
    if held.updates:
        yield held.merged()


class _Held:
    """Edits that are still few enough to be sent as one."""

    def __init__(self) -> None:
        self.updates: list[bytes] = []
        self.inverse: list[Intent] = []
        self._structs = 0
        self._bytes = 0

    def takes(self, done: Edit) -> bool:
        """Say whether ``done`` fits beside what is held; the first always does."""
        structs = self._structs + sum(map(_struct_count, done.updates))
        size = self._bytes + sum(map(len, done.updates))
        count = len(self.updates) + len(done.updates)
        fits = structs <= EDIT.structs_max and size <= EDIT.bytes_max and count <= MERGED_MAX
        return fits or not self.updates

    def add(self, done: Edit) -> None:
        self.updates += done.updates
        self.inverse = done.inverse + self.inverse
        self._structs += sum(map(_struct_count, done.updates))
        self._bytes += sum(map(len, done.updates))

    def merged(self) -> Edit:
        """Return all that is held as one edit; what alone was several updates stays so."""
        size_known = self._structs <= EDIT.structs_max and self._bytes <= EDIT.bytes_max
        updates = (merge_updates(*self.updates),) if size_known else tuple(self.updates)
        return Edit(updates, self.inverse)


def _decoded(intent: Sequence[Any]) -> tuple[str, Mapping[str, object]]:
    """Return verb and arguments of an intent that came from anywhere."""
    if isinstance(intent, str) or len(intent) != 2:
        raise EditError("wrong-type", "an intent is a verb and its arguments")
    verb, arguments = intent
    if not isinstance(verb, str) or verb not in VERBS:
        raise EditError("unknown-verb", f"{verb!r:.40}")
    if not isinstance(arguments, Mapping) or not all(isinstance(name, str) for name in arguments):
        raise EditError("wrong-type", "arguments are a map")
    return verb, arguments


def _struct_count(update: bytes) -> int:
    """Return how many structs one transaction of our own wrote; it has one client's, or only deletes."""
    cursor = Cursor(update)
    clients = cursor.number()
    return cursor.number() if clients else 0
