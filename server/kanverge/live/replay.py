"""A board replayed from its log: what each edit and ask really changed, by whom and when.

A replica of its own, so that nothing here costs those who edit. Pure but for pycrdt: entries in, steps out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from kanverge.live.document import Document
from kanverge.store.log import Asked, Entry, LogEntry, Row, row_name
from kanverge_crdt.board import Board
from kanverge_crdt.kinds import Place, told_key
from kanverge_crdt.schema import RECORDS, Checklist, Item
from kanverge_crdt.typed import Children, Entries, Field, Members, Path, Record, Shared, Touch

Values: TypeAlias = Mapping[str, Any]
"""Keys of a record that hold something, as they read: docs/data-model.md, with `at` as its two halves."""

VIEWS: Final = {view.root: view for view in RECORDS if view not in (Checklist, Item)}
COUNTED: Final = "description"
"""Stands in values as its number of characters: it is long, and told as changed or not."""


@dataclass(frozen=True, slots=True)
class Delta:
    """The keys of one record that changed; ``before`` is None where it was made, ``after`` where it is no more.

    ``kind`` is a record's of docs/data-model.md, ``board`` for what is said about the board itself (its id is
    empty), or the kind of a record beside the document. A checklist or item is a key of its card.
    """

    kind: str
    id: str
    before: Values | None
    after: Values | None


@dataclass(frozen=True, slots=True)
class Step:
    """What one edit or ask changed. ``entry`` and ``number`` name it for good, and order it."""

    entry: str
    number: int
    when: int
    """The server's clock, in milliseconds since 1970."""
    principal: str
    group: str
    """What the edits of one action share."""
    verb: str
    """Of an ask; empty for an edit."""
    changes: tuple[Delta, ...]


class Replay:
    """A board's document at one position of its log, which moves on entry by entry."""

    def __init__(
        self, id: str, document: Document, *, at: str, left_out: frozenset[str] = frozenset()
    ) -> None:
        self.id = id
        self.document = document
        self.board = Board(document.doc)
        self.at = at
        self._left_out = left_out
        self._beside: dict[tuple[str, str], Values] = {}
        self._touches: list[Touch] = []
        self._known = {
            address: values_of(self.board.shared, *address) for address in _addresses(self.board.shared)
        }
        self._stop = self.board.observe(self._touches.extend)  # it hears only while this is kept

    def take(self, entry: LogEntry) -> list[Step]:
        """Move on by the entry that follows in the log, and return what it changed; raise DeadDocument.

        What cannot be taken is passed over, as it is where the board is read.
        """
        steps = [
            Step(entry.id, number, entry.entry.when, row.principal, _group(row), "", changes)
            for number, row in enumerate(entry.entry.rows)
            if (changes := self._edit(entry, number, row))
        ]
        first = len(entry.entry.rows)
        steps += [
            Step(entry.id, number, entry.entry.when, ask.principal, ask.key, ask.verb, changes)
            for number, ask in enumerate(entry.entry.asks, first)
            if (changes := self._ask(ask))
        ]
        self.at = entry.id
        return steps

    def name_of(self, kind: str, id: str) -> str:
        """Return what a record is called now; empty where it has no name."""
        root = next((root for root, view in VIEWS.items() if view.record == kind), "meta")
        return str((self._known.get((root, id)) or {}).get("name", ""))

    def _edit(self, entry: LogEntry, number: int, row: Row) -> tuple[Delta, ...]:
        if row_name(entry.id, number) in self._left_out:
            return ()
        alone = LogEntry(entry.id, Entry(entry.entry.when, (row,)))
        if not self.document.observe(self.id, alone):
            return ()
        self.document.apply([row])
        touches, self._touches[:] = list(self._touches), []
        with self.board.shared.transaction():
            return tuple(self._deltas(touches))

    def _deltas(self, touches: Iterable[Touch]) -> Iterator[Delta]:
        for address, keys in _touched(touches).items():
            known = self._known.get(address)
            shared = self.board.shared
            if known is None or keys is None:
                values = values_of(shared, *address)
            else:
                values = {key: value for key, value in known.items() if key not in keys}
                values |= _read(shared, *address, keys)
            if values is None:
                self._known.pop(address, None)
            else:
                self._known[address] = values
            delta = delta_of(*address, known, values)
            if delta is not None:
                yield delta

    def _ask(self, ask: Asked) -> tuple[Delta, ...]:
        deltas = []
        for change in ask.changes:
            address = (change.kind, change.id)
            before = self._beside.get(address)
            if change.value is None:
                self._beside.pop(address, None)
                deltas.append(Delta(*address, before or {}, None))
            else:
                after = change.value if isinstance(change.value, dict) else {change.kind: change.value}
                self._beside[address] = after
                deltas.append(Delta(*address, before, after))
        return tuple(deltas)


def _group(row: Row) -> str:
    """Return what the edits of one action share: an edit key is ``seq/group``."""
    return row.edit_key.partition("/")[2]


def _addresses(shared: Shared) -> Iterator[tuple[str, str]]:
    yield "meta", ""
    for root in VIEWS:
        if root != "meta":
            for id in shared.keys((root,)):
                if shared.has_map((root, id)):
                    yield root, id


def _touched(touches: Iterable[Touch]) -> dict[tuple[str, str], set[str] | None]:
    """Return the records that were touched, each with its keys; None: all of them."""
    found: dict[tuple[str, str], set[str] | None] = {}
    for (root, *below), keys in touches:
        if root == "meta":
            _note(found, (root, ""), below[:1] or keys)
        elif below:
            _note(found, (root, below[0]), below[1:2] or keys)
        else:
            found.update(((root, id), None) for id in keys)
    return found


def _note(
    found: dict[tuple[str, str], set[str] | None], address: tuple[str, str], keys: Iterable[str]
) -> None:
    known = found.setdefault(address, set())
    if known is not None:
        known.update(keys)


def _path(root: str, id: str) -> Path:
    return (root,) if root == "meta" else (root, id)


def values_of(shared: Shared, root: str, id: str) -> Values | None:
    """Return what a record holds; None where there is none."""
    path = _path(root, id)
    return _read(shared, root, id, shared.keys(path)) if shared.has_map(path) else None


def _read(shared: Shared, root: str, id: str, keys: Iterable[str]) -> Values:
    return dict(_reading(shared, VIEWS[root], _path(root, id), keys))


def _reading(
    shared: Shared, view: type[Record], path: Path, keys: Iterable[str]
) -> Iterator[tuple[str, Any]]:
    for key in keys:
        if (field := view.fields.get(told_key(key))) is not None:
            yield from _field(view(shared, path), field)
            continue
        prefix, separator, _ = key.partition(":")
        family = view.families.get(prefix) if separator else None
        match family:
            case Members():
                value: Any = shared.get(path, key) is True
            case Entries():
                value = family.kind.read(shared.get(path, key))
            case Children():
                below = (*path, key)
                value = dict(_reading(shared, family.child, below, shared.keys(below))) or None
            case _:  # a key of a newer version
                continue
        if value is not None and value is not False:
            yield key, value


def _field(record: Record, field: Field[Any]) -> Iterator[tuple[str, Any]]:
    value = field.__get__(record, type(record))
    if isinstance(value, Place):
        yield "column" if record.root == "cards" and len(record.path) == 2 else "parent", value.parent
        yield "rank", value.rank
    elif value != field.kind.default:
        yield field.key, len(value) if field.key == COUNTED and record.root == "cards" else value


def delta_of(root: str, id: str, before: Values | None, after: Values | None) -> Delta | None:
    """Return what changed between two states of a record; None where nothing did."""
    kind = "board" if root == "meta" else VIEWS[root].record
    if before is None or after is None:
        return None if before is after else Delta(kind, id, before, after)
    changed = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    if not changed:
        return None
    return Delta(
        kind, id, {key: before.get(key) for key in changed}, {key: after.get(key) for key in changed}
    )
