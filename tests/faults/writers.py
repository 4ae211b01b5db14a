"""A process of writers: clients that edit one board without pause, whatever happens to the server.

``python -m tests.faults.writers URL BOARD TOKEN FOLDER COUNT``. When its standard input ends they finish: all is
saved, everybody has everything, and each writes down what it sees.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import kanverge_client
from kanverge_client import Board
from kanverge_crdt import statevector
from tests.doubles.eventually import eventually
from tests.faults.oracle import SAVED, SENT, Diary
from tests.faults.progress import Progress
from tests.faults.sight import TYPED, Sight, mark

EDITS_PER_ROUND = 8
ROUNDS_PER_CARD = 4
PAUSE_S = 0.01
SETTLE_LIMIT_S = 120.0


@dataclass
class Writer:
    """One client, and what it does in each round: cards added, moved and assigned to, a text that many type in."""

    number: int
    board: Board
    diary: Diary
    progress: Progress
    source: random.Random

    def __post_init__(self) -> None:
        self.columns = [column.id for column in self.board.columns]
        self.texts = sorted(card.id for card in self.board.cards if str(card.title) == TYPED)
        self.cards = list(self.texts)

    async def write(self, end: asyncio.Event) -> None:
        """Edit in rounds until ``end``; what is sent is noted before it is made, what is saved when that is told."""
        for number in itertools.count():
            marks = [mark(self.number, number * EDITS_PER_ROUND + n) for n in range(EDITS_PER_ROUND)]
            self.diary.note(SENT, marks)
            self._edit(number, marks)
            self.progress.add(sent=len(marks))
            await self.board.saved()
            self.diary.note(SAVED, marks)
            self.progress.add(saved=len(marks))
            if end.is_set():
                return
            await asyncio.sleep(PAUSE_S)

    def _edit(self, number: int, marks: list[str]) -> None:
        board, (first, second, *rest) = self.board, marks
        text = board.cards[self.source.choice(self.texts)]
        board.cards.splice(text, "description", at=len(str(text.description)), insert=first)
        if number % ROUNDS_PER_CARD == 0:
            self.cards.append(board.cards.add(title=second, column=self.source.choice(self.columns)).id)
        else:
            rest.append(second)
        own = self.cards[-1]
        for each in rest:
            board.edit("cards.include", {"id": own, "family": "assignee", "member": each})
        board.cards.move(self.source.choice(self.cards), column=self.source.choice(self.columns))


async def run(url: str, board_id: str, token: str, folder: Path, count: int) -> None:
    end, all_done = asyncio.Event(), asyncio.Barrier(count)
    boards: list[Board] = []

    def vectors_agree() -> bool:
        vectors = [statevector.decode(board.document.doc.get_state()) for board in boards]
        return all(vector == vectors[0] for vector in vectors)

    async def writer(number: int) -> None:
        diary = Diary(folder / f"diary-{number}")
        progress = Progress(folder / "progress")
        queue = folder / f"queue-{number}"
        async with kanverge_client.open(url, board_id, token, queue=queue, linger_s=SETTLE_LIMIT_S) as board:
            boards.append(board)
            await Writer(number, board, diary, progress, random.Random(number)).write(end)
            await all_done.wait()
            with suppress(TimeoutError):  # the oracle says who lacks what
                await eventually(vectors_agree, limit_s=SETTLE_LIMIT_S)
            Sight.of(f"client {number}", board.document).write(folder / f"sight-{number}")
            await all_done.wait()
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
