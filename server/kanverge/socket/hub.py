"""What every connection of the process shares, and what reaches all of them: notices, the store's state, time."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from kanverge.accounts.access import Access
from kanverge.accounts.notices import Notice
from kanverge.clock import Clock
from kanverge.config import Limits
from kanverge.live.rooms import Rooms

logger = logging.getLogger(__name__)

SWEEP_S: Final = 1.0
STOP_LIMIT_S: Final = 5.0


class Member(Protocol):
    """A connection, as the hub knows it."""

    def heard(self, notice: Notice) -> None:
        """Draw the conclusions of a change of somebody's access."""

    def tell_availability(self, available: bool) -> None:
        """Say whether edits can be saved."""

    def sweep(self, now: float) -> None:
        """Do what is due by the clock."""

    def ask_again_by(self, moment: float) -> None:
        """Ask who this is no later than at ``moment``."""

    def fail(self) -> None:
        """End after a mistake of ours."""


@dataclass(eq=False, slots=True)
class Hub:
    """The connections of this process, and the tasks that serve them."""

    rooms: Rooms
    access: Access
    clock: Clock
    limits: Limits
    connections: set[Member] = field(default_factory=set)
    store_is_available: bool = True
    notices_heard: int = 0
    """Counts up, so that whoever was just let in can tell whether something was missed meanwhile."""
    _boards_of: dict[str, Counter[str]] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _sweeper: asyncio.Task[None] | None = None

    # Life.

    def run(self) -> None:
        """Begin to look after the connections; ``stop`` ends it."""
        self._sweeper = asyncio.create_task(self._sweep(), name="sweeper")

    async def stop(self) -> None:
        """Let what was begun for connections end, within a limit."""
        if self._sweeper is not None:
            self._sweeper.cancel()
            await asyncio.gather(self._sweeper, return_exceptions=True)
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=STOP_LIMIT_S)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _sweep(self) -> None:
        while True:
            await self.clock.sleep(SWEEP_S)
            self._each(lambda connection: connection.sweep(self.clock.monotonic()))

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run ``work``, which handles its own errors, for a connection that may be gone before it is done."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    # What reaches every connection.

    def heard(self, notice: Notice) -> None:
        """Close or change, at once, every connection that a change of access concerns."""
        self.notices_heard += 1
        self._each(lambda connection: connection.heard(notice))

    def tell_availability(self, available: bool) -> None:
        """Tell everyone that saving is paused or goes on."""
        self.store_is_available = available
        self._each(lambda connection: connection.tell_availability(available))

    def missed_notices(self, *, within_s: float) -> None:
        """Have every connection ask again who it is, spread over a while: notices were not heard for a time."""
        self.notices_heard += 1
        now, step = self.clock.monotonic(), within_s / (len(self.connections) or 1)
        for at, connection in enumerate(list(self.connections)):
            connection.ask_again_by(now + at * step)

    def _each(self, call: Callable[[Member], None]) -> None:
        """Call every connection; one that fails must not keep the others from it, nor stay as it was."""
        for connection in list(self.connections):
            try:
                call(connection)
            except Exception:
                logger.exception("a connection failed")
                connection.fail()

    # How many boards and connections one principal has open.

    def enter(self, principal: str, board: str) -> bool:
        """Note one more connection to ``board``; return False if that is too many, or one board too many."""
        boards = self._boards_of.get(principal) or Counter()
        # One principal must not be able to take all the places that a board has.
        if boards.total() >= self.limits.connections_per_person:
            return False
        if board not in boards and len(boards) >= self.limits.boards_per_person:
            return False
        boards[board] += 1
        self._boards_of[principal] = boards
        return True

    def leave(self, principal: str, board: str) -> None:
        """Take back what ``enter`` noted."""
        boards = self._boards_of[principal]
        boards[board] -= 1
        if not boards[board]:
            del boards[board]
        if not boards:
            del self._boards_of[principal]
