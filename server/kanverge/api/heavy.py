"""Work on whole boards, bounded: files read and exports written by one thread, while boards are served."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from kanverge.errors import TooOften

Result = TypeVar("Result")


class Heavy:
    """A turn for work that takes seconds and much memory: so many may wait, one is done."""

    def __init__(self, *, at_once_max: int) -> None:
        self._at_once_max = at_once_max
        self._under_way = 0
        self._turn = asyncio.Lock()

    @contextmanager
    def one_more(self) -> Iterator[None]:
        """Count one piece of work while it lasts; raise TooOften when there are too many already."""
        if self._under_way >= self._at_once_max:
            raise TooOften("too many whole boards are on their way in or out; try again a little later")
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1

    async def done(self, work: Callable[[], Result]) -> Result:
        """Return what ``work`` returns, done in a thread when its turn comes."""
        async with self._turn:
            return await asyncio.to_thread(work)
