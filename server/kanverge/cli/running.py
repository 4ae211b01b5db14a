"""How a command runs: on which event loop, and ended in order by SIGINT and SIGTERM."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Coroutine
from typing import Any

SIGNALS = (signal.SIGINT, signal.SIGTERM)


def run(work: Coroutine[Any, Any, None]) -> signal.Signals | None:
    """Run ``work`` to its end; return the signal that cancelled it, or None."""
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        return runner.run(_until_signalled(work))


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    """Return what makes uvloop's loop where that is installed (not on Windows or PyPy), else asyncio's."""
    with contextlib.suppress(ImportError):
        import uvloop

        return uvloop.new_event_loop
    return asyncio.new_event_loop


async def _until_signalled(work: Coroutine[Any, Any, None]) -> signal.Signals | None:
    """Await ``work`` and let the first signal cancel it; whatever it uses it leaves in order, within limits.

    Later signals change nothing: Ctrl-C in a terminal often reaches a process twice, from the terminal and from
    whatever started it, and people press it twice; the ending that the first one began must not be cut short.
    """
    task = asyncio.ensure_future(work)
    received: list[signal.Signals] = []

    def signalled(number: signal.Signals) -> None:
        if not received:
            task.cancel()
        received.append(number)

    loop = asyncio.get_running_loop()
    for number in SIGNALS:
        loop.add_signal_handler(number, signalled, number)
    try:
        await task
    except asyncio.CancelledError:
        if not received:
            raise
        return received[0]
    return None
