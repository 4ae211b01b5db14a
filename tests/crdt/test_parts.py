"""Long messages: cut into parts, put together again, and bounded against those who send parts to no end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanverge_crdt.codec import FRAME_BYTES_MAX, INT_MAX, Edit, Part, decode, encode
from kanverge_crdt.errors import MalformedMessage, MessageTooLarge
from kanverge_crdt.parts import PART_BYTES_MAX, Parts, split


def parts_of(frame: bytes, message_id: int = 1) -> list[Part]:
    parts = [decode(piece, sender="client") for piece in split(frame, message_id)]
    assert all(isinstance(part, Part) for part in parts)
    return [part for part in parts if isinstance(part, Part)]


def test_a_short_frame_stays_whole() -> None:
    frame = bytes(FRAME_BYTES_MAX)
    assert list(split(frame, 1)) == [frame]


@pytest.mark.parametrize(
    "length", [FRAME_BYTES_MAX + 1, 2 * PART_BYTES_MAX, 2 * PART_BYTES_MAX + 1, 1_000_000]
)
def test_a_long_frame_comes_out_as_it_went_in(length: int) -> None:
    frame = encode(Edit(1, 2, "g", bytes(range(256)) * (length // 256 + 1)))
    parts = Parts()
    *before, last = (parts.take(part) for part in parts_of(frame))
    assert before == [None] * len(before)
    assert last == frame
    assert parts.bytes_held == 0


def test_each_part_fits_in_a_frame_whatever_its_numbers() -> None:
    assert len(encode(Part(INT_MAX, INT_MAX, INT_MAX, bytes(PART_BYTES_MAX)))) <= FRAME_BYTES_MAX


def test_one_message_may_follow_another() -> None:
    parts = Parts()
    for message_id in (1, 2):
        wholes = [parts.take(part) for part in parts_of(bytes(200_000), message_id)]
        assert wholes[-1] == bytes(200_000)


@pytest.mark.parametrize(
    "second",
    [Part(1, 0, 3, b"x"), Part(1, 2, 3, b"x"), Part(2, 1, 3, b"x"), Part(1, 1, 2, b"x"), Part(1, 1, 3, b"")],
    ids=["again", "out of order", "of another message", "of another count", "empty"],
)
def test_a_part_that_does_not_follow_is_malformed(second: Part) -> None:
    parts = Parts()
    assert parts.take(Part(1, 0, 3, b"x")) is None
    with pytest.raises(MalformedMessage):
        parts.take(second)


def test_a_message_of_no_parts_is_malformed() -> None:
    with pytest.raises(MalformedMessage):
        Parts().take(Part(1, 0, 0, b"x"))


def test_too_many_parts_are_refused_before_one_is_kept() -> None:
    parts = Parts(bytes_max=1_000_000)
    with pytest.raises(MessageTooLarge):
        parts.take(Part(1, 0, INT_MAX, b"x"))
    assert parts.bytes_held == 0


@given(st.integers(1, 5 * PART_BYTES_MAX), st.integers(1, 6), st.integers(1, PART_BYTES_MAX))
def test_what_is_held_never_passes_the_bound(bytes_max: int, count: int, size: int) -> None:
    parts = Parts(bytes_max)
    for index in range(count):
        try:
            parts.take(Part(1, index, count, bytes(size)))
        except MessageTooLarge:
            break
        assert parts.bytes_held <= bytes_max
    assert parts.bytes_held <= bytes_max
