"""A card as a plan for new ones: what it says, with dates as days from the day it is made.

Card templates, recurring cards and rules that create a card hold one. Pure: the caller draws the ids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import MAXYEAR, date, timedelta
from typing import Any, Final

from kanverge.automation.shapes import Check, days, ident, listing, take, text
from kanverge.errors import Invalid
from kanverge_crdt.board import Board
from kanverge_crdt.edits import Intent
from kanverge_crdt.edits.fields import FieldValue
from kanverge_crdt.errors import EditError
from kanverge_crdt.kinds import Kind
from kanverge_crdt.schema import Card, CustomField, Label

DESCRIPTION_CHARS_MAX: Final = 20_000
MEMBERS_MAX: Final = 20
CHECKLISTS_MAX: Final = 10
ITEMS_MAX: Final = 100
FIELDS_MAX: Final = 30


def of_kind(kind: Kind[Any]) -> Check:
    """Check a value by the kind of the card's key that it goes to."""

    def check(value: Any, where: str) -> Any:
        try:
            return kind.check(value, where)
        except EditError as error:
            raise Invalid(f"{where} cannot be that: {error}") from None

    return check


def scalar(value: Any, where: str) -> Any:
    """Check the value of a custom field whose type is known only to the board."""
    if type(value) is bool or (isinstance(value, int | float) and abs(value) < 2**53):
        return value
    return text(4_000)(value, where)


def _fields(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, Mapping) or len(value) > FIELDS_MAX:
        raise Invalid(f"{where} must be an object of at most {FIELDS_MAX} fields")
    return {ident(key, where): scalar(one, f"{where}.{key}") for key, one in value.items()}


def _checklist(value: Any, where: str) -> dict[str, Any]:
    return take(value, where, {"name": text(256, least=0)}, {"items": listing(text(1_000), ITEMS_MAX)})


_OPTIONAL: Final[Mapping[str, Check]] = {
    "description": text(DESCRIPTION_CHARS_MAX, least=0),
    "labels": listing(ident, MEMBERS_MAX),
    "assignees": listing(ident, MEMBERS_MAX),
    "start_days": days,
    "due_days": days,
    "checklists": listing(_checklist, CHECKLISTS_MAX),
    "fields": _fields,
    **{key: of_kind(Card.fields[key].kind) for key in ("estimate", "priority", "cover")},
}


def read(value: Any, where: str = "card") -> dict[str, Any]:
    """Check a blueprint as it comes from outside; raise Invalid."""
    return take(value, where, {"title": text(1_000)}, _OPTIONAL)


def of_card(board: Board, card: Card) -> dict[str, Any]:
    """Return a card as a blueprint: its dates count from its start, or lead up to its due date from the same day."""
    start, due = _day(card.start), _day(card.due)
    made: dict[str, Any] = {
        "title": card.title.strip()[:1_000] or "Untitled",
        "description": card.description[:DESCRIPTION_CHARS_MAX],
        "labels": list(card.labels)[:MEMBERS_MAX],
        "assignees": list(card.assignees)[:MEMBERS_MAX],
        "estimate": card.estimate,
        "priority": card.priority,
        "cover": card.cover,
        "fields": dict(list(card.values.items())[:FIELDS_MAX]),
        "checklists": [
            {
                "name": checklist.name,
                "items": [item.name for item in board.items(card, checklist.id) if item.name.strip()][
                    :ITEMS_MAX
                ],
            }
            for checklist in board.checklists(card)[:CHECKLISTS_MAX]
        ],
    }
    if start is not None:
        made["start_days"] = 0
    if due is not None:
        made["due_days"] = max(0, (due - (start or due)).days)
    return {key: value for key, value in made.items() if value not in (None, "", [], {})}


def intents(
    blueprint: Mapping[str, Any],
    board: Board,
    *,
    id: str,
    column: str | None,
    day: date,
    new_id: Callable[[], str],
    after: str | None = "",
) -> Iterator[Intent]:
    """Yield what makes the card on ``day``; labels and fields that the board has no more are left out.

    ``after`` None puts it first in its column; left out, last.
    """
    given: dict[str, Any] = {
        "id": id,
        "column": column,
        "title": blueprint["title"],
        "description": blueprint.get("description"),
        "labels": [label for label in blueprint.get("labels", ()) if _is_there(board, Label, label)],
        "assignees": list(blueprint.get("assignees", ())),
        **{key: blueprint[key] for key in ("estimate", "priority", "cover") if key in blueprint},
        **{
            key: ahead(day, blueprint[f"{key}_days"])
            for key in ("start", "due")
            if f"{key}_days" in blueprint
        },
    }
    yield "cards.add", given if after == "" else given | {"after": after}
    for field, value in blueprint.get("fields", {}).items():
        if _takes(board, field, value):
            yield "cards.set", {"id": id, "key": f"field:{field}", "value": value}
    for checklist in blueprint.get("checklists", ()):
        made = new_id()
        yield "checklists.add", {"card": id, "id": made, "name": checklist["name"]}
        for item in checklist.get("items", ()):
            yield "items.add", {"card": id, "id": new_id(), "checklist": made, "name": item}


def ahead(day: date, count: int) -> str | None:
    """Return the full date so many days after ``day``; None where the calendar ends before it."""
    try:
        moved = day + timedelta(days=count)
    except OverflowError:
        return None
    return moved.isoformat() if moved.year <= MAXYEAR else None


def _day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value[:10])


def _is_there(board: Board, view: type[Label | CustomField], id: str) -> bool:
    found = board.find(view, id)
    return found is not None and not found.archived


def _takes(board: Board, field: str, value: Any) -> bool:
    found = board.find(CustomField, field)
    if found is None or found.archived:
        return False
    try:
        FieldValue(found).check(value, "value")
    except EditError:
        return False
    return True
