"""The outline of a portfolio: which initiative stands under which, and in what order, whatever is stored.

A parent that is unknown counts as none, and of each cycle the smallest id has none, so that everything is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kanverge_crdt.kinds import Place
from kanverge_crdt.relations import cut_cycles


class Outlined(NamedTuple):
    """One initiative as it is shown: under which other, if any, and how deep."""

    id: str
    parent: str | None
    depth: int


def outline(places: Mapping[str, Place]) -> list[Outlined]:
    """Return every initiative below its parent, those of one parent by (rank, id); no recursion, it may be deep."""
    parents = cut_cycles({id: place.parent for id, place in places.items() if place.parent in places})
    under: dict[str | None, list[tuple[str, str]]] = {}
    for id, place in places.items():
        under.setdefault(parents.get(id), []).append((place.rank, id))
    shown = []
    waiting = [Outlined(id, None, 0) for id in _last_first(under.get(None, ()))]
    while waiting:
        shown.append(one := waiting.pop())
        waiting += (Outlined(id, one.id, one.depth + 1) for id in _last_first(under.get(one.id, ())))
    return shown


def listed(outlined: Iterable[Outlined], places: Mapping[str, Place]) -> list[tuple[str, str | None]]:
    """Return every board with the initiative it is shown under, in order; those under none come last."""
    order: dict[str | None, int] = {one.id: at for at, one in enumerate(outlined)}
    end = len(order)
    holders = {id: place.parent if place.parent in order else None for id, place in places.items()}
    return sorted(holders.items(), key=lambda item: (order.get(item[1], end), places[item[0]].rank, item[0]))


def _last_first(entries: Iterable[tuple[str, str]]) -> list[str]:
    return [id for _, id in sorted(entries, reverse=True)]
