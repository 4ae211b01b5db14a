"""What the clock calls: recurring cards, rules on a schedule, and rules for cards that are due soon.

Each remembers in the board's automation hash, or in its own record, what it has done, and is checked against that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import msgpack

from kanverge.automation import blueprints, recurring
from kanverge.automation.acting import Acting
from kanverge.automation.firing import Work, cut_or_run
from kanverge.automation.matching import holds, is_done
from kanverge.automation.recurrence import Due, due, repeat_of, upcoming
from kanverge.automation.recurring import milliseconds, moment
from kanverge.store import keys
from kanverge.zones import clock_time, day_of, instant, today, zone
from kanverge_crdt.schema import Card

LATE_DAYS: Final = 1
"""A card that was due while the server was down is still told so much later."""
CARDS_PER_FIRING_MAX: Final = 500
"""Cards that one firing on a schedule changes; more are said to be left."""
LOOK_AGAIN: Final = timedelta(hours=1)


@dataclass(slots=True)
class Timing:
    """A look at the clock for one board, and the moment of the next look."""

    work: Work
    state: Mapping[str, bytes]
    now: datetime
    new_id: Callable[[], str]
    again: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.again = self.now + LOOK_AGAIN

    def recurrence(self, id: str, value: Mapping[str, Any]) -> None:
        """Make the cards of a recurring one whose time has come."""
        if value.get("off") or "next" not in value:
            return
        coming = moment(value["next"])
        if coming > self.now:
            self._look_at(coming)
            return
        found = Due((coming,), 0, None)
        if "repeat" in value:
            found = due(repeat_of(value["repeat"]), coming, self.now, value.get("missed", "last"))
        cards, problems = self._made(id, value, found)
        # Its record tells that they were made, and a commit of records compares their version: done once.
        self.work.put("recurrence", id, recurring.made(value, cards, found.following))
        made = f"{len(cards)} cards made" if len(cards) > 1 else "made"
        self.work.note(
            id,
            "partly" if problems else "done",
            "; ".join([made, *problems]),
            card=cards[-1],
            changes=self.work.made(cards),
            problems=problems,
        )
        if found.following is not None:
            self._look_at(found.following)

    def _made(self, id: str, value: Mapping[str, Any], found: Due) -> tuple[list[str], list[str]]:
        where = zone((value.get("repeat") or value["after"]).get("zone", "UTC"))
        cards: list[str] = []
        problems: list[str] = []
        for run in found.runs:
            card = self.new_id()
            column = self._column(value.get("column"), problems)
            after = {"after": None} if value.get("to") == "top" else {}
            intents = blueprints.intents(
                value["card"],
                self.work.copy,
                id=card,
                column=column,
                day=clock_time(run, where).date(),
                new_id=self.new_id,
                **after,
            )
            problems += self.work.edit(intents, f"recurrence:{id}")
            cards.append(card)
        self.work.created(cards)
        if found.skipped:
            problems.append(f"{found.skipped} missed before: not made up for")
        return cards, problems

    def _column(self, id: str | None, problems: list[str]) -> str | None:
        found = self.work.copy.column(id) if id else None
        if found is not None and not found.archived:
            return found.id
        if id and "its column is gone" not in problems:
            problems.append("its column is gone")
        columns = self.work.copy.columns()
        return columns[0].id if columns and not id else None

    def schedule(self, id: str, rule: Mapping[str, Any]) -> None:
        """Fire a rule on a schedule whose time has come; of missed times, only the last."""
        repeat, name, changed = repeat_of(rule["when"]["repeat"]), f"next:{id}", rule.get("changed", 0)
        stored = self.state.get(name, b"")
        known = msgpack.unpackb(stored) if stored else None
        coming: datetime | None = None
        if known is not None and known[0] == changed:
            coming = None if known[1] is None else moment(known[1])
        else:
            coming = next(iter(upcoming(repeat, moment(changed), 1)), None)
            known = None
        is_due = coming is not None and coming <= self.now
        if coming is not None and is_due:
            coming = due(repeat, coming, self.now, "last").following
            self._fire_on_schedule(id, rule)
        if is_due or known is None:
            self._remember(name, stored, [changed, coming and milliseconds(coming)])
        if coming is not None:
            self._look_at(coming)

    def _fire_on_schedule(self, id: str, rule: Mapping[str, Any]) -> None:
        acting = self._acting(rule)
        creating = [action for action in rule["then"] if action["do"] == "create"]
        changing = [action for action in rule["then"] if action["do"] != "create"]
        # Which cards is decided first: one that is made now has its turn the next time.
        cards = [card for card in self.work.copy.cards() if changing and holds(rule, self.work.copy, card)]
        if creating:
            self.work.fire(id, rule, acting.effects(creating, None), depth=1, card="")
        for card in cards[:CARDS_PER_FIRING_MAX]:
            cut_or_run(self.work, acting, id, {**rule, "then": changing}, card.id, 1)
        if len(cards) > CARDS_PER_FIRING_MAX:
            left = f"{len(cards) - CARDS_PER_FIRING_MAX} cards more were left as they are"
            self.work.note(id, "partly", left, problems=[left])

    def due_soon(self, id: str, rule: Mapping[str, Any]) -> None:
        """Fire a rule for cards whose due date has come near, once for each card and date.

        A rule that is new, or was changed, begins with the dates that come near from then on.
        """
        name, where = f"near:{id}", zone(rule.get("zone", "UTC"))
        stored = self.state.get(name, b"")
        known = msgpack.unpackb(stored) if stored else None
        near = {card.id: str(card.due) for card in self._near(rule)}
        seen: dict[str, str] = known[1] if known is not None and known[0] == rule.get("changed") else near
        if [rule.get("changed"), near] != known:
            self._remember(name, stored, [rule.get("changed"), near])
        acting = self._acting(rule)
        for card, date in near.items():
            if seen.get(card) != date:
                cut_or_run(self.work, acting, id, rule, card, 1)
        tomorrow = today(self.now, where) + timedelta(days=1)
        self._look_at(instant(datetime(tomorrow.year, tomorrow.month, tomorrow.day), where))  # noqa: DTZ001

    def _near(self, rule: Mapping[str, Any]) -> Iterator[Card]:
        where = zone(rule.get("zone", "UTC"))
        day, ahead = today(self.now, where), timedelta(days=rule["when"]["days"])
        for card in self.work.copy.cards():
            date = day_of(card.due, where)
            if date is None or not timedelta(days=-LATE_DAYS) <= date - day <= ahead:
                continue
            if not is_done(self.work.copy, card) and holds(rule, self.work.copy, card):
                yield card

    def _acting(self, rule: Mapping[str, Any]) -> Acting:
        day = today(self.now, zone(rule.get("zone", "UTC")))
        return Acting(self.work.copy, day, "", self.new_id)

    def _remember(self, name: str, stored: bytes, value: object) -> None:
        self.work.answer(keys.automation(self.work.board_id), name, stored, msgpack.packb(value))

    def _look_at(self, when: datetime) -> None:
        self.again = min(self.again, when)
