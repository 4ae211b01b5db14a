"""Verbs of checklist items, which stand in the card so that they can move between its checklists."""

from __future__ import annotations

from collections.abc import Callable

from kanverge_crdt.edits.arguments import Arguments, Destination
from kanverge_crdt.edits.draft import Draft
from kanverge_crdt.edits.places import place
from kanverge_crdt.edits.records import Noun
from kanverge_crdt.errors import EditError
from kanverge_crdt.order import Entry
from kanverge_crdt.schema import Archivable, Card, Item
from kanverge_crdt.typed import Record


class Items(Noun):
    """The verbs of items: those of cards, with a checklist for a column."""

    def verbs(self) -> dict[str, Callable[[Draft, Arguments], None]]:
        return super().verbs() | {"items.move": self.move}

    def address(self, draft: Draft, arguments: Arguments) -> tuple[Archivable, dict[str, str]]:
        card, id = draft.card(arguments.id("card")), arguments.id()
        return Item(draft.board.shared, (*card.path, f"item:{id}")), {"card": card.id, "id": id}

    def add(self, draft: Draft, arguments: Arguments) -> None:
        record, address = self.address(draft, arguments)
        content = self.content(draft, record, arguments)
        checklist, destination = self._checklist(draft, record, arguments), arguments.destination()
        if record.exists:
            return
        content["at"] = [checklist, self._place(draft, record, checklist, destination)]
        draft.create(record.path, content, {})
        draft.undo("items.archive", **address)

    def move(self, draft: Draft, arguments: Arguments) -> None:
        record, address = self.existing(draft, arguments)
        assert isinstance(record, Item)
        checklist = self._checklist(draft, record, arguments)
        destination, guard = arguments.destination(), arguments.guard()
        old = record.at
        if not guard.allows(list(old)):
            return
        own = (old.rank, record.id) if old.parent == checklist else None
        new = [checklist, self._place(draft, record, checklist, destination, own)]
        if new == list(old):
            return
        draft.put(record.path, "at", new)
        if self._has(draft, record, old.parent):
            back: dict[str, str | None] = {"rank": old.rank} if old.rank else {"after_": None}
            draft.undo("items.move", **address, checklist=old.parent, **back, if_=new)

    def _checklist(self, draft: Draft, record: Record, arguments: Arguments) -> str:
        id = arguments.id("checklist")
        if not self._has(draft, record, id):
            raise EditError("unknown-checklist", id)
        return id

    def _has(self, draft: Draft, record: Record, checklist: str) -> bool:
        return draft.board.shared.has_map((*record.path[:-1], f"checklist:{checklist}"))

    def _place(
        self, draft: Draft, record: Record, checklist: str, destination: Destination, own: Entry | None = None
    ) -> str:
        card = Card(draft.board.shared, record.path[:-1])
        siblings = sorted((item.at.rank, item.id) for item in card.items if item.checklist == checklist)

        def rerank(id: str, rank: str) -> None:
            draft.put((*card.path, f"item:{id}"), "at", [checklist, rank])

        return place(siblings, destination, draft.jitter, rerank, own)


VERBS = Items("items", Item).verbs()
