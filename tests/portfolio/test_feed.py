"""Calendars out of facts: what dates mean, and that icalendar reads back what was written."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import icalendar
import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanverge.portfolio import card_facts
from kanverge.portfolio.card_facts import CardFacts
from kanverge.portfolio.feed import EVENTS_MAX, Event, bounded, events, span_of, tag, written

ORIGIN = "https://boards.example"
BOARD = "b"
CHANGED = int(datetime(2026, 3, 1, 12, tzinfo=UTC).timestamp() * 1_000)
EMPTY = CardFacts("", "", False, False, None, None, None, None, None, (), (), None, None, (), ())


def card(title: str = "Plan", **values: Any) -> CardFacts:
    return EMPTY._replace(title=title, changed=CHANGED, **values)


def summary(*milestones: list[Any], name: str = "Launch") -> dict[str, Any]:
    return {"name": name, "edited": CHANGED, "milestones": list(milestones)}


def found(*cards: CardFacts, person: str | None = None) -> list[Event]:
    rows = {f"c{at}": card_facts.pack(card) for at, card in enumerate(cards)}
    return list(events(BOARD, summary(), rows, person=person))


def read_back(found: list[Event], name: str = "Launch") -> list[Any]:
    content = written(name, ORIGIN, found)
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # no character is cut in two
    calendar = icalendar.Calendar.from_ical(content)
    assert not calendar.errors
    entries = calendar.walk("VEVENT")
    assert not any(entry.errors for entry in entries)
    return list(entries)


def moment(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("start", "due", "first", "end"),
    [
        (None, "2026-11-22", date(2026, 11, 22), date(2026, 11, 23)),
        ("2026-11-20", None, date(2026, 11, 20), date(2026, 11, 21)),
        ("2026-11-20", "2026-11-22", date(2026, 11, 20), date(2026, 11, 23)),
        # Ends of months and years, and leap days.
        (None, "2026-01-31", date(2026, 1, 31), date(2026, 2, 1)),
        (None, "2026-12-31", date(2026, 12, 31), date(2027, 1, 1)),
        (None, "2028-02-28", date(2028, 2, 28), date(2028, 2, 29)),
        (None, "2028-02-29", date(2028, 2, 29), date(2028, 3, 1)),
        (None, "2027-02-28", date(2027, 2, 28), date(2027, 3, 1)),
        (None, "0001-01-01", date(1, 1, 1), date(1, 1, 2)),
        # The days on which clocks change are days like others.
        ("2026-03-28", "2026-03-29", date(2026, 3, 28), date(2026, 3, 30)),
        ("2026-10-24", "2026-10-25", date(2026, 10, 24), date(2026, 10, 26)),
        # What would end before it starts is at its due date.
        ("2026-11-25", "2026-11-22", date(2026, 11, 22), date(2026, 11, 23)),
        # Moments, as they are in UTC, on both sides of a change of clocks in Berlin.
        (None, "2026-03-29T01:59:59+01:00", moment(2026, 3, 29, 0, 59, 59), None),
        (None, "2026-03-29T03:00:00+02:00", moment(2026, 3, 29, 1), None),
        ("2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00", moment(2026, 10, 25, 0, 30),
         moment(2026, 10, 25, 1, 30)),
        (None, "2026-12-31T23:30:00-05:00", moment(2027, 1, 1, 4, 30), None),
        ("2026-11-22T10:00:00Z", "2026-11-22T09:00:00Z", moment(2026, 11, 22, 9), None),
        ("2026-11-22T10:00:00Z", None, moment(2026, 11, 22, 10), None),
        (None, "2026-11-22T10:00:00.123456789Z", moment(2026, 11, 22, 10, 0, 0, 123456), None),
        # One of each: the days count, as they were written.
        ("2026-11-20", "2026-11-22T23:30:00-08:00", date(2026, 11, 20), date(2026, 11, 23)),
        ("2026-11-20T01:00:00+09:00", "2026-11-22", date(2026, 11, 20), date(2026, 11, 23)),
    ],
)  # fmt: skip
def test_dates_are_days_or_moments(start: str | None, due: str | None, first: Any, end: Any) -> None:
    assert span_of(start, due) == (first, end)
    [entry] = read_back(found(card(start=start, due=due)))
    assert entry.decoded("dtstart") == (
        first.replace(microsecond=0) if isinstance(first, datetime) else first
    )
    assert ("dtend" in entry) == (end is not None)
    if end is not None:
        assert entry.decoded("dtend") == end


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (None, None),
        (None, "2027-02-29"),
        ("2026-13-01", None),
        (None, ""),
        (None, "T"),
        (None, "tomorrow"),
        (None, "9999-12-31"),
        (None, "0001-01-01T00:00:00+05:00"),
        (None, "2026-11-22T10:00:00"),
        (None, "2026-11-22T23:59:60Z"),
    ],
)
def test_what_is_no_date_is_no_event(start: str | None, due: str | None) -> None:
    assert span_of(start, due) is None
    assert found(card(start=start, due=due)) == []


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Milk, eggs; bread \\ butter", None),
        ("two\nlines", None),
        ("🎉" * 60, None),
        ("שלום עולם " * 12 + "!", None),
        ("BEGIN:VEVENT\r\nEND:VCALENDAR", "BEGIN:VEVENT\nEND:VCALENDAR"),
        ("bell\x07 and\x00 nothing\x7f", "bell and nothing"),
        ('"quoted":and:colons=^n', None),
        ("\u2028 \x85 e\u0301", "e\u0301"),
        ("x" * 1_000, None),
        ("", "Untitled"),
        (" \t ", "Untitled"),
    ],
)
def test_titles_come_back_as_they_are(title: str, shown: str | None) -> None:
    [entry] = read_back(found(card(title, due="2026-11-22")))
    assert str(entry["summary"]) == (title if shown is None else shown)


def test_an_event_says_where_it_is_from_and_when_it_changed() -> None:
    [entry] = read_back(found(card(due="2026-11-22")))
    assert str(entry["uid"]) == "c0.b@kanverge"
    assert entry["url"] == "https://boards.example/b/b/c/c0"
    assert str(entry["description"]) == "Launch\nhttps://boards.example/b/b/c/c0"
    assert entry.decoded("last-modified") == entry.decoded("dtstamp") == moment(2026, 3, 1, 12)
    [later] = read_back(found(card(due="2026-11-23")._replace(changed=CHANGED + 2_000)))
    assert (later["uid"], later["sequence"]) == (entry["uid"], entry["sequence"] + 2)


def test_done_is_told_archived_is_left_out_and_only_what_is_mine_is_in_my_feed() -> None:
    done, put_away = card(due="2026-11-22", done=True), card(due="2026-11-22", archived=True)
    mine, others = card("Mine", due="2026-11-22", assignees=("ann",)), card("ann", due="2026-11-22")
    assert [event.title for event in found(done, put_away, mine, others)] == ["✓ Plan", "Mine", "ann"]
    assert [event.title for event in found(done, put_away, mine, others, person="ann")] == ["Mine"]


def test_milestones_are_events_of_the_board() -> None:
    said = summary(
        ["m1", "Beta", "2026-12-01", False], ["m2", "", "2026-12-02", True], ["m3", "Some day", None, False]
    )
    beta, nameless = read_back(list(events(BOARD, said, {})))
    assert [str(beta["summary"]), str(nameless["summary"])] == ["◆ Beta", "✓ Untitled"]
    assert beta.decoded("dtstart") == date(2026, 12, 1)
    assert list(events(BOARD, said, {}, person="ann")) == []


def test_a_calendar_is_called_as_its_board() -> None:
    content = written("Launch,\r\n at; last", ORIGIN, [])
    assert not icalendar.Calendar.from_ical(content).errors
    for name in (b"NAME", b"X-WR-CALNAME"):
        assert b"\r\n" + name + b":Launch\\, at\\; last\r\n" in content


def test_how_long_it_may_be_kept_is_told_to_old_programs_too() -> None:
    lines = written("Launch", ORIGIN, []).decode().splitlines()
    assert {"REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H"} <= set(lines)


def test_of_too_many_events_the_latest_are_told() -> None:
    days = [date.fromordinal(date(2020, 1, 1).toordinal() + at) for at in range(EVENTS_MAX + 10)]
    kept = bounded(found(*(card(due=day.isoformat()) for day in reversed(days))))
    assert [event.start for event in kept] == days[10:]


def test_the_tag_is_another_exactly_when_the_calendar_is() -> None:
    one, same = found(card(due="2026-11-22")), found(card(due="2026-11-22"))
    other = found(card(due="2026-11-23"))
    assert tag("A", ORIGIN, one) == tag("A", ORIGIN, same)
    assert written("A", ORIGIN, one) == written("A", ORIGIN, same)
    assert (
        len({tag("A", ORIGIN, one), tag("A", ORIGIN, other), tag("B", ORIGIN, one), tag("A", "x", one)}) == 4
    )


DATES = (
    st.none()
    | st.text(max_size=30)
    | st.dates().map(str)
    | st.datetimes().map(lambda at: f"{at.isoformat()}Z")
)


@given(st.text(max_size=90), DATES, DATES)
def test_whatever_was_written_is_read_back(title: str, start: str | None, due: str | None) -> None:
    made = found(card(title, start=start, due=due))
    for event, entry in zip(made, read_back(made, name=title), strict=True):
        assert str(entry["uid"]) == event.uid


def test_facts_that_were_stored_before_a_field_came_are_read() -> None:
    earlier = card_facts.pack(card(due="2026-11-22"))
    values = list(msgpack.unpackb(earlier))
    assert card_facts.unpack(msgpack.packb(values[:-1])) == card(due="2026-11-22")
    shorter = msgpack.packb(values[:-3])
    assert card_facts.unpack(shorter) == card(due="2026-11-22")._replace(changed=None)
    [event] = events(BOARD, summary(), {"c": shorter})
    assert event.changed == CHANGED  # the board's
    for row in ([], list(EMPTY)[:14], [*EMPTY, "of a newer version"]):
        with pytest.raises(ValueError, match="no card facts"):
            card_facts.unpack(msgpack.packb(row))
