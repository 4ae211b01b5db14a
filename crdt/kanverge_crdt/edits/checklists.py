"""Verbs of checklists, which are records within a card."""

from __future__ import annotations

from kanverge_crdt.edits.arguments import Arguments
from kanverge_crdt.edits.draft import Draft
from kanverge_crdt.edits.records import RankedNoun
from kanverge_crdt.order import Entry
from kanverge_crdt.schema import Archivable, Card, Checklist
from kanverge_crdt.typed import Record


class Checklists(RankedNoun):
    """The verbs of checklists: those of columns, with the card as one more argument."""

    def address(self, draft: Draft, arguments: Arguments) -> tuple[Archivable, dict[str, str]]:
        card, id = draft.card(arguments.id("card")), arguments.id()
        return Checklist(draft.board.shared, (*card.path, f"checklist:{id}")), {"card": card.id, "id": id}

    def siblings(self, draft: Draft, record: Record) -> list[Entry]:
        card = Card(draft.board.shared, record.path[:-1])
        return [(other.rank, other.id) for other in draft.board.checklists(card, archived=None)]


VERBS = Checklists("checklists", Checklist).verbs()
