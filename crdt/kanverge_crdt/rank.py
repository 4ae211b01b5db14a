"""Ranks: keys that always have room between them, so that moving one card writes one card.

A rank spells a number in base 62, ``0-9A-Za-z``, so that comparing two ranks as code points compares the
numbers. Its first letter says how many digits the whole part has: ``a`` one, ``b`` two, ... for zero and
above, ``Z`` one, ``Y`` two, ... below zero; the rest is the fraction, which never ends in ``0``. Appending
adds one to the whole part, so 2,000 cards added in a row still have ranks of six characters.

Two people who insert at the same place at the same moment should not get the same rank, so each rank takes
three random digits from its caller. ``clients/js/rank.ts`` is this module's twin: the same digits give the
same ranks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from kanverge_crdt.errors import InvalidRank

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
BASE = len(DIGITS)
RANK_CHARACTERS_MAX = 64
JITTER_DIGITS = 3  # 1 in 238,000 that two of one moment are equal; then order falls back to the id

Jitter = Callable[[], int]
"""A source of random digits, 0..61."""

_WHOLE_DIGITS_MAX = 26
_JITTER_SPAN: int = BASE**JITTER_DIGITS
_VALUE = {digit: value for value, digit in enumerate(DIGITS)}
_POWERS: list[int] = [BASE**places for places in range(RANK_CHARACTERS_MAX + 1)]


class Insertion(NamedTuple):
    """Where an item goes: its own rank, and new ranks for neighbours that stood at the very same place."""

    rank: str
    reranked: dict[str, str]


def is_rank(value: str) -> bool:
    """Say whether ``value`` is a well-formed rank."""
    if not 2 <= len(value) <= RANK_CHARACTERS_MAX or not (value.isascii() and value.isalnum()):
        return False
    whole_digits = _whole_digits(value[0])
    if whole_digits == 0 or len(value) <= whole_digits:
        return False
    return len(value) == whole_digits + 1 or value[-1] != "0"


def between(lower: str | None, upper: str | None, jitter: Jitter) -> str:
    """Return a rank above ``lower`` and below ``upper``; ``None`` is an open end.

    Raises InvalidRank when a bound is no rank, when they are not in order, or when 64 characters are too few.
    """
    return several(1, lower, upper, jitter)[0]


def several(count: int, lower: str | None, upper: str | None, jitter: Jitter) -> list[str]:
    """Return ``count`` rising ranks, evenly spread between two bounds; raises as `between` does."""
    if lower is None or upper is None:
        first = _first_whole(count, lower, upper)
        wholes = range(first, first + count)
        return [_spell(whole * _JITTER_SPAN + _drawn(jitter), JITTER_DIGITS) for whole in wholes]
    start, end, places = _interval(count, _Number.parse(lower), _Number.parse(upper))
    if end - start <= count:
        raise InvalidRank(f"no room for {count} between {lower!r} and {upper!r}")
    return [_spell(start + _spread(step, count, end - start, jitter), places) for step in range(1, count + 1)]


def insertion(entries: Sequence[tuple[str, str]], index: int, jitter: Jitter) -> Insertion:
    """Return the rank of an item put before ``entries[index]``, and new ranks for equals in the way.

    ``entries`` are the other items as ``(rank, id)`` in order; a rank is well formed or ``""`` (unreadable,
    sorts first). Only items that share the rank of the one before the place, and come after it, are ranked
    anew. Where 64 characters leave no room the item shares that rank, so that the ids order the two, until
    the server rebalances the list.
    """
    lower = entries[index - 1][0] if index else ""
    end = index
    while end < len(entries) and entries[end][0] == lower:
        end += 1
    upper = entries[end][0] if end < len(entries) else None
    try:
        rank, *others = several(1 + end - index, lower or None, upper, jitter)
    except InvalidRank:
        return Insertion(lower, {})
    return Insertion(rank, {id: new for (_, id), new in zip(entries[index:end], others, strict=True)})


def rebalance(ids: Iterable[str]) -> dict[str, str]:
    """Return short ranks that keep ``ids`` in their order: the same on every node, so no jitter."""
    return {id: _spell(place, 0) for place, id in enumerate(ids)}


class _Number(NamedTuple):
    """A rank as a number: its whole part, and the digits of its fraction."""

    whole: int
    fraction: str

    @classmethod
    def parse(cls, rank: str) -> _Number:
        if not is_rank(rank):
            raise InvalidRank(f"{rank!r} is not a rank")
        end = _whole_digits(rank[0]) + 1
        return cls(_parse_whole(rank[0], rank[1:end]), rank[end:])

    def digit(self, place: int) -> int:
        """Return the fraction's digit at ``place``, zero past its end."""
        return _VALUE[self.fraction[place]] if place < len(self.fraction) else 0


def _first_whole(count: int, lower: str | None, upper: str | None) -> int:
    """Return the first of ``count`` whole parts outside the one bound that is given."""
    if lower is not None:
        return _Number.parse(lower).whole + 1
    if upper is not None:
        return _Number.parse(upper).whole - count
    return 0


def _interval(count: int, low: _Number, high: _Number) -> tuple[int, int, int]:
    """Return both bounds times 62^places, rounded down, and the places.

    That many places leave ``count`` items room for their jitter; fewer where the limit of 64 comes first.
    """
    places_max = RANK_CHARACTERS_MAX - max(len(_spell_whole(low.whole)), len(_spell_whole(high.whole)))
    wanted = 2 * (count + 1) * _JITTER_SPAN
    start, end, places = low.whole, high.whole, 0
    while end - start < wanted and places < places_max:
        start = start * BASE + low.digit(places)
        end = end * BASE + high.digit(places)
        places += 1
    return start, end, places


def _spread(step: int, count: int, gap: int, jitter: Jitter) -> int:
    """Return the ``step``-th of ``count`` places in ``gap``, moved by up to a quarter step to either side."""
    width = gap // (2 * (count + 1))
    return gap * step // (count + 1) + width * _drawn(jitter) // _JITTER_SPAN - width // 2


def _drawn(jitter: Jitter) -> int:
    """Return three random digits as a number, the first one the most significant."""
    number = 0
    for _ in range(JITTER_DIGITS):
        number = number * BASE + jitter()
    return number


def _spell(number: int, places: int) -> str:
    """Write ``number`` / 62^places as a rank."""
    whole, fraction = divmod(number, _POWERS[places])
    return _spell_whole(whole) + _spell_digits(fraction, places).rstrip("0")


def _whole_digits(head: str) -> int:
    """Return how many digits of whole part the first letter announces; 0 if it is no such letter."""
    if "a" <= head <= "z":
        return ord(head) - ord("a") + 1
    if "A" <= head <= "Z":
        return ord("Z") - ord(head) + 1
    return 0


def _spell_whole(whole: int) -> str:
    distance = whole if whole >= 0 else -1 - whole
    digits = 1
    while distance >= _POWERS[digits]:
        distance -= _POWERS[digits]
        digits += 1
        if digits > _WHOLE_DIGITS_MAX:
            raise InvalidRank("the whole part is out of range")
    if whole >= 0:
        return chr(ord("a") + digits - 1) + _spell_digits(distance, digits)
    return chr(ord("Z") - digits + 1) + _spell_digits(_POWERS[digits] - 1 - distance, digits)


def _parse_whole(head: str, digits: str) -> int:
    skipped = sum(_POWERS[1 : len(digits)])
    value = _parse_digits(digits)
    return skipped + value if head >= "a" else value - _POWERS[len(digits)] - skipped


def _spell_digits(value: int, count: int) -> str:
    digits = []
    for _ in range(count):
        value, digit = divmod(value, BASE)
        digits.append(DIGITS[digit])
    return "".join(reversed(digits))


def _parse_digits(digits: str) -> int:
    value = 0
    for digit in digits:
        value = value * BASE + _VALUE[digit]
    return value
