"""This device's copy of the board: verbs in, rows to send out; updates in, changes out. No I/O."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from kanverge_client.errors import InvalidEdit
from kanverge_client.steps import TEXT_VERBS, Step, noun_of, steps
from kanverge_crdt import edits, guard, statevector
from kanverge_crdt.board import Board
from kanverge_crdt.changes import KINDS, Change, recorded, sole_author
from kanverge_crdt.edits.texts import text_at, words
from kanverge_crdt.errors import EditError, MalformedMessage
from kanverge_crdt.kinds import told_key
from kanverge_crdt.outbox import Intent
from kanverge_crdt.rank import BASE
from kanverge_crdt.scan import scan
from kanverge_crdt.update import STORED

ROOTS = {kind: root for root, kind in KINDS.items()}


class Written(NamedTuple):
    """One update of an edit, what does it over, and the client's next clock (None: it only deletes)."""

    update: bytes
    step: Step
    clock: int | None


@dataclass(frozen=True)
class Done:
    """An edit that was made: what to send, what it changed here, and the intents that undo it."""

    written: list[Written]
    changes: list[Change]
    inverse: list[Intent]


class Replica:
    """A board's document under this device's client id."""

    def __init__(self, client_id: int) -> None:
        self.client_id = client_id
        self.board = Board(client_id=client_id)
        self._own_ids = {client_id}

    @property
    def state_vector(self) -> bytes:
        return self.board.doc.get_state()

    def do(self, verb: str, arguments: Mapping[str, Any], *, by: str | None = None) -> Done:
        """Make an edit; raise InvalidEdit if it cannot be done as asked."""
        before = self._text(verb, arguments)
        try:
            with recorded(self.board, by=by) as changes:
                done = edits.edit(self.board, verb, arguments, jitter=_jitter)
        except EditError as error:
            raise InvalidEdit(error.code, error.detail) from error
        written = [
            Written(update, step, self._clock(update))
            for update, step in zip(
                done.updates, steps(verb, arguments, before, len(done.updates)), strict=True
            )
        ]
        return Done(written, changes, done.inverse)

    def take(self, update: bytes, authors: Iterable[Any]) -> list[Change]:
        """Apply what others wrote and return what it changed; raise DeadDocument or MalformedMessage.

        What we wrote ourselves comes back among it and changes nothing.
        """
        others = [pair for pair in _pairs(authors) if pair[0] not in self._own_ids]
        with recorded(self.board, by=sole_author(others)) as changes:
            guard.apply(self.board.doc, [update])
        return [change for change in changes if change.fields or not self._holds(change)]

    def begin(self, updates: Iterable[bytes], *, client_id: int) -> list[Change]:
        """Start over with ``updates`` under ``client_id`` and return what is different now."""
        old, self.client_id = self.board, client_id
        self._own_ids.add(client_id)
        self.board = Board(client_id=client_id)
        guard.apply(self.board.doc, [update for update in updates if update])
        return _differences(old, self.board)

    def rename(self, client_id: int) -> None:
        """Go on under another client id."""
        self.begin([self.board.doc.get_update(statevector.EMPTY)], client_id=client_id)

    def _holds(self, change: Change) -> bool:
        """Say whether the record is there: one that is, without a changed key, was told of an edit that lost."""
        return bool(self.board.shared.keys((ROOTS[change.kind], change.id)))

    def reached(self, client_id: int) -> int:
        """Return the next clock of a client as far as its edits are in the document."""
        return statevector.decode(self.state_vector).get(client_id, 0)

    def _clock(self, update: bytes) -> int | None:
        ends = {client: end for client, _, end, *_ in scan(update, STORED).sections}
        return ends.get(self.client_id)

    def _text(self, verb: str, arguments: Mapping[str, Any]) -> str:
        """Return the text that a verb is about to change, "" for any other verb and for wrong arguments."""
        if verb not in TEXT_VERBS:
            return ""
        found = text_at(self.board, noun_of(verb), arguments.get("id"), arguments.get("key"))
        return "" if found is None else words(*found)


def _jitter() -> int:
    return secrets.randbelow(BASE)


def _pairs(authors: Iterable[Any]) -> list[tuple[int, str]]:
    pairs: list[tuple[int, str]] = []
    for author in authors:
        match author:
            case [int(client), str(person)]:
                pairs.append((client, person))
            case _:
                raise MalformedMessage("authors: a row is not [client id, person]")
    return pairs


def _differences(old: Board, new: Board) -> list[Change]:
    """Return the records that differ between two documents of one board."""
    before, after = old.plain(), new.plain()
    changes: list[Change] = []
    for root, kind in KINDS.items():
        was, now = before[root], after[root]
        if root == "meta":
            was, now = {"": was}, {"": now}
        for id in was.keys() | now.keys():
            one, other = was.get(id, {}), now.get(id, {})
            names = {told_key(name) for name in one.keys() | other.keys() if one.get(name) != other.get(name)}
            if names:
                changes.append(Change(kind, id, tuple(sorted(names)), None))
    return changes
