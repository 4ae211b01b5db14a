"""Kinds of value a key may hold: how each is read whatever stands there, and what may be written.

Reading never raises: what is not of its kind reads as the default. Checking is for what somebody wants to
write: it raises EditError with a code that says what is wrong. docs/data-model.md lists both.
"""

from __future__ import annotations

import math
import re
from abc import ABC, abstractmethod
from calendar import monthrange
from typing import Any, Generic, NamedTuple, TypeGuard, TypeVar
from unicodedata import category

from kanverge_crdt.errors import EditError
from kanverge_crdt.ids import is_id
from kanverge_crdt.rank import is_rank

T = TypeVar("T")
Scalar = str | float | bool
Stored = Scalar | list[str]
"""What a key of a record holds when it is not a Y.Map or Y.Text."""

COLORS = ("red", "orange", "yellow", "green", "teal", "blue", "purple", "pink", "grey")
NUMBER_BOUND = 2.0**53  # from here on a float no longer holds every whole number
CUSTOM_TEXT_CHARACTERS_MAX = 4_000


class Kind(ABC, Generic[T]):
    """One kind of value; ``word`` is what docs/data-model.md calls its type."""

    word: str
    default: T

    @abstractmethod
    def read(self, value: object) -> T:
        """Return ``value`` as this kind, or the default if it is of another; never raise."""

    def check(self, value: object, name: str) -> Stored:
        """Return what to store for ``value``, or raise EditError naming the argument ``name``."""
        raise EditError("unknown-key", f"{name}: made by a verb of its own, not of {value!r:.40}")


class String(Kind[T]):
    """A string of at most ``limit`` code points; longer ones are read but not written."""

    word = "string"

    def __init__(self, limit: int, default: T) -> None:
        self.limit = limit
        self.default = default

    def read(self, value: object) -> T:
        return value if type(value) is str and not is_blank(value) else self.default  # type: ignore[return-value]

    def check(self, value: object, name: str) -> str:
        return checked_string(value, name, self.limit)


class Text(String[str]):
    """A Y.Text; typed.py hands over its string."""

    word = "text"

    def __init__(self, limit: int) -> None:
        super().__init__(limit, "")

    def read(self, value: object) -> str:
        return value if type(value) is str else ""


class Line(Text):
    """A Y.Text that names its record."""

    def read(self, value: object) -> str:
        return "" if type(value) is not str or is_blank(value) else value


class Grown(Text):
    """A Y.Text under a key that held a string in older documents: it stands beside it, at ``stored``.

    The text never takes the key itself: of two that are put in place of a string at the same time one would be
    lost, and nobody could tell. As long as there is no text, the old string reads in its place.
    """

    old: String[str] = String(0, "")

    def grown(self, value: object) -> str:
        """Return what an old string says, as far as a text may be long."""
        return self.old.read(value)[: self.limit]


GROWN = ":text"
"""What is added to the key of a string for the text that has grown out of it."""


def stored_key(key: str, kind: Kind[Any]) -> str:
    """Return the key of the document under which what the schema calls ``key`` stands."""
    return key + GROWN if isinstance(kind, Grown) else key


def told_key(stored: str) -> str:
    """Return what the schema calls a key of the document."""
    return stored.removesuffix(GROWN)


class Reference(String[str | None]):
    """The id of another record; its target says which, for the error when there is none."""

    def __init__(self, target: str) -> None:
        super().__init__(22, None)
        self.target = target

    def check(self, value: object, name: str) -> str:
        return checked_id(value, name)


class Choice(String[T]):
    """One of a closed list of words."""

    def __init__(self, options: tuple[str, ...], default: T) -> None:
        super().__init__(max(map(len, options), default=0), default)
        self.options = options

    def read(self, value: object) -> T:
        return value if type(value) is str and value in self.options else self.default  # type: ignore[return-value]

    def check(self, value: object, name: str) -> str:
        word = checked_type(value, str, name)
        if word not in self.options:
            raise EditError("wrong-value", f"{name} is one of {', '.join(self.options)}")
        return word


class Date(String[str | None]):
    """An RFC 3339 full date, or a date-time with its zone, that exists in the calendar."""

    def __init__(self) -> None:
        super().__init__(35, None)

    def read(self, value: object) -> str | None:
        return value if type(value) is str and is_date(value) else None

    def check(self, value: object, name: str) -> str:
        date = checked_type(value, str, name)
        if not is_date(date):
            raise EditError("wrong-value", f"{name} is no RFC 3339 date")
        return date


class Number(Kind[T]):
    """A finite number from ``least`` to ``most``; whole where ``whole`` says so."""

    word = "number"

    def __init__(
        self, default: T, least: float = -math.inf, most: float = math.inf, *, whole: bool = False
    ) -> None:
        self.default = default
        self.least = least
        self.most = most
        self.whole = whole

    def read(self, value: object) -> T:
        if type(value) is not float or not self._holds(value):
            return self.default
        return int(value) if value.is_integer() else value  # type: ignore[return-value]  # T holds float

    def check(self, value: object, name: str) -> float:
        if type(value) is not int and type(value) is not float:
            raise EditError("wrong-type", f"{name} is a number")
        if not self._holds(value):
            raise EditError("out-of-range", f"{name} = {value!r:.40}")
        return value

    def _holds(self, value: float) -> bool:
        inside = self.least <= value <= self.most and -NUMBER_BOUND < value < NUMBER_BOUND
        return inside and not (self.whole and value != math.floor(value))


class Flag(Kind[bool]):
    """``true``, or absent."""

    word = "true"
    default = False

    def read(self, value: object) -> bool:
        return value is True

    def check(self, value: object, name: str) -> bool:
        return checked_type(value, bool, name)


class Scalars(Kind[Scalar | None]):
    """A string, a number or ``true``: the value of a custom field, whose type is known elsewhere."""

    word = "any"
    default = None

    def read(self, value: object) -> Scalar | None:
        if type(value) is str or value is True:
            return value
        return ANY_NUMBER.read(value)

    def check(self, value: object, name: str) -> Scalar:
        if type(value) is str:
            return checked_string(value, name, CUSTOM_TEXT_CHARACTERS_MAX)
        if type(value) is bool:
            return value
        return ANY_NUMBER.check(value, name)


class Place(NamedTuple):
    """Where something stands: in which column or checklist, and at which rank."""

    parent: str
    rank: str


class Places(Kind[Place]):
    """``[parent id, rank]`` as one value, so that two moves at once leave a place that somebody chose."""

    word = "pair"
    default = Place("", "")

    def read(self, value: object) -> Place:
        if not is_pair(value):
            return self.default
        parent, rank = value
        return Place(parent, rank if is_rank(rank) else "")


class Link(NamedTuple):
    """An attachment as a link."""

    url: str
    name: str


class Links(Kind[Link | None]):
    """``[url, name]``."""

    word = "pair"
    default = None
    limits = (2_048, 256)

    def read(self, value: object) -> Link | None:
        if not is_pair(value):
            return None
        url, name = value
        return Link(url, "" if is_blank(name) else name)


class Option(NamedTuple):
    """One choice of a ``select`` field."""

    name: str
    color: str


class Options(Kind[Option | None]):
    """``[name, colour or ""]``."""

    word = "pair"
    default = None

    def read(self, value: object) -> Option | None:
        if not is_pair(value):
            return None
        name, color = value
        return Option("" if is_blank(name) else name, color if color in COLORS else "")


class Rank(String[str]):
    """An order key; one that is not well formed reads as ``""``."""

    def __init__(self) -> None:
        super().__init__(64, "")

    def read(self, value: object) -> str:
        return value if type(value) is str and is_rank(value) else ""

    def check(self, value: object, name: str) -> str:
        rank = checked_type(value, str, name)
        if not is_rank(rank):
            raise EditError("wrong-value", f"{name} is no rank")
        return rank


ANY_NUMBER: Number[float | None] = Number(None)


def is_pair(value: object) -> TypeGuard[list[str]]:
    """Say whether ``value`` is an array of exactly two strings."""
    return type(value) is list and len(value) == 2 and type(value[0]) is str and type(value[1]) is str


_UNSEEN_CATEGORIES = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf"})
_UNSEEN = frozenset("\u034f\u115f\u1160\u2800\u3164\ufe0e\ufe0f\uffa0")
"""Letters and marks that nobody sees either."""


def is_blank(text: str) -> bool:
    """Say whether nothing of a text is to be seen: only white space, control and format characters, or none."""
    return all(letter in _UNSEEN or category(letter) in _UNSEEN_CATEGORIES for letter in text)


def checked_type(value: object, wanted: type[T], name: str) -> T:
    """Return ``value`` if its type is exactly ``wanted`` (true is no number), or raise EditError."""
    if type(value) is not wanted:
        raise EditError("wrong-type", f"{name} is a {wanted.__name__}")
    return value


def checked_string(value: object, name: str, limit: int) -> str:
    """Return ``value`` if it is sound Unicode of at most ``limit`` code points, or raise EditError."""
    string = checked_type(value, str, name)
    if len(string) > limit:
        raise EditError("too-long", f"{name}: {len(string)} characters, at most {limit}")
    try:
        string.encode()
    except UnicodeEncodeError as error:
        raise EditError("lone-surrogate", f"{name} at {error.start}") from None
    return string


def checked_id(value: object, name: str) -> str:
    """Return ``value`` if it is spelled as an id, or raise EditError."""
    string = checked_type(value, str, name)
    if not is_id(string):
        raise EditError("wrong-value", f"{name} = {string!r:.40} is no id")
    return string


_DATE = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d))?",
    re.ASCII,
).fullmatch


def is_date(value: str) -> bool:
    """Say whether ``value`` is an RFC 3339 full date or date-time with zone, and a day that exists."""
    match = _DATE(value)
    if match is None:
        return False
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    return year >= 1 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
