"""How things that several answers hold are spelled in JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TypeAlias

from kanverge.accounts.moments import SECOND_MS
from kanverge.accounts.people import Person
from kanverge.accounts.principals import COLORS

Json: TypeAlias = "dict[str, object]"


def moment(ms: int | None) -> str | None:
    """Return a moment as RFC 3339 in UTC, or None for none."""
    if ms is None:
        return None
    return datetime.fromtimestamp(ms / SECOND_MS, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def person(person: Person) -> Json:
    """Return somebody as others see them."""
    return {"id": person.id, "name": person.name, "color": COLORS[person.color]}
