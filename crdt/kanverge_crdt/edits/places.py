"""Places in a list: where an item goes, and who else must move for it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence

from kanverge_crdt.edits.arguments import LAST, Destination
from kanverge_crdt.order import Entry
from kanverge_crdt.rank import Jitter, insertion

WriteRank = Callable[[str, str], None]
"""Takes the id of an item and its new rank."""


def place(
    siblings: Sequence[Entry],
    destination: Destination,
    jitter: Jitter,
    rerank: WriteRank,
    own: Entry | None = None,
) -> str:
    """Return the rank that ``destination`` means among ``siblings``, all items of the list in order.

    ``own`` is the entry of the item itself where it already stands in the list; it keeps its rank if that
    is the destination. Neighbours that stand in the way get new ranks through ``rerank``.
    """
    if destination.rank is not None:
        return destination.rank
    others = [entry for entry in siblings if entry != own]
    index = _index(others, destination)
    if own is not None and own[0] and index == bisect_left(others, own):
        return own[0]
    rank, reranked = insertion(others, index, jitter)
    for id, new in reranked.items():
        rerank(id, new)
    return rank


def _index(others: Sequence[Entry], destination: Destination) -> int:
    """Return before which of the others the place is; an id that is not among them means last."""
    if destination.after is None:
        return 0
    if destination.after is LAST:
        return len(others)
    for index, (_, id) in enumerate(others):
        if id == destination.after:
            return index + 1
    return len(others)
