"""Asking anew who a peer is: now and then, and whenever something may have changed it."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, TypeAlias

from kanverge.accounts.notices import RECHECK_S
from kanverge.errors import StoreError
from kanverge.live.peer import Peer
from kanverge.socket import standing
from kanverge.socket.hub import Hub
from kanverge.socket.joining import ask_again

logger = logging.getLogger(__name__)

Work: TypeAlias = Callable[[], Coroutine[Any, Any, None]]


class Recheck:
    """When one connection's peer is asked about next, and the question that is being asked, if one is."""

    __slots__ = ("_accept", "_at", "_board", "_guarded", "_hub", "_must_check", "_task")

    def __init__(
        self,
        hub: Hub,
        board: str,
        now: float,
        *,
        guarded: Callable[[Work], Coroutine[Any, Any, None]],
        accept: Callable[[standing.Verdict], None],
    ) -> None:
        self._hub = hub
        self._board = board
        self._guarded = guarded
        self._accept = accept
        self._task: asyncio.Task[None] | None = None
        self._must_check = False  # something has changed since the check that runs was begun
        self._at = now + random.uniform(0, RECHECK_S)  # noqa: S311, spreads the work

    def by(self, moment: float) -> None:
        """Ask no later than at ``moment``."""
        self._at = min(self._at, moment)

    def is_due(self, now: float) -> bool:
        """Return whether it is time to ask."""
        return now >= self._at

    def start(self, peer: Peer | None) -> None:
        """Ask now, unless that is being done."""
        if peer is not None and (self._task is None or self._task.done()):
            self._at = self._hub.clock.monotonic() + RECHECK_S
            self._task = self._hub.start(self._guarded(partial(self._ask_again, peer)))

    def again(self, peer: Peer | None) -> None:
        """Ask once more, because what is being found out may be out of date."""
        self._must_check = True
        self.start(peer)

    def cancel(self) -> None:
        """Ask no more; harmless where the answer is being drawn conclusions from."""
        if self._task is not None and self._task is not asyncio.current_task():
            self._task.cancel()

    async def _ask_again(self, peer: Peer) -> None:
        """Ask who the peer is now, until nothing changed while asking; while the store is away they stay."""
        while True:
            asked, self._must_check = peer.principal, False
            try:
                verdict = await ask_again(self._hub, self._board, asked)
            except StoreError as error:
                logger.info("nobody can say who is on board %s: %s", self._board, error)
                return
            if asked is peer.principal and not self._must_check:
                self._accept(verdict)
                return
