"""What every link promises, ours and the one over plain ASGI, against a real server with real sockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message
from starlette.websockets import WebSocket
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode

from kanverge.socket.link import Link, LinkLimits, frame, link_of, message_of, shortened
from tests.socket.raw_peer import BINARY, CLOSE, CONT, PING, PONG, TEXT, RawPeer, closing, masked
from tests.socket.serving import ASGI, SHARED, Recorder, Served, serving

BIG = frame(bytes(16 * 1024 * 1024))  # more than the kernel takes for a peer that does not read
TIGHT = LinkLimits(high_water_bytes=16 * 1024, overrun_bytes_max=32 * 1024, close_timeout_s=0.1)


@pytest.fixture(params=[SHARED, ASGI])
async def served(request: pytest.FixtureRequest) -> AsyncIterator[Served]:
    async with serving(request.param, TIGHT) as served:
        yield served


@given(st.binary(max_size=300) | st.integers(65_530, 65_545).map(bytes))
def test_a_frame_is_what_the_library_would_send_and_gives_its_message_back(message: bytes) -> None:
    assert frame(message) == Frame(Opcode.BINARY, message).serialize(mask=False)
    assert message_of(frame(message)) == message


def test_a_reason_is_cut_at_a_whole_character() -> None:
    assert shortened("x" * 122 + "é") == "x" * 122
    assert shortened("short") == "short"


async def test_messages_pass_both_ways_and_in_order(served: Served) -> None:
    async with connect(served.url, subprotocols=["kanverge.v1"]) as client:  # type: ignore[list-item]
        recorder = await served.recorders.get()
        sent = [bytes([n]) * length for n, length in enumerate([0, 1, 125, 126, 127, 65_535, 65_536])]
        for message in sent:
            await client.send(message)
            recorder.link.write(frame(message))
            assert await client.recv() == message
        await recorder.until(lambda: len(recorder.messages) == len(sent))
        assert recorder.messages == sent
        assert client.subprotocol == "kanverge.v1"


async def test_what_comes_before_the_receiver_waits_for_it(served: Served) -> None:
    served.ready_to_attach.clear()
    async with connect(served.url) as client:
        for number in range(200):
            await client.send(bytes([number]) * 500)
        served.ready_to_attach.set()
        recorder = await served.recorders.get()
        await client.send(b"last")
        await recorder.until(lambda: b"last" in recorder.messages)
        assert recorder.messages == [bytes([number]) * 500 for number in range(200)] + [b"last"]


async def test_frames_may_come_byte_by_byte_or_many_at_once(served: Served) -> None:
    async with RawPeer(served.port) as peer:
        recorder = await served.recorders.get()
        for byte in masked(b"slow") + masked(b"s" * 200):
            peer.send(bytes([byte]))
            await peer.writer.drain()
        peer.send(masked(b"one"), masked(b""), masked(b"two"), masked(b"half")[:5])
        await recorder.until(lambda: len(recorder.messages) == 5)
        peer.send(masked(b"half")[5:])
        await recorder.until(lambda: len(recorder.messages) == 6)
        assert recorder.messages == [b"slow", b"s" * 200, b"one", b"", b"two", b"half"]


async def test_fragments_are_joined_and_a_ping_between_them_is_answered(served: Served) -> None:
    async with RawPeer(served.port) as peer:
        recorder = await served.recorders.get()
        peer.send(
            masked(b"whole"),
            masked(b"a", fin=False),
            masked(b"?", PING),
            masked(b"", CONT, fin=False),
            masked(b"b", CONT),
            masked(b"next"),
        )
        await recorder.until(lambda: len(recorder.messages) == 3)
        assert recorder.messages == [b"whole", b"ab", b"next"]
        assert await peer.read_frame() == (PONG, b"?")


@pytest.mark.parametrize(
    "frames",
    [
        pytest.param([masked(b"x" * 65_537)], id="one frame"),
        pytest.param([masked(b"x" * 40_000, fin=False), masked(b"x" * 40_000, CONT)], id="fragments"),
    ],
)
async def test_a_message_that_is_too_big_closes_with_1009(served: Served, frames: list[bytes]) -> None:
    async with RawPeer(served.port) as peer:
        recorder = await served.recorders.get()
        peer.send(masked(b"fits"), *frames)
        assert (await peer.read_close()).code == 1009
        peer.send(closing(1009))
        await recorder.until(lambda: bool(recorder.codes))
        assert recorder.codes == [1009]
        assert recorder.messages == [b"fits"]


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(frame(b"unmasked"), id="unmasked"),
        pytest.param(masked(b"", reserved=0x40), id="reserved bit"),
        pytest.param(masked(b"", 0x3), id="unknown opcode"),
        pytest.param(masked(b"", CONT), id="continues nothing"),
        pytest.param(masked(b"x" * 126, PING), id="long ping"),
        pytest.param(masked(b"a", fin=False) + masked(b"b"), id="fragments interrupted"),
    ],
)
async def test_what_the_standard_forbids_closes_with_1002(served: Served, wrong: bytes) -> None:
    async with RawPeer(served.port) as peer:
        recorder = await served.recorders.get()
        peer.send(masked(b"fine"), wrong, masked(b"never seen"))
        assert (await peer.read_close()).code == 1002
        peer.cut()
        await recorder.until(lambda: bool(recorder.codes))
        assert recorder.codes == [1002]
        assert b"never seen" not in recorder.messages


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(masked(b"hello", TEXT), id="one frame"),
        pytest.param(masked(b"he", TEXT, fin=False) + masked(b"llo", CONT), id="fragments"),
    ],
)
async def test_a_text_is_for_the_receiver_to_refuse(served: Served, text: bytes) -> None:
    async with RawPeer(served.port) as peer:
        recorder = await served.recorders.get()
        recorder.on_text = lambda: recorder.link.close(4400, "malformed")
        peer.send(text, masked(b"never seen"))
        refusal = await peer.read_close()
        assert (refusal.code, refusal.reason) == (4400, "malformed")
        assert (recorder.texts, recorder.messages) == (1, [])


async def test_a_slow_reader_makes_the_link_unwritable_for_a_while_and_loses_nothing(served: Served) -> None:
    async with RawPeer(served.port) as peer:
        recorder = await served.recorders.get()
        recorder.on_writable = lambda: recorder.link.write(frame(b"room again"))
        for round_number in range(1, 4):
            recorder.link.write(BIG)
            count = 0
            while recorder.link.writable:
                recorder.link.write(frame(count.to_bytes(4, "big") * 2048))
                count += 1
            recorder.link.write(frame(b"overrun" * 3_000))
            assert len((await peer.read_frame())[1]) == len(message_of(BIG))
            for number in range(count):
                assert await peer.read_frame() == (BINARY, number.to_bytes(4, "big") * 2048)
            assert await peer.read_frame() == (BINARY, b"overrun" * 3_000)
            assert await peer.read_frame() == (BINARY, b"room again")
            assert recorder.drained == round_number
            assert recorder.link.writable


async def test_a_peer_that_never_reads_is_cut_off(served: Served) -> None:
    async with RawPeer(served.port):
        recorder = await served.recorders.get()
        recorder.link.write(BIG)
        while recorder.link.writable:
            recorder.link.write(frame(bytes(8192)))
        for _ in range(33):
            recorder.link.write(frame(bytes(1024)))
        await recorder.until(lambda: bool(recorder.codes))
        assert recorder.codes == [1006]


async def test_closing_tells_the_peer_why_and_the_receiver_once(served: Served) -> None:
    async with connect(served.url) as client:
        recorder = await served.recorders.get()
        recorder.link.write(frame(b"last words"))
        recorder.link.close(4403, "no access" + "!" * 200)
        recorder.link.close(1000)
        recorder.link.write(frame(b"too late"))
        assert await client.recv() == b"last words"
        with pytest.raises(ConnectionClosed):
            await client.recv()
        assert client.close_code == 4403
        assert client.close_reason == shortened("no access" + "!" * 200)
        await recorder.until(lambda: bool(recorder.codes))
        assert recorder.codes == [4403]
        assert await recorder.link.wait_closed() == 4403


async def test_an_endpoint_may_greet_and_close_before_it_waits(served: Served) -> None:
    def turn_away(link: Link) -> None:
        link.write(frame(b"board is gone"))
        link.close(4404)

    served.greet = turn_away
    async with connect(served.url) as client:
        assert await client.recv() == b"board is gone"
        with pytest.raises(ConnectionClosed):
            await client.recv()
        assert client.close_code == 4404


async def test_a_server_that_has_closed_already_may_refuse_a_frame() -> None:
    refused = asyncio.Event()
    events: list[Message] = [{"type": "websocket.connect"}]

    async def receive() -> Message:
        if not events:
            await refused.wait()
            return {"type": "websocket.disconnect", "code": 1002}
        return events.pop()

    async def send(message: Message) -> None:
        if message["type"] == "websocket.send":
            refused.set()
            raise RuntimeError("websocket.send after websocket.close")

    websocket = WebSocket({"type": "websocket", "headers": []}, receive, send)
    await websocket.accept()
    link = link_of(websocket)
    recorder = Recorder(link)
    link.attach(recorder)
    link.write(frame(b"too late"))
    assert await link.wait_closed() == 1002
    assert recorder.codes == [1002]


async def test_nothing_is_delivered_once_the_link_is_closing(served: Served) -> None:
    async with RawPeer(served.port) as peer:
        recorder = await served.recorders.get()
        recorder.on_message = lambda _: recorder.link.close(4429)
        peer.send(masked(b"one"), masked(b"too many"), masked(b"half a frame")[:9])
        assert (await peer.read_close()).code == 4429
        peer.send(masked(b"half a frame")[9:], masked(b"more"), closing(4429))
        await recorder.until(lambda: bool(recorder.codes))
        assert recorder.messages == [b"one"]


async def test_the_peer_may_close(served: Served) -> None:
    async with connect(served.url) as client:
        recorder = await served.recorders.get()
        await client.close(4000, "bye")
        assert client.close_code == 4000
        await recorder.until(lambda: bool(recorder.codes))
        assert recorder.codes == [4000]


async def test_both_may_close_at_once(served: Served) -> None:
    async with RawPeer(served.port) as peer:
        recorder = await served.recorders.get()
        recorder.link.close(4001)
        peer.send(closing(4002))
        assert (await peer.read_close()).code in (4001, 4002)
        await recorder.until(lambda: bool(recorder.codes))
        assert recorder.codes == [4001]


async def test_a_peer_that_does_not_answer_the_close_frame_is_given_up(served: Served) -> None:
    async with RawPeer(served.port) as peer:
        recorder = await served.recorders.get()
        recorder.link.close(4001)
        await recorder.until(lambda: bool(recorder.codes))
        assert recorder.codes == [4001]
        assert (await peer.read_close()).code == 4001


async def test_a_peer_that_does_not_even_read_the_close_frame_is_given_up(served: Served) -> None:
    async with RawPeer(served.port):
        recorder = await served.recorders.get()
        recorder.link.write(BIG)
        recorder.link.close(4001)
        await recorder.until(lambda: bool(recorder.codes))
        assert recorder.codes == [4001]


async def test_a_connection_may_be_cut(served: Served) -> None:
    async with RawPeer(served.port) as peer:
        recorder = await served.recorders.get()
        peer.cut()
        await recorder.until(lambda: bool(recorder.codes))
        assert recorder.codes[0] in (1005, 1006)
        assert await recorder.link.wait_closed() == recorder.codes[0]


async def test_a_peer_that_only_stops_sending_is_gone_too(served: Served) -> None:
    async with RawPeer(served.port) as peer:
        recorder = await served.recorders.get()
        peer.send(masked(b"last"))
        peer.writer.write_eof()
        await recorder.until(lambda: bool(recorder.codes))
        assert recorder.messages == [b"last"]
        assert recorder.codes[0] in (1005, 1006)


async def test_a_failing_receiver_ends_its_own_connection_only(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(message: bytes) -> None:
        raise ValueError(message)

    async with connect(served.url) as lucky, RawPeer(served.port) as peer:
        healthy, failing = await served.recorders.get(), await served.recorders.get()
        failing.on_message = fail
        peer.send(masked(b"boom"), masked(b"never seen"))
        assert (await peer.read_close()).code == 1011
        assert failing.messages == [b"boom"]
        assert "the receiver of a connection failed" in caplog.text
        await lucky.send(b"still here")
        await healthy.until(lambda: healthy.messages == [b"still here"])


async def test_a_receiver_that_fails_when_it_may_write_again_is_closed_too(served: Served) -> None:
    def fail() -> None:
        raise ValueError("no more")

    async with RawPeer(served.port) as peer:
        recorder = await served.recorders.get()
        while recorder.link.writable:
            recorder.link.write(frame(bytes(8192)))
        recorder.on_writable = fail
        assert (await peer.read_close()).code == 1011


async def test_a_ping_is_answered_whoever_asks(served: Served) -> None:
    async with connect(served.url) as client:
        await served.recorders.get()
        await (await client.ping())


async def test_a_close_without_a_code_is_1005(served: Served) -> None:
    async with RawPeer(served.port) as peer:
        recorder = await served.recorders.get()
        peer.send(masked(b"", CLOSE))
        await recorder.until(lambda: bool(recorder.codes))
        assert recorder.codes == [1005]


async def test_the_endpoint_learns_the_code_when_the_connection_is_gone(served: Served) -> None:
    async with connect(served.url) as client:
        recorder = await served.recorders.get()
        await client.close(4000)
        assert await recorder.link.wait_closed() == 4000
        await recorder.until(lambda: recorder.codes == [4000])
