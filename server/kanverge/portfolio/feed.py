"""What a calendar is told: cards with dates and milestones as events, out of facts and without opening a board.

Pure, and total over whatever editors wrote: dates that no calendar has are left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, NamedTuple, TypeAlias

from kanverge.portfolio import card_facts
from kanverge.portfolio.card_facts import CardFacts

EVENTS_MAX: Final = 2_000
"""Those with the latest dates: a calendar of more is not looked at, and each costs a third of a millisecond."""
UNTITLED: Final = "Untitled"
FIRST_SEQUENCE_S: Final = int(datetime(2020, 1, 1, tzinfo=UTC).timestamp())
"""Sequence numbers are seconds since then: they must fit into 31 bits, and only go up."""
PRODUCT: Final = "-//Kanverge//Kanverge//EN"
ASKED_AGAIN_AFTER: Final = timedelta(hours=1)

When: TypeAlias = date | datetime
"""A full date, or a moment in UTC."""


class Event(NamedTuple):
    """One event; ``end`` is exclusive, None where it is a moment."""

    uid: str
    title: str
    start: When
    end: When | None
    changed: int
    path: str
    board: str


def events(
    board: str, summary: Mapping[str, Any], rows: Mapping[str, bytes], *, person: str | None = None
) -> Iterator[Event]:
    """Yield what a board has for a calendar; with ``person`` only cards that are assigned to them.

    ``rows`` are packed, as facts are stored: of most nothing needs to be read.
    """
    name, edited = str(summary["name"]), int(summary["edited"])
    needle = (person or "").encode()
    for id, packed in rows.items():
        if needle not in packed:
            continue
        row = card_facts.unpack(packed)
        if row.archived or (person is not None and person not in row.assignees):
            continue
        if (span := span_of(row.start, row.due)) is not None:
            title = _titled(row)
            yield Event(_uid(board, id), title, *span, row.changed or edited, f"/b/{board}/c/{id}", name)
    if person is None:
        for id, title, day, is_done in summary["milestones"]:
            if (span := span_of(None, day)) is not None:
                shown = f"{'✓' if is_done else '◆'} {_line(title) or UNTITLED}"
                yield Event(_uid(board, id), shown, *span, edited, f"/b/{board}", name)


def span_of(start: str | None, due: str | None) -> tuple[When, When | None] | None:
    """Return from when until when (exclusive) dates of a board reach, or None where there is none.

    Days and moments do not mix in one event: then the days count, those of a moment as it was written. What would
    end before it starts is at its due date.
    """
    first, last = _read(start), _read(due)
    if first is None or last is None:
        first = last = first if last is None else last
    if first is None or last is None:
        return None
    try:
        if isinstance(first, datetime) and isinstance(last, datetime):
            begins, ends = first.astimezone(UTC), last.astimezone(UTC)
            return (begins, ends) if begins < ends else (ends, None)
        return min(_day(first), _day(last)), _day(last) + timedelta(days=1)
    except OverflowError:  # at the ends of the calendar
        return None


def bounded(found: Iterable[Event]) -> list[Event]:
    """Return the events in order of time; of too many the latest."""
    return sorted(found, key=lambda event: (_sorting(event.start), event.uid))[-EVENTS_MAX:]


def tag(name: str, origin: str, found: Sequence[Event]) -> str:
    """Return what is the same as long as ``written`` is."""
    digest = hashlib.sha256(repr((PRODUCT, name, origin, found)).encode())
    return f'"{digest.hexdigest()[:32]}"'


def written(name: str, origin: str, found: Iterable[Event]) -> bytes:
    """Return the events as an iCalendar file."""
    import icalendar  # a tenth of a second, which a start need not wait for

    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    shown = icalendar.vText(" ".join(_line(name).split()))  # of what is not in the standard nothing is known
    calendar.add("name", shown)
    calendar.add("x-wr-calname", shown)
    calendar.add("refresh-interval", ASKED_AGAIN_AFTER, parameters={"VALUE": "DURATION"})
    # Not of the standard, so its type is not known.
    calendar.add("x-published-ttl", icalendar.vDuration(ASKED_AGAIN_AFTER))
    for event in found:
        changed = datetime.fromtimestamp(event.changed // 1_000, UTC)
        entry = icalendar.Event()
        entry.add("uid", event.uid)
        entry.add("dtstamp", changed)
        entry.add("last-modified", changed)
        entry.add("sequence", max(0, event.changed // 1_000 - FIRST_SEQUENCE_S))
        entry.add("dtstart", event.start)
        if event.end is not None:
            entry.add("dtend", event.end)
        entry.add("summary", event.title)
        entry.add("description", f"{_line(event.board)}\n{origin}{event.path}")
        entry.add("url", f"{origin}{event.path}")
        entry.add("transp", "TRANSPARENT")  # a due date keeps nobody busy
        calendar.add_component(entry)
    content: bytes = calendar.to_ical()
    return content


def _uid(board: str, id: str) -> str:
    return f"{id}.{board}@kanverge"


def _titled(row: CardFacts) -> str:
    title = _line(row.title) or UNTITLED
    return f"✓ {title}" if row.finished is not None or row.done else title


def _line(text: str) -> str:
    """Return text without what no line of a calendar may hold."""
    return "".join(
        character for character in text if character in "\n\t" or (character >= " " and character != "\x7f")
    ).strip()


def _read(value: str | None) -> When | None:
    if value is None:
        return None
    try:
        if "T" not in value:
            return date.fromisoformat(value)
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return None if moment.tzinfo is None else moment


def _day(value: When) -> date:
    return value.date() if isinstance(value, datetime) else value


def _sorting(when: When) -> str:
    return when.isoformat()
