"""What people do on a board, at random: intents of every verb that make sense on the board as it now is."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from kanverge_crdt.board import Board
from kanverge_crdt.edits import VERBS, Intent
from kanverge_crdt.edits.texts import utf16
from kanverge_crdt.ids import new_id
from kanverge_crdt.schema import Card, Initiative
from kanverge_crdt.typed import Record

PEOPLE = ["ann" + "0" * 19, "bob" + "0" * 19]
WORDS = ["", "a", "Launch", "é漢😀", "\U0001f1e9\U0001f1ea", "two words ", "line\nbreak"]
VALUES: dict[str, list[Any]] = {
    "name": WORDS,
    "description": WORDS,
    "username": WORDS,
    "lead": PEOPLE,
    "owner": PEOPLE,
    "assignee": PEOPLE,
    "start": ["2026-11-22", "2026-11-22T17:00:00Z"],
    "target": ["2026-12-24"],
    "due": ["2026-11-22", "2026-12-24T09:30:00+01:00"],
    "date": ["2026-12-01", "2027-01-01"],
    "health": ["on-track", "at-risk"],
    "category": ["backlog", "doing", "done"],
    "wip": [1, 5],
    "color": ["red", "teal"],
    "cover": ["red", "teal"],
    "done": [True],
    "estimate": [0, 0.5, 3],
    "priority": ["urgent", "low"],
    "progress": [0, 33.3, 100],
    "type": ["text", "number", "select"],
    "measure": ["number", "percent"],
    "unit": ["km"],
    "layout": ["list"],
    "query": ["due=week"],
    "status": ["at-risk", "paused"],
    "kind": ["portfolio"],
}
NUMBERS: dict[str, list[Any]] = {"from": [1], "target": [10, 99.5], "current": [5]}
KEYS = {
    "columns": ["name", "category", "wip", "color"],
    "labels": ["name", "color"],
    "people": ["name", "username"],
    "fields": ["name", "type"],
    "milestones": ["name", "date", "done"],
    "goals": ["name", "description", "measure", "from", "target", "current", "unit", "due", "owner"],
    "views": ["name", "layout", "query"],
    "cards": ["start", "due", "done", "estimate", "priority", "progress", "cover", "parent", "milestone"],
    "items": ["name", "done", "assignee", "due"],
    "checklists": ["name"],
    "initiatives": ["name", "owner", "start", "status"],
    "board": ["kind", "name", "description", "lead", "start", "health"],
}
VERB_NAMES = sorted(VERBS) + ["cards.move"] * 12 + ["cards.splice"] * 15 + ["cards.add"] * 6
"""Every verb, those that people use all day more often."""


class Gestures:
    """A source of intents; the same seed on the same board makes the same ones."""

    def __init__(self, source: random.Random) -> None:
        self.random = source

    def intent(self, board: Board) -> Intent | None:
        """Return an intent, or None if the verb that came up has nothing to act on yet."""
        verb = self.random.choice(VERB_NAMES)
        noun, action = verb.split(".")
        special: dict[str, Callable[[Board], dict[str, Any] | None]] = {
            "cards.add": self._card, "cards.move": self._move, "cards.text": self._text, "cards.splice": self._splice,
            "cards.include": self._member, "cards.exclude": self._member, "cards.link": self._link,
            "cards.unlink": self._unlink, "fields.option": self._option, "goals.include": self._contributor,
            "goals.exclude": self._contributor, "initiatives.add": self._initiative, "boards.add": self._listing,
            "initiatives.text": self._note, "initiatives.splice": self._note_splice,
            "initiatives.begin": self._note_begin, "cards.begin": self._begin,
            "initiatives.move": self._initiative_move, "boards.move": self._listing_move,
        }  # fmt: skip
        if verb in special:
            arguments = special[verb](board)
        elif noun in ("checklists", "items"):
            arguments = self._in_card(board, noun, action)
        else:
            arguments = self._record(board, noun, action)
        return None if arguments is None else (verb, arguments)

    def new_id(self) -> str:
        return new_id(self.random.randrange)

    def _one(self, values: list[Any]) -> Any:
        return self.random.choice(values) if values else None

    def _id(self, board: Board, noun: str) -> str | None:
        found: str | None = self._one(sorted(board.plain()[noun]))
        return found

    def _value(self, board: Board, noun: str, key: str) -> Any:
        if key in ("parent", "milestone"):
            return self._id(board, "cards" if key == "parent" else "milestones")
        values = NUMBERS if noun == "goals" and key in NUMBERS else VALUES
        return self._one([None, *values[key]])

    def _card_view(self, board: Board) -> Card | None:
        found: Card | None = self._one(sorted(board.cards(archived=None), key=lambda card: card.id))
        return found

    def _initiative_view(self, board: Board) -> Initiative | None:
        found: Initiative | None = self._one(sorted(board.initiatives(archived=None), key=lambda one: one.id))
        return found

    def _place(self, others: list[str]) -> dict[str, Any]:
        return self._one([{}, {"after": None}, *({"after": other} for other in others)])  # type: ignore[no-any-return]

    def _record(self, board: Board, noun: str, action: str) -> dict[str, Any] | None:
        key = self._one(KEYS.get(noun, []))
        if noun == "board":
            return {"key": key, "value": self._value(board, noun, key)}
        known = sorted(board.plain()[noun])
        if action == "add":
            return self._new(board, noun)
        id = self._one(known)
        if id is None or (action == "set" and key == "parent" and len(known) < 2):
            return None
        if action == "set":
            value = self._value(board, noun, key)
            return {"id": id, "key": key, "value": None if value == id else value}
        return {"id": id} | (self._place(known) if action == "move" else {})

    def _new(self, board: Board, noun: str) -> dict[str, Any]:
        arguments = {key: self._value(board, noun, key) for key in KEYS[noun] if self.random.random() < 0.5}
        return arguments | {"id": self.new_id(), "name": self._one(WORDS)}

    def _initiative(self, board: Board) -> dict[str, Any]:
        note = {"note": self._one(WORDS)} if self.random.random() < 0.5 else {}
        return self._new(board, "initiatives") | note | self._under(board, "initiatives", "parent")

    def _listing(self, board: Board) -> dict[str, Any]:
        return {"id": self.new_id()} | self._under(board, "boards", "initiative")

    def _initiative_move(self, board: Board) -> dict[str, Any] | None:
        id, place = self._id(board, "initiatives"), self._under(board, "initiatives", "parent")
        return None if id is None or place["parent"] == id else {"id": id} | place

    def _listing_move(self, board: Board) -> dict[str, Any] | None:
        id = self._id(board, "boards")
        return None if id is None else {"id": id} | self._under(board, "boards", "initiative")

    def _under(self, board: Board, noun: str, holder: str) -> dict[str, Any]:
        parent = self._one([None, self._id(board, "initiatives")])
        return {holder: parent} | self._place(sorted(board.plain()[noun])[:5])

    def _contributor(self, board: Board) -> dict[str, Any] | None:
        goal, family = self._id(board, "goals"), self._one(["board", "initiative"])
        member = self._id(board, f"{family}s")
        return None if goal is None or member is None else {"id": goal, "family": family, "member": member}

    def _card(self, board: Board) -> dict[str, Any]:
        others = [card.id for card in board.cards(archived=None)]
        return {
            "id": self.new_id(),
            "title": self._one(WORDS),
            "description": self._one(WORDS) * 3,
            "column": self._id(board, "columns"),
            "assignees": self.random.sample(PEOPLE, self.random.randrange(3)),
        } | self._place(others[:5])

    def _move(self, board: Board) -> dict[str, Any] | None:
        card, column = self._card_view(board), self._id(board, "columns")
        if card is None or column is None:
            return None
        return {"id": card.id, "column": column} | self._place(
            [id for _, id in board.order.entries(column)][:5]
        )

    def _text(self, board: Board) -> dict[str, Any] | None:
        return self._written(self._card_view(board), self._one(["title", "description"]))

    def _note(self, board: Board) -> dict[str, Any] | None:
        return self._written(self._initiative_view(board), "note")

    def _written(self, record: Record | None, key: str) -> dict[str, Any] | None:
        if record is None:
            return None
        words = [*getattr(record, key).split(" "), self._one(WORDS)]
        self.random.shuffle(words)
        return {"id": record.id, "key": key, "text": " ".join(words)[:200]}

    def _splice(self, board: Board) -> dict[str, Any] | None:
        return self._typed(self._card_view(board), self._one(["title", "description"]))

    def _note_splice(self, board: Board) -> dict[str, Any] | None:
        return self._typed(self._initiative_view(board), "note")

    def _begin(self, board: Board) -> dict[str, Any] | None:
        card = self._card_view(board)
        return None if card is None else {"id": card.id, "key": self._one(["title", "description"])}

    def _note_begin(self, board: Board) -> dict[str, Any] | None:
        id = self._id(board, "initiatives")
        return None if id is None else {"id": id, "key": "note"}

    def _typed(self, record: Record | None, key: str) -> dict[str, Any] | None:
        if record is None:
            return None
        text = getattr(record, key)
        start = self.random.randrange(len(text) + 1)
        end = min(len(text), start + self._one([0, 0, 0, 1, 2]))
        arguments = {"at": utf16(text[:start]), "remove": utf16(text[start:end]), "insert": self._one(WORDS)}
        return {"id": record.id, "key": key} | arguments

    def _member(self, board: Board) -> dict[str, Any] | None:
        card = self._card_view(board)
        family = self._one(["assignee", "label", "blocks", "relates", "goal"])
        noun = {"label": "labels", "goal": "goals"}.get(family, "cards")
        member = self._one(PEOPLE) if family == "assignee" else self._id(board, noun)
        if card is None or member is None or member == card.id:
            return None
        return {"id": card.id, "family": family, "member": member}

    def _link(self, board: Board) -> dict[str, Any] | None:
        card = self._card_view(board)
        if card is None:
            return None
        link = self._one([self.new_id(), *card.links])
        return {"id": card.id, "link": link, "url": "https://example.org", "name": self._one(WORDS)}

    def _unlink(self, board: Board) -> dict[str, Any] | None:
        card = self._card_view(board)
        return (
            {"id": card.id, "link": self._one(list(card.links))} if card is not None and card.links else None
        )

    def _option(self, board: Board) -> dict[str, Any] | None:
        fields = board.fields(archived=None)
        if not fields:
            return None
        field = self._one(fields)
        name = self._one([None, "Big", "Small"])
        option = self._one([self.new_id(), *field.options])
        return {"id": field.id, "option": option, "name": name} | ({"color": "red"} if name == "Big" else {})

    def _in_card(self, board: Board, noun: str, action: str) -> dict[str, Any] | None:
        holders = [card for card in board.cards(archived=None) if action == "add" or getattr(card, noun)]
        if noun == "items":
            holders = [card for card in holders if card.checklists]
        card: Card | None = self._one(sorted(holders, key=lambda card: card.id))
        if card is None:
            return None
        known = sorted(record.id for record in getattr(card, noun))
        arguments = {"card": card.id, "id": self.new_id() if action == "add" else self._one(known)}
        if action == "add":
            arguments |= {"name": self._one(WORDS)}
        if action == "set":
            key = self._one(KEYS[noun])
            return arguments | {"key": key, "value": self._value(board, noun, key)}
        if noun == "items" and action in ("add", "move"):
            arguments |= {"checklist": self._one([checklist.id for checklist in card.checklists])}
        return arguments | (self._place(known) if action in ("add", "move") else {})
