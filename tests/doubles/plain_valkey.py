"""A Valkey that Kanverge knows nothing of, with whatever settings a test gives it."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from kanverge.errors import StoreError
from kanverge.store import checks, valkey
from kanverge.store.address import Address
from kanverge.store.connection import Connection
from tests.doubles.eventually import eventually

DURABLE = ("--appendonly", "yes", "--appendfsync", "always")


@asynccontextmanager
async def plain_valkey(folder: Path, *settings: str, path: Path | None = None) -> AsyncIterator[Address]:
    """Run a server on a free port, or on the unix socket ``path``, until the block ends."""
    address = Address(host="127.0.0.1", port=free_port()) if path is None else Address(path=str(path))
    process = _start(folder, address, settings)
    try:
        await eventually(lambda: _is_ready(address, process))
        yield address
    finally:
        process.kill()
        process.wait()


def _start(folder: Path, address: Address, settings: tuple[str, ...]) -> subprocess.Popen[bytes]:
    folder.mkdir(parents=True, exist_ok=True)
    where = ["--bind", "127.0.0.1", "--port", str(address.port)]
    if address.path is not None:
        Path(address.path).parent.mkdir(parents=True, exist_ok=True)
        where = ["--port", "0", "--unixsocket", address.path]
    return subprocess.Popen(
        [valkey.find_binary(), *where, "--save", "", *settings], cwd=folder, stdout=subprocess.DEVNULL
    )


async def _is_ready(address: Address, process: subprocess.Popen[bytes]) -> bool:
    """Return whether this process, and no other on the same port, answers."""
    assert process.poll() is None, "the server ended"
    try:
        connection = await Connection.open(address)
    except StoreError:
        return False
    try:
        info = await connection.call("INFO", "server")
        assert isinstance(info, bytes)
        return checks.parse_info(info.decode())["process_id"] == str(process.pid)
    finally:
        await connection.close()


def free_port() -> int:
    """Return a port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
