"""What an import found in a file: a board as plain values, in the form of an export, and what it could not take.

Every importer of a format returns a `Plan`; how it gets into a store is the same for all of them.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any, Final

from kanverge_crdt.ids import new_id

Plain = dict[str, Any]
"""A board or a record of it, as `kanverge_crdt.snapshot` spells it; a key that is left out has its default."""

PREVIEW_WARNINGS_MAX: Final = 100
ORDERED_BY_ID: Final = ("link", "option")
_COUNTING_UP: Final = re.compile("[0-9a-f]{24}")
"""An ObjectId, as Trello has them: it begins with the time it was made at."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment as its source had it; ``created`` is RFC 3339."""

    id: str
    card: str
    text: str
    author: str
    name: str
    created: str


@dataclass(frozen=True, slots=True)
class Plan:
    """One board of a source. Ids are derived from the source's, so that a later export names the same records."""

    source: str
    source_id: str
    exported: str
    """When the board was last changed at its source, RFC 3339; empty where that is not known."""
    board: Plain
    comments: tuple[Comment, ...]
    missing_comments: int
    warnings: tuple[str, ...]

    @property
    def key(self) -> str:
        """Return what names the board at its source."""
        return f"{self.source}:{self.source_id}"

    @property
    def name(self) -> str:
        """Return the board's name."""
        return str(self.board["name"])

    def counts(self) -> dict[str, int]:
        """Return how much of everything the file holds."""
        cards = self.board["cards"]
        checklists = [checklist for card in cards for checklist in card["checklists"]]
        return {
            "columns": len(self.board["columns"]),
            "cards": len(cards),
            "archived_cards": sum(card["archived"] for card in cards),
            "labels": len(self.board["labels"]),
            "people": len(self.board["people"]),
            "fields": len(self.board["fields"]),
            "checklists": len(checklists),
            "items": sum(len(checklist["items"]) for checklist in checklists),
            "links": sum(len(card["links"]) for card in cards),
            "comments": len(self.comments),
            "missing_comments": self.missing_comments,
        }

    def preview(self) -> Plain:
        """Return what a person wants to see before they say yes."""
        held: dict[str | None, int] = {}
        for card in self.board["cards"]:
            held[card["column"]] = held.get(card["column"], 0) + 1
        return {
            "source": self.source,
            "name": self.name,
            "counts": self.counts(),
            "columns": [
                {
                    "name": column["name"],
                    "archived": column["archived"],
                    "category": column.get("category"),
                    "cards": held.get(column["id"], 0),
                }
                for column in self.board["columns"]
            ],
            "warnings": list(self.warnings[:PREVIEW_WARNINGS_MAX]),
        }


def derived_id(source: str, kind: str, id: str) -> str:
    """Return the id here of what ``source`` knows as ``id``: the same at each import, so nothing is made twice.

    What has no order here but that of its ids keeps the one in which the source made it, where its ids count up.
    """
    digest = hashlib.sha256(f"{source}:{kind}:{id}".encode(errors="surrogatepass")).digest()
    number = int.from_bytes(digest[:16])
    if kind in ORDERED_BY_ID and _COUNTING_UP.fullmatch(id):
        number = int(id, 16) << 32 | int.from_bytes(digest[:4])
    return new_id(lambda _below: number)
