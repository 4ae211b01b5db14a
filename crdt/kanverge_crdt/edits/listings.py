"""Verbs of the boards of a portfolio: put under an initiative, moved, taken out, brought back."""

from __future__ import annotations

from collections.abc import Callable

from kanverge_crdt.edits.arguments import Arguments
from kanverge_crdt.edits.draft import Draft
from kanverge_crdt.edits.standings import StandingNoun
from kanverge_crdt.kinds import Stored
from kanverge_crdt.schema import Listing
from kanverge_crdt.typed import Record


class Listings(StandingNoun):
    """A listing is nothing but a place: its id is the board's, and what the board says of itself stands there."""

    def verbs(self) -> dict[str, Callable[[Draft, Arguments], None]]:
        return {name: verb for name, verb in super().verbs().items() if name != f"{self.name}.set"}

    def content(self, _draft: Draft, _record: Record, _arguments: Arguments) -> dict[str, Stored | None]:
        return {}


VERBS = Listings("boards", Listing, "initiative").verbs()
