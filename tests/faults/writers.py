"""A process of writers: clients that edit one board without pause, whatever happens to the server.

``python -m tests.faults.writers URL BOARD TOKEN FOLDER COUNT``; ends, all saved, when its standard input does.
"""

from __future__ import annotations

import asyncio
import itertools
import sys
from pathlib import Path

import kanverge_client
from kanverge_client import Board
from tests.faults.oracle import SAVED, SENT, Diary, mark

EDITS_PER_ROUND = 8
PAUSE_S = 0.02
SETTLE_LIMIT_S = 120.0


async def write(board: Board, card: str, writer: int, diary: Diary, end: asyncio.Event) -> int:
    """Edit in rounds until ``end``; what is sent is noted before it is made, what is saved after it is confirmed."""
    for number in itertools.count():
        marks = [mark(writer, number * EDITS_PER_ROUND + n) for n in range(EDITS_PER_ROUND)]
        diary.note(SENT, marks)
        for each in marks:
            board.edit("cards.include", {"id": card, "family": "assignee", "member": each})
        await board.saved()
        diary.note(SAVED, marks)
        if end.is_set():
            return (number + 1) * EDITS_PER_ROUND
        await asyncio.sleep(PAUSE_S)
    raise AssertionError("counting has no end")


async def run(url: str, board_id: str, token: str, folder: Path, count: int) -> None:
    end = asyncio.Event()

    async def writer(number: int) -> None:
        diary = Diary(folder / f"diary-{number}")
        queue = folder / f"queue-{number}"
        async with kanverge_client.open(url, board_id, token, queue=queue, linger_s=SETTLE_LIMIT_S) as board:
            await write(board, board.cards[number % len(board.cards)].id, number, diary, end)
        diary.close()

    async with asyncio.TaskGroup() as tasks:
        for number in range(count):
            tasks.create_task(writer(number))
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.read)
        end.set()


if __name__ == "__main__":
    _, url, board_id, token, folder, count = sys.argv
    asyncio.run(run(url, board_id, token, Path(folder), int(count)))
