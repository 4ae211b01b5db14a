"""Rules on the replayed boards, and how often each must have acted: counted from the history, row by row.

The counting shares nothing with what runs rules: plain documents that the rows of the log are applied to, and the
comments of the exported board.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias

from pycrdt import Doc, Map

import kanverge_client
from kanverge.config import StoreChoice
from kanverge.errors import StoreAway
from kanverge.store.base import START
from kanverge.store.earlier import Earlier
from kanverge.store.following import Followed
from kanverge.store.log import LogEntry
from kanverge.stored import open_store

FOLLOW_UP: Final = "Made by a rule of the levels"
MOVED, CREATED, DATED = "it was moved", "it was made", "it has a date"
RULES: Final[Mapping[str, Mapping[str, Any]]] = {
    MOVED: {"when": {"on": "moved"}, "then": [{"do": "comment", "text": MOVED}]},
    # What a rule makes would call it again, up to five in a row.
    CREATED: {
        "when": {"on": "created"},
        "if": [{"on": "text", "text": FOLLOW_UP, "not": True}],
        "then": [{"do": "comment", "text": CREATED}, {"do": "create", "card": {"title": FOLLOW_UP}}],
    },
    DATED: {
        "when": {"on": "set", "key": "due"},
        "then": [{"do": "comment", "text": DATED}, {"do": "set", "key": "priority", "value": "high"}],
    },
}
BY_RULES: Final = "m:rules"
QUIET: Final = frozenset({"m:import", "m:make", "m:sample", "m:rebalance"})
"""Who calls no rule (docs/automation.md)."""

Known: TypeAlias = tuple[Any, Any, bool]
"""Of a card: its column, its due date, whether it is archived."""


async def furnish(client: kanverge_client.Board) -> None:
    """Add the rules to a board."""
    for at, (name, rule) in enumerate(RULES.items()):
        await client.ask("rules.add", id=f"{at}".rjust(22, "r"), rule={"name": name, **rule})


@dataclass
class Events:
    """What happened on one board since its rules are there: how often which rule is called for which card."""

    calls: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    put_away: set[str] = field(default_factory=set)
    """Cards that were archived at some time: for those a rule may have come too late, and then does nothing."""
    follow_ups: set[str] = field(default_factory=set)
    """Cards that a rule made."""

    @property
    def total(self) -> int:
        return sum(sum(counts.values()) for counts in self.calls.values())


def events(entries: Iterable[LogEntry]) -> Events:
    """Count what calls the rules, from the log of one board since it was made."""
    found = Events()
    doc: Doc[Any] = Doc()
    cards = doc.get("cards", type=Map)
    touched: set[str] = set()
    subscription = cards.observe_deep(lambda changes: touched.update(_touched(changes)))
    known: dict[str, Known] = {}
    has_rules = False
    for entry in entries:
        for row in entry.entry.rows:
            doc.apply_update(row.update)
            for id, before, after in _changes(cards, touched, known):
                if before is None and row.principal == BY_RULES:
                    found.follow_ups.add(id)
                if has_rules and row.principal not in QUIET:
                    _count(found, id, before, after)
                if after[2]:
                    found.put_away.add(id)
            touched.clear()
        has_rules |= any(change.kind == "rule" for ask in entry.entry.asks for change in ask.changes)
    cards.unobserve(subscription)
    return found


def _touched(changes: Iterable[Any]) -> Iterator[str]:
    for change in changes:
        yield from change.path[:1] or change.keys


def _changes(
    cards: Any, touched: Iterable[str], known: dict[str, Known]
) -> Iterator[tuple[str, Known | None, Known]]:
    for id in sorted(touched):
        before, card = known.get(id), cards[id]
        at = card.get("at")
        known[id] = (at[0] if at else None), card.get("due"), card.get("archived") is True
        if known[id] != before:
            yield id, before, known[id]


def _count(found: Events, id: str, before: Known | None, after: Known) -> None:
    if before is None:
        found.calls[CREATED][id] += id not in found.follow_ups
    elif before[0] != after[0]:
        found.calls[MOVED][id] += 1
    if after[1] is not None and (before is None or before[1] != after[1]):
        found.calls[DATED][id] += 1


def complaints(found: Events, exported: Mapping[str, Any]) -> list[str]:
    """Return which change of a rule was made more or less often than once for each event."""
    said: list[str] = []
    made: dict[str, Counter[str]] = {name: Counter() for name in RULES}
    for card in exported["cards"]:
        for comment in card["comments"]:
            if comment["author"] == "rules":
                made[comment["text"]][card["id"]] += 1
    for name in RULES:
        called = found.calls[name]
        for id in sorted(called.keys() | made[name].keys()):
            least = 0 if id in found.put_away else called[id]
            if not least <= made[name][id] <= called[id]:
                said.append(f"card {id}: “{name}” {made[name][id]} times for {called[id]} events")
    there = len(found.follow_ups & {card["id"] for card in exported["cards"]})
    if not there == len(found.follow_ups) == made[CREATED].total():
        said.append(f"{there} cards made by a rule that fired {made[CREATED].total()} times")
    return said


async def histories(data: Path, boards: Iterable[str]) -> dict[str, Sequence[LogEntry]]:
    """Return every entry of each board's log since it was made."""
    async with open_store(StoreChoice(None, data)) as stored:
        earlier = Earlier(stored.boards)
        found: dict[str, Sequence[LogEntry]] = {}
        for board in boards:
            head = (await stored.boards.all_entries(board, after=START))[-1:]
            until = head[0].id if head else (await stored.boards.past.segments(board))[-1]
            found[board] = await earlier.entries(board, after=START, until=until)
        return found


async def is_quiet(data: Path, boards: Iterable[str]) -> bool:
    """Return whether everything was followed and no rule has anything to do."""
    try:
        async with open_store(StoreChoice(None, data)) as stored:
            followed = Followed(stored.client)
            for _ in range(2):
                if await followed.behind():
                    return False
                for board in boards:
                    if (await stored.boards.automated.waiting(board)).occasions:
                        return False
            return not await followed.behind()
    except StoreAway:
        return False
