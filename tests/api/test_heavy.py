"""Work on whole boards: so many may wait for their turn, and no more."""

from __future__ import annotations

import asyncio
import threading

import pytest

from kanverge.api.heavy import Heavy
from kanverge.errors import TooOften


async def test_one_is_done_at_a_time_beside_the_loop() -> None:
    heavy = Heavy(at_once_max=8)
    running: list[int] = []
    most: list[int] = []

    def work() -> bool:
        running.append(1)
        most.append(len(running))
        running.pop()
        return threading.current_thread() is threading.main_thread()

    assert await asyncio.gather(*(heavy.done(work) for _ in range(20))) == [False] * 20
    assert max(most) == 1


def test_beyond_the_bound_nobody_waits() -> None:
    heavy = Heavy(at_once_max=2)
    with heavy.one_more(), heavy.one_more(), pytest.raises(TooOften), heavy.one_more():
        pass
    with heavy.one_more():
        pass


def test_what_fails_is_counted_no_more() -> None:
    heavy = Heavy(at_once_max=1)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), heavy.one_more():
            raise ZeroDivisionError
