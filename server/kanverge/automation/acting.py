"""What a rule does to a card or a board: its actions as intents, comments, and cards that want a number.

Pure: the board as it is, the actions and a source of ids in; effects out. What cannot be done is said, and the rest
is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from kanverge.automation import blueprints
from kanverge.automation.rules import ACTOR, FIELD
from kanverge_crdt.board import Board
from kanverge_crdt.edits import Intent
from kanverge_crdt.schema import Archivable, Card, Column, CustomField, Label, Milestone


@dataclass(slots=True)
class Effects:
    """What is to be done, and what cannot be."""

    intents: list[Intent] = field(default_factory=list)
    comments: list[tuple[str, str]] = field(default_factory=list)
    """Card and text."""
    created: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    """The actions that lead to something, by their words."""


@dataclass(frozen=True, slots=True)
class Acting:
    """One firing: on which board and day, for whom, and where new ids come from."""

    board: Board
    day: date
    actor: str
    new_id: Callable[[], str]

    def effects(self, actions: Iterable[Mapping[str, Any]], card: Card | None) -> Effects:
        """Return what the actions lead to; without a card, of those that make one."""
        effects = Effects()
        for action in actions:
            do = action["do"]
            if do == "create":
                self._create(action, effects)
            elif card is not None:
                problem = _ACTIONS[do](self, action, card, effects)
                if problem:
                    effects.problems.append(f"{do}: {problem}")
                    continue
            else:
                continue
            if do not in effects.done:
                effects.done.append(do)
        return effects

    def _create(self, action: Mapping[str, Any], effects: Effects) -> None:
        column = action.get("column")
        if column is None:
            first = self.board.columns()[:1]
            column = first[0].id if first else None
        elif not self._has(Column, column):
            effects.problems.append("create: its column is gone")
            column = None
        id = self.new_id()
        effects.created.append(id)
        effects.intents += blueprints.intents(
            action["card"], self.board, id=id, column=column, day=self.day, new_id=self.new_id
        )

    def _has(self, view: type[Archivable], id: str) -> bool:
        found = self.board.find(view, id)
        return found is not None and not found.archived

    def move(self, action: Mapping[str, Any], card: Card, effects: Effects) -> str | None:
        column = action["column"]
        if not self._has(Column, column):
            return "its column is gone"
        place: dict[str, Any] = {"after": None} if action.get("to") == "top" else {}
        if card.column != column:
            effects.intents.append(("cards.move", {"id": card.id, "column": column, **place}))
        return None

    def assign(self, action: Mapping[str, Any], card: Card, effects: Effects) -> str | None:
        person = self.actor if action["person"] == ACTOR else action["person"]
        if not person:
            return "no person made the change"
        effects.intents.append(_member(action, card, "assignee", person))
        return None

    def label(self, action: Mapping[str, Any], card: Card, effects: Effects) -> str | None:
        if not self._has(Label, action["label"]):
            return "its label is gone"
        effects.intents.append(_member(action, card, "label", action["label"]))
        return None

    def set(self, action: Mapping[str, Any], card: Card, effects: Effects) -> str | None:
        key, value = action["key"], action.get("value")
        if key.startswith(FIELD) and not self._has(CustomField, key.removeprefix(FIELD)):
            return "its field is gone"
        if key == "milestone" and value is not None and not self._has(Milestone, value):
            return "its milestone is gone"
        if isinstance(value, Mapping):
            value = blueprints.ahead(self.day, value["days"])
        effects.intents.append(("cards.set", {"id": card.id, "key": key, "value": value}))
        return None

    def comment(self, action: Mapping[str, Any], card: Card, effects: Effects) -> str | None:
        effects.comments.append((card.id, action["text"]))
        return None

    def archive(self, _: Mapping[str, Any], card: Card, effects: Effects) -> str | None:
        effects.intents.append(("cards.archive", {"id": card.id}))
        return None


def _member(action: Mapping[str, Any], card: Card, family: str, member: str) -> Intent:
    verb = "cards.exclude" if action.get("remove") else "cards.include"
    return verb, {"id": card.id, "family": family, "member": member}


_ACTIONS: Final = {
    "move": Acting.move,
    "assign": Acting.assign,
    "label": Acting.label,
    "set": Acting.set,
    "comment": Acting.comment,
    "archive": Acting.archive,
}
