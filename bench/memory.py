"""Memory of a server: of each connection that is silent, and of each open board of 1,000 cards of the real shape.

What a server holds is its resident memory; what the first hundred connections make for all is not counted.
"""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Final

import httpx

from bench import servers, workload
from bench.board import imported_board
from bench.dialects import Dialect, Hocuspocus, Kanverge
from bench.report import Row, Rows
from bench.servers import Server
from bench.trials import CONTENDERS, OURS, PEER

CONNECTIONS: Final = 500
BOARDS: Final = 20
CARDS: Final = 1_000
WARM: Final = 100
JOIN_LIMIT_S: Final = 60.0
READ_BYTES: Final = 1 << 20


def run(runs: int) -> Rows:
    """Return both, medians over ``runs``."""
    silent = {name: statistics.median(_of_connection(name) for _ in range(runs)) for name in CONTENDERS}
    boards = {name: statistics.median(_of_board(name) for _ in range(runs)) for name in CONTENDERS}
    what = f"memory of an open board of {CARDS:,} cards"
    return [
        Row("memory of a silent connection", "kB", silent[OURS] / 1e3, silent[PEER] / 1e3, at_most=20),
        Row(what, "MB", boards[OURS] / 1e6, boards[PEER] / 1e6, at_most=4),
    ]


def _of_connection(name: str) -> float:
    with CONTENDERS[name](workload.small_board()) as server:
        joined = [server.dialect] * CONNECTIONS
        return asyncio.run(_grown(server, joined)) / CONNECTIONS


def _of_board(name: str) -> float:
    state = imported_board(CARDS)
    with CONTENDERS[name](state) as server:
        if name == PEER:  # each name is a document of its own there, which is loaded with the same state
            return asyncio.run(_grown(server, [Hocuspocus(f"{n}") for n in range(BOARDS)])) / BOARDS
        before = server.memory_bytes()
        boards = [*_filled(server, state)]
        asyncio.run(_grown(server, boards))
        return (server.memory_bytes() - before) / BOARDS


def _filled(server: Server, state: bytes) -> Iterator[Kanverge]:
    """Make boards as the first administrator and fill them."""
    url = f"http://127.0.0.1:{server.port}"
    with httpx.Client(base_url=url, headers={"origin": url}, trust_env=False) as admin:
        secret = server.way_in.rpartition("/")[2]
        admin.post("/api/links/accept", json={"secret": secret, "name": "Ann"}).raise_for_status()
        for number in range(BOARDS):
            board = admin.post("/api/boards", json={"name": f"Board {number}"}).json()["id"]
            made = admin.post(f"/api/boards/{board}/tokens", json={"role": "editor"}).json()
            dialect = Kanverge(board, made["token"])
            servers.fill(server.port, dialect, state)
            yield dialect


async def _grown(server: Server, joining: Sequence[Dialect]) -> float:
    """Return by how many bytes a server grows when these join and stay."""
    async with asyncio.timeout(JOIN_LIMIT_S):
        held = [await _join(server.port, server.dialect) for _ in range(WARM)]
        before = server.memory_bytes()
        held += [await _join(server.port, dialect) for dialect in joining]
        grown = server.memory_bytes() - before
    for reading, writer in held:
        reading.cancel()
        writer.close()
    return grown


async def _join(port: int, dialect: Dialect) -> tuple[asyncio.Task[None], asyncio.StreamWriter]:
    """Join as somebody who then only listens; return when the board's whole state has come."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(dialect.request)
    await reader.readuntil(b"\r\n\r\n")
    writer.write(dialect.opening)
    while not (await _message(reader)).startswith(dialect.joined):
        pass
    return asyncio.create_task(_listen(reader)), writer


async def _message(reader: asyncio.StreamReader) -> bytes:
    """Return what the next frame of a server carries (RFC 6455 5.2, never masked)."""
    _, length = await reader.readexactly(2)
    if length >= 126:
        length = int.from_bytes(await reader.readexactly(2 if length == 126 else 8))
    return await reader.readexactly(length)


async def _listen(reader: asyncio.StreamReader) -> None:
    with suppress(ConnectionError):
        while await reader.read(READ_BYTES):
            pass
