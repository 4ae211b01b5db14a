"""Days and clock times where people are: IANA zones, and what a local time means when the clocks change.

A full date belongs to no zone; a moment is UTC. Between the two stands a zone by its name, UTC where none was named.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kanverge.errors import Invalid

DEFAULT: Final = "UTC"
NAME_CHARS_MAX: Final = 64
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+)*", re.ASCII).fullmatch
# Names that mean something else on every machine.
_LOCAL: Final = frozenset({"localtime", "posixrules", "Factory"})


def zone(name: object) -> ZoneInfo:
    """Return the zone called ``name``; raise Invalid where there is none."""
    is_name = isinstance(name, str) and len(name) <= NAME_CHARS_MAX and _NAME(name) is not None
    if is_name and name not in _LOCAL:
        try:
            return ZoneInfo(str(name))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            pass
    raise Invalid(f"there is no time zone {name!r:.70}: name one as Europe/Berlin or UTC")


def instant(local: datetime, where: ZoneInfo) -> datetime:
    """Return the moment of a clock time in UTC.

    A time that the clocks skip is the one they show instead (02:30 becomes 03:30); one that comes twice is the first.
    """
    assert local.tzinfo is None
    return local.replace(tzinfo=where, fold=0).astimezone(UTC)


def clock_time(moment: datetime, where: ZoneInfo) -> datetime:
    """Return what the clocks show at a moment, without a zone."""
    return moment.astimezone(where).replace(tzinfo=None, fold=0)


def today(now: datetime, where: ZoneInfo) -> date:
    """Return the day that it is there."""
    return now.astimezone(where).date()


def day_of(value: str | None, where: ZoneInfo) -> date | None:
    """Return the day that a date of a board means there; None for none, or one that no calendar has."""
    if value is None:
        return None
    try:
        if "T" not in value:
            return date.fromisoformat(value)
        return datetime.fromisoformat(value).astimezone(where).date()
    except (ValueError, OverflowError):
        return None
