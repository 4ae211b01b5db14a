"""Arguments of a verb, taken one by one and strictly: what is not taken at the end was not known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple, TypeVar

from kanverge_crdt.errors import EditError
from kanverge_crdt.kinds import Kind, Rank, Stored, checked_id, checked_string, checked_type, is_blank

T = TypeVar("T")

LIST_MAX = 100
"""How many members one list argument may have, so that a new record stays far below an edit's limit."""


class _Last:
    """The end of a list, as a value."""


LAST: Final = _Last()
After = str | None | _Last
"""Behind which item: an id, None for the first place, `LAST`."""


class Destination(NamedTuple):
    """Where in a list an item should stand: behind another, or at exactly this rank."""

    after: After = LAST
    rank: str | None = None


class Guard(NamedTuple):
    """What must still stand for an inverse to do anything; an inverse of nothing is not guarded."""

    given: bool
    value: object

    def allows(self, current: object) -> bool:
        """Say whether ``current`` (None: absent) is what the guard expects."""
        return not self.given or same(current, self.value)


def same(one: object, other: object) -> bool:
    """Compare two stored values; unlike in Python, true is not the number one."""
    return one == other and (one is True) == (other is True)


class Arguments:
    """The arguments of one intent."""

    def __init__(self, given: Mapping[str, object]) -> None:
        self._given = dict(given)

    def require(self, name: str) -> None:
        """Insist on an argument that is taken later."""
        if self._given.get(name) is None:
            raise EditError("missing-argument", name)

    def id(self, name: str = "id") -> str:
        return checked_id(self._required(name), name)

    def optional_id(self, name: str) -> str | None:
        value = self._given.pop(name, None)
        return None if value is None else checked_id(value, name)

    def string(self, name: str, limit: int) -> str:
        return checked_string(self._required(name), name, limit)

    def optional_string(self, name: str, limit: int) -> str | None:
        value = self._given.pop(name, None)
        return None if value is None else checked_string(value, name, limit)

    def ids(self, name: str) -> list[str]:
        value = self._given.pop(name, None)
        members = [] if value is None else checked_type(value, list, name)
        if len(members) > LIST_MAX:
            raise EditError("too-long", f"{name}: {len(members)} members, at most {LIST_MAX}")
        return [checked_id(member, name) for member in members]

    def count(self, name: str) -> int:
        """Take a whole number from 0 up; a client whose numbers are all floats may send 3.0."""
        value = self._required(name)
        number = int(value) if type(value) is float and value.is_integer() else value
        if checked_type(number, int, name) < 0:
            raise EditError("out-of-range", f"{name} = {number}")
        return checked_type(number, int, name)

    def word(self, name: str, options: Mapping[str, T]) -> T:
        """Take one of the words that ``options`` explains."""
        word = checked_type(self._required(name), str, name)
        if word not in options:
            raise EditError("unknown-key", f"{name} = {word!r:.40}")
        return options[word]

    def key(self) -> str:
        """Take the name of a key; what it may be is the verb's business."""
        return checked_string(self._required("key"), "key", 128)

    def stored(self, name: str, kind: Kind[T]) -> Stored | None:
        """Take a value to be stored; None clears the key, as do the default and what is empty."""
        value = self._given.pop(name, None)
        if value is None:
            return None
        checked = kind.check(value, name)
        is_empty = checked is False or (type(checked) is str and is_blank(checked))
        return None if is_empty or same(checked, kind.default) else checked

    def destination(self) -> Destination:
        after: object = self._given.pop("after", LAST)
        rank = self._given.pop("rank", None)
        if rank is not None:
            if after is not LAST:
                raise EditError("unknown-argument", "after beside rank")
            return Destination(rank=Rank().check(rank, "rank"))
        if after is None or isinstance(after, _Last):
            return Destination(after)
        return Destination(checked_id(after, "after"))

    def guard(self) -> Guard:
        return Guard("if" in self._given, self._given.pop("if", None))

    def finish(self) -> None:
        """Refuse what no one has asked for."""
        for name in self._given:
            raise EditError("unknown-argument", f"{name!r:.40}")

    def _required(self, name: str) -> object:
        self.require(name)
        return self._given.pop(name)
