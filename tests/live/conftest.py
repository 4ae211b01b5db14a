"""Two nodes over one store, with an empty board in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from kanverge.store.embedded import Embedded
from tests.doubles.clock import FakeClock
from tests.live.nodes import BOARD, Node, open_node


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def node(valkey: Embedded, clock: FakeClock) -> AsyncIterator[Node]:
    """A node, and the board ``BOARD``."""
    node = await open_node("a", valkey, clock)
    await node.boards.create(BOARD, name="Board", created=1)
    yield node
    await node.close()


@pytest.fixture
async def other_node(node: Node, valkey: Embedded, clock: FakeClock) -> AsyncIterator[Node]:
    """A second node over the same store."""
    other = await open_node("b", valkey, clock)
    yield other
    await other.close()


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    """What a test opens beside its nodes, closed before they are."""
    async with AsyncExitStack() as stack:
        yield stack
