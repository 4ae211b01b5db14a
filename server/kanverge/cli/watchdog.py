"""A watchdog: it ends the process when its event loop has stood still, for whoever started it to start it again.

What stalls the loop for so long may hold the interpreter's lock, as a call into yrs that never returns does, and then
no thread of Python would notice. faulthandler's timer is a thread of C: it prints where each thread stands and ends
the process at once. That is as safe as kill -9: what was saved is in the store, everything else with its authors.

Ctrl-Z stands still on purpose: the watch rests until the process is continued.
"""

from __future__ import annotations

import asyncio
import contextlib
import faulthandler
import os
import signal
from collections.abc import Callable, Iterator
from typing import Final

STALL_LIMIT_S: Final = 10.0
FEEDS_PER_LIMIT: Final = 10


def _stop() -> None:
    os.kill(os.getpid(), signal.SIGSTOP)


@contextlib.contextmanager
def watched(limit_s: float = STALL_LIMIT_S, *, stop: Callable[[], None] = _stop) -> Iterator[None]:
    """End the process if the running loop stands still for ``limit_s`` before the block ends.

    ``stop`` is what SIGTSTP does; it returns when the process is continued.
    """
    loop = asyncio.get_running_loop()
    handle: asyncio.TimerHandle | None = None

    def feed() -> None:
        nonlocal handle
        faulthandler.dump_traceback_later(limit_s, exit=True)
        handle = loop.call_later(limit_s / FEEDS_PER_LIMIT, feed)

    def rest() -> None:
        faulthandler.cancel_dump_traceback_later()
        stop()
        faulthandler.dump_traceback_later(limit_s, exit=True)

    feed()
    loop.add_signal_handler(signal.SIGTSTP, rest)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGTSTP)
        assert handle is not None
        handle.cancel()
        faulthandler.cancel_dump_traceback_later()
