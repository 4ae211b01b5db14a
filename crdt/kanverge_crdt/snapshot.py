"""A board as plain JSON values, and the intents that build such a board: export, import, templates.

The form is that of ``kanverge export``: lists in order, ids for references, null where nothing is set. What
has an owner or a secret is no part of the document; comments and card numbers are handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from kanverge_crdt.board import Board
from kanverge_crdt.edits import Intent
from kanverge_crdt.edits.arguments import LIST_MAX
from kanverge_crdt.edits.boards import SETTABLE
from kanverge_crdt.schema import UNSORTED, Card, CustomField, Goal, Item
from kanverge_crdt.typed import Record

Plain = dict[str, Any]

PLACED_BY_ORDER = ("at", "rank")
WITH_VERBS_OF_THEIR_OWN = ("archived", "options", "items", "boards", "initiatives")
BESIDE_THE_DOCUMENT = ("updates",)
AFTER_ALL_CARDS = ("parent",)
RELATIONS = ("blocks", "relates")
NOUNS = ("columns", "labels", "people", "fields", "milestones", "goals", "views", "initiatives", "boards")


def export(
    board: Board,
    id: str,
    *,
    numbers: Mapping[str, int] | None = None,
    comments: Mapping[str, list[Plain]] | None = None,
    updates: Mapping[str, list[Plain]] | None = None,
) -> Plain:
    """Return everything people see on the board ``id``: numbers and comments come by card, status updates by row."""
    with board.shared.transaction():
        return {
            "board": id,
            **{key: _read(board.meta, key) for key in SETTABLE},
            **{
                name: [plain(record) for record in read(archived=None)]
                for name, read in _lists(board).items()
            },
            **_outlined(board, updates or {}),
            "cards": [
                _card(board, card)
                | {"number": (numbers or {}).get(card.id), "comments": (comments or {}).get(card.id, [])}
                for card in _cards(board)
            ],
        }


def plain(record: Record) -> Plain:
    """Return one record's own keys; its place is told by the order of the list it is in."""
    keys = [key for key in record.fields if key not in PLACED_BY_ORDER]
    values = {"id": record.id} | {key: _read(record, key) for key in keys}
    if isinstance(record, CustomField):
        values["options"] = [{"id": id, **option._asdict()} for id, option in record.options.items()]
    if isinstance(record, Goal):
        values |= {"boards": list(record.boards), "initiatives": list(record.initiatives)}
    return values


def intents(exported: Plain) -> Iterator[Intent]:
    """Yield the intents that make an empty board export as this one does.

    Labels, goals and the like that a card names but the board does not have are left out.
    """
    for key in SETTABLE:
        yield "board.set", {"key": key, "value": exported.get(key)}
    for noun in NOUNS:
        for record in exported[noun]:
            yield from _record(noun, record, {}, {})
    for goal in exported["goals"]:
        yield from _contributors(goal, exported)
    known = {noun: {record["id"] for record in exported[noun]} for noun in NOUNS}
    known["cards"] = {card["id"] for card in exported["cards"]}
    for card in exported["cards"]:
        yield from _new_card(card, known)
    for card in exported["cards"]:
        yield from _between_cards(card, known)


def _lists(board: Board) -> dict[str, Callable[..., list[Any]]]:
    return {
        "columns": board.columns,
        "labels": board.labels,
        "people": board.people,
        "fields": board.fields,
        "milestones": board.milestones,
        "goals": board.goals,
        "views": board.views,
    }


def _outlined(board: Board, updates: Mapping[str, list[Plain]]) -> Plain:
    """Return initiatives and boards of a portfolio, each with what it is shown under when nothing is put away."""
    above = {one.id: one.parent for one in board.outline(archived=None)}
    return {
        "initiatives": [
            plain(one) | {"parent": above[one.id], "updates": updates.get(one.id, [])}
            for one in board.initiatives(archived=None)
        ],
        "boards": [
            plain(one)
            | {
                "initiative": one.parent if one.parent in above else None,
                "updates": updates.get(one.id, []),
            }
            for one in board.boards(archived=None)
        ],
    }


def _read(record: Record, key: str) -> Any:
    field = record.fields[key]
    return field.__get__(record, type(record))


def _cards(board: Board) -> Iterator[Card]:
    """Yield every card: column by column, archived ones in their place, those of no column last."""
    columns = [column.id for column in board.columns(archived=None)]
    entries = [entry for id in columns for entry in board.order.entries(id)]
    for _, id in entries + board.order.elsewhere(columns):
        yield board.index.cards[id]


def _card(board: Board, card: Card) -> Plain:
    return plain(card) | {
        "column": card.column if board.column(card.column) else None,
        "labels": list(card.labels),
        "assignees": list(card.assignees),
        "goals": list(card.goals),
        "blocks": list(card.blocks),
        "relates": list(card.relates),
        "fields": card.values,
        "links": [{"id": id, **link._asdict()} for id, link in card.links.items()],
        "checklists": list(_checklists(board, card)),
    }


def _checklists(board: Board, card: Card) -> Iterator[Plain]:
    """Yield the checklists with their items; items of no checklist get one, under the card's own id."""
    for checklist in board.checklists(card, archived=None):
        yield _checklist(plain(checklist), board.items(card, checklist.id, archived=None))
    if stray := board.items(card, UNSORTED, archived=None):
        yield _checklist({"id": card.id, "name": "", "archived": False}, stray)


def _checklist(values: Plain, items: list[Item]) -> Plain:
    return values | {"items": [plain(item) for item in items]}


def _record(noun: str, record: Plain, address: Plain, place: Plain) -> Iterator[Intent]:
    """Yield what makes one record at the end of its list, and what puts it away where it was."""
    given = {
        key: value
        for key, value in record.items()
        if key not in (*WITH_VERBS_OF_THEIR_OWN, *BESIDE_THE_DOCUMENT)
    }
    yield f"{noun}.add", address | place | given
    for option in record.get("options", ()):
        named = {"name": option["name"], "color": option["color"] or None}
        yield "fields.option", {"id": record["id"], "option": option["id"], **named}
    if record["archived"]:
        yield f"{noun}.archive", address | {"id": record["id"]}


def _contributors(goal: Plain, exported: Plain) -> Iterator[Intent]:
    for family, noun in (("board", "boards"), ("initiative", "initiatives")):
        there = {record["id"] for record in exported[noun]}
        for member in goal[noun]:
            if member in there:
                yield "goals.include", {"id": goal["id"], "family": family, "member": member}


def _new_card(card: Plain, known: Mapping[str, set[str]]) -> Iterator[Intent]:
    labels = [id for id in card["labels"] if id in known["labels"]]
    milestone = card["milestone"] if card["milestone"] in known["milestones"] else None
    lists = {"labels": labels[:LIST_MAX], "assignees": card["assignees"][:LIST_MAX]}
    scalars = {key: card[key] for key in Card.fields if key not in ("at", "archived", *AFTER_ALL_CARDS)}
    yield (
        "cards.add",
        {"id": card["id"], "column": card["column"]} | scalars | lists | {"milestone": milestone},
    )
    further = {"label": labels[LIST_MAX:], "assignee": card["assignees"][LIST_MAX:], "goal": card["goals"]}
    for family, members in further.items():
        for member in members:
            if family != "goal" or member in known["goals"]:
                yield "cards.include", {"id": card["id"], "family": family, "member": member}
    for field, value in card["fields"].items():
        if field in known["fields"]:
            yield "cards.set", {"id": card["id"], "key": f"field:{field}", "value": value}
    for link in card["links"]:
        yield "cards.link", {"id": card["id"], "link": link["id"], "url": link["url"], "name": link["name"]}
    for checklist in card["checklists"]:
        address, place = {"card": card["id"]}, {"checklist": checklist["id"]}
        yield from _record("checklists", checklist, address, {})
        for item in checklist["items"]:
            yield from _record("items", item, address, place)


def _between_cards(card: Plain, known: Mapping[str, set[str]]) -> Iterator[Intent]:
    """Yield what needs all cards to be there; archiving last, so that nothing before it differs."""
    if card["parent"] in known["cards"] and card["parent"] != card["id"]:
        yield "cards.set", {"id": card["id"], "key": "parent", "value": card["parent"]}
    for family in RELATIONS:
        for member in card[family]:
            if member in known["cards"]:
                yield "cards.include", {"id": card["id"], "family": family, "member": member}
    if card["archived"]:
        yield "cards.archive", {"id": card["id"]}
