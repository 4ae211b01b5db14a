"""New boards: an empty one to begin with, and the sample that a new server shows.

A board's first state is made by the same verbs as every later edit, under a machine's client id, in one entry.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from typing import Final

from kanverge.accounts.principals import Principal, machine
from kanverge.errors import Invalid, StoreError
from kanverge.store import keys, log
from kanverge.store.base import START, BoardId, Boards, Check, Commit, Committed, Conflict, Write, WrongEpoch
from kanverge.store.boards import StoredBoards
from kanverge.store.log import Entry, Row
from kanverge_crdt import edits, rank
from kanverge_crdt.board import Board
from kanverge_crdt.edits import Intent
from kanverge_crdt.ids import MACHINE_CLIENT_IDS, new_id

PORTFOLIO: Final = "portfolio"
SAMPLE_NAME: Final = "Welcome to Kanverge"

_COLUMNS: Final = (("To do", "backlog"), ("Doing", "doing"), ("Done", "done"))
_LABELS: Final = (("Start here", "green"), ("Try it", "blue"), ("Together", "purple"))
# Column, title, labels, description.
_CARDS: Final = (
    (0, "Drag this card to Doing", (1,), "With the mouse, a finger, or `Alt` and the arrow keys."),
    (0, "Open me and write something", (1,), "Texts are **co-edited**: several people can type at once."),
    (0, "Press N to add a card here", (1,), "The composer stays open: type, `Enter`, type the next."),
    (0, "Invite somebody", (2,), "Share the board by a link and watch each other's cards move."),
    (1, "Pull the plug", (1, 2), "Everything works offline: changes stay on this device, then merge."),
    (1, "Import your Trello board", (0,), "Export it as JSON in Trello, then choose Import here."),
    (2, "Start Kanverge", (0,), ""),
)  # fmt: skip


async def make_board(boards: Boards, board: str, *, name: str, now_ms: int) -> None:
    """Make a board called ``name`` with three columns."""
    await _make(boards, board, name=name, now_ms=now_ms, by=machine("make"), intents=_begin(name, Made()))


async def make_portfolio(boards: Boards, portfolio: str, *, name: str, now_ms: int) -> None:
    """Make an empty portfolio called ``name``."""
    intents = (
        ("board.set", {"key": "name", "value": name}),
        ("board.set", {"key": "kind", "value": PORTFOLIO}),
    )
    by = machine("make")
    await _make(boards, portfolio, name=name, now_ms=now_ms, by=by, intents=intents, kind=PORTFOLIO)


async def ensure_sample_board(boards: StoredBoards, store: str, *, now_ms: int) -> None:
    """Make the board that shows a new user around, where the store with the id ``store`` holds no other.

    Its id follows from the store's: of several that make it at once one succeeds, and what one left half made when
    it died the next one finishes.
    """
    board = sample_id(store)
    if {head.id for head in await boards.heads()} <= {board}:
        await boards.create(board, name=SAMPLE_NAME, created=now_ms)
        await _write_first(boards, board, rows_of(_sample(), machine("sample")), now_ms=now_ms)


def sample_id(store: str) -> BoardId:
    """Return the id of a store's sample board."""
    digest = hashlib.sha256(f"sample board of {store}".encode()).digest()
    return new_id(lambda below: int.from_bytes(digest) % below)


class Made:
    """The ids that a new board's columns get."""

    def __init__(self) -> None:
        self.columns = [new_id(secrets.randbelow) for _ in _COLUMNS]


def _begin(name: str, made: Made) -> Iterator[Intent]:
    yield "board.set", {"key": "name", "value": name}
    for column, (title, category) in zip(made.columns, _COLUMNS, strict=True):
        yield "columns.add", {"id": column, "name": title, "category": category}


def _sample() -> Iterator[Intent]:
    made = Made()
    yield from _begin(SAMPLE_NAME, made)
    labels = [new_id(secrets.randbelow) for _ in _LABELS]
    for label, (name, color) in zip(labels, _LABELS, strict=True):
        yield "labels.add", {"id": label, "name": name, "color": color}
    for column, title, marks, description in _CARDS:
        yield (
            "cards.add",
            {
                "id": new_id(secrets.randbelow),
                "column": made.columns[column],
                "title": title,
                "description": description,
                "labels": [labels[mark] for mark in marks],
            },
        )


async def _make(
    boards: Boards,
    board: str,
    *,
    name: str,
    now_ms: int,
    by: Principal,
    intents: Iterable[Intent],
    kind: str = "board",
) -> None:
    rows = rows_of(intents, by)
    await make_of_rows(boards, board, name=name, now_ms=now_ms, rows=rows, kind=kind)


async def make_of_rows(
    boards: Boards, board: str, *, name: str, now_ms: int, rows: tuple[Row, ...], kind: str = "board"
) -> None:
    """Make a board called ``name`` whose first entry holds these rows."""
    if not await boards.create(board, name=name, created=now_ms, kind=kind):
        raise Invalid(f"there is a board {board} already")
    if not await _write_first(boards, board, rows, now_ms=now_ms):
        raise StoreError(f"the new board {board} was written to by another")


async def _write_first(boards: Boards, board: BoardId, rows: tuple[Row, ...], *, now_ms: int) -> bool:
    """Write a board's first entry; return False when it has one already."""
    client = str(rows[0].client_id)
    [result] = await boards.commit(
        [
            Commit(
                board=board,
                epoch=1,
                entry=log.pack(Entry(now_ms, rows)),
                checks=(Check(keys.head(board), "last", START.encode()),),
                writes=(Write(keys.clients(board), client, rows[0].principal.encode()),),
            )
        ]
    )
    if isinstance(result, Conflict | WrongEpoch):
        return False
    if not isinstance(result, Committed):
        raise StoreError(f"the new board {board} could not be written: {result}")
    return True


def rows_of(intents: Iterable[Intent], by: Principal) -> tuple[Row, ...]:
    """Return the log rows that build a board from nothing, under a fresh machine's client id."""
    client = MACHINE_CLIENT_IDS.start + secrets.randbelow(len(MACHINE_CLIENT_IDS))
    built = Board(client_id=client)
    made = edits.bulk(built, intents, jitter=lambda: secrets.randbelow(rank.BASE))
    updates = [update for edit in made for update in edit.updates]
    return tuple(Row(by.key, client, f"{seq}/make", update) for seq, update in enumerate(updates, 1))
