"""Messages that wait for their turn: in order, and within both bounds."""

from __future__ import annotations

from kanverge.socket.held import Held
from kanverge_crdt import codec

PINGS = [codec.Ping(number) for number in range(4)]


def test_messages_come_back_in_order() -> None:
    held = Held()
    assert all(held.put(ping) for ping in PINGS)
    assert [held.take() for _ in range(5)] == [*PINGS, None]


def test_one_too_many_is_not_kept() -> None:
    held = Held(messages_max=2)
    assert [held.put(ping) for ping in PINGS] == [True, True, False, False]
    assert held.take() == PINGS[0]
    assert held.put(PINGS[3])
    assert len(held) == 2


def test_bytes_are_counted_while_they_are_held() -> None:
    held = Held(bytes_max=100)
    assert held.put(codec.Edit(1, 1, "", bytes(60)))
    assert not held.put(codec.Part(1, 0, 2, bytes(41)))
    assert held.put(codec.Part(1, 0, 2, bytes(40)))
    assert held.take() is not None
    assert held.put(codec.Edit(2, 1, "", bytes(60)))
    held.clear()
    assert held.put(codec.Edit(3, 1, "", bytes(100)))
