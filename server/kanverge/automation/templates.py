"""Board templates: a board without its history, its dates as days from a start and its people as roles.

Pure: an exported board in, a template out; a template, a start and people in, the intents of a new board out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from kanverge.automation.blueprints import ahead
from kanverge.errors import Invalid
from kanverge_crdt import snapshot
from kanverge_crdt.edits import Intent

Plain = dict[str, Any]

BYTES_MAX: Final = 2_000_000
CARDS_MAX: Final = 2_000
ROLES_MAX: Final = 50
ROLE_CHARS_MAX: Final = 64
DAYS_MAX: Final = 36_500

NOUNS: Final = ("columns", "labels", "fields", "milestones", "goals", "views")
# Where dates and people stand, by what holds them; and what a new beginning has not reached yet.
_DATES: Final = {
    "board": ("start", "target"),
    "milestones": ("date",),
    "goals": ("due",),
    "cards": ("start", "due"),
    "items": ("due",),
}
_BELOW: Final = {
    "board": ("milestones", "goals", "cards"),
    "cards": ("checklists",),
    "checklists": ("items",),
}
_PERSON: Final = {"board": "lead", "goals": "owner", "items": "assignee"}
_REACHED: Final[Mapping[str, Plain]] = {
    "board": {"health": None},
    "milestones": {"done": False},
    "goals": {"current": None, "boards": [], "initiatives": []},
    "cards": {"done": False, "progress": None},
    "items": {"done": False},
}
_ID: Final = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{22}(?![0-9A-Za-z])")


def make(exported: Plain, *, start: date, roles: Mapping[str, str]) -> Plain:
    """Return a board as a template whose dates count from ``start``; ``roles`` names people's roles by their ids.

    People without a role, what was put away, what was said and what is done already stay behind. Raises Invalid.
    """
    _check_roles(roles)
    open_ = {noun: [one for one in exported[noun] if not one["archived"]] for noun in NOUNS}
    columns = {one["id"] for one in open_["columns"]}
    cards = [
        one | {"column": one["column"] if one["column"] in columns else None, "comments": [], "number": None}
        for one in exported["cards"]
        if not one["archived"]
    ]
    if len(cards) > CARDS_MAX:
        raise Invalid(f"a template holds at most {CARDS_MAX} cards, and this board has {len(cards)}")
    own = {key: value for key, value in exported.items() if not isinstance(value, list)}
    plan: Plain = own | {noun: [] for noun in snapshot.NOUNS} | open_ | {"cards": cards, "people": []}
    dated = {one["id"] for one in open_["fields"] if one["type"] == "date"}
    people = {person: f"role:{at}" for at, person in enumerate(roles)}
    _rewrite(plan, "board", lambda value: _offset(value, start), people.get, dated)
    template = {"roles": [{"id": people[id], "name": name} for id, name in roles.items()], "board": plan}
    if len(json.dumps(template).encode()) > BYTES_MAX:
        raise Invalid(f"a template holds at most {BYTES_MAX:,} bytes")
    return template


def intents(
    template: Plain, *, name: str, start: date, people: Mapping[str, str], new_id: Callable[[], str]
) -> Iterator[Intent]:
    """Yield what makes a board of the template called ``name``, whose roles are taken by ``people`` (role -> id)."""
    plan = json.loads(_with_new_ids(template["board"], new_id))
    dated = {one["id"] for one in plan["fields"] if one["type"] == "date"}
    _rewrite(plan, "board", lambda value: _date(value, start), people.get, dated)
    plan["name"] = name
    for verb, arguments in snapshot.intents(plan):
        yield verb, {key: value for key, value in arguments.items() if value is not None}


def summary(template: Plain) -> Plain:
    """Return what a dialog says of a template."""
    plan = template["board"]
    return {
        "roles": template["roles"],
        "columns": [one["name"] for one in plan["columns"]],
        "cards": len(plan["cards"]),
        "dated": any(card[key] is not None for card in plan["cards"] for key in _DATES["cards"]),
    }


def _check_roles(roles: Mapping[str, str]) -> None:
    if len(roles) > ROLES_MAX:
        raise Invalid(f"a template has at most {ROLES_MAX} roles")
    for name in roles.values():
        if not 1 <= len(name.strip()) <= ROLE_CHARS_MAX:
            raise Invalid(f"a role's name has 1 to {ROLE_CHARS_MAX} characters")


def _rewrite(
    plan: Plain,
    kind: str,
    dates: Callable[[Any], Any],
    person: Callable[[str], str | None],
    dated: set[str],
) -> None:
    """Put other dates and people into a record and everything in it."""
    plan |= _REACHED.get(kind, {})
    for key in _DATES.get(kind, ()):
        plan[key] = dates(plan.get(key))
    if (holder := _PERSON.get(kind)) is not None:
        plan[holder] = person(plan[holder]) if isinstance(plan.get(holder), str) else None
    if kind == "cards":
        plan["assignees"] = [found for one in plan["assignees"] if (found := person(one)) is not None]
        values = {id: dates(value) if id in dated else value for id, value in plan["fields"].items()}
        plan["fields"] = {id: value for id, value in values.items() if value is not None}
    for below in _BELOW.get(kind, ()):
        for one in plan[below]:
            _rewrite(one, below, dates, person, dated)


def _offset(value: Any, start: date) -> Plain | None:
    """Return a date as days from the start, with its time of the day where it has one."""
    if not isinstance(value, str):
        return None
    try:
        days = (date.fromisoformat(value[:10]) - start).days
    except ValueError:
        return None
    if abs(days) > DAYS_MAX:
        return None
    return {"days": days, "time": value[10:]} if len(value) > 10 else {"days": days}


def _date(value: Any, start: date) -> str | None:
    if not isinstance(value, Mapping):
        return None
    day = ahead(start, value["days"])
    return None if day is None else day + value.get("time", "")


def _with_new_ids(plan: Plain, new_id: Callable[[], str]) -> str:
    """Return the plan as JSON in which every record has another id, wherever it is named, also in texts."""
    known = dict.fromkeys(_ids(plan))
    fresh = {id: new_id() for id in known}
    return _ID.sub(lambda found: fresh.get(found[0], found[0]), json.dumps(plan))


def _ids(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _ids(one)
    elif isinstance(value, dict):
        if isinstance(id := value.get("id"), str):
            yield id
        for one in value.values():
            if isinstance(one, list):
                yield from _ids(one)
