"""Activity: who changed what and when, written by the server from what really changed; nobody can forge it.

Pure: steps in, rows out. A row is for people: what only keeps an order (ranks) is left out, long texts are cut.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import msgpack

from kanverge.live.replay import Delta, Replay, Step, Values
from kanverge.live.telling import Shown, cut, shown

BULK_MIN: Final = 20
"""One action of more edits than this (an import, a bulk change) is told as how much it changed."""

SAID: Final = {"comment": "card", "update": "about"}
"""What people say, by kind of record -> the key that says of what."""

_NOTED: Final = frozenset({"by", "created", "changed", "made", "last", "next"})
NOTED: Final = dict.fromkeys(("rule", "recurrence", "template"), _NOTED)
"""Keys that the server notes by itself, by kind of record: what is left is what a person asked for."""
UNTOLD: Final = frozenset({"meeting"})
"""Kinds of records that change nothing of the board."""


@dataclass(frozen=True, slots=True)
class Change:
    """What changed on one thing, which was called ``title`` after it; values as in live/replay.py, cut."""

    kind: str
    id: str
    title: str
    before: Shown | None
    after: Shown | None


@dataclass(frozen=True, slots=True)
class Row:
    """What one person's action did. ``entry`` and ``number`` say where in the log, ``when`` by the server's clock."""

    entry: str
    number: int
    when: int
    principal: str
    group: str
    verb: str
    """Of an ask; empty for edits."""
    changes: tuple[Change, ...] = ()
    counts: Mapping[str, tuple[int, int, int]] = field(default_factory=dict)
    """Of an action too large to be told: kind -> how many were made, changed and taken away."""

    def about(self, id: str) -> bool:
        """Return whether it changed this thing, or something said of it."""
        return any(
            id == change.id
            or id in (_said_of(change.kind, values) for values in (change.after, change.before))
            for change in self.changes
        )


def rows(replay: Replay, steps: Sequence[Step]) -> list[Row]:
    """Return the activity of one entry's steps; the replay is at its end."""
    names = _Names(replay)
    found: list[Row] = []
    runs = itertools.groupby(steps, key=lambda step: (step.principal, step.group, step.verb))
    for action in reversed([list(run) for _, run in runs]):
        is_bulk = len(action) > BULK_MIN
        if is_bulk:
            found.append(_bulk(action))
        for step in reversed(action):
            if not is_bulk and (changes := tuple(_changes(names, step))):
                when = step.entry, step.number, step.when
                found.append(Row(*when, step.principal, step.group, step.verb, changes))
            names.go_before(step)
    return found[::-1]


@dataclass(slots=True)
class _Names:
    """What things were called after a step, going back one by one from the last: the replay knows only that one."""

    replay: Replay
    _then: dict[tuple[str, str], str] = field(default_factory=dict)

    def go_before(self, step: Step) -> None:
        for delta in step.changes:
            was = (delta.before or {}).get("title" if delta.kind == "card" else "name")
            if isinstance(was, str):
                self._then[delta.kind, delta.id] = was

    def of(self, kind: str, id: str) -> str:
        if (then := self._then.get((kind, id))) is not None:
            return then
        if kind != "card":
            return self.replay.name_of(kind, id)
        card = self.replay.board.card(id)
        return card.title if card is not None else ""


def _bulk(action: Sequence[Step]) -> Row:
    first = action[0]
    made: Counter[str] = Counter()
    changed: Counter[str] = Counter()
    gone: Counter[str] = Counter()
    for delta in (delta for step in action for delta in step.changes):
        (made if delta.before is None else gone if delta.after is None else changed)[delta.kind] += 1
    kinds = dict.fromkeys((*made, *changed, *gone))
    counts = {kind: (made[kind], changed[kind], gone[kind]) for kind in kinds}
    return Row(first.entry, first.number, first.when, first.principal, first.group, first.verb, counts=counts)


def _changes(names: _Names, step: Step) -> Iterator[Change]:
    for delta in step.changes:
        if delta.kind not in UNTOLD and (change := _change(names, delta)) is not None:
            yield change


def _change(names: _Names, delta: Delta) -> Change | None:
    was, now = _changed(delta)
    before, after = shown(was), shown(now)
    if delta.kind in SAID and after is None:
        subject = SAID[delta.kind]  # what somebody took back is not to be read here
        before = {subject: (delta.before or {}).get(subject)}
    if delta.before is not None and delta.after is not None and not before and not after:
        return None
    return Change(delta.kind, delta.id, _title(names, delta), before, after)


def _changed(delta: Delta) -> tuple[Values | None, Values | None]:
    """Return what a person changed: a record comes whole each time, and of what is said its subject stays."""
    before, after = delta.before, delta.after
    keys = {*(before or ()), *(after or ())} - NOTED.get(delta.kind, frozenset())
    if before is not None and after is not None:
        subject = SAID.get(delta.kind)
        keys = {key for key in keys if key == subject or before.get(key) != after.get(key)}
    return _only(before, keys), _only(after, keys)


def _only(values: Values | None, keys: Container[str]) -> Values | None:
    return None if values is None else {key: value for key, value in values.items() if key in keys}


def _title(names: _Names, delta: Delta) -> str:
    if delta.kind in ("card", "number"):
        return cut(names.of("card", delta.id))
    if delta.kind == "comment":
        card = _said_of(delta.kind, delta.after) or _said_of(delta.kind, delta.before)
        return cut(names.of("card", card)) if card else ""
    for values in (delta.after, delta.before):
        if values is not None and isinstance(name := _called(values), str):
            return cut(name)
    return cut(names.of(delta.kind, delta.id))


def _called(values: Values) -> object:
    """Return the name of a record: what recurs is called as the cards it makes."""
    card = values.get("card")
    return values.get("name") or (card.get("title") if isinstance(card, Mapping) else None)


def _said_of(kind: str, values: Values | None) -> str | None:
    subject = (values or {}).get(SAID.get(kind, "card"))
    return subject if isinstance(subject, str) else None


def pack(row: Row) -> bytes:
    """Return the row as it is stored."""
    changes = [(one.kind, one.id, one.title, one.before, one.after) for one in row.changes]
    packed: bytes = msgpack.packb(
        (row.entry, row.number, row.when, row.principal, row.group, row.verb, changes, dict(row.counts))
    )
    return packed


def unpack(data: bytes) -> Row:
    """Return a stored row."""
    entry, number, when, principal, group, verb, changes, counts = msgpack.unpackb(data)
    return Row(
        entry,
        number,
        when,
        principal,
        group,
        verb,
        tuple(Change(*one) for one in changes),
        {kind: tuple(numbers) for kind, numbers in counts.items()},
    )


def of_thing(found: Iterable[Row], id: str) -> list[Row]:
    """Return the rows about one thing."""
    return [row for row in found if row.about(id)]
