"""How things that several answers hold are spelled in JSON."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final, TypeAlias

from kanverge.accounts.moments import SECOND_MS
from kanverge.accounts.people import People, Person
from kanverge.accounts.principals import COLORS, color_index

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
            "kind": KINDS.get(principal.partition(":")[0], "machine"),
            "id": id_,
            "name": found[id_].name if id_ in found else ("" if principal.startswith("u:") else id_),
            "color": COLORS[color_index(id_)],
        }
        for principal, id_ in ids.items()
    }
