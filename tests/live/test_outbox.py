from __future__ import annotations

from kanverge.live.outbox import ANSWERS_MAX, Kind, Outbox, Owed
from tests.live.nodes import Wire


class Narrow(Wire):
    """A wire that takes ``room`` frames, then is full."""

    def __init__(self, room: int) -> None:
        super().__init__()
        self.room = room

    def write(self, frame: bytes) -> None:
        super().write(frame)
        self.room -= 1
        self.writable = self.room > 0

    def read(self, room: int) -> None:
        self.room = room
        self.writable = room > 0


def test_frames_go_straight_through_while_the_client_reads() -> None:
    wire = Wire()
    outbox = Outbox(wire, 100)
    outbox.put(Kind.BOARD, (b"a",), b"0")
    outbox.put(Kind.ANSWER, (b"b",))
    assert wire.frames == [b"a", b"b"]
    assert outbox.bytes_held == 0


def test_frames_wait_in_order_while_it_does_not() -> None:
    wire = Wire(writable=False)
    outbox = Outbox(wire, 100)
    for frame in (b"a", b"b", b"c"):
        outbox.put(Kind.BOARD, (frame,), b"0")
    assert wire.frames == []
    wire.writable = True
    assert outbox.drain() is None
    assert wire.frames == [b"a", b"b", b"c"]
    assert outbox.bytes_held == 0


def test_a_full_outbox_forgets_the_board_and_owes_it_from_the_first_frame_forgotten() -> None:
    wire = Wire(writable=False)
    outbox = Outbox(wire, 10)
    outbox.put(Kind.BOARD, (b"12345",), b"before 1")
    outbox.put(Kind.BOARD, (b"12345",), b"before 2")
    outbox.put(Kind.BOARD, (b"1",), b"before 3")
    outbox.put(Kind.BOARD, (b"1",), b"before 4")
    assert outbox.bytes_held == 0
    wire.writable = True
    assert outbox.drain() == Owed(board_from=b"before 1")
    assert wire.frames == []
    assert outbox.drain() is None


def test_answers_are_never_forgotten() -> None:
    wire = Wire(writable=False)
    outbox = Outbox(wire, 10)
    outbox.put(Kind.ANSWER, (b"saved",))
    outbox.put(Kind.BOARD, (b"1234567890",), b"0")
    outbox.put(Kind.ANSWER, (b"done",))
    wire.writable = True
    owed = outbox.drain()
    assert wire.frames == [b"saved", b"done"]
    assert owed == Owed(board_from=b"0")


def test_presence_and_records_are_owed_as_a_whole() -> None:
    wire = Wire(writable=False)
    outbox = Outbox(wire, 3)
    outbox.put(Kind.PRESENCE, (b"12",))
    outbox.put(Kind.RECORDS, (b"12",))
    outbox.put(Kind.RECORDS, (b"1",))
    wire.writable = True
    assert outbox.drain() == Owed(presence=True, records=True)


def test_a_message_begun_is_finished_before_anything_else() -> None:
    wire = Narrow(1)
    outbox = Outbox(wire, 4)
    outbox.put(Kind.BOARD, (b"part 1", b"part 2", b"part 3"), b"0")
    outbox.put(Kind.BOARD, (b"far too long",), b"1")
    assert wire.frames == [b"part 1"]
    wire.read(1)
    assert outbox.drain() is None
    wire.read(5)
    assert outbox.drain() == Owed(board_from=b"1")
    assert wire.frames == [b"part 1", b"part 2", b"part 3"]


def test_a_whole_state_costs_nothing_and_is_kept() -> None:
    wire = Wire(writable=False)
    outbox = Outbox(wire, 10)
    outbox.put(Kind.STATE, (b"x" * 1_000, b"y" * 1_000))
    outbox.put(Kind.BOARD, (b"1234",), b"0")
    assert outbox.bytes_held == 4
    wire.writable = True
    assert outbox.drain() is None
    assert [len(frame) for frame in wire.frames] == [1_000, 1_000, 4]


def test_what_is_owed_is_not_paid_before_the_rest_has_left() -> None:
    wire = Narrow(0)
    wire.writable = False
    outbox = Outbox(wire, 8)
    outbox.put(Kind.ANSWER, (b"one",))
    outbox.put(Kind.ANSWER, (b"two",))
    outbox.put(Kind.BOARD, (b"three",), b"0")
    wire.read(1)
    assert outbox.drain() is None
    wire.read(2)
    assert outbox.drain() == Owed(board_from=b"0")


def test_who_never_reads_the_answers_is_broken() -> None:
    outbox = Outbox(Wire(writable=False), 10**9)
    for _ in range(ANSWERS_MAX + 10):
        outbox.put(Kind.ANSWER, (b"x",))
    assert outbox.is_broken
    assert outbox.answers_held == ANSWERS_MAX + 1


def test_what_was_dropped_for_a_broken_client_is_never_made_good() -> None:
    wire = Wire(writable=False)
    outbox = Outbox(wire, 10**9)
    for _ in range(ANSWERS_MAX + 1):
        outbox.put(Kind.ANSWER, (b"x",))
    outbox.put(Kind.ANSWER, (b"dropped",))
    wire.writable = True
    outbox.drain()
    assert outbox.is_broken
