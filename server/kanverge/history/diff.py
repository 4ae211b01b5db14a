"""What changed on a board between two moments, as people speak of it: new, done, moved, slipped, put away.

Pure: two boards in, lists of cards, milestones, goals and the rows of a portfolio out. Each card stands under every
heading that it deserves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from kanverge.live.telling import shown
from kanverge_crdt.board import Board
from kanverge_crdt.schema import Card, Goal, Initiative, Listing, Milestone

Facts: TypeAlias = dict[str, Any]

HEADINGS: Final = (
    "new",
    "done",
    "reopened",
    "moved",
    "slipped",
    "pulled_in",
    "archived",
    "restored",
    "renamed",
    "assigned",
    "dated",
    "estimated",
    "linked",
)
DONE: Final = "done"


@dataclass(frozen=True, slots=True)
class Diff:
    """Heading -> cards, each ``{id, title}`` and what is said of it under that heading, in the board's order."""

    cards: Mapping[str, list[Facts]] = field(default_factory=dict)
    records: Mapping[str, list[Facts]] = field(default_factory=dict)
    """``milestones``, ``goals``, ``initiatives``, ``boards`` (of a portfolio) -> those that came, went or changed, with
    what was and is, as in activity."""

    @property
    def is_empty(self) -> bool:
        """Return whether nothing changed that anybody would speak of."""
        return not any(self.cards.values()) and not any(self.records.values())


def between(before: Board, after: Board) -> Diff:
    """Return what changed from one moment of a board to a later one."""
    found: dict[str, list[Facts]] = {heading: [] for heading in HEADINGS}
    for card in after.cards(archived=None):
        was = before.card(card.id)
        named = {"id": card.id, "title": card.title}
        if was is None:
            if not card.archived:
                found["new"].append(named | {"column": _column(after, card)})
                if _is_done(after, card):
                    found["done"].append(named)
            continue
        for heading, said in _headings(before, was, after, card).items():
            found[heading].append(named | said)
        if not card.archived:
            found["linked"] += [named | said for said in _arrows(was, card)]
    records = {
        "initiatives": _records(
            before.initiatives(archived=None), after.initiatives(archived=None), INITIATIVE
        ),
        "boards": _records(before.boards(archived=None), after.boards(archived=None), LISTING),
        "milestones": _records(before.milestones(archived=None), after.milestones(archived=None), MILESTONE),
        "goals": _records(before.goals(archived=None), after.goals(archived=None), GOAL),
    }
    return Diff(found, records)


def _headings(before: Board, was: Card, after: Board, card: Card) -> dict[str, Facts]:
    said: dict[str, Facts] = {}
    if card.archived != was.archived:
        said["archived" if card.archived else "restored"] = {}
    if card.archived:
        return said
    if _is_done(after, card) != _is_done(before, was):
        said["done" if _is_done(after, card) else "reopened"] = {}
    old_column, new_column = _column(before, was), _column(after, card)
    if before.column_of(was) != after.column_of(card):
        said["moved"] = {"from": old_column, "to": new_column}
    if was.title != card.title:
        said["renamed"] = {"from": was.title}
    if was.due and card.due and was.due != card.due:
        said["slipped" if card.due > was.due else "pulled_in"] = {"from": was.due, "to": card.due}
    if added := sorted(set(card.assignees) - set(was.assignees)):
        said["assigned"] = {"people": added}
    return said | _plans(was, card, has_moved=bool({"slipped", "pulled_in"} & said.keys()))


def _plans(was: Card, card: Card, *, has_moved: bool) -> dict[str, Facts]:
    """Return what changed of when a card is to be done and how much it is, but for a due date that ``has_moved``."""
    dates = ("start",) if has_moved else ("start", "due")
    found = {
        "dated": _changed(*({key: getattr(one, key) for key in dates} for one in (was, card))),
        "estimated": _changed({"estimate": was.estimate}, {"estimate": card.estimate}),
    }
    return {heading: changed for heading, changed in found.items() if changed is not None}


def _arrows(was: Card, card: Card) -> Iterator[Facts]:
    """Yield each dependency that came or went: what this card blocks."""
    for id in sorted(set(card.blocks) ^ set(was.blocks)):
        key = f"blocks:{id}"
        yield (
            {"before": {}, "after": {key: True}}
            if id in card.blocks
            else {"before": {key: True}, "after": {}}
        )


MILESTONE: Final = {key: key for key in ("name", "date", "done", "archived")}
GOAL: Final = {
    key: key for key in ("name", "measure", "target", "current", "unit", "due", "owner", "archived")
} | {"from": "start"}
LISTING: Final = {"parent": "parent", "archived": "archived"}
INITIATIVE: Final = {
    **{key: key for key in ("name", "status", "owner", "start", "target", "note")},
    **LISTING,
}


Planned: TypeAlias = Milestone | Goal | Initiative | Listing


def _records(before: Sequence[Planned], after: Sequence[Planned], keys: Mapping[str, str]) -> list[Facts]:
    """Return the records that changed in any of these keys (key -> attribute), those that are no more last."""
    old = {record.id: _values(record, keys) for record in before}
    new = {record.id: _values(record, keys) for record in after}
    found: list[Facts] = []
    for id in dict.fromkeys([*new, *old]):
        was, now = old.get(id), new.get(id)
        named = {"id": id, "title": (now or was or {}).get("name", "")}
        if was is None or now is None:
            # What came and went in between is nothing that anybody would speak of.
            if not (now or was or {})["archived"]:
                found.append(named | {"before": shown(was), "after": shown(now)})
        elif (changed := _changed(was, now)) is not None:
            found.append(named | {when: shown(values) for when, values in changed.items()})
    return found


def _values(record: Planned, keys: Mapping[str, str]) -> Facts:
    return {key: getattr(record, attribute) for key, attribute in keys.items()}


def _changed(was: Facts, now: Facts) -> Facts | None:
    """Return the keys that changed, as they were and as they are; None where none did."""
    keys = [key for key in now if was[key] != now[key]]
    if not keys:
        return None
    return {"before": {key: was[key] for key in keys}, "after": {key: now[key] for key in keys}}


def _column(board: Board, card: Card) -> str:
    column = board.column(board.column_of(card))
    return column.name if column is not None else ""


def _is_done(board: Board, card: Card) -> bool:
    column = board.column(board.column_of(card))
    return card.done or (column is not None and column.category == DONE)
