"""What every room of a process shares."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from kanverge.clock import Clock
from kanverge.config import Limits
from kanverge.live.commit import Committer
from kanverge.live.fanout import Fanout
from kanverge.live.records import VERBS, Verb
from kanverge.rates import Rates
from kanverge.store.base import Boards
from kanverge.store.log import RecordChange
from kanverge_crdt.board import Board

NEW_CLIENT_IDS_BURST: Final = 2_000
NEW_CLIENT_IDS_PER_SECOND: Final = 1 / 30
"""How many new client ids one principal may bring to one board: each stays with the board, and all pay for it."""


Objection: TypeAlias = Callable[[Board, RecordChange], None]


def no_objection(_: Board, __: RecordChange) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The way to the disk and to the peers, the time, and how much is taken."""

    boards: Boards
    committer: Committer
    fanout: Fanout
    clock: Clock
    limits: Limits
    verbs: Mapping[str, Verb] = field(default_factory=lambda: VERBS)
    """What may be asked; upper layers bring their own."""
    objection: Objection = no_objection
    """Raises Invalid for a change of records that does not go with the board's document."""
    new_client_ids: Rates = field(
        default_factory=lambda: Rates(per_second=NEW_CLIENT_IDS_PER_SECOND, burst=NEW_CLIENT_IDS_BURST)
    )

    def may_bring(self, principal: str, board: str, client_ids: int) -> bool:
        """Note that ``principal`` brings so many new client ids to ``board``; return False if that is too many."""
        now = self.clock.monotonic()
        return self.new_client_ids.take(f"{board} {principal}", now, client_ids)
