"""Verbs of the sets of a card: its assignees, labels, goals, and the cards it blocks or relates to."""

from __future__ import annotations

from kanverge_crdt.edits.arguments import Arguments
from kanverge_crdt.edits.draft import Draft
from kanverge_crdt.errors import EditError
from kanverge_crdt.schema import Card, Goal, Label
from kanverge_crdt.typed import Record

FAMILIES: dict[str, type[Record] | None] = {
    "assignee": None,  # accounts are not in the document
    "label": Label,
    "blocks": Card,
    "relates": Card,
    "goal": Goal,
}


def include(draft: Draft, arguments: Arguments) -> None:
    card, family, member, key = _named(draft, arguments)
    target = FAMILIES[family]
    if target is Card and member == card.id:
        raise EditError("itself", family)
    if target is not None:
        draft.find(target, member)
    if draft.board.shared.get(card.path, key) is not True:
        draft.put(card.path, key, True)
        draft.undo("cards.exclude", id=card.id, family=family, member=member)


def exclude(draft: Draft, arguments: Arguments) -> None:
    card, family, member, key = _named(draft, arguments)
    if draft.board.shared.get(card.path, key) is True:
        draft.put(card.path, key, None)
        draft.undo("cards.include", id=card.id, family=family, member=member)


def _named(draft: Draft, arguments: Arguments) -> tuple[Card, str, str, str]:
    card = draft.card(arguments.id())
    family = arguments.word("family", {name: name for name in FAMILIES})
    member = arguments.id("member")
    return card, family, member, f"{family}:{member}"


VERBS = {"cards.include": include, "cards.exclude": exclude}
