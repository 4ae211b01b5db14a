"""What is due soon where somebody lives: over the change of clocks, leap days, ends of months and the date line."""

from __future__ import annotations

from datetime import datetime

import pytest

from kanverge.inbox.due import has_soon, is_soon, soon
from kanverge.portfolio import card_facts
from kanverge.portfolio.following import pack
from kanverge.zones import zone
from tests.portfolio.test_feed import EMPTY


@pytest.mark.parametrize(
    ("due", "now", "where", "expected"),
    [
        ("2026-03-02", "2026-03-02T00:00Z", "UTC", True),
        ("2026-03-03", "2026-03-02T00:00Z", "UTC", True),
        ("2026-03-04", "2026-03-02T23:59Z", "UTC", False),
        ("2026-03-01", "2026-03-02T00:00Z", "UTC", False),
        # Either side of the date line.
        ("2026-03-03", "2026-03-02T09:59Z", "Pacific/Honolulu", False),
        ("2026-03-03", "2026-03-02T10:00Z", "Pacific/Honolulu", True),
        ("2026-03-04", "2026-03-02T10:00Z", "Pacific/Kiritimati", True),
        ("2026-03-02", "2026-03-02T10:00Z", "Pacific/Kiritimati", False),
        # The day of 23 hours and that of 25 in Berlin: they begin at 23:00 UTC and at 22:00 UTC.
        ("2026-03-30", "2026-03-28T22:59Z", "Europe/Berlin", False),
        ("2026-03-30", "2026-03-28T23:00Z", "Europe/Berlin", True),
        ("2026-03-29", "2026-03-29T21:59Z", "Europe/Berlin", True),
        ("2026-03-29", "2026-03-29T22:00Z", "Europe/Berlin", False),
        ("2026-10-25", "2026-10-25T22:59Z", "Europe/Berlin", True),
        ("2026-10-25", "2026-10-25T23:00Z", "Europe/Berlin", False),
        ("2026-10-26", "2026-10-24T21:59Z", "Europe/Berlin", False),
        ("2026-10-26", "2026-10-24T22:00Z", "Europe/Berlin", True),
        # Half an hour of zone, and half an hour of summer.
        ("2026-10-05", "2026-10-03T13:29Z", "Australia/Lord_Howe", False),
        ("2026-10-05", "2026-10-03T13:30Z", "Australia/Lord_Howe", True),
        # Leap days, ends of months and years.
        ("2028-02-29", "2028-02-28T12:00Z", "UTC", True),
        ("2028-03-01", "2028-02-28T12:00Z", "UTC", False),
        ("2026-03-01", "2026-02-28T12:00Z", "UTC", True),
        ("2027-01-01", "2026-12-31T12:00Z", "UTC", True),
        # A moment is a moment everywhere.
        ("2026-03-29T02:30:00+01:00", "2026-03-28T01:30Z", "Pacific/Honolulu", True),
        ("2026-03-29T02:30:00+01:00", "2026-03-28T01:29Z", "Pacific/Honolulu", False),
        ("2026-03-29T02:30:00+01:00", "2026-03-29T01:31Z", "Europe/Berlin", False),
        # Nothing that is no date, and the ends of the calendar.
        ("soon", "2026-03-02T00:00Z", "UTC", False),
        ("2026-02-30", "2026-02-28T00:00Z", "UTC", False),
        ("0001-01-01T00:00:00+14:00", "2026-03-02T00:00Z", "UTC", False),
        ("9999-12-31T23:59:59-12:00", "2026-03-02T00:00Z", "UTC", False),
    ],
)
def test_due_soon(due: str, now: str, where: str, expected: bool) -> None:
    moment = datetime.fromisoformat(now)
    assert is_soon(due, moment, zone(where)) is expected
    # Boards are looked at only where it is soon for somebody: that must never leave anybody out.
    if expected:
        assert has_soon(pack({"due": {due: 1}}), moment)
        row = EMPTY._replace(due=due, assignees=("p",))
        assert [one.person for one in soon({"c": card_facts.pack(row)}, moment)] == ["p"]
