"""A board as flat rows, one for each record: every value has a key of its own, so that two boards compare by key.

Values that are sets or families in an export become keys (`label:...`, `field:...`), as in the document. A default is
an absent key. Where a record stands is told by its list and by the order of the rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeAlias

from kanverge.transfer.plan import Plain

Value: TypeAlias = str | float | bool | tuple[str, ...]
Key: TypeAlias = tuple[str, str]
"""A noun, plural as in the verbs, and an id."""

BOARD: Final[Key] = ("board", "")
PLACED: Final = ("columns", "cards", "checklists", "items")
"""The nouns whose order is compared; other lists are ordered by whoever makes them first."""
APART: Final = ("id", "archived", "options", "items", "checklists", "labels", "assignees", "goals", "blocks", "relates",
                "fields", "links", "column", "comments", "number")  # fmt: skip
SETS: Final = {
    "labels": "label",
    "assignees": "assignee",
    "goals": "goal",
    "blocks": "blocks",
    "relates": "relates",
}
LISTS: Final = ("columns", "labels", "people", "fields")
"""What an import knows of beside the cards, in the order in which one refers to the other."""


class Row(NamedTuple):
    """One record: which list it stands in (``""`` where there is only one), and in which card, if in any."""

    noun: str
    id: str
    list: str
    card: str
    values: dict[str, Value]

    @property
    def key(self) -> Key:
        return self.noun, self.id

    @property
    def name(self) -> str:
        """Return what a person calls it."""
        return str(self.values.get("title") or self.values.get("name") or "")

    @property
    def is_archived(self) -> bool:
        return self.values.get("archived") is True


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows of a board: by key, and the order in each list."""

    by_key: dict[Key, Row]
    orders: dict[Key, list[str]]
    """Ids in order, by the noun of what is in the list and the list."""

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Rows:
        by_key: dict[Key, Row] = {}
        orders: dict[Key, list[str]] = {}
        for row in rows:
            by_key[row.key] = row
            if row.noun in PLACED:
                orders.setdefault((row.noun, row.list), []).append(row.id)
        return cls(by_key, orders)


def rows(board: Plain) -> Iterator[Row]:
    """Yield the rows of a board, each behind what it refers to."""
    yield Row("board", "", "", "", _given(board, ("name", "description")))
    for noun in LISTS:
        for record in board[noun]:
            yield Row(noun, record["id"], "", "", _values(record))
    for card in board["cards"]:
        yield from _card_rows(card)


def _card_rows(card: Plain) -> Iterator[Row]:
    yield Row("cards", card["id"], card["column"] or "", "", _values(card))
    for checklist in card["checklists"]:
        yield Row("checklists", checklist["id"], card["id"], card["id"], _values(checklist))
    for checklist in card["checklists"]:
        for item in checklist["items"]:
            yield Row("items", item["id"], checklist["id"], card["id"], _values(item))


def _values(record: Plain) -> dict[str, Value]:
    values = _given(record, [key for key in record if key not in APART])
    if record.get("archived"):
        values["archived"] = True
    for key, family in SETS.items():
        values |= {f"{family}:{id}": True for id in record.get(key, ())}
    for id, value in record.get("fields", {}).items():
        values[f"field:{id}"] = value
    for link in record.get("links", ()):
        values[f"link:{link['id']}"] = (link["url"], link["name"])
    for option in record.get("options", ()):
        values[f"option:{option['id']}"] = (option["name"], option["color"])
    return values


def _given(record: Mapping[str, Any], keys: Iterable[str]) -> dict[str, Value]:
    return {key: value for key in keys if (value := record.get(key)) not in (None, "") and value is not False}
