"""When merged updates leave: at once while little happens, in windows that grow with the work of sending.

One flusher for the whole process. The next flush comes no sooner than the last one's end plus three times its length
(bounded), so fan-out takes at most about a quarter of the loop however many edits arrive.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol

from kanverge.clock import Clock

logger = logging.getLogger(__name__)

REST_FACTOR = 3.0
REST_MAX_S = 0.025


class Broadcasting(Protocol):
    """A room with something to tell its peers."""

    def broadcast(self) -> None:
        """Send what has gathered to every peer."""

    def fail(self) -> None:
        """Give the room up: a broadcast went wrong in a way nobody foresaw."""


class Fanout:
    """Decides when each room with news sends them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._dirty: dict[Broadcasting, None] = {}
        self._next_at = 0.0
        self._handle: asyncio.Handle | None = None

    def wake(self, room: Broadcasting) -> None:
        """Note that ``room`` has news."""
        self._dirty[room] = None
        if self._handle is None:
            self._schedule(self._flush)

    def _schedule(self, flush: Callable[[], None]) -> None:
        loop = asyncio.get_running_loop()
        wait_s = self._next_at - self._clock.monotonic()
        # Even "at once" is after this turn of the loop: what else it brings leaves in the same frame.
        self._handle = loop.call_later(wait_s, flush) if wait_s > 0 else loop.call_soon(flush)

    def _flush(self) -> None:
        started = self._clock.monotonic()
        rooms, self._dirty = self._dirty, {}
        for room in rooms:
            self._broadcast(room)
        ended = self._clock.monotonic()
        self._next_at = ended + min(REST_FACTOR * (ended - started), REST_MAX_S)
        self._handle = None
        if self._dirty:
            self._schedule(self._flush)

    @staticmethod
    def _broadcast(room: Broadcasting) -> None:
        try:
            room.broadcast()
        except Exception:
            logger.exception("a broadcast failed")
            room.fail()
