"""A recurring card as a record: what card, where, and when it comes again.

Either by a ``repeat``, at its times, or ``after`` so many days from when the card made last was done. ``next`` (ms) is
kept beside it, with ``last``, the card made last, and ``made``, how many there were.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any, Final

from kanverge.accounts.moments import SECOND_MS
from kanverge.automation import blueprints
from kanverge.automation.recurrence import (
    AFTER,
    MISSED,
    after_completion,
    insist,
    read_repeat,
    repeat_of,
    upcoming,
)
from kanverge.automation.shapes import Shape, at, ident, take, text, whole, word, yes
from kanverge.errors import Invalid
from kanverge.zones import zone

_MS: Final = whole(0, 2**52)


def _after(value: Any, where: str) -> dict[str, Any]:
    taken = take(value, where, *AFTER)
    with at(f"{where}.zone"):
        zone(taken.get("zone", "UTC"))
    return taken


_REQUIRED: Final[Shape] = {"card": blueprints.read}
_OPTIONAL: Final[Shape] = {
    "column": ident,
    "to": word("top", "bottom"),
    "repeat": read_repeat,
    "after": _after,
    "missed": MISSED,
    "last": ident,
    "off": yes,
}
_NOTED: Final[Shape] = {"by": text(64), "created": _MS, "changed": _MS, "next": _MS, "made": whole(0, 2**52)}


def asked(value: Any, now: datetime) -> dict[str, Any]:
    """Check a recurring card as somebody asks for it; raise Invalid. ``last`` names the card it begins with."""
    taken = take(value, "recurrence", _REQUIRED, _OPTIONAL)
    if ("repeat" in taken) == ("after" in taken):
        raise Invalid("a recurring card has either repeat or after")
    if "repeat" in taken:
        with at("recurrence.repeat"):
            insist(repeat_of(taken["repeat"]), now)
    return taken


def read(value: Any) -> dict[str, Any]:
    """Check a recurring card as it is stored, perhaps by another version; raise Invalid."""
    return take(value, "recurrence", _REQUIRED, {**_OPTIONAL, **_NOTED})


def begun(value: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Return a recurring card with the moment its next card is made.

    One that comes after completion waits for its ``last`` card; without one the first is made at once.
    """
    coming: datetime | None = None
    if "repeat" in value:
        runs = upcoming(repeat_of(value["repeat"]), now, 1)
        coming = runs[0] if runs else None
    elif "last" not in value:
        coming = now
    return _with_next(value, coming)


def completed(value: Mapping[str, Any], when: datetime) -> dict[str, Any]:
    """Return a recurring card whose last card was done: the next is made some days later."""
    after = value["after"]
    at = time.fromisoformat(after.get("at", "00:00"))
    return _with_next(value, after_completion(when, after["days"], at, zone(after.get("zone", "UTC"))))


def made(value: Mapping[str, Any], cards: list[str], following: datetime | None) -> dict[str, Any]:
    """Return a recurring card of which some cards were made, and when the next one comes."""
    return _with_next({**value, "last": cards[-1], "made": value.get("made", 0) + len(cards)}, following)


def _with_next(value: Mapping[str, Any], coming: datetime | None) -> dict[str, Any]:
    rest = {key: one for key, one in value.items() if key != "next"}
    return rest if coming is None else {**rest, "next": milliseconds(coming)}


def milliseconds(moment: datetime) -> int:
    """Return a moment as it is stored."""
    return int(moment.timestamp() * SECOND_MS)


def moment(ms: int) -> datetime:
    """Return a stored moment."""
    return datetime.fromtimestamp(ms / SECOND_MS, UTC)
