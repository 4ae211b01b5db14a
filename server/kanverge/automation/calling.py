"""Following a board's log for its rules: what calls one is written down as an occasion.

That is one step with the cursor, so an occasion is found exactly once; what it leads to is done, and the occasion taken
away, by one commit (runner.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

import msgpack

from kanverge.automation import recurring, rules
from kanverge.automation.matching import Occasion, depth_of, is_completion, is_restoring, occasions
from kanverge.errors import Invalid, StoreCorrupt
from kanverge.live.replay import Delta, Replay, Step
from kanverge.store import keys
from kanverge.store.base import Write
from kanverge.store.following import Followed, Outcome

STANDING: Final = "rules"
"""The field that holds the rules as they were where the log was followed to."""
LOOK: Final = "look"
"""The occasion of a rule by due dates: some date has changed."""
PER_STEP_MAX: Final = 5_000
"""Occasions of one step; more cards at once than this are an import by other means, and the rest calls nothing."""

Values = dict[str, dict[str, Any]]


@dataclass(slots=True)
class Calling:
    """The rules of one board while its log is followed, and the occasions found since the last outcome."""

    replay: Replay
    rules: Values = field(default_factory=dict)
    recurrences: Values = field(default_factory=dict)
    _found: dict[str, bytes] = field(default_factory=dict)
    _has_changed: bool = False

    def take(self, steps: Sequence[Step]) -> None:
        """Take what one entry changed."""
        for step in steps:
            for occasion in self._occasions(step):
                if len(self._found) >= PER_STEP_MAX:
                    break
                self._found[occasion.name] = pack(occasion)
            if self._has_due_rule and any(map(_touches_dates, step.changes)):
                self._found[LOOK] = step.entry.encode()
            for delta in step.changes:
                self._note(delta)

    def outcome(self) -> Outcome:
        """Return the occasions, and the rules where they have changed."""
        board = self.replay.id
        writes = [Write(keys.occasions(board), name, value) for name, value in self._found.items()]
        if self._has_changed:
            standing: bytes = msgpack.packb([self.rules, self.recurrences])
            writes.append(Write(keys.automation(board), STANDING, standing))
        self._found, self._has_changed = {}, False
        return Outcome(writes=writes, calls=[keys.CALLED] if writes else [])

    @property
    def _has_due_rule(self) -> bool:
        return any(rule["when"]["on"] == "due" for rule in self.rules.values())

    def _occasions(self, step: Step) -> Iterator[Occasion]:
        if self.rules:
            yield from occasions(step, self.replay.board, self.rules)
        if self.recurrences and not is_restoring(step):
            yield from self._completions(step)

    def _completions(self, step: Step) -> Iterator[Occasion]:
        """Yield an occasion for each card done that the next one waits for."""
        waiting = {value.get("last"): id for id, value in self.recurrences.items()}
        for delta in step.changes:
            id = waiting.get(delta.id) if delta.kind == "card" else None
            if id is not None and is_completion(delta, self.replay.board):
                name = f"{step.entry}/{step.number}/{id}/{delta.id}"
                yield Occasion(name, id, delta.id, "", depth_of(step), step.when)

    def _note(self, delta: Delta) -> None:
        """Take over a changed rule: it holds from the next step on."""
        if delta.kind == "rule":
            _put(self.rules, delta, rules.read)
        elif delta.kind == "recurrence":
            _put(self.recurrences, delta, _waiting_one)
        else:
            return
        self._has_changed = True


def _put(values: Values, delta: Delta, read: Any) -> None:
    values.pop(delta.id, None)
    if delta.after is None:
        return
    try:
        value = read(delta.after)
    except Invalid:
        return  # of another version: whoever looks at its log is told (runner.py)
    if value is not None:
        values[delta.id] = value


def _waiting_one(value: Any) -> dict[str, Any] | None:
    """Return what matters here of a recurring card: the card that has to be done before the next is made."""
    found = recurring.read(value)
    waits = "after" in found and "next" not in found and "last" in found and not found.get("off")
    return {"last": found["last"]} if waits else None


def _touches_dates(delta: Delta) -> bool:
    return delta.kind == "card" and bool({"due", "done", "column", "archived"} & {*(delta.after or {})})


async def open_calling(followed: Followed, replay: Replay) -> Calling:
    """Return what follows a board for its rules, from where the log was followed to."""
    stored = (await followed.hash(keys.automation(replay.id))).get(STANDING)
    if stored is None:
        return Calling(replay)
    known, recurrences = msgpack.unpackb(stored)
    return Calling(replay, known, recurrences)


def pack(occasion: Occasion) -> bytes:
    """Return an occasion as it is stored."""
    packed: bytes = msgpack.packb(asdict(occasion))
    return packed


def unpack(stored: bytes) -> Occasion:
    """Return a stored occasion; raise StoreCorrupt."""
    try:
        return Occasion(**msgpack.unpackb(stored))
    except (TypeError, ValueError) as error:
        raise StoreCorrupt(f"an occasion cannot be read: {error}") from error
