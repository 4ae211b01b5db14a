"""Kill the server or its store again and again under writers, then judge (``make faults``).

Each kill comes while edits are not yet acknowledged. Prints what was sent, saved, found and lost; fails on any loss.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from kanverge.app import open_store
from kanverge.config import StoreChoice
from kanverge.live.document import Document
from kanverge_crdt.board import Board
from tests.doubles.eventually import eventually
from tests.faults import oracle
from tests.faults.processes import Workplace, command

FINISH_LIMIT_S = 180.0


@dataclass(frozen=True)
class Plan:
    """What to kill (``server`` or ``store``), how often, how many writers, how many edits must be saved in all."""

    victim: str
    kills: int
    writers: int
    saved_min: int


async def run(plan: Plan, folder: Path, source: random.Random) -> oracle.Verdict:
    """Carry the plan out; return the verdict of a fresh load from the store."""
    place = await Workplace.open(folder)
    writers = await place.writers(plan.writers)
    began = time.monotonic()
    try:
        for kill in range(plan.kills):
            due = plan.saved_min * (kill + 1) // (plan.kills + 1)
            await eventually(lambda due=due: place.saved_so_far() >= due, limit_s=FINISH_LIMIT_S)
            if kill % 3 == 1:
                # Under a compaction as well: it runs in a process of its own beside the kill.
                upkeep = asyncio.create_task(_upkeep(place))
                await asyncio.sleep(source.random() * 0.3)
                await _kill(plan.victim, place)
                await upkeep
            else:
                await _kill(plan.victim, place)
        await eventually(lambda: place.saved_so_far() >= plan.saved_min, limit_s=FINISH_LIMIT_S)
        rate = place.saved_so_far() / (time.monotonic() - began)
        print(
            f"{plan.kills} kills of the {plan.victim}, {rate:.0f} edits saved a second, kills included",
            flush=True,
        )
    finally:
        await _finish(writers)
        await place.server.stop()
    return oracle.read(place.diaries, await found(place))


async def _kill(victim: str, place: Workplace) -> None:
    if victim == "server":
        await place.server.kill()
        await place.server.start()
    else:
        await place.server.kill_valkey()


async def _upkeep(place: Workplace) -> None:
    try:
        await command("worker", "--once", "--data", str(place.server.data))
    except AssertionError as error:  # its store was killed under it: then it says so and ends
        print(f"upkeep was interrupted: {str(error).strip()[:100]}")


async def _finish(writers: asyncio.subprocess.Process) -> None:
    assert writers.stdin is not None
    writers.stdin.close()
    try:
        async with asyncio.timeout(FINISH_LIMIT_S):
            assert await writers.wait() == 0, "a writer failed"
    finally:
        if writers.returncode is None:
            writers.kill()
            await writers.wait()


async def found(place: Workplace) -> list[str]:
    """Return every mark in a fresh load of the board from the store."""
    async with open_store(StoreChoice(None, place.server.data)) as stored:
        document = await Document.load(place.board, await stored.boards.load(place.board))
    cards = Board(document.doc).cards(archived=None)
    return [mark for card in cards for mark in card.assignees]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--writers", type=int, default=25)
    parser.add_argument("--saved", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}", flush=True)
    source = random.Random(arguments.seed)
    failed = False
    for victim in ("server", "store"):
        plan = Plan(victim, arguments.kills, arguments.writers, arguments.saved)
        with tempfile.TemporaryDirectory() as folder:
            verdict = asyncio.run(run(plan, Path(folder), source))
        print(f"{victim} killed {plan.kills} times: {verdict}", flush=True)
        failed |= bool(verdict.lost or verdict.missing or verdict.invented)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
