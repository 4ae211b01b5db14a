"""Orders: which items stand in which list, by (rank, id), kept up one item at a time."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence

from kanverge_crdt.kinds import Place

Entry = tuple[str, str]
"""The rank and the id of one item; compared as code points, which all clients agree on."""


class Order:
    """Items in lists. An item is in one list at a time."""

    def __init__(self) -> None:
        self._places: dict[str, Place] = {}
        self._lists: dict[str, list[Entry]] = {}

    def __contains__(self, id: str) -> bool:
        return id in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def put(self, id: str, place: Place) -> None:
        """Put an item where ``place`` says, away from where it was."""
        self.drop(id)
        self._places[id] = place
        insort(self._lists.setdefault(place.parent, []), (place.rank, id))

    def drop(self, id: str) -> None:
        """Forget an item, known or not."""
        place = self._places.pop(id, None)
        if place is not None:
            entries = self._lists[place.parent]
            del entries[bisect_left(entries, (place.rank, id))]
            if not entries:
                del self._lists[place.parent]

    def entries(self, parent: str) -> Sequence[Entry]:
        """Return what stands in one list, in order; it changes with the order, so keep no hold of it."""
        return self._lists.get(parent, ())

    def elsewhere(self, parents: Iterable[str]) -> list[Entry]:
        """Return what stands in none of these lists, as one list in order."""
        known = set(parents)
        return sorted(entry for parent, part in self._lists.items() if parent not in known for entry in part)
