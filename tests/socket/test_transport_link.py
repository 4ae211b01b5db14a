"""The reader and the writes of a link, on a transport that only remembers."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.protocol import State
from websockets.server import ServerProtocol

from kanverge.socket.link import LinkLimits, frame
from kanverge.socket.transport_link import TransportLink, bounds
from tests.socket.raw_peer import CONT, PING, masked
from tests.socket.serving import Recorder


class Memory(asyncio.Transport):
    """A transport whose other end is a list."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []
        self.is_reading_now = True
        self.is_aborted = False
        self.is_closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        assert isinstance(data, bytes)
        self.written.append(data)

    def is_closing(self) -> bool:
        return self.is_aborted or self.is_closed

    def close(self) -> None:
        self.is_closed = True

    def abort(self) -> None:
        self.is_aborted = True

    def can_write_eof(self) -> bool:
        return True

    def write_eof(self) -> None:
        self.written.append(b"")

    def pause_reading(self) -> None:
        self.is_reading_now = False

    def resume_reading(self) -> None:
        self.is_reading_now = True

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        pass


def new_link(limits: LinkLimits | None = None) -> tuple[TransportLink, Memory]:
    memory = Memory()
    conn = ServerProtocol(state=State.OPEN)
    return TransportLink(memory, conn, limits or LinkLimits(), on_pong=lambda _: None), memory


async def attached(limits: LinkLimits | None = None) -> tuple[TransportLink, Memory, Recorder]:
    link, memory = new_link(limits)
    recorder = Recorder(link)
    link.attach(recorder)
    await asyncio.sleep(0)
    return link, memory, recorder


def fragmented(parts: list[bytes]) -> bytes:
    """Return one message in as many frames as ``parts``, a ping before each."""
    frames = [
        masked(b"?", PING) + masked(part, CONT if n else 0x2, fin=n == len(parts) - 1)
        for n, part in enumerate(parts)
    ]
    return b"".join(frames)


message_parts = st.lists(st.binary(max_size=40) | st.integers(120, 300).map(bytes), min_size=1, max_size=4)


@given(messages=st.lists(message_parts, max_size=8), cuts=st.lists(st.integers(0, 4_000), max_size=20))
def test_messages_arrive_whole_however_the_stream_is_cut(
    messages: list[list[bytes]], cuts: list[int]
) -> None:
    stream = b"".join(masked(parts[0]) if len(parts) == 1 else fragmented(parts) for parts in messages)
    edges = sorted({0, len(stream), *(cut % (len(stream) + 1) for cut in cuts)})

    async def receive() -> list[bytes]:
        link, memory, recorder = await attached()
        for begin, end in pairwise(edges):
            link.data_received(stream[begin:end])
        assert not memory.is_aborted
        return recorder.messages

    assert asyncio.run(receive()) == [b"".join(parts) for parts in messages]


@given(payload=st.integers(0, 70_000).map(bytes), before=st.binary(max_size=5))
def test_bounds_are_those_of_the_frame_and_ask_for_more_while_its_header_is_incomplete(
    payload: bytes, before: bytes
) -> None:
    data = before + masked(payload)
    begin, end = bounds(data, len(before))
    assert (end, end - begin) == (len(data), len(payload))
    for size in range(len(before) + 1, begin):
        asked, same = bounds(data[:size], len(before))
        assert asked == same
        assert size < asked <= begin


async def test_a_large_message_in_single_bytes_costs_one_look_a_header() -> None:
    link, _, recorder = await attached()
    for byte in masked(b"x" * 60_000):
        link.data_received(bytes([byte]))
    assert recorder.messages == [b"x" * 60_000]


async def test_one_frame_is_the_same_object_on_a_thousand_transports() -> None:
    peers = [new_link() for _ in range(1_000)]
    broadcast = frame(b"to all")
    for link, _ in peers:
        link.write(broadcast)
    assert all(memory.written[0] is broadcast for _, memory in peers)


async def test_empty_fragments_are_not_kept() -> None:
    link, _, recorder = await attached()
    link.data_received(masked(b"a", fin=False))
    for _ in range(10_000):
        link.data_received(masked(b"", CONT, fin=False))
    assert len(link._fragments) == 1
    link.data_received(masked(b"b", CONT))
    assert recorder.messages == [b"ab"]


async def test_before_the_start_one_read_is_kept_and_no_more_asked_for() -> None:
    link, memory = new_link()
    link.data_received(masked(b"early"))
    assert not memory.is_reading_now
    recorder = Recorder(link)
    link.attach(recorder)
    assert recorder.messages == []
    await asyncio.sleep(0)
    assert recorder.messages == [b"early"]
    assert memory.is_reading_now


async def test_a_link_closed_before_anyone_attached_still_reads_the_answer() -> None:
    link, memory = new_link()
    link.data_received(masked(b"early"))
    link.close(4403, "no access")
    assert memory.is_reading_now
    link.data_received(masked((4403).to_bytes(2, "big"), 0x8))
    assert memory.written == [b"\x88\x0b\x11\x33no access"]
    assert memory.is_closed
    link.connection_lost()
    assert await link.wait_closed() == 4403


async def test_a_peer_that_breaks_the_rules_may_go_on_sending_while_it_reads_why() -> None:
    link, memory, _ = await attached()
    link.data_received(frame(b"unmasked"))
    assert memory.written == [b"\x88\x13\x03\xeaincorrect masking", b""]
    link.data_received(masked(b"more"))
    assert not memory.is_closing()


async def test_a_receiver_that_comes_too_late_is_told() -> None:
    link, _ = new_link()
    link.connection_lost()
    recorder = Recorder(link)
    link.attach(recorder)
    assert recorder.codes == []
    await recorder.until(lambda: recorder.codes == [1006])


async def test_pings_are_not_answered_without_end_to_a_peer_that_does_not_read() -> None:
    link, memory, _ = await attached(LinkLimits(overrun_bytes_max=50))
    link.pause_writing()
    for _ in range(100):
        if not memory.is_aborted:
            link.data_received(masked(b"123456789", PING))
    assert memory.is_aborted
    assert len(memory.written) == 4


async def test_reading_again_forgives_what_was_written_meanwhile() -> None:
    link, memory, recorder = await attached(LinkLimits(overrun_bytes_max=50))
    for _ in range(10):
        link.pause_writing()
        link.write(bytes(40))
        link.resume_writing()
    assert not memory.is_aborted
    assert recorder.drained == 10


async def test_a_big_frame_written_below_the_mark_is_no_overrun() -> None:
    link, memory, _ = await attached(LinkLimits(overrun_bytes_max=50))
    link.write(bytes(1_000_000))
    link.pause_writing()
    link.write(bytes(50))
    assert not memory.is_aborted


async def test_a_waiting_endpoint_may_be_cancelled_without_ending_the_link() -> None:
    link, _ = new_link()
    waiting = asyncio.ensure_future(link.wait_closed())
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    link.connection_lost()
    assert await link.wait_closed() == 1006
