"""A board: one document, opened with all its roots and read in order."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

from pycrdt import Doc

from kanverge_crdt.index import Index
from kanverge_crdt.order import Order
from kanverge_crdt.outline import Outlined, listed, outline
from kanverge_crdt.relations import Relations
from kanverge_crdt.schema import (
    UNSORTED,
    Archivable,
    Card,
    Checklist,
    Column,
    CustomField,
    Goal,
    Initiative,
    Item,
    Label,
    Listing,
    Meta,
    Milestone,
    Person,
    View,
)
from kanverge_crdt.typed import Record, Shared, Touch
from kanverge_crdt.update import ROOTS

R = TypeVar("R", bound=Record)
A = TypeVar("A", bound=Archivable)


class Board:
    """Views of one document's records, in the order people see them; boards that hold the same are equal.

    ``archived`` in each method: False gives what is not archived, True what is, None both.
    Reading sees whole transactions: what an open one has written may not be in its lists yet.
    """

    __hash__ = None  # type: ignore[assignment]  # equal by content, which changes

    def __init__(self, doc: Doc[Any] | None = None, *, client_id: int | None = None) -> None:
        """Open ``doc``, or an empty document that will be written under ``client_id`` (ids.py draws one)."""
        self.doc = Doc(client_id=client_id) if doc is None else doc
        self.shared = Shared(self.doc, ROOTS)
        self.meta = Meta(self.shared, ("meta",))
        self._index: Index | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Board) and self.plain() == other.plain()

    def columns(self, *, archived: bool | None = False) -> list[Column]:
        return self._sorted(Column, archived)

    def labels(self, *, archived: bool | None = False) -> list[Label]:
        return self._sorted(Label, archived)

    def people(self, *, archived: bool | None = False) -> list[Person]:
        return self._sorted(Person, archived)

    def fields(self, *, archived: bool | None = False) -> list[CustomField]:
        return self._sorted(CustomField, archived)

    def milestones(self, *, archived: bool | None = False) -> list[Milestone]:
        return self._sorted(Milestone, archived)

    def goals(self, *, archived: bool | None = False) -> list[Goal]:
        return self._sorted(Goal, archived)

    def views(self, *, archived: bool | None = False) -> list[View]:
        return self._sorted(View, archived)

    def outline(self, *, archived: bool | None = False) -> list[Outlined]:
        """Return the initiatives as they stand below each other; an archived one holds nothing in the open outline."""
        return outline({one.id: one.at for one in self._sorted(Initiative, archived)})

    def initiatives(self, *, archived: bool | None = False) -> list[Initiative]:
        """Return the initiatives, each before what stands below it."""
        return [Initiative(self.shared, (Initiative.root, one.id)) for one in self.outline(archived=archived)]

    def boards(self, *, archived: bool | None = False) -> list[Listing]:
        """Return the boards of a portfolio, initiative by initiative, those under none last."""
        holders = self.outline(archived=archived)
        places = {one.id: one.at for one in self._sorted(Listing, archived)}
        return [Listing(self.shared, (Listing.root, id)) for id, _ in listed(holders, places)]

    def cards(self, column: str | None = None, *, archived: bool | None = False) -> list[Card]:
        """Return the cards of one column, `UNSORTED` included, or of all: column by column, unsorted last."""
        cards, hidden = self.index.cards, self.index.archived
        entries = self._entries(column) if column is not None else self._all_entries()
        if archived is None:
            return [cards[id] for _, id in entries]
        return [cards[id] for _, id in entries if (id in hidden) is archived]

    def card(self, id: str) -> Card | None:
        return self.find(Card, id)

    def column(self, id: str) -> Column | None:
        return self.find(Column, id)

    def find(self, view: type[R], id: str) -> R | None:
        """Return a record of a root, archived or not, or None if there is none of this id."""
        record = view(self.shared, (view.root, id))
        return record if record.exists else None

    def column_of(self, card: Card) -> str:
        """Return the id of the column a card is shown in: `UNSORTED` if its own is unknown or archived."""
        column = self.column(card.column)
        return column.id if column is not None and not column.archived else UNSORTED

    def checklists(self, card: Card, *, archived: bool | None = False) -> list[Checklist]:
        """Return the checklists of a card in order."""
        return _chosen(
            sorted(card.checklists, key=lambda checklist: (checklist.rank, checklist.id)), archived
        )

    def items(self, card: Card, checklist: str, *, archived: bool | None = False) -> list[Item]:
        """Return the items of a checklist in order; `UNSORTED` has those whose checklist is unknown."""
        known = {checklist.id for checklist in card.checklists}
        items = [item for item in card.items if _checklist_of(item, known) == checklist]
        return _chosen(sorted(items, key=lambda item: (item.at.rank, item.id)), archived)

    @property
    def relations(self) -> Relations:
        """How cards relate, with cycles cut and read from both sides."""
        return self.index.relations

    @property
    def order(self) -> Order:
        """All cards, archived ones too, by the column stored in them."""
        return self.index.order

    @property
    def index(self) -> Index:
        """The read index, built when first asked for."""
        if self._index is None:
            self._index = Index(self.shared)
        return self._index

    def rest(self) -> None:
        """Drop the read index and stop observing the document; the next read builds it anew."""
        if self._index is not None:
            self._index.close()
            self._index = None

    def observe(self, callback: Callable[[list[Touch]], None]) -> Callable[[], None]:
        """Tell ``callback`` at each commit which keys changed, root by root; return what ends it.

        The document must not be read or written in the callback.
        """
        return self.shared.observe(callback)

    def plain(self) -> dict[str, Any]:
        """Return everything the document holds, unknown keys too, as JSON values: slow, for comparing."""
        return {root: json.loads(self.shared.plain(root)) for root in ROOTS}

    def _sorted(self, view: type[A], archived: bool | None) -> list[A]:
        return _chosen(self.index.sorted(view), archived)

    def _entries(self, column: str) -> list[tuple[str, str]]:
        shown = [column.id for column in self.columns()]
        if column == UNSORTED:
            return self.order.elsewhere(shown)
        return list(self.order.entries(column)) if column in shown else []

    def _all_entries(self) -> list[tuple[str, str]]:
        shown = [column.id for column in self.columns()]
        return [entry for id in shown for entry in self.order.entries(id)] + self.order.elsewhere(shown)


def _checklist_of(item: Item, known: set[str]) -> str:
    checklist = item.checklist
    return checklist if checklist in known else UNSORTED


def _chosen(records: list[A], archived: bool | None) -> list[A]:
    return [record for record in records if archived is None or record.archived is archived]
