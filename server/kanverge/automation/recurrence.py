"""When something comes again: an RRULE at a clock time in a zone, or so many days after it was done.

Pure: rules and moments in, moments out. RFC 5545 is python-dateutil's business; what may be asked of it is ours,
because it looks for ever for a day that never comes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, datetime, time, timedelta
from itertools import islice
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

from kanverge.automation.shapes import at, take, text, whole, word
from kanverge.errors import Invalid
from kanverge.zones import clock_time, instant, zone

RULE_CHARS_MAX: Final = 200
COUNT_MAX: Final = 1_000
INTERVAL_MAX: Final = 1_000
START_WITHIN_YEARS: Final = 20
MADE_UP_MAX: Final = 10
"""So many missed runs are made up for at most, the latest ones."""
MISSED_COUNTED_MAX: Final = 10_000
AFTER_DAYS_MAX: Final = 3_650

CALENDAR_YEARS: Final = 400
"""After so many years the calendar is the same again, weekdays and all."""
LAST_CALENDAR: Final = 9_600
"""From here on dateutil gives up within 400 years, which costs milliseconds, and not within 8,000."""

_PARTS: Final[dict[str, re.Pattern[str]]] = {
    "FREQ": re.compile(r"DAILY|WEEKLY|MONTHLY|YEARLY"),
    "INTERVAL": re.compile(r"[1-9]\d{0,3}"),
    "COUNT": re.compile(r"[1-9]\d{0,3}"),
    "UNTIL": re.compile(r"\d{8}(?:T\d{6}Z?)?"),
    "WKST": re.compile(r"MO|TU|WE|TH|FR|SA|SU"),
    "BYDAY": re.compile(r"(?:[+-]?[1-5]?(?:MO|TU|WE|TH|FR|SA|SU)(?:,|$)){1,14}"),
    "BYMONTHDAY": re.compile(r"(?:[+-]?(?:[1-9]|[12]\d|3[01])(?:,|$)){1,31}"),
    "BYMONTH": re.compile(r"(?:(?:[1-9]|1[0-2])(?:,|$)){1,12}"),
    "BYSETPOS": re.compile(r"(?:[+-]?[1-9]\d?(?:,|$)){1,10}"),
}  # fmt: skip
_ALWAYS: Final = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"})
# What else goes with which: nothing that could name a day which never comes, where a step is only a day or a week.
_WITH: Final = {
    "DAILY": frozenset[str](),
    "WEEKLY": frozenset({"BYDAY"}),
    "MONTHLY": frozenset({"BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS"}),
    "YEARLY": frozenset({"BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS"}),
}


@dataclass(frozen=True, slots=True)
class Repeat:
    """An RRULE that begins at a clock time somewhere; its runs keep that time when the clocks change."""

    rule: str
    start: datetime
    zone: ZoneInfo


class Due(NamedTuple):
    """What a look at the clock finds: the runs to make, how many missed ones are left out, and the next to come."""

    runs: tuple[datetime, ...]
    skipped: int
    following: datetime | None


def read_repeat(value: Any, where: str = "repeat") -> dict[str, Any]:
    """Check a repeat as it is stored: ``rule``, ``start`` (a clock time) and ``zone``; raise Invalid."""
    taken = take(value, where, {"rule": text(RULE_CHARS_MAX), "start": text(19)}, {"zone": text(64)})
    with at(where):
        repeat_of(taken)
    return taken


def repeat_of(value: dict[str, Any]) -> Repeat:
    """Return what a checked repeat says."""
    repeat = Repeat(_rule(value["rule"]), local_time(value["start"]), zone(value.get("zone", "UTC")))
    _until(repeat)  # raises for a day that is none, or cannot be counted to
    return repeat


def local_time(value: str) -> datetime:
    """Return a clock time written as 2026-11-27T09:00; raise Invalid."""
    try:
        local = datetime.fromisoformat(value)
    except ValueError:
        local = None
    if local is None or local.tzinfo is not None or "T" not in value:
        raise Invalid(f"start must be a day and a clock time as 2026-11-27T09:00, not {value!r:.40}")
    return local.replace(second=0, microsecond=0)


def insist(repeat: Repeat, now: datetime) -> None:
    """Raise Invalid for a repeat that has no run to come, or begins too far away to be meant."""
    years = abs(repeat.start.year - now.year)
    if years > START_WITHIN_YEARS:
        raise Invalid(f"start must be within {START_WITHIN_YEARS} years of now")
    if not upcoming(repeat, now, 1):
        raise Invalid(
            "this never comes again: look at its last day, its number of times, and its days of the month"
        )


def upcoming(repeat: Repeat, after: datetime, count: int) -> list[datetime]:
    """Return the next ``count`` runs after a moment, in UTC; fewer where it ends."""
    return list(islice(_runs(repeat, after), count))


def due(repeat: Repeat, following: datetime, now: datetime, missed: str) -> Due:
    """Return the runs that are due when the next one was to be ``following``.

    What was missed while the server was down is one run, the last (``last``), or every one (``all``), of those the
    latest ten.
    """
    if following > now:
        return Due((), 0, following)
    runs = [following]
    coming: datetime | None = None
    for run in islice(_runs(repeat, following), MISSED_COUNTED_MAX):
        if run > now:
            coming = run
            break
        runs.append(run)
    kept = runs[-MADE_UP_MAX:] if missed == "all" else runs[-1:]
    if coming is None:
        coming = next(_runs(repeat, now), None)
    return Due(tuple(kept), len(runs) - len(kept), coming)


def after_completion(completed: datetime, days: int, at: time, where: ZoneInfo) -> datetime:
    """Return the moment ``days`` days after something was done, at the clock time ``at``."""
    day = clock_time(completed, where).date() + timedelta(days=days)
    return instant(datetime.combine(day, at), where)


def _runs(repeat: Repeat, after: datetime) -> Iterator[datetime]:
    shift = _shift(repeat.start.year)
    rule = _made(repeat, shift)
    # A clock time that comes twice stands for the first: look from before it, and leave out what is past.
    local = _moved(clock_time(after, repeat.zone), shift) - timedelta(days=1)
    for run in rule.xafter(local, inc=True):
        moment = instant(_moved(run, -shift), repeat.zone)
        if moment > after:
            yield moment


def _shift(year: int) -> int:
    """Return by how many years to move a rule that begins in ``year``, so that a search for nothing ends soon."""
    return (LAST_CALENDAR + CALENDAR_YEARS - 1 - year) // CALENDAR_YEARS * CALENDAR_YEARS


def _moved(moment: datetime, years: int) -> datetime:
    return moment.replace(year=moment.year + years)


def _made(repeat: Repeat, shift: int) -> rrule:
    made: rrule = rrulestr(_without_until(repeat.rule), dtstart=_moved(repeat.start, shift))
    until = _until(repeat)
    return made if until is None else made.replace(until=_moved(until, shift))


def _without_until(rule: str) -> str:
    return ";".join(part for part in rule.split(";") if not part.startswith("UNTIL="))


def _until(repeat: Repeat) -> datetime | None:
    """Return the last clock time; a day alone ends with that day."""
    given = dict(part.split("=") for part in repeat.rule.split(";")).get("UNTIL")
    if given is None:
        return None
    try:
        spelled = given.rstrip("Z") if "T" in given else f"{given}T235959"
        until = datetime.strptime(spelled, "%Y%m%dT%H%M%S")  # noqa: DTZ007 - a clock time has no zone
    except ValueError:
        raise Invalid(f"the rule's UNTIL={given} is no day") from None
    if until.year + _shift(repeat.start.year) > MAXYEAR:
        raise Invalid("the rule's UNTIL is too far away")
    return clock_time(until.replace(tzinfo=UTC), repeat.zone) if given.endswith("Z") else until


def _rule(given: str) -> str:
    """Return an RRULE made of what is understood here, in capitals and without its name; raise Invalid."""
    rule = given.strip().upper().removeprefix("RRULE:").strip(";")
    parts: dict[str, str] = {}
    for part in rule.split(";"):
        name, _, value = part.partition("=")
        if name not in _PARTS or name in parts:
            raise Invalid(f"a rule takes each of {', '.join(_PARTS)} once, not {part!r:.40}")
        if not _PARTS[name].fullmatch(value):
            raise Invalid(f"the rule's {name} cannot be {value!r:.40}")
        parts[name] = value
    frequency = parts.get("FREQ")
    if frequency is None:
        raise Invalid("a rule needs FREQ: DAILY, WEEKLY, MONTHLY or YEARLY")
    for name in parts.keys() - _ALWAYS - _WITH[frequency]:
        raise Invalid(f"a {frequency} rule takes no {name}")
    _refuse_more(parts)
    return rule


def _refuse_more(parts: dict[str, str]) -> None:
    if int(parts.get("COUNT", 1)) > COUNT_MAX:
        raise Invalid(f"a rule's COUNT is at most {COUNT_MAX}")
    if int(parts.get("INTERVAL", 1)) > INTERVAL_MAX:
        raise Invalid(f"a rule's INTERVAL is at most {INTERVAL_MAX}")
    if "COUNT" in parts and "UNTIL" in parts:
        raise Invalid("a rule has COUNT or UNTIL, not both")
    if parts["FREQ"] == "WEEKLY" and re.search(r"\d", parts.get("BYDAY", "")):
        raise Invalid("the days of a WEEKLY rule are not numbered")


def _at(value: Any, where: str) -> str:
    checked: str = text(5)(value, where)
    try:
        time.fromisoformat(checked)
    except ValueError:
        raise Invalid(f"{where} must be a clock time as 09:00") from None
    return checked


AFTER: Final = ({"days": whole(1, AFTER_DAYS_MAX)}, {"at": _at, "zone": text(64)})
"""The shape of "n days after it was done"."""

MISSED: Final = word("last", "all")
