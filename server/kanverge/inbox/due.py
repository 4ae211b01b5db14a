"""What is due soon, out of facts: a day today or tomorrow where somebody lives, a moment within a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from kanverge.portfolio import card_facts
from kanverge.portfolio.following import unpack
from kanverge.zones import today

AHEAD: Final = timedelta(days=1)
FIRST, LAST = timedelta(hours=14), timedelta(hours=-12)
"""Where a day begins first on Earth and where last, as seen from UTC."""


class Soon(NamedTuple):
    """A card that is due soon, and one of those to whom it is assigned."""

    card: str
    title: str
    due: str
    person: str


def has_soon(summary: Any, now: datetime) -> bool:
    """Return whether a board's stored summary tells of open cards that are due soon anywhere: most have none."""
    return isinstance(summary, bytes) and any(_is_soon_anywhere(due, now) for due in unpack(summary)["due"])


def soon(rows: Mapping[str, bytes], now: datetime) -> list[Soon]:
    """Return the cards that are due soon anywhere, each for everyone to whom it is assigned."""
    return list(_soon(rows, now))


def _soon(rows: Mapping[str, bytes], now: datetime) -> Iterator[Soon]:
    for id, packed in rows.items():
        row = card_facts.unpack(packed)
        if row.due is None or row.archived or row.finished is not None or row.done:
            continue
        if _is_soon_anywhere(row.due, now):
            for person in row.assignees:
                yield Soon(id, row.title[:200], row.due, person)


def _is_soon_anywhere(value: str, now: datetime) -> bool:
    return _is_soon(value, now, (now + LAST).date(), (now + FIRST).date())


def is_soon(value: str, now: datetime, where: ZoneInfo) -> bool:
    """Return whether a date of a board comes soon for who lives there; what is over does not."""
    day = today(now, where)
    return _is_soon(value, now, day, day)


def _is_soon(value: str, now: datetime, first: date, last: date) -> bool:
    try:
        if "T" not in value:
            return first <= date.fromisoformat(value) <= last + AHEAD
        return now <= datetime.fromisoformat(value).astimezone(UTC) <= now + AHEAD
    except (ValueError, OverflowError, TypeError):
        return False
