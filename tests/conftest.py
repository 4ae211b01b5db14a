"""What every test may ask for: one event loop, and a real store of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from hypothesis import settings

from kanverge.errors import StoreAway
from kanverge.store import keys
from kanverge.store.connection import Connection
from kanverge.store.embedded import Embedded

# No test depends on speed: hypothesis would fail one that took 0.2 s, on a machine that others use too.
settings.register_profile("kanverge", deadline=None)
settings.load_profile("kanverge")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rounds", type=int, default=4, help="how long the crowd of test_five.py edits")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def running_valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    """One Valkey for the whole run; ask for ``valkey``, which empties it first."""
    embedded = Embedded(tmp_path_factory.mktemp("valkey"))
    asyncio.run(embedded.start())
    yield embedded
    asyncio.run(embedded.stop())


@pytest.fixture
async def valkey(running_valkey: Embedded) -> Embedded:
    """A running embedded store that holds nothing but its identity."""
    try:
        await _empty(running_valkey)
    except StoreAway:  # the test before killed it
        await running_valkey.ready()
        await _empty(running_valkey)
    return running_valkey


async def _empty(store: Embedded) -> None:
    connection = await Connection.open(store.address)
    await connection.pipeline(
        [("MULTI",), ("FLUSHALL",), ("SCRIPT", "FLUSH"), ("SET", keys.IDENTITY, store.identity), ("EXEC",)]
    )
    await connection.close()


@pytest.fixture
async def connection(valkey: Embedded) -> AsyncIterator[Connection]:
    """An open connection to the emptied store."""
    connection = await Connection.open(valkey.address)
    yield connection
    await connection.close()
