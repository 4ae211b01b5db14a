"""What one frame costs the server, ours against plain ASGI: CPU a message out to 100 peers, and in from them.

    python bench/frames.py [--peers 100] [--rate 200] [--seconds 3] [--runs 3]

Each way of serving runs in a process of its own, all with uvicorn on uvloop, taking turns; medians. Peers are bare
sockets in this process. CPU is that of the serving process alone, in microseconds a delivered message.

November 2026, two cores shared with other work, Python 3.11, 5 runs:
    shared frames   out   7.08 us, in   7.93 us: 1.77 and 2.11 times less than send_bytes
    link over ASGI  out  15.63 us, in  16.12 us: 0.80 and 1.04 times less than send_bytes
    send_bytes      out  12.50 us, in  16.71 us: 1.00 and 1.00 times less than send_bytes
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import statistics
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import cast

import uvicorn
import uvloop
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.utils import apply_mask

from kanverge.socket.link import AsgiLink, Link, LinkLimits, frame, link_of
from kanverge.socket.shared_frames import SharedFramesProtocol

SHARED, FALLBACK, STOCK = "shared frames", "link over ASGI", "send_bytes"
MESSAGE = bytes(45)  # about what one edit takes
HANDSHAKE = (
    b"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
MASK = b"\x01\x80\x7f\xfe"
MASKED = b"\x82" + bytes([0x80 | len(MESSAGE)]) + MASK + apply_mask(MESSAGE, MASK)


class Served:
    """The peers of one server, and how a message reaches them all."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.received = 0
        self.links: set[Link] = set()
        self.websockets: set[WebSocket] = set()

    async def endpoint(self, websocket: WebSocket) -> None:
        await websocket.accept()
        if self.kind == STOCK:
            await self._receive(websocket)
            return
        link = AsgiLink(websocket, LinkLimits()) if self.kind == FALLBACK else link_of(websocket)
        link.attach(Counting(self, link))
        self.links.add(link)
        await link.wait_closed()

    async def _receive(self, websocket: WebSocket) -> None:
        self.websockets.add(websocket)
        with suppress(WebSocketDisconnect):
            while True:
                await websocket.receive_bytes()
                self.received += 1
        self.websockets.discard(websocket)

    async def broadcast(self) -> None:
        if self.kind == STOCK:
            for websocket in self.websockets:
                await websocket.send_bytes(MESSAGE)
            return
        ready = frame(MESSAGE)
        for link in self.links:
            link.write(ready)


class Counting:
    """A receiver that counts."""

    def __init__(self, served: Served, link: Link) -> None:
        self.served = served
        self.link = link

    def received(self, message: bytes) -> None:  # noqa: ARG002
        self.served.received += 1

    def received_text(self) -> None:
        self.link.close(4400)

    def writable_again(self) -> None:
        pass

    def closed(self, code: int) -> None:  # noqa: ARG002
        self.served.links.discard(self.link)


async def at_rate(rate: float, seconds: float, act: Callable[[], Awaitable[None]]) -> None:
    """Call ``act`` at even moments; a late call does not move the next one."""
    started = time.monotonic()
    for number in range(int(rate * seconds)):
        await asyncio.sleep(max(0.0, started + number / rate - time.monotonic()))
        await act()


async def serve(kind: str, pipe: Connection) -> None:
    """Serve; answer ("out", rate, seconds) and ("in", messages, 0) on ``pipe`` with the CPU seconds they took."""
    served = Served(kind)
    config = uvicorn.Config(
        Starlette(routes=[WebSocketRoute("/", served.endpoint)]),
        port=0,
        ws=SharedFramesProtocol if kind == SHARED else "websockets-sansio",
        ws_per_message_deflate=False,
        ws_ping_interval=None,
        lifespan="off",
        log_config=None,
    )
    server = uvicorn.Server(config)
    config.load()
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    pipe.send(server.servers[0].sockets[0].getsockname()[1])
    while command := await asyncio.to_thread(pipe.recv):
        what, amount, seconds = command
        started = time.process_time()
        if what == "out":
            await at_rate(amount, seconds, served.broadcast)
        else:
            until = served.received + amount
            pipe.send("go")
            while served.received < until:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        pipe.send(time.process_time() - started)
    while server.server_state.tasks:  # noqa: ASYNC110
        await asyncio.sleep(0.01)


def serve_here(kind: str, pipe: Connection) -> None:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(kind, pipe))


class Peer(asyncio.Protocol):
    """One client: counts the bytes that come after the handshake."""

    def __init__(self) -> None:
        self.bytes_received = 0
        self.opened = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.transport.write(HANDSHAKE)

    def data_received(self, data: bytes) -> None:
        if not self.opened.done():
            self.opened.set_result(None)
            data = data.partition(b"\r\n\r\n")[2]
        self.bytes_received += len(data)


async def measure(kind: str, options: argparse.Namespace) -> tuple[float, float]:
    """Return the microseconds of CPU a message out and a message in."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve_here, args=(kind, theirs))
    process.start()
    port = await asyncio.to_thread(ours.recv)
    loop = asyncio.get_running_loop()
    peers = [(await loop.create_connection(Peer, "127.0.0.1", port))[1] for _ in range(options.peers)]
    for peer in peers:
        await peer.opened

    messages = int(options.rate * options.seconds) * options.peers
    ours.send(("out", options.rate, options.seconds))
    out_s = await asyncio.to_thread(ours.recv)
    expected = messages * len(frame(MESSAGE))
    while sum(peer.bytes_received for peer in peers) < expected:  # noqa: ASYNC110
        await asyncio.sleep(0.01)

    async def send_burst() -> None:
        for peer in peers:
            peer.transport.write(MASKED)

    ours.send(("in", messages, 0))
    await asyncio.to_thread(ours.recv)
    await at_rate(options.rate, options.seconds, send_burst)
    in_s = await asyncio.to_thread(ours.recv)
    for peer in peers:
        peer.transport.abort()
    ours.send(None)
    await asyncio.to_thread(process.join)  # the peers are cut meanwhile
    return out_s / messages * 1e6, in_s / messages * 1e6


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--peers", type=int, default=100)
    parser.add_argument("--rate", type=float, default=200.0, help="messages a second, out and from each peer")
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    results: dict[str, list[tuple[float, float]]] = {SHARED: [], FALLBACK: [], STOCK: []}
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        for _ in range(options.runs):
            for kind, measured in results.items():
                measured.append(runner.run(measure(kind, options)))
    stock_out, stock_in = (statistics.median(column) for column in zip(*results[STOCK], strict=True))
    for kind, measured in results.items():
        out_us, in_us = (statistics.median(column) for column in zip(*measured, strict=True))
        ratios = f"{stock_out / out_us:.2f} and {stock_in / in_us:.2f} times less than {STOCK}"
        print(f"{kind:15} out {out_us:6.2f} us, in {in_us:6.2f} us: {ratios}")


if __name__ == "__main__":
    main()
