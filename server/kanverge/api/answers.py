"""How things that several answers hold are spelled in JSON."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final, TypeAlias

from kanverge.accounts.moments import SECOND_MS
from kanverge.accounts.people import People, Person
from kanverge.accounts.principals import COLORS, color_index
from kanverge.automation.matching import RULES

Json: TypeAlias = "dict[str, object]"
KINDS: Final = {"u": "person", "t": "token", "m": "machine", "r": "rule"}


def moment(ms: int | None) -> str | None:
    """Return a moment as RFC 3339 in UTC, or None for none."""
    if ms is None:
        return None
    return datetime.fromtimestamp(ms / SECOND_MS, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def person(person: Person) -> Json:
    """Return somebody as others see them."""
    return {"id": person.id, "name": person.name, "color": COLORS[person.color]}


async def who(people: People, principals: Iterable[str]) -> dict[str, Json]:
    """Return who stands behind the keys of principals."""
    ids = {principal: principal.partition(":")[2] for principal in principals}
    found = await people.among([id_ for principal, id_ in ids.items() if principal.startswith("u:")])
    return {
        principal: {
            "kind": "rule" if principal == RULES.key else KINDS.get(principal.partition(":")[0], "machine"),
            "id": id_,
            "name": found[id_].name if id_ in found else _unnamed(principal, id_),
            "color": COLORS[color_index(id_)],
        }
        for principal, id_ in ids.items()
    }


def _unnamed(principal: str, id: str) -> str:
    """Return what those are called whom no people's list names: a rule or a person has a name, or none."""
    return "" if principal.startswith("u:") or principal == RULES.key else id
