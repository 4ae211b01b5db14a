"""The facts of one board: a row for each card and a summary, kept up by the steps of its log.

Views over many boards read these and open no document. Kept up by changes equals recomputed from the whole log:
tests hold it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeAlias

from kanverge.accounts.principals import machine
from kanverge.live.replay import Delta, Replay, Step
from kanverge.portfolio import card_facts
from kanverge.portfolio.card_facts import DONE, CardFacts
from kanverge.portfolio.tally import Tally
from kanverge_crdt.board import Board
from kanverge_crdt.schema import UNSORTED, Goal

COLUMNS_MAX: Final = 200
DATES_MAX: Final = 1_000
PEOPLE_MAX: Final = 500
NAME_CHARS_MAX: Final = 256
MILESTONES_MAX: Final = 100
GOALS_MAX: Final = 200
LABELS_MAX: Final = 200
BOARDS_MAX: Final = 1_000
"""As many as a watch may name (docs/watch.md)."""

IMPORTER: Final = machine("import").key
OF_CARDS: Final = ("card", "number", "comment")

Plain: TypeAlias = dict[str, Any]


class Fresh(NamedTuple):
    """What has changed since it was last asked for."""

    cards: dict[str, CardFacts]
    summary: Plain
    days: dict[str, Plain]
    """UTC day -> how the board stood at its end, as far as it is known."""


@dataclass(slots=True)
class Facts:
    """The facts of the board that a replay is at."""

    replay: Replay
    cards: dict[str, CardFacts] = field(default_factory=dict)
    edited: int = 0
    """When something changed last."""
    _tally: Tally = field(default_factory=Tally)
    _stages: dict[str, str | None] = field(default_factory=dict)
    """Column that is shown -> its category."""
    _stale: dict[str, CardFacts] = field(default_factory=dict)
    _days: dict[str, Plain] = field(default_factory=dict)
    _said: _Said | None = None
    """What the document says besides its cards, until that changes."""

    @classmethod
    def of(
        cls, replay: Replay, remembered: Mapping[str, CardFacts] = MappingProxyType({}), *, edited: int = 0
    ) -> Facts:
        """Return the facts of the board as it is; what only the log tells is as ``remembered``.

        Rows that differ from those remembered count as changed.
        """
        facts = cls(replay, edited=edited)
        facts._stages = facts._read_stages()
        for id, card in replay.board.index.cards.items():
            row = card_facts.remembering(card_facts.read(card), remembered.get(id))
            facts.cards[id] = row
            if remembered.get(id) != row:
                facts._stale[id] = row
        facts._count_anew()
        return facts

    def take(self, steps: Sequence[Step]) -> None:
        """Follow what one entry changed; the replay is at its end."""
        for step in steps:
            self.edited = max(self.edited, step.when)
        deltas = [delta for step in steps for delta in step.changes]
        if not deltas:
            return
        when = self.edited
        if any(delta.kind not in OF_CARDS for delta in deltas):
            self._said = None
        brought = [delta for step in steps if step.principal == IMPORTER for delta in step.changes]
        if any(delta.kind == "column" for delta in deltas):
            self._columns_changed(when, is_brought=any(delta.kind == "column" for delta in brought))
        brought_cards = {delta.id for delta in brought if delta.kind == "card"}
        for id in dict.fromkeys(delta.id for delta in deltas if delta.kind == "card"):
            self._look_at(id, when, is_brought=id in brought_cards)
        for delta in deltas:
            if delta.kind == "number":
                self._number(delta, when)
        self._days[_day(when)] = self.standing()

    def _number(self, delta: Delta, when: int) -> None:
        row, number = self.cards.get(delta.id), (delta.after or {}).get("number")
        if row is not None and isinstance(number, int):
            self._put(delta.id, row._replace(number=number), when)

    def _look_at(self, id: str, when: int, *, is_brought: bool) -> None:
        card = self.replay.board.index.cards.get(id)
        before = self.cards.get(id)
        if card is None:
            if before is not None:
                self._tally.add(before, *self._shown(before), -1)
                del self.cards[id]
            return
        row = card_facts.remembering(card_facts.read(card), before)
        if before is None:
            row = row._replace(made=when, brought=is_brought)
        row = card_facts.at_stage(row, self._stage(row), when=when, is_brought=is_brought)
        self._put(id, row, when)

    def _put(self, id: str, row: CardFacts, when: int) -> None:
        before = self.cards.get(id)
        if row == before:
            return
        row = row._replace(changed=when)
        if before is not None:
            self._tally.add(before, *self._shown(before), -1)
        self._tally.add(row, *self._shown(row))
        self.cards[id] = self._stale[id] = row

    def _columns_changed(self, when: int, *, is_brought: bool) -> None:
        """Look at every card: where it is shown and whether it is done follows from the columns."""
        stages = self._read_stages()
        if stages == self._stages:
            return
        self._stages = stages
        for id, row in self.cards.items():
            moved = card_facts.at_stage(row, self._stage(row), when=when, is_brought=is_brought)
            if moved is not row:
                self.cards[id] = self._stale[id] = moved._replace(changed=when)
        self._count_anew()

    def _count_anew(self) -> None:
        self._tally = Tally()
        for row in self.cards.values():
            self._tally.add(row, *self._shown(row))

    def _read_stages(self) -> dict[str, str | None]:
        return {column.id: column.category for column in self.replay.board.columns()}

    def _shown(self, row: CardFacts) -> tuple[str, str | None]:
        return row.column if row.column in self._stages else UNSORTED, self._stage(row)

    def _stage(self, row: CardFacts) -> str | None:
        return DONE if row.done else self._stages.get(row.column)

    # What is told of it.

    def fresh(self) -> Fresh:
        """Return what has changed since the last time."""
        cards, self._stale = self._stale, {}
        days, self._days = self._days, {}
        return Fresh(cards, self.summary(), days)

    def standing(self) -> Plain:
        """Return how the board stands, for reports over time."""
        tally = self._tally
        return {
            "columns": {id: count for id, count in tally.by_column.items() if count},
            "open": tally.open,
            "done": tally.done,
            "estimate": tally.estimate,
            "estimate_done": tally.estimate_done,
            "shelved": tally.shelved,
            "shelved_estimate": tally.shelved_estimate,
        }

    def summary(self) -> Plain:
        """Return what is known of the board as a whole; estimates in thousandths, moments in milliseconds."""
        tally = self._tally
        if self._said is None:
            self._said = _said(self.replay.board)
        said = self._said
        people = _bounded(tally.people, PEOPLE_MAX)
        return said.meta | {
            "edited": self.edited,
            "columns": [[*column, tally.by_column[column[0]]] for column in said.columns],
            "unsorted": tally.by_column[UNSORTED],
            "open": tally.open,
            "done": tally.done,
            "archived": tally.archived,
            "estimate": tally.estimate,
            "estimate_done": tally.estimate_done,
            "due": dict(_bounded(tally.due, DATES_MAX)),
            "span": tally.span(),
            "people": {person: [count, tally.load[person]] for person, count in people},
            "named": {person: said.names[person] for person, _ in people if person in said.names},
            "milestones": said.milestones,
            "labels": said.labels,
            "boards": said.boards,
            "goals": [
                goal | {"cards": tally.goals[goal["id"]], "done": tally.goals_done[goal["id"]]}
                for goal in said.goals
            ],
        }


class _Said(NamedTuple):
    meta: Plain
    names: dict[str, str]
    """Of people who are in the document because they have no account."""
    columns: list[list[Any]]
    milestones: list[list[Any]]
    goals: list[Plain]
    labels: list[list[Any]]
    boards: list[str]


def _said(board: Board) -> _Said:
    meta = board.meta
    return _Said(
        {
            "name": meta.name,
            "lead": meta.lead,
            "start": meta.start,
            "target": meta.target,
            "health": meta.health,
        },
        {person.id: person.name[:NAME_CHARS_MAX] for person in board.people(archived=None) if person.name},
        [[column.id, column.name, column.category, column.wip] for column in board.columns()[:COLUMNS_MAX]],
        [
            [milestone.id, milestone.name, milestone.date, milestone.done]
            for milestone in board.milestones()[:MILESTONES_MAX]
        ],
        [_goal(goal) for goal in board.goals()[:GOALS_MAX]],
        [[label.id, label.name, label.color] for label in board.labels()[:LABELS_MAX]],
        [listing.id for listing in board.boards()[:BOARDS_MAX]],
    )


def _goal(goal: Goal) -> Plain:
    keys = ("name", "measure", "from", "target", "current", "unit", "due", "owner")
    return {"id": goal.id} | {key: goal.fields[key].__get__(goal, Goal) for key in keys}


def _bounded(counter: Mapping[str, int], most: int) -> list[tuple[str, int]]:
    """Return what is counted, the first ``most`` by key where there is more."""
    held = [(key, count) for key, count in counter.items() if count]
    return held if len(held) <= most else sorted(held)[:most]


def _day(when: int) -> str:
    return datetime.fromtimestamp(when / 1_000, UTC).date().isoformat()
