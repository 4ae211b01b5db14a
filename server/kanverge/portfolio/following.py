"""Facts as something that follows a board's log: read at its opening, written and published with each change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgpack

from kanverge.live.replay import Replay, Step
from kanverge.portfolio import card_facts
from kanverge.portfolio.card_facts import CardFacts
from kanverge.portfolio.facts import Facts
from kanverge.store import keys
from kanverge.store.base import Write
from kanverge.store.following import Followed, Outcome

SUMMARY: Final = "summary"


@dataclass(slots=True)
class FollowingFacts:
    """The facts of one board while its log is followed."""

    board: str
    facts: Facts

    def take(self, steps: Sequence[Step]) -> None:
        self.facts.take(steps)

    def outcome(self) -> Outcome:
        fresh = self.facts.fresh()
        summary = pack(fresh.summary)
        rows = {id: card_facts.pack(row) for id, row in fresh.cards.items()}
        cards, days = keys.facts_cards(self.board), keys.facts_days(self.board)
        return Outcome(
            writes=[
                Write(keys.facts(self.board), SUMMARY, summary),
                *(Write(cards, id, row) for id, row in rows.items()),
                *(Write(days, day, pack(standing)) for day, standing in fresh.days.items()),
            ],
            message=pack([self.board, summary, rows]),
        )


async def open_facts(followed: Followed, replay: Replay) -> FollowingFacts:
    """Return the facts of the board that ``replay`` is at, remembering what the store has of them."""
    rows = await followed.hash(keys.facts_cards(replay.id))
    stored = (await followed.hash(keys.facts(replay.id))).get(SUMMARY)
    edited = unpack(stored)["edited"] if stored is not None else 0
    return FollowingFacts(replay.id, Facts.of(replay, _remembered(rows), edited=edited))


def _remembered(rows: Mapping[str, bytes]) -> dict[str, CardFacts]:
    return {id: card_facts.unpack(row) for id, row in rows.items()}


def pack(value: Any) -> bytes:
    """Return a plain value as it is stored."""
    packed: bytes = msgpack.packb(value)
    return packed


def unpack(data: bytes) -> Any:
    """Return a stored plain value."""
    return msgpack.unpackb(data, strict_map_key=True)
