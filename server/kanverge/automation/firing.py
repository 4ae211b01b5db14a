"""What a board's rules and recurring cards lead to at one moment, as one commit: edits, records, log, all or nothing.

Pure but for the copy of the board that it edits. Each firing is checked against what called it, so whoever commits
first has done it and nobody does it again.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

import msgpack

from kanverge.accounts.principals import Principal
from kanverge.automation import telling
from kanverge.automation.acting import Acting, Effects
from kanverge.automation.matching import DEPTH_MAX, RULES, group
from kanverge.automation.recurring import milliseconds
from kanverge.errors import Invalid, KanvergeError
from kanverge.live.asking import record_write
from kanverge.live.records import Records, add_comment, number_cards
from kanverge.store import keys, log
from kanverge.store.automated import unpacked
from kanverge.store.base import Check, Commit, Write
from kanverge.store.log import Asked, Entry, RecordChange, Row
from kanverge_crdt import edits
from kanverge_crdt.board import Board
from kanverge_crdt.edits import Intent
from kanverge_crdt.errors import EditError
from kanverge_crdt.rank import Jitter

VERB: Final = "rules.fire"
LOG_MAX: Final = 50
"""Firings that the log of a rule or recurring card keeps, the newest."""
DETAIL_CHARS_MAX: Final = 300
CHANGES_MAX: Final = 20


@dataclass(frozen=True, slots=True)
class Means:
    """What a firing needs from outside: ids, jitter, and the moment."""

    new_id: Callable[[], str]
    jitter: Jitter
    now: datetime


@dataclass(slots=True)
class Work:
    """One commit in the making: a copy of the board that takes the edits, and everything else that belongs to it."""

    board_id: str
    epoch: int
    copy: Board
    """Takes the edits before they are committed: nobody else may use it, should that fail."""
    records: Records
    stored_logs: Mapping[str, bytes]
    means: Means
    client: int
    seq: int
    """Of the last edit under this client id."""
    rows: list[Row] = field(default_factory=list)
    changes: list[RecordChange] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)
    firings: int = 0
    _logs: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    _version: int = field(init=False)

    def __post_init__(self) -> None:
        self._version = self.records.version

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing to commit."""
        return not (self.writes or self.changes or self.rows or self._logs)

    @property
    def version(self) -> int:
        """Return the version of the records once this is committed."""
        return self._version + bool(self.changes)

    def answer(self, key: str, name: str, stored: bytes, value: bytes = b"") -> None:
        """Let the commit happen only while the field is as ``stored``, and leave ``value`` there: done once."""
        self.checks.append(Check(key, name, stored))
        self.writes.append(Write(key, name, value))

    def fire(self, rule: str, value: Mapping[str, Any], effects: Effects, *, depth: int, card: str) -> None:
        """Do what a rule leads to, and note it."""
        problems = list(effects.problems)
        was = telling.before(self.copy, card)
        problems += self.edit(effects.intents, group(depth, rule))
        self._number(effects.created)
        by = replace(RULES, name=str(value["name"]))
        said, refused = self._comment(effects.comments, by)
        problems += refused
        changes = [
            *telling.changed(self.copy, card, was, effects.intents),
            *self.made(effects.created),
            *said,
        ]
        is_done = bool(effects.done) and len(problems) < len(effects.done) + len(effects.problems)
        result = "failed" if not is_done else "partly" if problems else "done"
        did = ", ".join(effects.done)
        detail = "; ".join(problems) or did
        self.note(rule, result, detail, card=card, depth=depth, changes=changes, problems=problems)

    def edit(self, intents: Iterable[Intent], marked: str) -> list[str]:
        """Do intents one after the other, and return why some could not be done."""
        problems: list[str] = []
        for intent in intents:
            try:
                for edit in edits.bulk(self.copy, [intent], jitter=self.means.jitter):
                    for update in edit.updates:
                        self.seq += 1
                        self.rows.append(Row(RULES.key, self.client, f"{self.seq}/{marked}", update))
            except EditError as error:
                problems.append(f"{intent[0]}: {error}")
        return problems

    def made(self, cards: Iterable[str]) -> list[telling.Told]:
        """Return what is told of cards that were made."""
        return [told for card in cards for told in telling.changed(self.copy, card, None)]

    def created(self, cards: list[str]) -> None:
        """Give new cards their numbers."""
        self._number(cards)

    def put(self, kind: str, id: str, value: Mapping[str, Any]) -> None:
        """Change a record."""
        self._change((RecordChange(kind, id, dict(value)),))

    def note(
        self,
        of: str,
        result: str,
        detail: str,
        *,
        card: str = "",
        depth: int = 0,
        changes: Sequence[telling.Told] = (),
        problems: Sequence[str] = (),
    ) -> None:
        """Add to the log of a rule or recurring card."""
        if of not in self._logs:
            self._logs[of] = unpacked(self.stored_logs.get(of))
        at = milliseconds(self.means.now)
        entry = {
            "when": at,
            "result": result,
            "detail": detail[:DETAIL_CHARS_MAX],
            "card": card,
            "depth": depth,
            "title": telling.title(self.copy, card),
            "changes": list(changes)[:CHANGES_MAX],
            "problems": [problem[:DETAIL_CHARS_MAX] for problem in problems],
        }
        self._logs[of] = [entry, *self._logs[of]][:LOG_MAX]
        self.firings += 1

    def commit(self, now_ms: int) -> Commit:
        """Return everything as one commit."""
        checks, writes = list(self.checks), list(self.writes)
        asks: tuple[Asked, ...] = ()
        if self.rows:
            client = str(self.client)
            checks.append(Check(keys.clients(self.board_id), client, b"", RULES.key.encode()))
            writes.append(Write(keys.clients(self.board_id), client, RULES.key.encode()))
        if self.changes:
            head, version = keys.head(self.board_id), self._version
            asks = (Asked(RULES.key, self.means.new_id(), VERB, version + 1, tuple(self.changes)),)
            checks.append(Check(head, "records", str(version).encode() if version else b""))
            writes.append(Write(head, "records", str(version + 1).encode()))
            writes += (record_write(self.board_id, change) for change in self.changes)
        for of, entries in self._logs.items():
            checks.append(Check(keys.firings(self.board_id), of, self.stored_logs.get(of, b"")))
            writes.append(Write(keys.firings(self.board_id), of, msgpack.packb(entries)))
        entry = log.pack(Entry(now_ms, tuple(self.rows), asks))
        return Commit(self.board_id, self.epoch, entry, tuple(checks), tuple(writes))

    def _number(self, cards: list[str]) -> None:
        there = [card for card in cards if self.copy.card(card) is not None]
        if there:
            # A board that numbers no more cards makes them all the same.
            with contextlib.suppress(Invalid):
                self._change(number_cards(self.records, RULES, {"cards": there}, self.means.now).changes)

    def _comment(
        self, comments: Iterable[tuple[str, str]], by: Principal
    ) -> tuple[list[telling.Told], list[str]]:
        said: list[telling.Told] = []
        problems: list[str] = []
        for card, text in comments:
            args = {"id": self.means.new_id(), "card": card, "text": text}
            try:
                self._change(add_comment(self.records, by, args, self.means.now).changes)
            except KanvergeError as error:
                problems.append(f"comment: {error}")
            else:
                said.append(telling.commented(self.copy, card, text))
        return said, problems

    def _change(self, changes: tuple[RecordChange, ...]) -> None:
        """Change the records at hand too, which the next number is given by; all are one version."""
        self.changes += changes
        self.records.apply(changes, self.records.version + 1)


def cut_or_run(
    work: Work, acting: Acting, rule: str, value: Mapping[str, Any], card: str, depth: int
) -> None:
    """Do what a rule does to one card, unless it is gone or the chain is too long; what became of it is noted."""
    found = work.copy.card(card)
    if depth > DEPTH_MAX:
        why = f"{DEPTH_MAX} rules called one another before this one: the chain was cut"
        work.note(rule, "cut", why, card=card, depth=depth)
    elif found is None or found.archived:
        work.note(rule, "skipped", "the card was put away meanwhile", card=card, depth=depth)
    else:
        work.fire(rule, value, acting.effects(value["then"], found), depth=depth, card=card)
