"""Relations between cards, read from both sides: parent and children, blocks and blocked by, relates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

Pairs = Mapping[str, tuple[str, ...]]
"""Card id -> card ids, each sorted; cards without any are left out."""


class Relations(NamedTuple):
    """What all cards of a board have to do with each other."""

    parents: Mapping[str, str]
    children: Pairs
    blocked_by: Pairs
    related: Pairs


def relate(
    parents: Mapping[str, str], blocks: Iterable[tuple[str, str]], relates: Iterable[tuple[str, str]]
) -> Relations:
    """Return the relations that follow from what is stored, whose targets may be missing or circular.

    ``parents`` names, for cards that are not archived, a parent that exists and is not archived.
    """
    shown = cut_cycles(parents)
    children = _grouped((parent, child) for child, parent in shown.items())
    blocked_by = _grouped((blocked, card) for card, blocked in blocks)
    both_ways = [pair for card, other in relates for pair in ((card, other), (other, card))]
    return Relations(shown, children, blocked_by, _grouped(both_ways))


def cut_cycles(parents: Mapping[str, str]) -> dict[str, str]:
    """Return ``parents`` without the entry of the smallest id of each cycle: the same on every replica."""
    kept = dict(parents)
    finished: set[str] = set()
    for start in parents:
        walk: dict[str, None] = {}
        card: str | None = start
        while card is not None and card not in finished and card not in walk:
            walk[card] = None
            card = parents.get(card)
        if card is not None and card in walk:
            path = list(walk)
            del kept[min(path[path.index(card) :])]
        finished.update(walk)
    return kept


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, set[str]] = {}
    for key, member in pairs:
        groups.setdefault(key, set()).add(member)
    return {key: tuple(sorted(members)) for key, members in groups.items()}
