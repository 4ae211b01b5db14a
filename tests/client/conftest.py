"""Boards of a server double, opened by the real client over a real socket."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path

import pytest

import kanverge_client
from tests.doubles.socket_server import SocketServer, serving

Opening = Callable[..., AbstractAsyncContextManager[kanverge_client.Board]]


@pytest.fixture
async def server() -> AsyncIterator[SocketServer]:
    async with serving() as server:
        yield server


@pytest.fixture
def opened(server: SocketServer, tmp_path: Path) -> Opening:
    """Open the board with a queue of this test's own, reconnecting at once."""
    return partial(
        kanverge_client.open,
        server.url,
        "b1",
        queue=tmp_path / "board.queue",
        timeout_s=10,
        linger_s=2,
        reconnect_after_s=0.01,
    )
