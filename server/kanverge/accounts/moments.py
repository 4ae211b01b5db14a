"""Moments as they are stored: whole milliseconds since 1970."""

from __future__ import annotations

from typing import Final

from kanverge.clock import Clock

SECOND_MS: Final = 1_000
MINUTE_MS: Final = 60 * SECOND_MS
HOUR_MS: Final = 60 * MINUTE_MS
DAY_MS: Final = 24 * HOUR_MS


def now_ms(clock: Clock) -> int:
    """Return the present moment."""
    return int(clock.now().timestamp() * SECOND_MS)
