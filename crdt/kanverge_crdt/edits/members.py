"""Verbs of sets: a card's assignees, labels, goals and related cards; the boards and initiatives of a goal."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kanverge_crdt.edits.arguments import Arguments
from kanverge_crdt.edits.draft import Draft
from kanverge_crdt.errors import EditError
from kanverge_crdt.schema import Card, Goal, Initiative, Label, Listing
from kanverge_crdt.typed import Record

Families = Mapping[str, type[Record] | None]
"""Family -> what its members are, which must exist."""

OF_CARDS: Families = {
    "assignee": None,  # accounts are not in the document
    "label": Label,
    "blocks": Card,
    "relates": Card,
    "goal": Goal,
}
OF_GOALS: Families = {"board": Listing, "initiative": Initiative}


class Sets:
    """The verbs of the sets of one kind of record."""

    def __init__(self, noun: str, view: type[Record], families: Families) -> None:
        self.noun = noun
        self.view = view
        self.families = families

    def verbs(self) -> dict[str, Callable[[Draft, Arguments], None]]:
        return {f"{self.noun}.include": self.include, f"{self.noun}.exclude": self.exclude}

    def include(self, draft: Draft, arguments: Arguments) -> None:
        record, family, member, key = self._named(draft, arguments)
        target = self.families[family]
        if target is self.view and member == record.id:
            raise EditError("itself", family)
        if target is not None:
            draft.find(target, member)
        if draft.board.shared.get(record.path, key) is not True:
            draft.put(record.path, key, True)
            draft.undo(f"{self.noun}.exclude", id=record.id, family=family, member=member)

    def exclude(self, draft: Draft, arguments: Arguments) -> None:
        record, family, member, key = self._named(draft, arguments)
        if draft.board.shared.get(record.path, key) is True:
            draft.put(record.path, key, None)
            draft.undo(f"{self.noun}.include", id=record.id, family=family, member=member)

    def _named(self, draft: Draft, arguments: Arguments) -> tuple[Record, str, str, str]:
        record = draft.find(self.view, arguments.id())
        family = arguments.word("family", {name: name for name in self.families})
        member = arguments.id("member")
        return record, family, member, f"{family}:{member}"


VERBS = Sets("cards", Card, OF_CARDS).verbs() | Sets("goals", Goal, OF_GOALS).verbs()
