"""Silence on a connection: what it calls for, and when."""

from __future__ import annotations

from kanverge.socket.pulse import Due, Pulse


def test_a_hello_is_awaited_for_five_seconds() -> None:
    pulse = Pulse(100.0)
    assert pulse.due(104.9) is Due.NOTHING
    pulse.hear(104.9)
    assert pulse.due(105.0) is Due.NO_HELLO
    pulse.has_said_hello = True
    assert pulse.due(105.0) is Due.NOTHING


def test_a_silence_is_asked_about_once_and_given_up_in_the_end() -> None:
    pulse = Pulse(0.0)
    pulse.has_said_hello = True
    assert [pulse.due(float(now)) for now in (19, 20, 21, 44, 45)] == [
        Due.NOTHING,
        Due.PING,
        Due.NOTHING,
        Due.NOTHING,
        Due.GIVE_UP,
    ]


def test_each_silence_is_asked_about() -> None:
    pulse = Pulse(0.0)
    pulse.has_said_hello = True
    assert pulse.due(20.0) is Due.PING
    pulse.hear(21.0)
    assert pulse.due(40.0) is Due.NOTHING
    assert pulse.due(41.0) is Due.PING
