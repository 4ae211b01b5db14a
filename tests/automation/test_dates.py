"""Dates of what a board does by itself, in tables: daylight saving, leap days, ends of months, zones, missed runs."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from kanverge.automation import templates
from kanverge.automation.blueprints import ahead
from kanverge.automation.recurrence import after_completion
from kanverge.automation.recurring import moment
from kanverge.zones import zone
from kanverge_crdt import edits, snapshot
from tests.automation.conftest import START, Office
from tests.doubles.editors import Editor


@pytest.mark.parametrize(
    ("rule", "start", "where", "missed", "back", "dues", "following"),
    [
        # Nobody was there from 2026-03-02T08:00Z until ``back``. Mondays at nine in Berlin, over the change of clocks.
        ("FREQ=WEEKLY;BYDAY=MO", "2026-03-16T09:00", "Europe/Berlin", "all", "2026-04-01T08:00Z",
         "2026-03-16 2026-03-23 2026-03-30", "2026-04-06T07:00Z"),
        ("FREQ=WEEKLY;BYDAY=MO", "2026-03-16T09:00", "Europe/Berlin", "last", "2026-04-01T08:00Z",
         "2026-03-30", "2026-04-06T07:00Z"),
        # Back between the last run in winter and the first in summer, to the minute.
        ("FREQ=WEEKLY;BYDAY=MO", "2026-03-16T09:00", "Europe/Berlin", "all", "2026-03-30T06:59Z",
         "2026-03-16 2026-03-23", "2026-03-30T07:00Z"),
        # A clock time that the clocks skip on the 29th.
        ("FREQ=DAILY", "2026-03-28T02:30", "Europe/Berlin", "all", "2026-03-30T12:00Z",
         "2026-03-28 2026-03-29 2026-03-30", "2026-03-31T00:30Z"),
        # One that comes twice: the first of the two made it, and back in the second makes no other.
        ("FREQ=DAILY", "2026-10-24T02:30", "Europe/Berlin", "all", "2026-10-25T01:15Z",
         "2026-10-24 2026-10-25", "2026-10-26T01:30Z"),
        # Half an hour of summer.
        ("FREQ=DAILY", "2026-10-03T09:00", "Australia/Lord_Howe", "all", "2026-10-04T12:00Z",
         "2026-10-03 2026-10-04", "2026-10-04T22:00Z"),
        # The day is that of the zone, either side of the date line.
        ("FREQ=DAILY", "2026-03-03T00:30", "Pacific/Auckland", "all", "2026-03-03T08:00Z",
         "2026-03-03", "2026-03-03T11:30Z"),
        ("FREQ=DAILY", "2026-03-02T23:30", "Pacific/Honolulu", "all", "2026-03-03T10:00Z",
         "2026-03-02", "2026-03-04T09:30Z"),
        # Ends of months, and the 31st where there is one.
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-03-31T09:00", "UTC", "all", "2026-05-04T08:00Z",
         "2026-03-31 2026-04-30", "2026-05-31T09:00Z"),
        ("FREQ=MONTHLY;BYMONTHDAY=31", "2026-03-31T09:00", "UTC", "all", "2026-06-10T08:00Z",
         "2026-03-31 2026-05-31", "2026-07-31T09:00Z"),
        # A leap day, two years later.
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "2026-03-02T09:00", "UTC", "all", "2028-03-01T08:00Z",
         "2028-02-29", "2032-02-29T09:00Z"),
        # It ended meanwhile, or has not begun.
        ("FREQ=DAILY;COUNT=2", "2026-03-03T09:00", "UTC", "all", "2026-03-20T08:00Z",
         "2026-03-03 2026-03-04", None),
        ("FREQ=DAILY;UNTIL=20260304", "2026-03-03T09:00", "UTC", "last", "2026-03-20T08:00Z",
         "2026-03-04", None),
        ("FREQ=DAILY", "2026-03-20T09:00", "UTC", "all", "2026-03-19T08:00Z", "", "2026-03-20T09:00Z"),
        # Of very many the latest ten.
        ("FREQ=DAILY", "2026-03-02T09:00", "UTC", "all", "2026-12-31T10:00Z",
         " ".join(f"2026-12-{day}" for day in range(22, 32)), "2027-01-01T09:00Z"),
    ],
)  # fmt: skip
async def test_what_was_missed_while_nobody_was_there(
    office: Office,
    rule: str,
    start: str,
    where: str,
    missed: str,
    back: str,
    dues: str,
    following: str | None,
) -> None:
    [todo, *_] = office.editor.board.columns()
    card = {"title": "Again", "due_days": 0}
    repeat = {"rule": rule, "start": start, "zone": where}
    id = await office.recur(card=card, column=todo.id, repeat=repeat, missed=missed)
    await office.clock.advance((datetime.fromisoformat(back) - START).total_seconds())
    for name in ("first", "second"):  # who comes next finds nothing to make up for
        await (await office.worker(name)).work()
    made = (await office.board()).cards(todo.id)
    assert [one.due for one in made] == dues.split()
    record = (await office.records("recurrence"))[id]
    assert record.get("made", 0) == len(made)
    coming = moment(record["next"]) if "next" in record else None
    assert coming == (None if following is None else datetime.fromisoformat(following))


@pytest.mark.parametrize(
    ("done", "days", "at", "where", "expected"),
    [
        ("2026-03-28T20:00Z", 1, "09:00", "Europe/Berlin", "2026-03-29T07:00Z"),
        ("2026-10-24T20:00Z", 1, "09:00", "Europe/Berlin", "2026-10-25T08:00Z"),
        ("2026-03-27T20:00Z", 2, "02:30", "Europe/Berlin", "2026-03-29T01:30Z"),  # skipped
        ("2026-10-24T20:00Z", 1, "02:30", "Europe/Berlin", "2026-10-25T00:30Z"),  # twice
        ("2026-03-07T20:00Z", 1, "09:00", "America/New_York", "2026-03-08T13:00Z"),
        ("2026-10-03T20:00Z", 1, "09:00", "Australia/Lord_Howe", "2026-10-04T22:00Z"),
        ("2026-03-01T11:30Z", 1, "00:00", "Pacific/Auckland", "2026-03-02T11:00Z"),
        ("2028-02-28T12:00Z", 1, "00:00", "UTC", "2028-02-29T00:00Z"),
        ("2027-02-28T12:00Z", 1, "00:00", "UTC", "2027-03-01T00:00Z"),
        ("2028-02-29T12:00Z", 366, "00:00", "UTC", "2029-03-01T00:00Z"),
        ("2026-01-31T12:00Z", 30, "00:00", "UTC", "2026-03-02T00:00Z"),
        ("2026-12-31T23:59Z", 1, "00:00", "UTC", "2027-01-01T00:00Z"),
    ],
)
def test_days_after_it_was_done(done: str, days: int, at: str, where: str, expected: str) -> None:
    found = after_completion(datetime.fromisoformat(done), days, time.fromisoformat(at), zone(where))
    assert found == datetime.fromisoformat(expected)
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        ("2026-01-31", 1, "2026-02-01"),
        ("2028-02-28", 1, "2028-02-29"),
        ("2027-02-28", 1, "2027-03-01"),
        ("2026-12-31", 1, "2027-01-01"),
        ("2026-03-28", 2, "2026-03-30"),
        ("2028-03-01", -1, "2028-02-29"),
        ("9999-12-31", 1, None),
        ("0001-01-01", -1, None),
    ],
)
def test_days_ahead(day: str, count: int, expected: str | None) -> None:
    assert ahead(date.fromisoformat(day), count) == expected


@pytest.mark.parametrize(
    ("where", "days", "due"),
    [
        # It is 08:00 UTC on the 2nd of March.
        ("UTC", 0, "2026-03-02"),
        ("Pacific/Honolulu", 0, "2026-03-01"),
        ("Pacific/Kiritimati", 0, "2026-03-02"),
        ("Pacific/Auckland", 1, "2026-03-03"),
        ("Europe/Berlin", 27, "2026-03-29"),
        ("Europe/Berlin", -2, "2026-02-28"),
        ("UTC", 729, "2028-02-29"),
    ],
)
async def test_a_rule_counts_from_the_day_that_it_is_where_it_was_made(
    office: Office, where: str, days: int, due: str
) -> None:
    [todo, *_] = office.editor.board.columns()
    deed = {"do": "set", "key": "due", "value": {"days": days}}
    await office.rule({"on": "created"}, deed, zone=where)
    office.editor.add("cards", title="Plan", column=todo.id)
    await office.save()
    # By the moment at which it happened, however late the worker comes.
    await office.clock.advance(timedelta(days=3).total_seconds())
    await (await office.worker()).work()
    [card] = (await office.board()).cards(todo.id)
    assert card.due == due


@pytest.mark.parametrize(
    ("due", "begins", "expected"),
    [
        # A template of a board that began on 2026-01-31.
        ("2026-02-28", "2028-01-31", "2028-02-28"),
        ("2026-03-01", "2028-01-31", "2028-02-29"),
        ("2026-01-31", "2028-02-29", "2028-02-29"),
        ("2026-03-29", "2026-12-31", "2027-02-26"),
        ("2026-03-29T02:30:00+02:00", "2026-10-25", "2026-12-21T02:30:00+02:00"),
        ("2026-01-30", "2026-03-01", "2026-02-28"),
        ("2026-02-01", "9999-12-31", None),
    ],
)
def test_dates_of_a_template_move_by_days(due: str, begins: str, expected: str | None) -> None:
    editor, made = Editor(), Editor(7)
    todo = editor.add("columns", name="To do")
    editor.add("cards", title="Plan", column=todo, due=due)
    exported: dict[str, Any] = snapshot.export(editor.board, "B" * 22)
    template = templates.make(exported, start=date(2026, 1, 31), roles={})
    on = date.fromisoformat(begins)
    for intent in templates.intents(template, name="New", start=on, people={}, new_id=made.new_id):
        edits.apply(made.board, intent, jitter=made.jitter)
    [card] = made.board.cards()
    assert card.due == expected
