"""A data directory whose processes are all gone after the test, whatever the test did."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Protocol

import pytest

from kanverge.store.embedded import Embedded
from tests.cli.command import Command, Server, has_store


class Serve(Protocol):
    """Call it for a server over the directory, ready to serve."""

    def __call__(self, *options: str, environ: Mapping[str, str] | None = None) -> Awaitable[Server]: ...


class Start(Protocol):
    """Call it for any other command."""

    def __call__(self, *words: str) -> Awaitable[Command]: ...


@pytest.fixture
async def data(tmp_path: Path) -> AsyncIterator[Path]:
    """A directory that is not there yet."""
    directory = tmp_path / "data"
    yield directory
    if has_store(directory):
        store = Embedded(directory)
        await store.start()
        await store.stop()


@pytest.fixture
async def commands(data: Path) -> AsyncIterator[AsyncExitStack]:
    """What has to be cleared away before the directory is."""
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture
def serve(data: Path, commands: AsyncExitStack) -> Serve:
    async def serve(*options: str, environ: Mapping[str, str] | None = None) -> Server:
        server = await Server.on(data, *options, environ=environ)
        commands.push_async_callback(server.clear_away)
        return server

    return serve


@pytest.fixture
def start(commands: AsyncExitStack) -> Start:
    async def start(*words: str) -> Command:
        command = await Command.start(*words)
        commands.push_async_callback(command.clear_away)
        return command

    return start
