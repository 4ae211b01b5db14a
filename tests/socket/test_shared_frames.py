"""The protocol class inside uvicorn: handshake, plain endpoints, keep-alive, shutdown, many peers."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import weakref

import pytest
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from kanverge.socket.link import LinkLimits, frame, link_of
from kanverge.socket.shared_frames import SharedFramesProtocol
from kanverge.socket.transport_link import TransportLink
from tests.doubles.eventually import WAIT_S, eventually
from tests.socket.raw_peer import BINARY, PING, PONG, RawPeer, closing, masked
from tests.socket.serving import ASGI, SHARED, Recorder, serving


async def echo(websocket: WebSocket, reading: asyncio.Event | None = None) -> None:
    await websocket.accept()
    if reading is not None:
        await reading.wait()
    with contextlib.suppress(WebSocketDisconnect):
        while True:
            await websocket.send_bytes(await websocket.receive_bytes())


async def refuse(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.close(4403, "no access")


async def reject(websocket: WebSocket) -> None:
    await websocket.close()


async def forget(websocket: WebSocket) -> None:
    await websocket.accept()
    link = link_of(websocket)
    link.attach(Recorder(link))
    await websocket.send_bytes(b"and done")


async def fail(websocket: WebSocket) -> None:
    await forget(websocket)
    raise ValueError("endpoint failed")


ROUTES = tuple(WebSocketRoute(f"/{each.__name__}", each) for each in (echo, refuse, reject, forget, fail))


async def test_the_link_is_ours_where_our_class_serves() -> None:
    async with serving(SHARED) as served, connect(served.url):
        assert isinstance((await served.recorders.get()).link, TransportLink)


async def test_compression_is_never_negotiated() -> None:
    async with (
        serving(SHARED, ws_per_message_deflate=True) as served,
        RawPeer(served.port, extensions="permessage-deflate") as peer,
    ):
        assert peer.response.startswith(b"HTTP/1.1 101")
        assert b"permessage-deflate" not in peer.response


@pytest.mark.parametrize("is_known_to_be_gone", [True, False])
async def test_who_leaves_before_the_handshake_is_no_error_of_ours(
    is_known_to_be_gone: bool, caplog: pytest.LogCaptureFixture
) -> None:
    is_over = asyncio.Event()

    async def late(websocket: WebSocket) -> None:
        [protocol] = served.server.server_state.connections
        assert isinstance(protocol, SharedFramesProtocol)
        protocol.transport.abort()  # from now on it is closing; that it is lost is told in the next turn
        if is_known_to_be_gone:
            await eventually(lambda: protocol.disconnected)
        try:
            await websocket.accept()
        finally:
            asyncio.get_running_loop().call_soon(is_over.set)

    async with serving(SHARED, more_routes=(WebSocketRoute("/late", late),)) as served:
        _, writer = await asyncio.open_connection("127.0.0.1", served.port)
        writer.write(
            b"GET /late HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        async with asyncio.timeout(WAIT_S):
            await is_over.wait()
        writer.close()
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []


async def test_endpoints_that_know_no_link_work_as_everywhere() -> None:
    async with serving(SHARED, more_routes=ROUTES) as served:
        async with connect(served.url.replace("/link", "/echo")) as client:
            for message in (b"one", b"two" * 1_000, b""):
                await client.send(message)
                assert await client.recv() == message
        async with connect(served.url.replace("/link", "/refuse")) as client:
            with pytest.raises(ConnectionClosed):
                await client.recv()
            assert (client.close_code, client.close_reason) == (4403, "no access")
        with pytest.raises(InvalidStatus, match="403"):
            await connect(served.url.replace("/link", "/reject"))


async def test_an_endpoint_that_closes_without_reading_still_hears_the_answer() -> None:
    async with serving(SHARED, more_routes=ROUTES) as served, RawPeer(served.port, "/refuse") as peer:
        assert (await peer.read_close()).code == 4403
        peer.send(masked(b"meanwhile"), closing(4403))
        assert await peer.read_end() == b""


async def test_what_comes_before_a_plain_endpoint_reads_waits_for_it() -> None:
    reading = asyncio.Event()

    async def late(websocket: WebSocket) -> None:
        await echo(websocket, reading)

    async with (
        serving(SHARED, more_routes=(*ROUTES, WebSocketRoute("/late", late))) as served,
        RawPeer(served.port, "/late") as peer,
        connect(served.url.replace("/link", "/echo")) as other,
    ):
        peer.send(masked(b"early")[:9])
        await other.send(b"by now the server has read")
        await other.recv()
        peer.send(masked(b"early")[9:], masked(b"later"))
        reading.set()
        assert await peer.read_frame() == (BINARY, b"early")
        assert await peer.read_frame() == (BINARY, b"later")
        peer.send(closing(1000))
        await peer.read_end()


@pytest.mark.parametrize("path", ["/forget", "/fail"])
async def test_a_link_left_open_by_its_endpoint_is_closed(path: str) -> None:
    async with (
        serving(SHARED, more_routes=ROUTES) as served,
        connect(served.url.replace("/link", path)) as client,
    ):
        assert await client.recv() == b"and done"
        with pytest.raises(ConnectionClosed):
            await client.recv()
        assert client.close_code == 1011


@pytest.mark.parametrize("kind", [SHARED, ASGI])
async def test_a_link_lives_on_without_its_endpoint_where_it_can(kind: str) -> None:
    async with serving(kind, ws_ping_interval=0.01, ws_ping_timeout=5) as served:
        served.leaves = True
        async with connect(served.url) as client:
            recorder = await served.recorders.get()
            tasks = served.server.server_state.tasks
            await eventually(lambda: bool(tasks) is (kind == ASGI))
            for message in (b"one", b"two" * 10_000, b""):
                await client.send(message)
            await recorder.until(lambda: len(recorder.messages) == 3)
            recorder.link.write(frame(b"answer"))
            assert await client.recv() == b"answer"
        await recorder.until(lambda: recorder.codes == [1000])


async def test_a_link_without_its_endpoint_pauses_goes_on_and_is_told_to_come_back() -> None:
    async with serving(SHARED) as served:
        served.leaves = True
        async with connect(served.url, max_size=None) as client:
            recorder = await served.recorders.get()
            await eventually(lambda: not served.server.server_state.tasks)
            recorder.link.write(frame(bytes(16 * 1024 * 1024)))
            assert not recorder.link.writable
            assert len(await client.recv()) == 16 * 1024 * 1024
            await recorder.until(lambda: recorder.drained == 1)
            await served.server.shutdown()
            with pytest.raises(ConnectionClosed):
                await client.recv()
            assert client.close_code == 1012
        assert recorder.codes == [1012]


async def test_nobody_leaves_a_link_that_nobody_has_attached_to() -> None:
    left: list[bool] = []

    async def leave(websocket: WebSocket) -> None:
        await websocket.accept()
        left.append(link_of(websocket).leave())
        await websocket.close(4000)

    async with (
        serving(SHARED, more_routes=(WebSocketRoute("/leave", leave),)) as served,
        connect(served.url.replace("/link", "/leave")) as client,
    ):
        with pytest.raises(ConnectionClosed):
            await client.recv()
        assert client.close_code == 4000
        assert left == [False]


async def test_keep_alive_of_uvicorn_spares_who_answers_and_closes_who_does_not() -> None:
    async with (
        serving(SHARED, ws_ping_interval=0.01, ws_ping_timeout=0.2) as served,
        RawPeer(served.port) as peer,
    ):
        recorder = await served.recorders.get()
        for _ in range(3):
            opcode, payload = await peer.read_frame()
            assert opcode == PING
            peer.send(masked(payload, PONG))
        assert recorder.codes == []
        assert (await peer.read_close()).code == 1011
        peer.send(closing(1011))
        await recorder.until(lambda: recorder.codes == [1011])


async def test_nothing_is_sent_after_a_close_frame() -> None:
    limits = LinkLimits(close_timeout_s=0.1)
    async with (
        serving(SHARED, limits, ws_ping_interval=0.01, ws_ping_timeout=None) as served,
        RawPeer(served.port) as peer,
    ):
        (await served.recorders.get()).link.close(4000)
        assert (await peer.read_close()).code == 4000
        assert await peer.read_end() == b""


@pytest.mark.parametrize("kind", [SHARED, ASGI])
async def test_shutdown_tells_everyone_to_come_back_and_ends(kind: str) -> None:
    async with serving(kind) as served, contextlib.AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(connect(served.url)) for _ in range(5)]
        recorders = [await served.recorders.get() for _ in clients]
        await served.server.shutdown()
        assert served.returned == [1012] * 5
        assert [recorder.codes for recorder in recorders] == [[1012]] * 5
        for client in clients:
            with pytest.raises(ConnectionClosed):
                await client.recv()
            assert client.close_code == 1012


async def test_shutdown_does_not_wait_for_a_peer_that_neither_reads_nor_answers() -> None:
    async with (
        serving(SHARED, LinkLimits(close_timeout_s=0.05)) as served,
        RawPeer(served.port),
    ):
        recorder = await served.recorders.get()
        recorder.link.write(frame(bytes(16 * 1024 * 1024)))
        await served.server.shutdown()
        assert recorder.codes == [1012]


async def test_shutdown_ends_connections_that_nobody_has_attached_to_yet() -> None:
    async with serving(SHARED) as served:
        served.ready_to_attach.clear()
        async with connect(served.url) as client:
            await client.send(b"early")
            shutdown = asyncio.ensure_future(served.server.shutdown())
            with pytest.raises(ConnectionClosed):
                await client.recv()
            assert client.close_code == 1012
            served.ready_to_attach.set()
            recorder = await served.recorders.get()
            await recorder.until(lambda: recorder.codes == [1012])
            assert recorder.messages == []
            await shutdown


async def test_a_thousand_peers_get_one_broadcast() -> None:
    async with serving(SHARED, backlog=1_000) as served, contextlib.AsyncExitStack() as stack:
        peers = [await stack.enter_async_context(RawPeer(served.port)) for _ in range(1_000)]
        recorders = [await served.recorders.get() for _ in peers]
        broadcast = frame(b"to all")
        for recorder in recorders:
            recorder.link.write(broadcast)
        for peer in peers:
            assert await peer.read_frame() == (BINARY, b"to all")


@pytest.mark.parametrize("leaves", [False, True])
async def test_a_connection_that_is_gone_is_let_go_without_a_search_for_cycles(leaves: bool) -> None:
    gc.collect()
    gc.disable()
    try:
        async with serving(SHARED) as served:
            served.leaves = leaves
            async with connect(served.url, compression=None):
                recorder = weakref.ref(await served.recorders.get())
                assert recorder() is not None
            await eventually(lambda: recorder() is None)
    finally:
        gc.enable()
