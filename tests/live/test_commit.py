"""The committer itself, with rooms that only count."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import pytest

from kanverge.live import commit
from kanverge.live.commit import Committer
from kanverge.store.base import Commit, CommitResult, Committed
from kanverge.store.boards import StoredBoards
from kanverge.store.client import StoreClient
from kanverge.store.embedded import Embedded
from tests.doubles.clock import FakeClock
from tests.doubles.eventually import eventually


class Instant(StoredBoards):
    """Boards whose every commit is made at once."""

    async def commit(self, commits: Sequence[Commit]) -> list[CommitResult]:
        await asyncio.sleep(0)
        return [Committed("0-0", "1-0") for _ in commits]


@dataclass(eq=False)
class Counting:
    """A room with ``left`` commits to make."""

    left: float
    fails: str = ""
    made: int = 0
    failures: list[str] = field(default_factory=list)

    def take(self) -> Commit | None:
        self._maybe_fail("take")
        return Commit("B", 1, b"") if self.left and not self.failures else None

    def settle(self, result: CommitResult) -> None:
        assert isinstance(result, Committed)
        self.left -= 1
        self._maybe_fail("settle")
        self.made += 1

    def unsettled(self) -> None:
        raise AssertionError("nothing is lost here")

    async def recover(self) -> None:
        raise AssertionError("nothing is lost here")

    def fail(self) -> None:
        self.failures.append(self.fails)

    def _maybe_fail(self, where: str) -> None:
        if self.fails == where:
            raise AssertionError("a mistake of ours")


@pytest.fixture
async def committer(valkey: Embedded) -> AsyncIterator[Committer]:
    committer = Committer(Instant(StoreClient(valkey, FakeClock()), "a"))
    running = asyncio.create_task(committer.run())
    yield committer
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_busy_room_does_not_keep_another_from_the_disk(
    committer: Committer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commit, "ROOMS_PER_FLUSH_MAX", 1)
    busy, patient = Counting(float("inf")), Counting(1)
    committer.wake(busy)
    committer.wake(patient)
    await eventually(lambda: patient.made == 1, limit_s=2)


@pytest.mark.parametrize("where", ["take", "settle"])
async def test_a_room_that_fails_is_given_up_and_the_others_are_saved(
    committer: Committer, where: str
) -> None:
    broken, sound = Counting(1, fails=where), Counting(3)
    committer.wake(broken)
    committer.wake(sound)
    await eventually(lambda: sound.made == 3, limit_s=2)
    assert broken.failures == [where]
    await committer.wait_idle()
