import asyncio

from kanverge.transfer.applying import Applying
from kanverge_crdt.board import Board
from kanverge_crdt.edits import Intent
from tests.doubles.editors import Editor

COLUMN, CARD = "c" * 22, "d" * 22


def intents(cards: int) -> list[Intent]:
    return [
        ("columns.add", {"id": COLUMN, "name": "To do"}),
        *(("cards.add", {"id": f"{at:022}", "title": str(at), "column": COLUMN}) for at in range(cards)),
    ]


async def test_the_updates_do_to_the_board_what_the_intents_did_to_the_copy() -> None:
    copy, board = Board(client_id=5), Board()
    async for update in Applying(copy, intents(300), lambda *_: None).updates():
        board.doc.apply_update(update)
    assert board == copy
    assert len(board.cards(COLUMN)) == 300


async def test_progress_is_told_on_the_way_and_at_the_end() -> None:
    told: list[tuple[int, int]] = []
    applying = Applying(Board(client_id=5), intents(300), lambda *step: told.append(step))
    assert [update async for update in applying.updates()]
    assert len(told) > 3
    assert told == sorted(told)
    assert told[-1] == (301, 301)


async def test_others_run_in_between() -> None:
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    task = asyncio.create_task(others())
    assert [update async for update in Applying(Board(client_id=5), intents(300), lambda *_: None).updates()]
    task.cancel()
    assert turns > 3


async def test_what_cannot_be_done_is_noted_and_the_rest_is_done() -> None:
    ann = Editor()
    wrong: list[Intent] = [
        ("cards.set", {"id": CARD, "key": "due", "value": "2026-11-22"}),
        *intents(2),
        ("columns.set", {"id": COLUMN, "key": "wip", "value": -1}),
        ("columns.set", {"id": COLUMN, "key": "wip", "value": 3}),
        ("columns.archive", {"id": CARD}),
    ]
    applying = Applying(ann.board, wrong, lambda *_: None)
    assert [update async for update in applying.updates()]
    assert [line.partition(":")[0] for line in applying.refused] == [
        "A change that the board here does not take (cards.set)",
        "A change that the board here does not take (columns.set)",
        "A change that the board here does not take (columns.archive)",
    ]
    assert ann.board.columns()[0].wip == 3
    assert ann.titles(COLUMN) == ["0", "1"]
