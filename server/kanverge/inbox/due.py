"""What is due soon, out of facts: today or tomorrow where it is a day, within a day where it is a moment. UTC."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

from kanverge.portfolio import card_facts
from kanverge.portfolio.following import unpack

AHEAD: Final = timedelta(days=1)


class Soon(NamedTuple):
    """A card that is due soon, and one of those to whom it is assigned."""

    card: str
    title: str
    due: str
    person: str


def has_soon(summary: Any, now: datetime) -> bool:
    """Return whether a board's stored summary tells of open cards that are due soon: most have none."""
    return isinstance(summary, bytes) and any(is_soon(due, now) for due in unpack(summary)["due"])


def soon(rows: Mapping[str, bytes], now: datetime) -> list[Soon]:
    """Return the cards that are due soon, each for everyone to whom it is assigned."""
    return list(_soon(rows, now))


def _soon(rows: Mapping[str, bytes], now: datetime) -> Iterator[Soon]:
    for id, packed in rows.items():
        row = card_facts.unpack(packed)
        if row.due is None or row.archived or row.finished is not None or row.done:
            continue
        if is_soon(row.due, now):
            for person in row.assignees:
                yield Soon(id, row.title[:200], row.due, person)


def is_soon(value: str, now: datetime) -> bool:
    """Return whether a date of a board comes soon; what is over is not."""
    try:
        if "T" not in value:
            return now.date().isoformat() <= value <= (now + AHEAD).date().isoformat()
        return now <= datetime.fromisoformat(value).astimezone(UTC) <= now + AHEAD
    except (ValueError, OverflowError):
        return False
