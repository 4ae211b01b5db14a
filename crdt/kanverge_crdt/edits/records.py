"""What most nouns have in common: add, set, archive, restore, and move where there is an order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kanverge_crdt.edits.arguments import Arguments
from kanverge_crdt.edits.draft import Draft, as_stored
from kanverge_crdt.edits.places import place
from kanverge_crdt.errors import EditError
from kanverge_crdt.kinds import Kind, Reference, Stored, Text
from kanverge_crdt.order import Entry
from kanverge_crdt.schema import Archivable, Card, Checklist, Goal, Milestone, Ranked
from kanverge_crdt.typed import Field, Record

Verb = Callable[[Draft, Arguments], None]

REFERENCED: dict[str, type[Record]] = {"card": Card, "milestone": Milestone, "goal": Goal}
"""Targets of references that must exist; people need not, accounts are not in the document."""

APART = ("at", "rank", "archived")
"""Keys that have verbs of their own."""


def settable(view: type[Record]) -> dict[str, Field[Any]]:
    """Return the keys that a view's ``set`` takes."""
    return {
        key: field
        for key, field in view.fields.items()
        if key not in APART and not isinstance(field.kind, Text)
    }


class Noun:
    """The verbs of one kind of record: ``name`` is the word before the dot."""

    def __init__(self, name: str, view: type[Archivable]) -> None:
        self.name = name
        self.view = view
        self.settable = settable(view)

    def verbs(self) -> dict[str, Verb]:
        """Return the verbs by their names."""
        shared = {"add": self.add, "set": self.set, "archive": self.archive, "restore": self.restore}
        return {f"{self.name}.{name}": verb for name, verb in shared.items()}

    def address(self, _draft: Draft, arguments: Arguments) -> tuple[Archivable, dict[str, str]]:
        """Return the record that the arguments name, there or not, and those arguments."""
        id = arguments.id()
        return self.view(_draft.board.shared, (self.view.root, id)), {"id": id}

    def existing(self, draft: Draft, arguments: Arguments) -> tuple[Archivable, dict[str, str]]:
        """Return the record that the arguments name, or raise EditError ``unknown-...``."""
        record, address = self.address(draft, arguments)
        if not record.exists:
            raise EditError(f"unknown-{self.view.record}", record.id)
        return record, address

    def add(self, draft: Draft, arguments: Arguments) -> None:
        record, address = self.address(draft, arguments)
        content = self.content(draft, record, arguments)
        if issubclass(self.view, Ranked):
            destination = arguments.destination()
            siblings = self.siblings(draft, record)
            content["rank"] = place(siblings, destination, draft.jitter, self.rerank(draft, record))
        if not record.exists:
            draft.create(record.path, content, {})
            draft.undo(f"{self.name}.archive", **address)

    def content(self, draft: Draft, record: Record, arguments: Arguments) -> dict[str, Stored | None]:
        """Take every settable key from the arguments; a name must be among them."""
        arguments.require("name")
        return {key: taken(draft, record, arguments, key, field.kind) for key, field in self.settable.items()}

    def set(self, draft: Draft, arguments: Arguments) -> None:
        record, address = self.existing(draft, arguments)
        key = arguments.key()
        if key not in self.settable:
            raise EditError("unknown-key", f"{key!r:.40}")
        set_key(draft, arguments, f"{self.name}.set", record, address, key, self.settable[key].kind)

    def archive(self, draft: Draft, arguments: Arguments) -> None:
        record, address = self.existing(draft, arguments)
        if not record.archived:
            draft.put(record.path, "archived", True)
            draft.undo(f"{self.name}.restore", **address)

    def restore(self, draft: Draft, arguments: Arguments) -> None:
        record, address = self.existing(draft, arguments)
        if record.archived:
            draft.put(record.path, "archived", None)
            draft.undo(f"{self.name}.archive", **address)

    def siblings(self, draft: Draft, _record: Record) -> list[Entry]:
        """Return every record of the list that ``_record`` is or will be in, in order."""
        assert issubclass(self.view, Ranked)
        return [(other.rank, other.id) for other in draft.board.index.sorted(self.view)]

    def rerank(self, draft: Draft, record: Record) -> Callable[[str, str], None]:
        """Return what gives a sibling of ``record`` another rank."""
        *above, last = record.path
        prefix = last[: len(last) - len(record.id)]
        return lambda id, rank: draft.put((*above, prefix + id), "rank", rank)


class RankedNoun(Noun):
    """A kind of record that people put in an order."""

    def verbs(self) -> dict[str, Verb]:
        return super().verbs() | {f"{self.name}.move": self.move}

    def move(self, draft: Draft, arguments: Arguments) -> None:
        record, address = self.existing(draft, arguments)
        assert isinstance(record, Ranked | Checklist)
        destination, guard = arguments.destination(), arguments.guard()
        old = record.rank
        if not guard.allows(old or None):
            return
        siblings = self.siblings(draft, record)
        rank = place(siblings, destination, draft.jitter, self.rerank(draft, record), (old, record.id))
        if rank == old:
            return
        draft.put(record.path, "rank", rank)
        if old:
            draft.undo(f"{self.name}.move", **address, rank=old, if_=rank)
        else:
            draft.undo(f"{self.name}.move", **address, after_=None, if_=rank)


def taken(
    draft: Draft, record: Record, arguments: Arguments, key: str, kind: Kind[Any], name: str = ""
) -> Stored | None:
    """Take the value for ``key`` from the argument ``name`` and see that what it refers to exists."""
    value = arguments.stored(name or key, kind)
    if isinstance(kind, Reference) and isinstance(value, str) and kind.target in REFERENCED:
        if kind.target == record.record and value == record.id:
            raise EditError("itself", key)
        draft.find(REFERENCED[kind.target], value)
    return value


def set_key(
    draft: Draft,
    arguments: Arguments,
    verb: str,
    record: Record,
    address: dict[str, str],
    key: str,
    kind: Kind[Any],
) -> None:
    """Set one key to the argument ``value``, unless a guard says that somebody else has been there."""
    value = taken(draft, record, arguments, key, kind, "value")
    guard = arguments.guard()
    old = as_stored(kind.read(draft.board.shared.get(record.path, key)), kind.default)
    if guard.allows(old) and old != value:
        draft.put(record.path, key, value)
        draft.undo(verb, **address, key=key, value=old, if_=value)
