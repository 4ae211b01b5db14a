"""What one HTTP connection may cost: nobody is served for an endless head, and nobody waits for ever."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any, Literal, cast

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from uvicorn.server import ServerState

from kanverge.api.connections import (
    BEGUN_A_TURN_MAX,
    HEAD_BYTES_MAX,
    LINE_BYTES_MAX,
    LINES_MAX,
    BoundedHttp,
    Patience,
    Turns,
)
from kanverge.api.headers import HEADERS
from tests.doubles.eventually import WAIT_S, eventually
from tests.doubles.service import Running
from tests.socket.serving import SHARED, running

GET = b"GET / HTTP/1.1\r\nHost: x\r\n"
LARGE = b"x" * 8_000_000


class Hasty(BoundedHttp):
    patience = Patience(head_s=0.05, rest_of_body_s=0.05, reading_s=0.05)


async def large(request: Request) -> Response:
    return Response(LARGE)


async def small(request: Request) -> Response:
    return Response(b"small")


@asynccontextmanager
async def hasty_server() -> AsyncIterator[int]:
    application = Starlette(routes=[Route("/", small, methods=["GET", "POST"]), Route("/large", large)])
    async with running(application, SHARED, http=Hasty) as server:
        yield server.servers[0].sockets[0].getsockname()[1]


async def poured(port: int, pieces: Iterable[bytes]) -> bytes:
    """Send all of it, or until nobody takes more; return what was answered before the end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answer = bytearray()

    async def hear() -> None:
        with contextlib.suppress(ConnectionError):  # closed while we still sent
            while chunk := await reader.read(65536):
                answer.extend(chunk)

    async with asyncio.timeout(WAIT_S):
        hearing = asyncio.create_task(hear())
        try:
            with contextlib.suppress(ConnectionError):
                for piece in pieces:
                    writer.write(piece)
                    await writer.drain()
            await hearing
        finally:
            hearing.cancel()
            writer.transport.abort()
    return bytes(answer)


TOO_MUCH = [
    pytest.param(b"GET /", b"a" * 4_096, id="address"),
    pytest.param(GET + b"A: ", b"a" * 4_096, id="one header"),
    pytest.param(GET, b"a: b\r\n" * 700, id="many headers"),
    pytest.param(
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: ",
        b"a" * 4_096,
        id="trailer",
    ),
    pytest.param(
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1;",
        b"a" * 4_096,
        id="chunk extension",
    ),
]


@pytest.mark.parametrize(("begin", "more"), TOO_MUCH)
async def test_an_endless_head_is_refused(service: Running, begin: bytes, more: bytes) -> None:
    taken = 0

    def pieces() -> Iterable[bytes]:
        nonlocal taken
        yield begin
        while taken < 64 * 1024 * 1024:
            taken += len(more)
            yield more

    answer = await poured(service.port, pieces())
    # The answer is lost where the connection was reset under what was still being sent.
    assert b"HTTP/1.1 431 " in answer or not answer or b"HTTP/1.1 4" in answer
    assert taken < 16 * 1024 * 1024, "the connection was not ended"


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(GET + b"A: " + b"a" * (LINE_BYTES_MAX + 1) + b"\r\n\r\n", id="long line"),
        pytest.param(b"GET /" + b"a" * LINE_BYTES_MAX + b" HTTP/1.1\r\nHost: x\r\n\r\n", id="long address"),
        pytest.param(GET + b"a: b\r\n" * LINES_MAX + b"\r\n", id="too many lines"),
        pytest.param(GET + (b"A: " + b"a" * 7_900 + b"\r\n") * 5 + b"\r\n", id="all together"),
        pytest.param(
            b"GET /sync/" + b"a" * LINE_BYTES_MAX + b" HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n"
            b"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
            id="an upgrade",
        ),
    ],
)
async def test_a_large_head_is_refused_and_says_so(service: Running, head: bytes) -> None:
    assert len(head) < 2 * HEAD_BYTES_MAX
    answer = await poured(service.port, [head])
    assert answer.startswith(b"HTTP/1.1 431 ")
    for name, value in HEADERS.items():
        assert f"{name}: {value}\r\n".encode() in answer


async def test_what_is_not_http_is_refused_with_the_headers_of_every_answer(service: Running) -> None:
    answer = await poured(service.port, [b"\x16\x03\x01\r\n\r\n"])
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert f"content-security-policy: {HEADERS['content-security-policy']}".encode() in answer


async def test_a_head_as_large_as_allowed_is_read(service: Running) -> None:
    head = GET + (b"A: " + b"a" * 7_000 + b"\r\n") * 4 + b"Connection: close\r\n\r\n"
    assert (await poured(service.port, [head])).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("said", [b"", b"GET / HT", GET])
async def test_a_head_that_does_not_come_is_not_waited_for(said: bytes) -> None:
    async with hasty_server() as port:
        assert await poured(port, [said]) == b""


async def test_the_next_head_is_not_waited_for_either() -> None:
    async with hasty_server() as port:
        answer = await poured(port, [GET + b"\r\n" + b"GET / HTTP/1.1\r\nHo"])
        assert answer.count(b"HTTP/1.1 200 ") == 1


async def test_an_endless_body_is_not_read_for_ever_once_it_is_answered() -> None:
    async with hasty_server() as port:
        head = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        assert b"small" in await poured(port, [head, b"1\r\na\r\n"])


async def test_a_peer_that_never_reads_is_cut_off() -> None:
    application = Starlette(routes=[Route("/large", large)])
    async with running(application, SHARED, http=Hasty) as server:
        port = server.servers[0].sockets[0].getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as deaf:
            deaf.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
            await eventually(lambda: bool(server.server_state.connections))
            await eventually(lambda: not server.server_state.connections)


async def test_a_peer_that_reads_gets_all_of_a_large_answer() -> None:
    application = Starlette(routes=[Route("/large", large)])
    async with running(application, SHARED) as server:
        head = b"GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        assert (await poured(server.servers[0].sockets[0].getsockname()[1], [head])).endswith(LARGE)


class Timers(asyncio.SelectorEventLoop):
    """A loop that only notes what shall happen later."""

    def __init__(self) -> None:
        super().__init__()
        self.later: list[tuple[float, Callable[..., object]]] = []

    def call_later(self, delay: float, callback: Callable[..., object], *args: object, **_: object) -> Any:
        self.later.append((delay, callback))
        return asyncio.TimerHandle(0, callback, args, self)

    def next(self) -> float:
        """Do what is next, and return how long that would have been waited for."""
        delay, callback = self.later.pop(0)
        callback()
        return delay


@dataclass
class Pipe:
    """A transport that takes nothing by itself."""

    waits: int = 0
    ended: Literal["", "closed", "aborted"] = ""

    def get_write_buffer_size(self) -> int:
        return self.waits

    def get_extra_info(self, *_: object) -> None:
        return None

    def is_closing(self) -> bool:
        return bool(self.ended)

    def close(self) -> None:
        self.ended = "closed"

    def abort(self) -> None:
        self.ended = "aborted"


@pytest.fixture
def alone() -> Iterator[tuple[BoundedHttp, Pipe, Timers]]:
    """Return a connection without a network, whose time the test lets pass."""
    config = uvicorn.Config(small, log_config=None)
    loop, pipe = Timers(), Pipe()
    connection = BoundedHttp(config, ServerState(), {}, loop)
    connection.connection_made(cast(asyncio.Transport, pipe))
    yield connection, pipe, loop
    loop.close()


def test_what_has_come_already_is_read_before_the_time_is_over(
    alone: tuple[BoundedHttp, Pipe, Timers],
) -> None:
    _, pipe, loop = alone
    ends = [(loop.next(), pipe.ended) for _ in range(2)]
    # The loop may be late, and the head be there.
    assert ends == [(Patience().head_s, ""), (0, "closed")]


def test_a_peer_that_takes_a_little_each_time_is_not_cut_off(
    alone: tuple[BoundedHttp, Pipe, Timers],
) -> None:
    connection, pipe, loop = alone
    loop.later.clear()
    pipe.waits = 100
    connection.pause_writing()
    ends = []
    for pipe.waits in (90, 10, 10):
        ends.append((loop.next(), pipe.ended))
    patience = Patience().reading_s
    assert ends == [(patience, ""), (patience, ""), (patience, "aborted")]


def test_thousands_at_once_are_begun_in_turns() -> None:
    loop = asyncio.new_event_loop()
    turns, begun, heard = Turns(loop), list[int](), list[int]()

    def between() -> None:
        heard.append(len(begun))
        if len(begun) < 1_000:
            loop.call_soon(between)
        else:
            loop.stop()

    for number in range(1_000):
        turns.put(partial(begun.append, number))
    loop.call_soon(between)
    loop.run_forever()
    loop.close()
    assert begun == list(range(1_000))
    steps = [after - before for before, after in pairwise([0, *heard])]
    assert max(steps) == BEGUN_A_TURN_MAX


def test_one_that_fails_to_begin_keeps_nobody_waiting() -> None:
    loop = asyncio.new_event_loop()
    failures = list[Any]()
    loop.set_exception_handler(lambda _, context: failures.append(context["exception"]))
    turns = Turns(loop)
    turns.put(lambda: [][0])
    turns.put(loop.stop)
    loop.run_forever()
    loop.close()
    assert [type(failure) for failure in failures] == [IndexError]
