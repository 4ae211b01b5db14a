"""Which rules a change calls: what one step of a board's log did to cards, held against each rule.

Pure: a step, the board as it is after it, and the rules in; occasions out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from kanverge.accounts.principals import machine
from kanverge.automation.rules import ACTOR, FAMILIES
from kanverge.live.replay import Delta, Step
from kanverge_crdt.board import Board
from kanverge_crdt.schema import Card

RULES: Final = machine("rules")
"""Who a change of a rule or of a recurring card is by."""
SILENT: Final = frozenset(machine(name).key for name in ("import", "rebalance", "make", "sample"))
"""What these do is no occasion: a board that is imported or made does not begin to run."""
RESTORING: Final = "restore:"
"""Begins the group of edits that bring back what was: it is to be as it was, so they call nothing either."""
DEPTH_MAX: Final = 5
"""A change by a rule may call another, and so on: so many in a row, then the chain is cut and the log says so."""
_GROUP: Final = re.compile(r"rule:(\d{1,2}):([0-9A-Za-z]{22})").fullmatch
_DOER: Final = re.compile(r"(?:(rule):\d{1,2}|(recurrence)):([0-9A-Za-z]{22})").fullmatch


@dataclass(frozen=True, slots=True)
class Occasion:
    """A rule and the card it was called for, by what; ``name`` is the same whoever finds it, and whenever."""

    name: str
    rule: str
    card: str
    actor: str
    """The id of the person whose change it was, or empty."""
    depth: int
    """How many rules called one another up to this one: 1 where a person's change did."""
    when: int


def group(depth: int, rule: str) -> str:
    """Return what marks the edits of a rule, so that everybody sees whose they are and how long the chain is."""
    return f"rule:{depth}:{rule}"


def depth_of(step: Step) -> int:
    """Return how many rules led to a step; 0 for a person's."""
    found = _GROUP(step.group) if step.principal == RULES.key else None
    return int(found[1]) if found else 0


def doer_of(principal: str, group: str) -> tuple[str, str] | None:
    """Return the kind and id of the rule or recurring card whose edits these are; None: of neither."""
    found = _DOER(group) if principal == RULES.key else None
    return (found[1] or found[2], found[3]) if found else None


def is_restoring(step: Step) -> bool:
    """Return whether a step is part of bringing back what was."""
    return step.group.startswith(RESTORING)


def occasions(step: Step, board: Board, rules: Mapping[str, Mapping[str, Any]]) -> Iterator[Occasion]:
    """Yield an occasion for each rule and card that the step calls it for, in the order of the rules' ids."""
    if step.principal in SILENT or is_restoring(step):
        return
    kind, _, id = step.principal.partition(":")
    actor = id if kind == "u" else ""
    for delta in step.changes:
        if delta.kind != "card" or delta.after is None or (card := board.card(delta.id)) is None:
            continue
        for rule, value in sorted(rules.items()):
            if value.get("off") or not _calls(value["when"], delta, board, card):
                continue
            if holds(value, board, card, actor):
                name = f"{step.entry}/{step.number}/{rule}/{card.id}"
                yield Occasion(name, rule, card.id, actor, depth_of(step) + 1, step.when)


def holds(rule: Mapping[str, Any], board: Board, card: Card, actor: str = "") -> bool:
    """Return whether every condition of the rule holds for a card."""
    return not card.archived and all(
        _CONDITIONS[one["on"]](one, board, card, actor) is not bool(one.get("not"))
        for one in rule.get("if", ())
    )


def _calls(when: Mapping[str, Any], delta: Delta, board: Board, card: Card) -> bool:
    call = _CALLS.get(when["on"])
    return call is not None and call(when, delta, board, card)


def _created(when: Mapping[str, Any], delta: Delta, _: Board, card: Card) -> bool:
    return delta.before is None and when.get("column") in (None, card.column)


def _moved(when: Mapping[str, Any], delta: Delta, _: Board, __: Card) -> bool:
    if delta.before is None or delta.after is None:
        return False
    before, after = delta.before.get("column"), delta.after.get("column")
    return before != after and when.get("to") in (None, after) and when.get("from") in (None, before)


def _completed(_: Mapping[str, Any], delta: Delta, board: Board, card: Card) -> bool:
    before = delta.before or {}
    assert delta.after is not None
    was_done = delta.before is not None and bool(before.get("done", card.done))
    was_in = before.get("column", card.column) if delta.before is not None else ""
    is_done = card.done or _is_done_column(board, card.column)
    return is_done and not was_done and not _is_done_column(board, was_in)


def is_done(board: Board, card: Card) -> bool:
    """Return whether a card is done, by hand or by where it stands."""
    return card.done or _is_done_column(board, board.column_of(card))


def is_completion(delta: Delta, board: Board) -> bool:
    """Return whether a change of a card is that it was done."""
    card = board.card(delta.id)
    return card is not None and delta.after is not None and _completed({}, delta, board, card)


def _is_done_column(board: Board, id: str | None) -> bool:
    column = board.column(id) if id else None
    return column is not None and not column.archived and column.category == "done"


def _checklist(_: Mapping[str, Any], delta: Delta, board: Board, card: Card) -> bool:
    """All items of all checklists are ticked, and were not before."""
    assert delta.after is not None
    ticked = {
        key
        for key, after in delta.after.items()
        if key.startswith("item:") and _is_ticked(after) and not _is_ticked((delta.before or {}).get(key))
    }
    items = [item for checklist in board.checklists(card) for item in board.items(card, checklist.id)]
    return bool(ticked) and bool(items) and all(item.done for item in items)


def _is_ticked(item: Any) -> bool:
    return isinstance(item, Mapping) and item.get("done") is True


def _set(when: Mapping[str, Any], delta: Delta, _: Board, __: Card) -> bool:
    assert delta.after is not None
    key, wanted = when["key"], when.get("value")
    before = delta.before or {}
    if key in FAMILIES:
        members = [one for one in delta.after if one.startswith(f"{key}:") and delta.after[one] is True]
        fresh = [one.partition(":")[2] for one in members if before.get(one) is not True]
        return bool(fresh) if wanted is None else wanted in fresh
    after = delta.after.get(key)
    if after is None or after is False or _same(after, before.get(key)):
        return False
    return wanted is None or _same(after, wanted)


def _same(one: object, other: object) -> bool:
    """Compare two values; unlike in Python, true is not the number one."""
    return one == other and (one is True) == (other is True)


_CALLS: Final = {
    "created": _created,
    "moved": _moved,
    "completed": _completed,
    "checklist": _checklist,
    "set": _set,
}


def _has_label(one: Mapping[str, Any], _: Board, card: Card, __: str) -> bool:
    return one["label"] in card.labels


def _has_assignee(one: Mapping[str, Any], _: Board, card: Card, actor: str) -> bool:
    person = one.get("person")
    people = list(card.assignees)
    return bool(people) if person is None else (actor if person == ACTOR else person) in people


def _is_in(one: Mapping[str, Any], board: Board, card: Card, _: str) -> bool:
    return bool(board.column_of(card) == one["column"])


def _says(one: Mapping[str, Any], _: Board, card: Card, __: str) -> bool:
    wanted = one["text"].casefold()
    return wanted in card.title.casefold() or wanted in card.description.casefold()


def _has_priority(one: Mapping[str, Any], _: Board, card: Card, __: str) -> bool:
    return card.priority == one["priority"] if "priority" in one else card.priority is not None


def _has_field(one: Mapping[str, Any], _: Board, card: Card, __: str) -> bool:
    value = card.values.get(one["field"])
    return _same(value, one["value"]) if "value" in one else value is not None


def _is_done(_: Mapping[str, Any], board: Board, card: Card, __: str) -> bool:
    return is_done(board, card)


_CONDITIONS: Final = {
    "label": _has_label,
    "assignee": _has_assignee,
    "column": _is_in,
    "text": _says,
    "priority": _has_priority,
    "field": _has_field,
    "done": _is_done,
}
