"""The read index of a board: cards by column and relations, built at the first read and kept up by changes.

It watches the document from then on, which makes an applied update about 2 us dearer; a board that nobody
reads has no index. What an observer hears it only takes down; the next read looks at those records and no
others.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from kanverge_crdt.order import Order
from kanverge_crdt.relations import Relations, relate
from kanverge_crdt.schema import Archivable, Card, Milestone, Ranked, Standing
from kanverge_crdt.typed import Shared, Touch

R = TypeVar("R", bound=Archivable)
LAST = "\U0010ffff"


class Index:
    """Everything that is slow to find by looking at each record of a board."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._cards: dict[str, Card] = {}
        self._archived: set[str] = set()
        self._order = Order()
        self._stale_cards = set(shared.keys(("cards",)))
        self._relations: Relations | None = None
        self._sorted: dict[type[Archivable], list[Archivable]] = {}
        self.close = shared.observe(self._take_down)

    @property
    def cards(self) -> dict[str, Card]:
        """All cards by id."""
        self._refresh()
        return self._cards

    @property
    def archived(self) -> set[str]:
        """The ids of the archived cards."""
        self._refresh()
        return self._archived

    @property
    def order(self) -> Order:
        """The cards, archived ones too, in the columns that are stored in them."""
        self._refresh()
        return self._order

    @property
    def relations(self) -> Relations:
        """The relations between cards."""
        if self._relations is None:
            with self._shared.transaction():
                self._relations = self._relate()
        return self._relations

    def sorted(self, view: type[R]) -> list[R]:
        """Return all records of a root other than ``cards``, in order."""
        found = self._sorted.get(view)
        if found is None:
            with self._shared.transaction():
                found = sorted(records(self._shared, view), key=_sort_key)
            self._sorted[view] = found
        return found  # type: ignore[return-value]  # the list under a class holds that class

    def _take_down(self, touches: list[Touch]) -> None:
        """Note what has changed; called while the document commits, so nothing is read here."""
        for (root, *keys), changed in touches:
            if root != "cards":
                self._sorted = {view: known for view, known in self._sorted.items() if view.root != root}
            elif not keys:
                self._stale_cards.update(changed)
                self._relations = None
            elif len(keys) == 1:
                self._take_down_card(keys[0], changed)

    def _take_down_card(self, id: str, changed: tuple[str, ...]) -> None:
        for key in changed:
            if key in ("at", "archived"):
                self._stale_cards.add(id)
            if key in ("parent", "archived") or key.startswith(("blocks:", "relates:")):
                self._relations = None

    def _refresh(self) -> None:
        if not self._stale_cards:
            return
        with self._shared.transaction():
            for id in self._stale_cards:
                self._look_at(id)
        self._stale_cards.clear()

    def _look_at(self, id: str) -> None:
        """Take in one card as it now is; one row, since opening a board does this for every card."""
        self._archived.discard(id)
        row = self._shared.row(("cards", id), ("at", "archived"))
        if row is None:
            self._cards.pop(id, None)
            self._order.drop(id)
            return
        at, archived = row
        if id not in self._cards:
            self._cards[id] = Card(self._shared, ("cards", id))
        self._order.put(id, Card.at.kind.read(at))
        if Card.archived.kind.read(archived):
            self._archived.add(id)

    def _relate(self) -> Relations:
        parents = {}
        pairs: dict[str, list[tuple[str, str]]] = {"blocks": [], "relates": []}
        for id, card in self.cards.items():
            if id not in self._archived and (parent := self._parent(card)) is not None:
                parents[id] = parent
            for key in self._shared.keys(card.path):
                family, _, other = key.partition(":")
                if family in pairs and other != id and self._shared.get(card.path, key) is True:
                    pairs[family].append((id, other))
        return relate(parents, pairs["blocks"], pairs["relates"])

    def _parent(self, card: Card) -> str | None:
        parent = card.parent
        return parent if parent in self._cards and parent not in self._archived else None


def records(shared: Shared, view: type[R]) -> Iterator[R]:
    """Yield a view of every record of a root, in no order."""
    for id in shared.keys((view.root,)):
        record = view(shared, (view.root, id))
        if record.exists:
            yield record


def _sort_key(record: Archivable) -> tuple[str, str]:
    if isinstance(record, Ranked | Standing):
        return record.rank, record.id
    if isinstance(record, Milestone):
        return record.date or LAST, record.id
    return "", record.id
