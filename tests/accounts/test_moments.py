"""Moments: whole milliseconds, whatever the clock's own precision."""

from __future__ import annotations

from datetime import UTC, datetime

from kanverge.accounts.moments import now_ms
from tests.doubles.clock import FakeClock


async def test_now_is_in_whole_milliseconds_since_1970() -> None:
    clock = FakeClock(datetime(1970, 1, 2, tzinfo=UTC))
    await clock.advance(0.0019)
    assert now_ms(clock) == 86_400_001
