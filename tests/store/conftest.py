"""Peers and servers of the store's tests."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.doubles.peer import Peer


@pytest.fixture
async def peer() -> AsyncIterator[Peer]:
    """A TCP peer that answers as the test says."""
    async with Peer() as peer:
        yield peer
