"""What the load generator sends: real edits of several people, each made by a document of its own.

40 % type into the title of a card, 30 % move one, 30 % type on in a description. Every edit carries a tag, its number,
by which it is known again wherever it arrives (see load.c). A writer's edits build on the board and on each other,
never on another writer's; each writer has cards of their own, because real people rarely meet on one within seconds,
and of two moves at once yjs sends on only the one that wins.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from pycrdt import Doc, Map, Text

from kanverge_crdt import edits, rank
from kanverge_crdt.board import Board
from kanverge_crdt.ids import PERSON_CLIENT_IDS, new_id

CARDS: Final = 200
TYPED_CHARS_MAX: Final = 2_000  # then the next card's description is typed into
TAGS: Final = 64**4
_DIGITS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
FIRST_WRITER: Final = PERSON_CLIENT_IDS.start + 1


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit, ready to be sent: the ``seq``-th of its writer."""

    client_id: int
    seq: int
    update: bytes


def tag(number: int) -> str:
    """Return the five characters by which edit ``number`` is known."""
    return "~" + "".join(_DIGITS[number >> shift & 63] for shift in (18, 12, 6, 0))


def small_board() -> bytes:
    """Return the state of a board of 200 cards in 5 columns."""
    source = random.Random(1)
    board = Board(client_id=PERSON_CLIENT_IDS.start)
    columns = [new_id(source.randrange) for _ in range(5)]
    intents: list[edits.Intent] = [
        ("columns.add", {"id": column, "name": f"Column {n}"}) for n, column in enumerate(columns)
    ]
    for number in range(CARDS):
        card = {
            "id": new_id(source.randrange),
            "column": columns[number % len(columns)],
            "title": f"Card {number}",
            "description": "As discussed, with everything that is needed to begin.",
        }
        intents.append(("cards.add", card))
    list(edits.bulk(board, intents, jitter=lambda: source.randrange(rank.BASE)))  # made as they are asked for
    return board.doc.get_update()


class Writer:
    """Someone who edits a copy of the board."""

    def __init__(self, state: bytes, number: int, *, of: int) -> None:
        self.client_id = FIRST_WRITER + number
        self._source = random.Random(number)
        self._doc: Doc[Any] = Doc(client_id=self.client_id)
        self._doc.apply_update(state)
        cards = self._doc.get("cards", type=Map)
        own = sorted(cards.keys())[number::of]  # yrs keeps no order of its own
        self._cards: list[Any] = [cards[card] for card in own]
        self._titles: list[Text] = [card["title"] for card in self._cards]
        self._columns = sorted(self._doc.get("columns", type=Map).keys())
        self._typed_chars = TYPED_CHARS_MAX
        self._made: list[bytes] = []
        self._seq = 0
        # Kept, because the document forgets whom nobody holds.
        self._subscription = self._doc.observe(lambda event: self._made.append(event.update))

    def edit(self, mark: str) -> Edit:
        """Make one more edit, which carries ``mark``."""
        kind = self._source.random()
        if kind < 0.4:
            self._source.choice(self._titles).insert(0, mark)
        elif kind < 0.7:
            self._source.choice(self._cards)["at"] = [self._source.choice(self._columns), mark]
        else:
            self._type(mark)
        self._seq += 1
        return Edit(self.client_id, self._seq, self._made.pop())

    def _type(self, mark: str) -> None:
        if self._typed_chars >= TYPED_CHARS_MAX:
            self._text = self._source.choice(self._cards)["description"]
            self._at, self._typed_chars = len(self._text), 0
        self._text.insert(self._at, mark)
        self._at += len(mark)
        self._typed_chars += len(mark)


def edits_of(state: bytes, *, writers: int, count: int) -> Iterator[Edit]:
    """Yield ``count`` edits of the board ``state``, by each writer in turn."""
    people = [Writer(state, number, of=writers) for number in range(writers)]
    for number in range(count):
        yield people[number % writers].edit(tag(number))
