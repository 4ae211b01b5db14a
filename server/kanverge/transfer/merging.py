"""The three-way merge: what a source has now, what it had last time and what stands here become intents and a report.

Value by value: what changed there and not here arrives; what changed here stays; what changed on both sides stays as
it is here and is told. The first import is the same merge, into an empty board with nothing remembered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from kanverge.transfer import intents
from kanverge.transfer.memory import Memory, Seen, digests
from kanverge.transfer.order import moved
from kanverge.transfer.plan import Plain
from kanverge.transfer.report import Told
from kanverge.transfer.rows import PLACED, Key, Row, Rows, Value
from kanverge_crdt.edits import Intent

ARCHIVABLE: Final = ("items", "checklists", "cards", "labels", "fields", "columns")
"""What is put away when it is gone at its source: what is held before what holds it."""
PLACE: Final = "place"
GUESSED: Final = "category"
"""The key of a column that is read out of its name, not told by the source: a person's word for it is no conflict."""
NAMED_AT: Final = {"link": 1, "option": 0}
"""Where the name stands in the pairs that families hold."""


@dataclass(slots=True)
class Merged:
    """What a merge does to a board, and what a person should know of it."""

    intents: list[Intent] = field(default_factory=list)
    new_cards: list[str] = field(default_factory=list)
    """In the order of the board at its source."""
    added: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    archived: list[Told] = field(default_factory=list)
    kept: list[Told] = field(default_factory=list)
    conflicts: list[Told] = field(default_factory=list)
    guessed: list[Told] = field(default_factory=list)
    """Columns whose category was read out of their name."""
    memory: Memory = field(default_factory=Memory)


def merge(here: Rows, before: Memory, there: Rows, *, discussed: Collection[str] = ()) -> Merged:
    """Return how ``here`` takes over what changed between ``before`` and ``there``.

    ``discussed`` are the cards that somebody commented on here, which counts as an edit.
    """
    return _Merge(here, before, there, discussed).merged()


class _Merge:
    def __init__(self, here: Rows, before: Memory, there: Rows, discussed: Collection[str]) -> None:
        self.here = here
        self.before = before
        self.there = there
        self.discussed = discussed
        self.out = Merged()
        orders = before.orders()
        self.moved_there = _moved(orders, there.orders)
        self.moved_here = _moved(orders, here.orders)
        self.standing = {key: list(ids) for key, ids in here.orders.items()}
        """The lists as they become, intent by intent."""
        self.anchors: dict[Key, str] = {}
        """The item of each list that came last from the source, and stands there here as well."""
        self.put_away: set[Key] = set()
        self.kept: set[Key] = set()
        self.parts: dict[str, list[Row]] = {}
        """The checklists and items of each card here."""
        for row in here.by_key.values():
            if row.card:
                self.parts.setdefault(row.card, []).append(row)

    def merged(self) -> Merged:
        for row in self.there.by_key.values():
            ours = self.here.by_key.get(row.key)
            if ours is not None:
                self._compare(row, ours)
            elif row.key not in self.before.seen and self._has_its_card(row):
                self._add(row)
            # else it was erased here, and stays so
        for noun in ARCHIVABLE:
            for key, seen in self.before.seen.items():
                if key[0] == noun and key not in self.there.by_key:
                    self._gone(key, seen)
        self.out.memory = Memory(seen=dict(self._remembered()))
        return self.out

    # What is there.

    def _add(self, row: Row) -> None:
        self.out.added[row.noun] += 1
        if row.noun == "cards":
            self.out.new_cards.append(row.id)
        self._tell_guess(row, row.values.get(GUESSED))
        self.out.intents += intents.adding(row, self._enter(row) if row.noun in PLACED else {})

    def _has_its_card(self, row: Row) -> bool:
        """Say whether the card of a checklist or an item is here, or about to be."""
        card = ("cards", row.card)
        return not row.card or card in self.here.by_key or card not in self.before.seen

    def _compare(self, row: Row, ours: Row) -> None:
        known = self.before.seen.get(row.key)
        old = known.digests if known else {}
        new, mine = digests(row.values), digests(ours.values)
        has_changed = False
        for key in dict.fromkeys((*new, *old)):
            if new.get(key) in (old.get(key), mine.get(key)):
                continue
            if mine.get(key) != old.get(key):
                if key != GUESSED:
                    self.out.conflicts.append(Told(row.noun, row.id, ours.name, key, self._part(ours, key)))
                continue
            self._tell_guess(row, row.values.get(key) if key == GUESSED else None)
            self.out.intents.append(intents.setting(row, key, row.values.get(key)))
            has_changed = True
        if row.noun in PLACED:
            has_changed |= self._compare_place(row, ours, known)
        self.out.changed[row.noun] += has_changed

    def _tell_guess(self, row: Row, category: Value | None) -> None:
        if category is not None:
            self.out.guessed.append(Told(row.noun, row.id, row.name, GUESSED, str(category)))

    def _part(self, ours: Row, key: str) -> str:
        """Return in words which part of a record a key is, where the key names it by an id."""
        family, _, member = key.partition(":")
        field, pair = self.here.by_key.get(("fields", member)), ours.values.get(key)
        name = pair[NAMED_AT[family]] if isinstance(pair, tuple) else field.name if field else ""
        return f"{family} “{name}”" if name else family if member else ""

    def _compare_place(self, row: Row, ours: Row, known: Seen | None) -> bool:
        """Move what was moved there and not here; return whether it was moved."""
        moved_there = known is not None and (row.list != known.list or row.key in self.moved_there)
        moved_here = ours.list != (known or row).list or row.key in self.moved_here
        is_movable = bool(row.list) or row.noun != "cards"  # a card cannot be moved out of every column
        if moved_there and not moved_here and is_movable:
            self.standing[row.noun, ours.list].remove(row.id)
            self.out.intents.append(intents.moving(row, self._enter(row)))
            return True
        if row.list == ours.list:
            self.anchors[row.noun, row.list] = row.id
        elif moved_there:
            self.out.conflicts.append(Told(row.noun, row.id, ours.name, PLACE))
        return False

    def _enter(self, row: Row) -> Plain:
        """Put a row into its list behind the one it follows at the source; return the arguments that say so."""
        list_key = row.noun, row.list
        siblings = self.standing.setdefault(list_key, [])
        anchor = self.anchors.get(list_key)
        self.anchors[list_key] = row.id
        if not siblings or siblings[-1] == anchor:
            siblings.append(row.id)
            return {}
        siblings.insert(siblings.index(anchor) + 1 if anchor else 0, row.id)
        return {"after": anchor}

    # What is there no more.

    def _gone(self, key: Key, seen: Seen) -> None:
        """Put away what is gone at the source, unless it was edited here since or went with what held it."""
        ours = self.here.by_key.get(key)
        if ours is None or ours.is_archived or self._went_with_another(key, seen):
            return
        told = Told(ours.noun, ours.id, ours.name)
        if seen.is_kept or self._is_edited(ours, seen):
            self.out.kept.append(told)
            self.kept.add(key)
        else:
            self.out.intents.append(intents.setting(ours, "archived", True))
            self.out.archived.append(told)
            self.put_away.add(key)

    def _went_with_another(self, key: Key, seen: Seen) -> bool:
        if seen.card and ("cards", seen.card) not in self.there.by_key:
            return True
        return key[0] == "items" and ("checklists", seen.list) not in self.there.by_key

    def _is_edited(self, ours: Row, seen: Seen | None) -> bool:
        """Say whether somebody has changed a record here, or what belongs to it, since the last import."""
        if seen is None or digests(ours.values) != seen.digests:
            return True
        if ours.list != seen.list or ours.key in self.moved_here:
            return True
        if ours.noun == "cards":
            return ours.id in self.discussed or any(
                self._is_edited(part, self.before.seen.get(part.key)) for part in self.parts.get(ours.id, ())
            )
        if ours.noun == "checklists":
            items = [row for row in self.parts.get(ours.card, ()) if row.list == ours.id]
            return any(self._is_edited(item, self.before.seen.get(item.key)) for item in items)
        return ours.noun == "columns" and self._has_open_cards(ours.id)

    def _has_open_cards(self, column: str) -> bool:
        return any(self._stays_open(("cards", id)) for id in self.standing.get(("cards", column), ()))

    def _stays_open(self, card: Key) -> bool:
        rows = (self.here.by_key.get(card), self.there.by_key.get(card))
        return card not in self.put_away and not any(row.is_archived for row in rows if row)

    # What to remember.

    def _remembered(self) -> Iterator[tuple[Key, Seen]]:
        """Yield what the source has now, then what it no longer has: it may come back, and was put away here."""
        for key, row in self.there.by_key.items():
            yield key, Seen(row.list, row.card, digests(row.values))
        for key, seen in self.before.seen.items():
            if key not in self.there.by_key:
                known = seen.digests | ARCHIVED if self._is_put_away(key) else seen.digests
                yield key, seen._replace(digests=known, is_gone=True, is_kept=key in self.kept)

    def _is_put_away(self, key: Key) -> bool:
        ours = self.here.by_key.get(key)
        return key in self.put_away or (ours is not None and ours.is_archived)


ARCHIVED: Final = digests({"archived": True})


def _moved(before: Mapping[Key, list[str]], after: Mapping[Key, list[str]]) -> set[Key]:
    return {
        (noun, id) for (noun, list_), ids in after.items() for id in moved(before.get((noun, list_), ()), ids)
    }
