from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from kanverge.automation.recurrence import (
    MADE_UP_MAX,
    Repeat,
    after_completion,
    due,
    insist,
    read_repeat,
    repeat_of,
    upcoming,
)
from kanverge.errors import Invalid

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def repeat(rule: str, start: str = "2026-01-01T09:00", zone: str = "UTC") -> Repeat:
    return repeat_of({"rule": rule, "start": start, "zone": zone})


def utc(value: str) -> datetime:
    return datetime.fromisoformat(value).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("rule", "start", "zone", "after", "expected"),
    [
        ("FREQ=DAILY", "2026-01-01T09:00", "UTC",
         "2026-01-01T09:00", "2026-01-02T09:00 2026-01-03T09:00"),
        ("FREQ=DAILY", "2026-01-01T09:00", "UTC",
         "2026-01-01T08:59", "2026-01-01T09:00"),
        ("FREQ=WEEKLY;BYDAY=MO,FR", "2026-01-01T09:00", "UTC",
         "2026-01-01T00:00", "2026-01-02T09:00 2026-01-05T09:00"),
        ("RRULE:FREQ=WEEKLY;INTERVAL=2", "2026-01-01T09:00", "UTC",
         "2026-01-02T00:00", "2026-01-15T09:00"),
        # Spring: 02:30 is not there on that day, and is 03:30 = 01:30 UTC; before and after it is 02:30 on the clocks.
        ("FREQ=DAILY", "2026-03-28T02:30", "Europe/Berlin",
         "2026-03-28T00:00", "2026-03-28T01:30 2026-03-29T01:30 2026-03-30T00:30"),
        # Autumn: 02:30 comes twice, and the first is meant, also when one looks between the two.
        ("FREQ=DAILY", "2026-10-24T02:30", "Europe/Berlin",
         "2026-10-24T00:00", "2026-10-24T00:30 2026-10-25T00:30 2026-10-26T01:30"),
        ("FREQ=DAILY", "2026-10-24T02:30", "Europe/Berlin",
         "2026-10-25T01:10", "2026-10-26T01:30"),
        # Nine in the morning stays nine in the morning.
        ("FREQ=WEEKLY", "2026-03-22T09:00", "America/New_York",
         "2026-02-28T00:00", "2026-03-22T13:00"),
        ("FREQ=WEEKLY", "2026-03-01T09:00", "America/New_York",
         "2026-02-28T00:00", "2026-03-01T14:00 2026-03-08T13:00"),
        # South of the equator the other way round, and a zone of half an hour.
        ("FREQ=DAILY", "2026-10-03T09:00", "Australia/Lord_Howe",
         "2026-10-02T00:00", "2026-10-02T22:30 2026-10-03T22:00"),
        # Ends of months: the 31st is only there where there is one; the last day always.
        ("FREQ=MONTHLY;BYMONTHDAY=31", "2026-01-31T09:00", "UTC",
         "2026-01-31T09:00", "2026-03-31T09:00 2026-05-31T09:00"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-01-31T09:00", "UTC",
         "2026-01-31T09:00", "2026-02-28T09:00 2026-03-31T09:00"),
        ("FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1", "2028-01-30T09:00", "UTC",
         "2028-01-30T09:00", "2028-02-29T09:00 2028-03-30T09:00"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "2026-01-01T09:00", "UTC",
         "2026-01-01T00:00", "2026-01-30T09:00 2026-02-27T09:00"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1", "2026-01-01T09:00", "UTC",
         "2026-01-31T00:00", "2026-02-02T09:00"),
        # Leap days.
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "2026-01-01T09:00", "UTC",
         "2026-01-01T00:00", "2028-02-29T09:00 2032-02-29T09:00"),
        ("FREQ=YEARLY", "2024-02-29T09:00", "UTC",
         "2026-01-01T00:00", "2028-02-29T09:00"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "2096-01-01T09:00", "UTC",
         "2096-03-01T00:00", "2104-02-29T09:00"),
        # Ends.
        ("FREQ=DAILY;COUNT=2", "2026-01-01T09:00", "UTC",
         "2026-01-01T00:00", "2026-01-01T09:00 2026-01-02T09:00 end"),
        ("FREQ=DAILY;UNTIL=20260102", "2026-01-01T09:00", "UTC",
         "2026-01-01T00:00", "2026-01-01T09:00 2026-01-02T09:00 end"),
        ("FREQ=DAILY;UNTIL=20260102T080000Z", "2026-01-01T09:00", "Europe/Berlin",
         "2026-01-01T00:00", "2026-01-01T08:00 2026-01-02T08:00 end"),
    ],
)  # fmt: skip
def test_runs(rule: str, start: str, zone: str, after: str, expected: str) -> None:
    moments = expected.split()
    runs = upcoming(repeat(rule, start, zone), utc(after), len(moments))
    assert runs == [utc(moment) for moment in moments if moment != "end"]


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "FREQ=SECONDLY",
        "FREQ=MINUTELY",
        "FREQ=HOURLY",
        "FREQ=DAILY;COUNT=1000000000",
        "FREQ=DAILY;COUNT=5000",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=9999",
        "FREQ=DAILY;BYHOUR=1,2,3",
        "FREQ=DAILY;BYMINUTE=0,1,2,3",
        "FREQ=DAILY;BYSECOND=0,30",
        "FREQ=YEARLY;BYYEARDAY=366",
        "FREQ=YEARLY;BYWEEKNO=53",
        "FREQ=YEARLY;BYEASTER=1",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=WEEKLY;BYDAY=1MO",
        "FREQ=YEARLY;BYDAY=53MO",
        "FREQ=DAILY;FREQ=WEEKLY",
        "FREQ=DAILY;UNTIL=20261301",
        "FREQ=DAILY;UNTIL=20260102;COUNT=2",
        "FREQ=DAILY;UNTIL=99991231T000000",
        "FREQ=DAILY;UNTIL=99991231",
        "INTERVAL=2",
        "FREQ=DAILY\nDTSTART:20260101T000000",
        "FREQ=MONTHLY;BYSETPOS=400",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=DAILY;X=" + "1" * 300,
    ],
)
def test_a_rule_that_is_not_understood_or_too_much_is_refused(rule: str) -> None:
    with pytest.raises(Invalid):
        insist(repeat_of(read_repeat({"rule": rule, "start": "2026-01-01T09:00"})), NOW)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=31",
        "FREQ=MONTHLY;BYDAY=5MO;BYSETPOS=2",
        "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31;BYMONTH=4",
        "FREQ=YEARLY;INTERVAL=1000;BYMONTH=2;BYMONTHDAY=29",
        "FREQ=MONTHLY;INTERVAL=1000;BYMONTHDAY=31;BYMONTH=2",
        "FREQ=DAILY;UNTIL=20251231",
        "FREQ=DAILY;COUNT=3",
    ],
)
def test_what_never_comes_again_is_refused(rule: str) -> None:
    with pytest.raises(Invalid, match="never"):
        insist(repeat(rule, "2025-12-01T09:00"), NOW)


@pytest.mark.parametrize(
    ("start", "zone"),
    [
        ("2026-01-01", "UTC"),
        ("2026-02-30T09:00", "UTC"),
        ("2026-01-01T09:00Z", "UTC"),
        ("9999-01-01T09:00", "UTC"),
        ("0001-01-01T09:00", "UTC"),
        ("2026-01-01T09:00", "Mars/Olympus"),
        ("2026-01-01T09:00", "../../etc/passwd"),
        ("2026-01-01T09:00", "localtime"),
        ("2026-01-01T09:00", "America"),
    ],
)
def test_a_start_or_zone_that_is_none_is_refused(start: str, zone: str) -> None:
    with pytest.raises(Invalid):
        insist(repeat_of(read_repeat({"rule": "FREQ=DAILY", "start": start, "zone": zone})), NOW)


def test_nothing_is_due_before_its_time() -> None:
    found = due(repeat("FREQ=DAILY"), utc("2026-01-05T09:00"), utc("2026-01-05T08:59"), "last")
    assert found == ((), 0, utc("2026-01-05T09:00"))


def test_one_run_is_due_at_its_time() -> None:
    found = due(repeat("FREQ=DAILY"), utc("2026-01-05T09:00"), utc("2026-01-05T09:00"), "last")
    assert found == ((utc("2026-01-05T09:00"),), 0, utc("2026-01-06T09:00"))


def test_of_missed_runs_the_last_one_is_made() -> None:
    found = due(repeat("FREQ=DAILY"), utc("2026-01-05T09:00"), utc("2026-01-08T12:00"), "last")
    assert found == ((utc("2026-01-08T09:00"),), 3, utc("2026-01-09T09:00"))


def test_all_missed_runs_are_made_up_to_a_bound() -> None:
    few = due(repeat("FREQ=DAILY"), utc("2026-01-05T09:00"), utc("2026-01-07T12:00"), "all")
    assert [run.day for run in few.runs] == [5, 6, 7]
    assert few.skipped == 0
    many = due(repeat("FREQ=DAILY"), utc("2026-01-05T09:00"), utc("2027-01-05T12:00"), "all")
    assert len(many.runs) == MADE_UP_MAX
    assert many.runs[-1] == utc("2027-01-05T09:00")
    assert many.skipped == 366 - MADE_UP_MAX


def test_the_last_run_of_all_leaves_nothing_to_come() -> None:
    found = due(repeat("FREQ=DAILY;COUNT=2"), utc("2026-01-02T09:00"), utc("2026-06-01T00:00"), "last")
    assert found == ((utc("2026-01-02T09:00"),), 0, None)


def test_days_after_something_was_done_are_counted_on_the_calendar_of_its_zone() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    # Done at 23:30 UTC on the 27th, which is the 28th there; the clocks change on the 29th.
    done = utc("2026-03-27T23:30")
    assert after_completion(done, 2, time(9), berlin) == utc("2026-03-30T07:00")
    assert after_completion(done, 1, time(2, 30), berlin) == utc("2026-03-29T01:30")
    assert after_completion(utc("2028-02-28T12:00"), 1, time(9), berlin) == utc("2028-02-29T08:00")
