"""A board of the shape of a large import, of any size: as imported 682 cards in 12 columns, most in three, 43 archived.

Lengths and shares follow what public exports of real boards have: titles of 35 characters in the middle and 107 at
the long end, four in ten cards with a description, some with checklists. The words mean nothing.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from typing import Final

from kanverge_crdt import edits, rank
from kanverge_crdt.board import Board
from kanverge_crdt.edits import Intent
from kanverge_crdt.ids import PERSON_CLIENT_IDS, new_id

CARDS_OF: Final = (214, 207, 183, 30, 21, 11, 7, 4, 3, 2, 0, 0)
IMPORTED: Final = sum(CARDS_OF)
LABELS: Final = 27
ARCHIVED_SHARE: Final = 43 / IMPORTED
TITLE_CHARS: Final = (8, 20, 35, 62, 107, 313)
TITLE_WEIGHTS: Final = (10, 25, 35, 20, 9, 1)
DESCRIPTION_SHARE: Final = 0.41
CHECKLIST_SHARE: Final = 0.15
WORDS: Final = (
    *(
        "a",
        "the",
        "of",
        "to",
        "and",
        "for",
        "with",
        "from",
        "board",
        "card",
        "list",
        "page",
        "user",
        "text",
        "file",
    ),
    *(
        "error",
        "build",
        "plan",
        "check",
        "write",
        "move",
        "image",
        "server",
        "client",
        "question",
        "customer",
    ),
)


@cache
def imported_board(cards: int = IMPORTED) -> bytes:
    """Return the state of a board with so many cards, the same each time."""
    source = random.Random(IMPORTED)
    board = Board(client_id=PERSON_CLIENT_IDS.start)
    made = edits.bulk(board, _intents(source, cards), jitter=lambda: source.randrange(rank.BASE))
    for _ in made:  # each is made as it is asked for
        pass
    return board.doc.get_update()


def _intents(source: random.Random, cards: int) -> Iterator[Intent]:
    columns = [new_id(source.randrange) for _ in CARDS_OF]
    labels = [new_id(source.randrange) for _ in range(LABELS)]
    yield "board.set", {"key": "name", "value": "A board from elsewhere"}
    for column in columns:
        yield "columns.add", {"id": column, "name": _words(source, 12)}
    for label in labels:
        yield "labels.add", {"id": label, "name": _words(source, 8), "color": "blue"}
    for column, share in zip(columns, CARDS_OF, strict=True):
        for _ in range(round(share * cards / IMPORTED)):
            yield from _card(source, column, labels)


def _card(source: random.Random, column: str, labels: list[str]) -> Iterator[Intent]:
    card = new_id(source.randrange)
    title_chars = source.choices(TITLE_CHARS, TITLE_WEIGHTS)[0]
    described = source.random() < DESCRIPTION_SHARE
    yield (
        "cards.add",
        {
            "id": card,
            "column": column,
            "title": _words(source, title_chars),
            "description": _words(source, int(source.lognormvariate(4.8, 1.0))) if described else "",
            "labels": source.sample(labels, source.choice((0, 0, 1, 1, 2))),
            "assignees": [new_id(source.randrange)] if source.random() < 0.3 else [],
        },
    )
    if source.random() < CHECKLIST_SHARE:
        yield from _checklist(source, card)
    if source.random() < ARCHIVED_SHARE:
        yield "cards.archive", {"id": card}


def _checklist(source: random.Random, card: str) -> Iterator[Intent]:
    checklist = new_id(source.randrange)
    yield "checklists.add", {"card": card, "id": checklist, "name": "Steps"}
    for _ in range(source.randrange(2, 8)):
        item = {"id": new_id(source.randrange), "checklist": checklist, "name": _words(source, 30)}
        yield "items.add", {"card": card, **item}


def _words(source: random.Random, chars: int) -> str:
    text = source.choice(WORDS)
    while len(text) < chars:
        text += " " + source.choice(WORDS)
    return text
