"""What one connection shows of itself: bounded, and the newest is never lost."""

from __future__ import annotations

from kanverge.socket.showing import Showing


def test_beyond_the_rate_only_the_newest_is_kept_and_shown_later() -> None:
    showing = Showing(per_second=1, now=0.0)
    assert [showing.put({"n": n}, 0.0) for n in range(5)] == [True, True, False, False, False]
    assert showing.shown == {"n": 1}
    assert not showing.due(0.5)
    assert showing.due(1.0)
    assert showing.shown == {"n": 4}
    assert not showing.due(9.0), "it was shown"


def test_to_be_gone_never_waits_and_is_the_last_word() -> None:
    showing = Showing(per_second=1, now=0.0)
    assert [showing.put({"n": n}, 0.0) for n in range(3)] == [True, True, False]
    assert showing.put(None, 0.0)
    assert showing.shown is None
    assert not showing.due(60.0), "what waited is older"
