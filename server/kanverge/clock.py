"""Time, as the one thing the rest of the service may ask about it, so that tests can move it."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What the service knows of time."""

    def now(self) -> datetime:
        """Return the wall clock in UTC: for people and for dates, never for measuring a wait."""

    def monotonic(self) -> float:
        """Return seconds that never go back: for measuring a wait, never for a date."""

    async def sleep(self, seconds: float) -> None:
        """Return after ``seconds``; zero still lets others run."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
