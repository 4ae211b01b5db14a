"""Verbs of cards: add, set, move, archive, restore. Texts, sets and links have modules of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kanverge_crdt.edits.arguments import Arguments, Destination
from kanverge_crdt.edits.draft import Draft
from kanverge_crdt.edits.fields import FieldValue
from kanverge_crdt.edits.places import place
from kanverge_crdt.edits.records import Noun, set_key, taken
from kanverge_crdt.edits.texts import limit
from kanverge_crdt.errors import EditError
from kanverge_crdt.ids import is_id
from kanverge_crdt.kinds import Kind
from kanverge_crdt.order import Entry
from kanverge_crdt.schema import Card, Column, CustomField, Label

CUSTOM = "field:"


class Cards(Noun):
    """The verbs of cards that are about one key or the whole card."""

    def verbs(self) -> dict[str, Callable[[Draft, Arguments], None]]:
        return super().verbs() | {f"{self.name}.move": self.move}

    def add(self, draft: Draft, arguments: Arguments) -> None:
        record, address = self.address(draft, arguments)
        texts = {
            "title": arguments.string("title", limit(Card.title)),
            "description": arguments.optional_string("description", limit(Card.description)) or "",
        }
        content = {
            key: taken(draft, record, arguments, key, field.kind) for key, field in self.settable.items()
        }
        content |= dict.fromkeys(self._members(draft, arguments), True)
        column, destination = arguments.optional_id("column"), arguments.destination()
        if column is not None:
            draft.find(Column, column)
        if record.exists:
            return
        if column is not None:
            content["at"] = [column, _place(draft, column, destination)]
        draft.create(record.path, content, texts)
        draft.undo("cards.archive", **address)

    def set(self, draft: Draft, arguments: Arguments) -> None:
        record, address = self.existing(draft, arguments)
        key = arguments.key()
        set_key(draft, arguments, "cards.set", record, address, key, self._kind(draft, key))

    def move(self, draft: Draft, arguments: Arguments) -> None:
        """Put a card at a place of a column; its place and column are one key, so two moves never mix."""
        card = draft.card(arguments.id())
        column = draft.find(Column, arguments.id("column"))
        destination, guard = arguments.destination(), arguments.guard()
        old = card.at
        if not guard.allows(list(old)):
            return
        own = (old.rank, card.id) if old.parent == column.id else None
        new = [column.id, _place(draft, column.id, destination, own)]
        if new == list(old):
            return
        draft.put(card.path, "at", new)
        if draft.board.column(old.parent) is None:
            return  # it came from nowhere a card can be moved to
        back: dict[str, str | None] = {"rank": old.rank} if old.rank else {"after_": None}
        draft.undo("cards.move", id=card.id, column=old.parent, **back, if_=new)

    def _members(self, draft: Draft, arguments: Arguments) -> list[str]:
        labels = [draft.find(Label, id).id for id in arguments.ids("labels")]
        return [f"label:{id}" for id in labels] + [f"assignee:{id}" for id in arguments.ids("assignees")]

    def _kind(self, draft: Draft, key: str) -> Kind[Any]:
        if key.startswith(CUSTOM) and is_id(key[len(CUSTOM) :]):
            return FieldValue(draft.find(CustomField, key[len(CUSTOM) :]))
        if key not in self.settable:
            raise EditError("unknown-key", f"{key!r:.40}")
        return self.settable[key].kind


def _place(draft: Draft, column: str, destination: Destination, own: Entry | None = None) -> str:
    def rerank(id: str, rank: str) -> None:
        draft.put(("cards", id), "at", [column, rank])

    return place(draft.board.order.entries(column), destination, draft.jitter, rerank, own)


VERBS = Cards("cards", Card).verbs()
