"""An editor: one replica of a board with seeded randomness, for tests of what people do to it together."""

from __future__ import annotations

import random
from typing import Any

from kanverge_crdt.board import Board
from kanverge_crdt.edits import Intent, edit
from kanverge_crdt.ids import PERSON_CLIENT_IDS, new_id


class Editor:
    """A board, the randomness to edit it with, and the updates its edits made."""

    def __init__(self, seed: int = 0, *, client_id: int | None = None, state: bytes | None = None) -> None:
        self.random = random.Random(f"editor {seed}")
        self.board = Board(client_id=client_id or PERSON_CLIENT_IDS[seed])
        self.sent: list[bytes] = []
        if state is not None:
            self.board.doc.apply_update(state)

    def new_id(self) -> str:
        return new_id(self.random.randrange)

    def jitter(self) -> int:
        return self.random.randrange(62)

    def do(self, verb: str, /, **arguments: Any) -> list[Intent]:
        """Do a verb, ``if_`` standing for ``if``, and return its inverse."""
        if "if_" in arguments:
            arguments["if"] = arguments.pop("if_")
        done = edit(self.board, verb, arguments, jitter=self.jitter)
        self.sent += done.updates
        return done.inverse

    def undo(self, inverse: list[Intent]) -> list[Intent]:
        """Do the intents of an inverse and return theirs: the redo."""
        redo: list[Intent] = []
        for verb, arguments in inverse:
            redo = self.do(verb, **arguments) + redo
        return redo

    def add(self, noun: str, /, **arguments: Any) -> str:
        """Add a record under a new id and return that."""
        id = self.new_id()
        self.do(f"{noun}.add", id=id, **arguments)
        return id

    def fork(self, seed: int) -> Editor:
        """Return another editor that has seen everything this one has."""
        return Editor(seed, state=self.board.doc.get_update())

    def titles(self, column: str) -> list[str]:
        """Return the titles of the open cards of a column, in order."""
        return [card.title for card in self.board.cards(column)]


def meet(*editors: Editor) -> None:
    """Give each editor everything the others have."""
    states = [editor.board.doc.get_update() for editor in editors]
    for editor in editors:
        for state in states:
            editor.board.doc.apply_update(state)
