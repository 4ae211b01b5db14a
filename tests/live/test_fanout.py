from __future__ import annotations

import asyncio

from kanverge.live.fanout import REST_FACTOR, REST_MAX_S, Fanout
from tests.doubles.clock import FakeClock


class Slow:
    """A room whose broadcast takes a while on the clock."""

    def __init__(self, clock: FakeClock, takes_s: float = 0.0) -> None:
        self.clock = clock
        self.takes_s = takes_s
        self.times = 0

    def broadcast(self) -> None:
        self.times += 1
        self.clock._elapsed += self.takes_s

    def fail(self) -> None:
        raise AssertionError("nothing failed")


async def turns() -> None:
    for _ in range(3):
        await asyncio.sleep(0)


async def test_news_leave_at_once_when_little_happens() -> None:
    clock = FakeClock()
    fanout, room = Fanout(clock), Slow(clock)
    fanout.wake(room)
    assert room.times == 0
    await turns()
    assert room.times == 1


async def test_all_news_of_one_turn_of_the_loop_leave_together() -> None:
    clock = FakeClock()
    fanout, room = Fanout(clock), Slow(clock)
    for _ in range(50):
        fanout.wake(room)
    await turns()
    assert room.times == 1


async def test_the_rest_after_a_flush_grows_with_its_length_up_to_a_bound() -> None:
    clock = FakeClock()
    fanout = Fanout(clock)
    fanout.wake(Slow(clock, takes_s=0.002))
    await turns()
    assert fanout._next_at == clock.monotonic() + REST_FACTOR * 0.002
    clock._elapsed = fanout._next_at
    fanout.wake(Slow(clock, takes_s=1.0))
    await turns()
    assert fanout._next_at == clock.monotonic() + REST_MAX_S


async def test_one_room_that_fails_does_not_keep_the_others_waiting() -> None:
    class Broken:
        failed = False

        def broadcast(self) -> None:
            raise RuntimeError("broken")

        def fail(self) -> None:
            self.failed = True

    clock = FakeClock()
    fanout, broken, room = Fanout(clock), Broken(), Slow(clock)
    fanout.wake(broken)
    fanout.wake(room)
    await turns()
    assert room.times == 1
    assert broken.failed


async def test_what_a_broadcast_brings_up_leaves_in_the_next_flush() -> None:
    clock = FakeClock()
    fanout, other = Fanout(clock), Slow(clock)

    class Waking(Slow):
        def broadcast(self) -> None:
            super().broadcast()
            fanout.wake(other)

    room = Waking(clock)
    fanout.wake(room)
    await turns()
    assert (room.times, other.times) == (1, 1)
