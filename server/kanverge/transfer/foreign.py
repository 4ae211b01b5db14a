"""Values from a file that nobody checked: each is read as what it should be, and what had to be changed is counted."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from kanverge.errors import Invalid
from kanverge_crdt.kinds import NUMBER_BOUND, String, is_date
from kanverge_crdt.typed import Field

TEXT_CHARACTERS_MAX: Final = 16 * 1024 * 1024
"""Of all texts together: more would not fit into a board that a browser can open."""
RECORDS_MAX: Final = 200_000
"""Cards, items, labels on cards, and whatever else takes memory of its own."""

Row = Mapping[str, Any]

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_LINE_END: Final = re.compile(r"\r\n?")
_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")
_SPACES: Final = re.compile(r"[\t\n\x0b\x0c\r\x85\u2028\u2029]+")
_BREAK: Final = re.compile(r"[\n\x0b\x0c\r\x85\u2028\u2029]")
_URL: Final = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f\x7f-\x9f\ud800-\udfff]+", re.IGNORECASE)

# What is counted on the way, and how a person is told of it.
CUT, LINES, CONTROLS, SURROGATES, DATES, NUMBERS, URLS, NAMELESS, TWICE = (
    "cut", "lines", "controls", "surrogates", "dates", "numbers", "urls", "nameless", "twice",
)  # fmt: skip
SENTENCES: Final = {
    CUT: "Texts longer than fits, cut",
    LINES: "Titles and names of several lines, put on one",
    CONTROLS: "Texts with control characters, which were taken out",
    SURROGATES: "Texts with half a character, which was replaced",
    DATES: "Dates that are none, left out",
    NUMBERS: "Numbers that are none or out of range, left out",
    URLS: "Links that are no web address or too long, left out",
    NAMELESS: "Entries without an id, left out",
    TWICE: "Entries whose id stood there before, left out",
}


class Notes:
    """What could not be taken as it was, counted by kind; and how much was taken, within bounds."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._characters = 0
        self._records = 0

    def add(self, kind: str, count: int = 1) -> None:
        self.counts[kind] += count

    def record(self, count: int = 1) -> None:
        """Count what is kept; raise Invalid when a board cannot hold that much."""
        self._records += count
        if self._records > RECORDS_MAX:
            raise Invalid(f"the board holds more than {RECORDS_MAX:,} things")

    def text(self, value: object, limit: int) -> str:
        """Return a text of several lines; what is no string is empty."""
        if not isinstance(value, str):
            return ""
        return self._sound(_LINE_END.sub("\n", value), limit)

    def line(self, value: object, limit: int) -> str:
        """Return a text of one line."""
        if not isinstance(value, str):
            return ""
        line = value.strip()
        self.add(LINES, bool(_BREAK.search(line)))
        return self._sound(_SPACES.sub(" ", line), limit)

    def date(self, value: object) -> str | None:
        """Return a date or date-time; None for nothing and for what is none."""
        if value is None or value == "":
            return None
        if isinstance(value, str) and is_date(value):
            return value
        self.add(DATES)
        return None

    def moment(self, value: object) -> str | None:
        """Return a date-time as the server itself spells one, in UTC; None for nothing and for what is none."""
        date = self.date(value)
        try:
            return date and datetime.fromisoformat(date).astimezone(UTC).isoformat(timespec="milliseconds")
        except (ValueError, OverflowError):  # no time of the day, or outside all years
            self.add(DATES)
            return None

    def number(self, value: object, least: float = -math.inf, most: float = math.inf) -> float | None:
        """Return a number, which may be spelled as a string; None for nothing and for what is none."""
        if value is None or value == "":
            return None
        number = _number(value)
        if number is not None and least <= number <= most and abs(number) < NUMBER_BOUND:
            return int(number) if number.is_integer() else number
        self.add(NUMBERS)
        return None

    def url(self, value: object, limit: int) -> str | None:
        """Return an address of the web or of mail; None for anything else."""
        if isinstance(value, str) and len(value) <= limit and _URL.fullmatch(value):
            return value
        self.add(URLS)
        return None

    def _sound(self, text: str, limit: int) -> str:
        text, controls = _CONTROL.subn("", text)
        text, halves = _SURROGATE.subn("\ufffd", text)
        self.add(CONTROLS, bool(controls))
        self.add(SURROGATES, bool(halves))
        self.add(CUT, len(text) > limit)
        text = text[:limit]
        self._characters += len(text)
        if self._characters > TEXT_CHARACTERS_MAX:
            raise Invalid(f"its texts have more than {TEXT_CHARACTERS_MAX:,} characters together")
        return text


def limit(field: Field[Any]) -> int:
    """Return how many characters a key of a record takes."""
    assert isinstance(field.kind, String)
    return field.kind.limit


def string(row: Row, key: str) -> str:
    """Return an id or a word; empty for anything else."""
    value = row.get(key)
    return value if isinstance(value, str) else ""


def rows(row: Row, key: str) -> list[Row]:
    """Return the objects of a list; none for anything else."""
    value = row.get(key)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def row(of: Row, key: str) -> Row:
    """Return an object; an empty one for anything else."""
    value = of.get(key)
    return value if isinstance(value, dict) else {}


def strings(row: Row, key: str) -> list[str]:
    """Return the strings of a list, each once and in order; none for anything else."""
    value = row.get(key)
    return (
        list(dict.fromkeys(one for one in value if isinstance(one, str))) if isinstance(value, list) else []
    )


def position(row: Row, key: str) -> float:
    """Return a number to sort by; 0 for anything else."""
    return _number(row.get(key)) or 0.0


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None
