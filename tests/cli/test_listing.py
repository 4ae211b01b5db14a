"""``kanverge boards``: what there is, and which of it lacks something."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from kanverge.store import keys
from kanverge.store.base import DamagedSnapshot
from kanverge.store.boards import StoredBoards
from kanverge.store.client import StoreClient
from kanverge.store.embedded import Embedded
from tests.cli.command import answer, run
from tests.doubles.clock import FakeClock

WHOLE, DAMAGED = "W" * 22, "D" * 22


@pytest.fixture
async def data(valkey: Embedded) -> AsyncIterator[str]:
    """A directory with two boards, one of which is read without an entry and an edit."""
    client = StoreClient(valkey, FakeClock())
    await client.open()
    boards = StoredBoards(client, node="a")
    await boards.create(WHOLE, name="Whole\x1b[2J", created=1)
    await boards.create(DAMAGED, name="Damaged", created=2, kind="portfolio")
    await boards.trouble.set_aside(DAMAGED, "5-1", b"junk")
    await boards.trouble.leave_out(DAMAGED, "6-0/0")
    await boards.trouble.set_aside_snapshot(DAMAGED, DamagedSnapshot(0, b"4-0", b"junk", "is damaged"))
    yield str(valkey._directory.path)
    assert await client.call("HGET", keys.unreadable(DAMAGED), "5-1") == b"junk"
    await client.close()


async def test_boards_are_listed_with_what_is_left_out_of_them(data: str) -> None:
    verb = await run("boards", "--data", data)
    see = "see docs/operating.md"
    snapshots = f"(snapshots damaged and made up for: 1; {see})"
    assert verb.out == [
        f"{WHOLE}  Whole\\x1b[2J",
        f"{DAMAGED}  Damaged  (portfolio)  (2 left out of its log: {see})  {snapshots}",
    ]


async def test_as_json_too(data: str) -> None:
    shared = {"archived": False}
    assert await answer("boards", "--data", data) == [
        {
            "id": WHOLE,
            "name": "Whole\x1b[2J",
            "kind": "board",
            "created": 1,
            "left_out": 0,
            "damaged_snapshots": 0,
            **shared,
        },
        {
            "id": DAMAGED,
            "name": "Damaged",
            "kind": "portfolio",
            "created": 2,
            "left_out": 2,
            "damaged_snapshots": 1,
            **shared,
        },
    ]
