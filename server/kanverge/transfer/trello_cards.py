"""One entry of a Trello export as a record of ours: a card, a checklist, a custom field. A secret is never looked at.

`card.email` is such a secret: who knows it can write to the board.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from kanverge.transfer.foreign import Notes, Row, limit, position, row, rows, string, strings
from kanverge.transfer.plan import Plain, derived_id
from kanverge_crdt.edits.fields import OPTION_NAME_CHARACTERS_MAX
from kanverge_crdt.edits.links import NAME_CHARACTERS_MAX, URL_CHARACTERS_MAX
from kanverge_crdt.kinds import CUSTOM_TEXT_CHARACTERS_MAX, Scalar
from kanverge_crdt.schema import Card, Checklist, CustomField, Item

COLORS: Final = {
    "red": "red", "orange": "orange", "yellow": "yellow", "green": "green", "lime": "green", "sky": "teal",
    "teal": "teal", "blue": "blue", "purple": "purple", "pink": "pink", "magenta": "pink", "black": "grey",
    "gray": "grey", "grey": "grey",
}  # fmt: skip
"""Trello's colours without their shade (`_light`, `_dark`, `_subtle`, ...)."""
NO_COLOR: Final = ("", "none", "null")
TYPES: Final = {"text": "text", "number": "number", "date": "date", "list": "select", "checkbox": "checkbox"}

FILES, IMAGES, VOTES, STICKERS, PLACES, TEMPLATES, MIRRORS, POWER_UPS, SHADES, FIELDS, VALUES = (
    "files", "images", "votes", "stickers", "places", "templates", "mirrors", "power-ups", "shades", "fields", "values",
)  # fmt: skip
SENTENCES: Final = {
    FILES: "Attached files, which stay at Trello and are taken as links",
    IMAGES: "Covers that are images, left out",
    VOTES: "Votes, left out",
    STICKERS: "Stickers, left out",
    PLACES: "Places on the map, left out",
    TEMPLATES: "Card templates, taken as cards",
    MIRRORS: "Mirrored cards and separators, taken as cards",
    POWER_UPS: "Data of power-ups, left out",
    SHADES: "Colours that are not known, taken as grey",
    FIELDS: "Custom fields of an unknown type, left out",
    VALUES: "Values of custom fields that do not fit, left out",
}


class Sourced(NamedTuple):
    """A record, and where its source puts it among the others."""

    position: float
    value: Plain


def ordered(sourced: Iterable[Sourced]) -> list[Plain]:
    """Return records in the order of their positions; equal ones stay as they were."""
    return [value for _, value in sorted(sourced, key=lambda one: one.position)]


def id_of(kind: str, given: object) -> str | None:
    """Return the id here of an entry, or None if it has none."""
    return derived_id("trello", kind, given) if isinstance(given, str) and given else None


def ids_of(notes: Notes, kind: str, given: Iterable[str]) -> list[str]:
    ids = [derived_id("trello", kind, id) for id in given if id]
    notes.record(len(ids))
    return ids


def color(notes: Notes, given: object) -> str | None:
    """Return the nearest of our colours."""
    if not isinstance(given, str) or given in NO_COLOR:
        return None
    known = COLORS.get(given.partition("_")[0])
    notes.add(SHADES, known is None)
    return known or "grey"


def card(notes: Notes, given: Row, id: str) -> Plain:
    """Return a card as it stands in the file; whether its column, labels and values exist is not known yet."""
    _note_the_rest(notes, given)
    labels = strings(given, "idLabels") or [string(label, "id") for label in rows(given, "labels")]
    return {
        "id": id,
        "title": notes.line(given.get("name"), limit(Card.title)),
        "description": notes.text(given.get("desc"), limit(Card.description)),
        "column": id_of("column", given.get("idList")),
        "archived": given.get("closed") is True,
        "start": notes.date(given.get("start")),
        "due": notes.date(given.get("due")),
        "done": given.get("dueComplete") is True,
        "cover": color(notes, row(given, "cover").get("color")),
        "labels": ids_of(notes, "label", labels),
        "assignees": ids_of(notes, "person", strings(given, "idMembers")),
        "links": list(_links(notes, given)),
        "fields": dict(_values(notes, given)),
        "checklists": [],
    }


def _note_the_rest(notes: Notes, given: Row) -> None:
    """Count what a card has that ours cannot have."""
    cover = row(given, "cover")
    notes.add(IMAGES, any(cover.get(key) for key in ("idAttachment", "idUploadedBackground", "sharedSourceUrl"))
              or bool(given.get("idAttachmentCover")))  # fmt: skip
    notes.add(VOTES, len(strings(given, "idMembersVoted")))
    notes.add(STICKERS, len(rows(given, "stickers")))
    notes.add(PLACES, any(given.get(key) for key in ("coordinates", "address", "locationName")))
    notes.add(TEMPLATES, given.get("isTemplate") is True)
    notes.add(MIRRORS, bool(string(given, "cardRole")))
    notes.add(POWER_UPS, len(rows(given, "pluginData")))


def _links(notes: Notes, given: Row) -> list[Plain]:
    links = {}
    for attachment in sorted(rows(given, "attachments"), key=lambda one: position(one, "pos")):
        id = id_of("link", attachment.get("id"))
        url = notes.url(attachment.get("url"), URL_CHARACTERS_MAX)
        if id is not None and url is not None and id not in links:
            notes.record()
            notes.add(FILES, attachment.get("isUpload") is True)
            links[id] = {
                "id": id,
                "url": url,
                "name": notes.line(attachment.get("name"), NAME_CHARACTERS_MAX),
            }
    return list(links.values())


def checklist(notes: Notes, given: Row, id: str) -> Plain:
    """Return a checklist with its items in order."""
    notes.record()
    items: dict[str, Sourced] = {}
    for one in rows(given, "checkItems"):
        item = id_of("item", one.get("id"))
        if item is not None and item not in items:
            notes.record()
            items[item] = Sourced(position(one, "pos"), _item(notes, one, item))
    return {
        "id": id,
        "name": notes.line(given.get("name"), limit(Checklist.name)),
        "archived": False,
        "items": ordered(items.values()),
    }


def _item(notes: Notes, given: Row, id: str) -> Plain:
    return {
        "id": id,
        "name": notes.line(given.get("name"), limit(Item.name)),
        "done": given.get("state") == "complete",
        "due": notes.date(given.get("due")),
        "assignee": id_of("person", given.get("idMember")),
        "archived": False,
    }


def custom_field(notes: Notes, given: Row, id: str) -> Plain | None:
    """Return the definition of a custom field with its options in order, or None for a type that is not known."""
    kind = TYPES.get(string(given, "type"))
    if kind is None:
        notes.add(FIELDS)
        return None
    options = []
    for one in sorted(rows(given, "options"), key=lambda one: position(one, "pos")):
        if option := id_of("option", one.get("id")):
            notes.record()
            name = notes.line(row(one, "value").get("text"), OPTION_NAME_CHARACTERS_MAX)
            options.append({"id": option, "name": name, "color": color(notes, one.get("color")) or ""})
    return {
        "id": id,
        "name": notes.line(given.get("name"), limit(CustomField.name)),
        "type": kind,
        "options": options,
        "archived": False,
    }


def _values(notes: Notes, given: Row) -> dict[str, Scalar]:
    values = {}
    for item in rows(given, "customFieldItems"):
        field, value = id_of("field", item.get("idCustomField")), _value(notes, item)
        if field is not None and value is not None:
            notes.record()
            values[field] = value
    return values


def _value(notes: Notes, item: Row) -> Scalar | None:
    """Return what a card holds in a field; everything but the choice of an option is spelled as a string."""
    if option := id_of("option", item.get("idValue")):
        return option
    given = row(item, "value")
    if "checked" in given:
        return True if given["checked"] in ("true", True) else None
    if "number" in given:
        return notes.number(given["number"])
    if "date" in given:
        return notes.date(given["date"])
    return notes.text(given.get("text"), CUSTOM_TEXT_CHARACTERS_MAX) or None


def keep_known_values(notes: Notes, card: Plain, fields: Mapping[str, Plain]) -> None:
    """Leave out the values of fields that are not defined, and those their field does not take."""
    kept = {id: value for id, value in card["fields"].items() if id in fields and _fits(fields[id], value)}
    notes.add(VALUES, len(card["fields"]) - len(kept))
    card["fields"] = kept


def _fits(field: Plain, value: Scalar) -> bool:
    match field["type"]:
        case "checkbox":
            return value is True
        case "number":
            return isinstance(value, int | float) and value is not True
        case "select":
            return any(option["id"] == value for option in field["options"])
        case "date":
            return isinstance(value, str) and bool(value)
        case _:
            return isinstance(value, str)
