"""Messages that wait for their turn: in order, and within both bounds."""

from __future__ import annotations

import pytest

from kanverge.socket.held import BYTES_MAX, STRANGER_BYTES_MAX, VALUES_WEIGHT, Held
from kanverge_crdt import codec

PINGS = [codec.Ping(number) for number in range(4)]
EDIT = codec.Edit(1, 1, "", bytes(60))


def test_messages_come_back_in_order() -> None:
    held = Held()
    assert all(held.put(ping, 3) for ping in PINGS)
    assert [held.take() for _ in range(5)] == [*PINGS, None]


def test_one_too_many_is_not_kept() -> None:
    held = Held(messages_max=2)
    assert [held.put(ping, 3) for ping in PINGS] == [True, True, False, False]
    assert held.take() == PINGS[0]
    assert held.put(PINGS[3], 3)
    assert len(held) == 2


def test_bytes_are_counted_while_they_are_held() -> None:
    held = Held(bytes_max=100)
    assert held.put(EDIT, 60)
    assert not held.put(codec.Part(1, 0, 2, bytes(41)), 41)
    assert held.put(codec.Part(1, 0, 2, bytes(40)), 40)
    assert held.take() is not None
    assert held.put(EDIT, 60)
    held.clear()
    assert held.put(EDIT, 100)


@pytest.mark.parametrize("message", [codec.Ask(1, "k", "verb", {"list": [0] * 1_000}), codec.Presence({})])
def test_values_count_for_what_they_take_in_memory(message: codec.ClientMessage) -> None:
    held = Held()
    whole = BYTES_MAX // VALUES_WEIGHT
    assert not held.put(message, whole + 1)
    assert held.put(message, whole)
    assert not held.put(PINGS[0], 3)


def test_of_a_stranger_little_is_held() -> None:
    held = Held()
    assert not held.put(EDIT, STRANGER_BYTES_MAX + 1, is_stranger=True)
    assert held.put(EDIT, STRANGER_BYTES_MAX, is_stranger=True)
    assert not held.put(PINGS[0], 3, is_stranger=True)
    assert held.put(PINGS[0], 3)
