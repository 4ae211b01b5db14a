"""File locks: who may hold one, and for how long one waits."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from kanverge.errors import StoreAway
from kanverge.store.locks import FileLock, exclusive


def test_one_exclusive_lock_keeps_out_every_other(tmp_path: Path) -> None:
    held = FileLock.try_exclusive(tmp_path / "lock")
    assert held is not None
    assert FileLock.try_exclusive(tmp_path / "lock") is None
    assert FileLock.try_shared(tmp_path / "lock") is None
    held.release()
    assert FileLock.try_exclusive(tmp_path / "lock") is not None


def test_shares_live_together_and_only_the_last_becomes_the_whole(tmp_path: Path) -> None:
    first, second = FileLock.try_shared(tmp_path / "lock"), FileLock.try_shared(tmp_path / "lock")
    assert first is not None
    assert second is not None
    assert not first.try_upgrade()
    first.release()
    assert second.try_upgrade()
    assert FileLock.try_shared(tmp_path / "lock") is None
    second.release()


def test_releasing_twice_does_no_harm(tmp_path: Path) -> None:
    lock = FileLock.try_exclusive(tmp_path / "lock")
    assert lock is not None
    lock.release()
    lock.release()


async def test_tasks_that_want_the_same_lock_take_turns(tmp_path: Path) -> None:
    inside = 0

    async def enter() -> None:
        nonlocal inside
        async with exclusive(tmp_path / "lock", limit_s=20):
            inside += 1
            assert inside == 1
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(enter() for _ in range(5)))


async def test_a_lock_that_stays_held_is_away_after_the_limit(tmp_path: Path) -> None:
    async with exclusive(tmp_path / "lock", limit_s=1):
        with pytest.raises(StoreAway, match="held by another process"):
            async with exclusive(tmp_path / "lock", limit_s=0):
                pytest.fail("entered a held lock")


async def test_a_lock_is_let_go_when_the_block_fails(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        async with exclusive(tmp_path / "lock", limit_s=1):
            raise ZeroDivisionError
    async with exclusive(tmp_path / "lock", limit_s=0):
        pass
