"""Sums over the cards of one board, kept up by taking a card out as it was and putting it in as it is.

Whole numbers only, so that what was kept up equals what is counted anew, in any order.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from kanverge.portfolio.card_facts import DONE, CardFacts

ESTIMATE_UNIT: Final = 1_000
"""Estimates are summed in thousandths."""
ESTIMATE_MAX: Final = 10_000_000
"""No card weighs more: the sum over as many cards as a board can have stays a number that every client reads."""


def thousandths(estimate: float | None) -> int:
    """Return an estimate as it is summed."""
    return round(min(estimate or 0, ESTIMATE_MAX) * ESTIMATE_UNIT)


@dataclass(slots=True)
class Tally:
    """What the cards of a board add up to. ``open`` cards are not archived, whether done or not."""

    by_column: Counter[str] = field(default_factory=Counter)
    """Open cards by the column they are shown in."""
    open: int = 0
    done: int = 0
    archived: int = 0
    shelved: int = 0
    """Archived cards that were done: history counts them, or putting away what is done would undo it."""
    shelved_estimate: int = 0
    estimate: int = 0
    """Of open cards, in thousandths."""
    estimate_done: int = 0
    due: Counter[str] = field(default_factory=Counter)
    """Open cards that are not done, by their due date."""
    starts: Counter[str] = field(default_factory=Counter)
    """Open cards that are not done, by when they start."""
    people: Counter[str] = field(default_factory=Counter)
    """Open cards that are not done, by who is assigned."""
    load: Counter[str] = field(default_factory=Counter)
    """Their estimates in thousandths, by who is assigned, each shared evenly."""
    goals: Counter[str] = field(default_factory=Counter)
    """Open cards that contribute to a goal."""
    goals_done: Counter[str] = field(default_factory=Counter)

    def add(self, card: CardFacts, column: str, stage: str | None, sign: int = 1) -> None:
        """Count a card that is shown in ``column`` at ``stage``; with ``sign`` -1 take it out again."""
        estimate = thousandths(card.estimate)
        if card.archived:
            self.archived += sign
            if stage == DONE:
                self.shelved += sign
                self.shelved_estimate += sign * estimate
            return
        self.by_column[column] += sign
        self.open += sign
        self.estimate += sign * estimate
        for goal in card.goals:
            self.goals[goal] += sign
        if stage == DONE:
            self.done += sign
            self.estimate_done += sign * estimate
            for goal in card.goals:
                self.goals_done[goal] += sign
            return
        if card.due is not None:
            self.due[card.due] += sign
        if card.start is not None:
            self.starts[card.start] += sign
        for person in card.assignees:
            self.people[person] += sign
            self.load[person] += sign * (estimate // len(card.assignees))

    def span(self) -> list[str] | None:
        """Return the first and the last date of cards that are open and not done; None where none has a date."""
        dates = [date for counter in (self.starts, self.due) for date, count in counter.items() if count]
        return [min(dates), max(dates)] if dates else None

    def __eq__(self, other: object) -> bool:
        # Counters that hold zeros equal those that do not.
        return isinstance(other, Tally) and all(
            getattr(self, name) == getattr(other, name) for name in self.__slots__
        )

    __hash__ = None  # type: ignore[assignment]  # equal by content, which changes
