"""Waiting before connecting again: longer each time, spread, bounded."""

from kanverge_client.backoff import FACTOR, FIRST_S, LONGEST_S, Backoff


def test_the_bound_doubles_until_it_is_the_longest() -> None:
    backoff = Backoff(lambda: 1.0)
    waits = [backoff.next_s() for _ in range(100)]
    assert waits[:3] == [FIRST_S, FIRST_S * FACTOR, FIRST_S * FACTOR**2]
    assert max(waits) == waits[-1] == LONGEST_S


def test_a_wait_is_anything_below_the_bound() -> None:
    draws = iter([0.25, 0.5])
    backoff = Backoff(lambda: next(draws))
    assert [backoff.next_s(), backoff.next_s()] == [FIRST_S * 0.25, FIRST_S * FACTOR * 0.5]


def test_a_connection_that_worked_begins_anew() -> None:
    backoff = Backoff(lambda: 1.0)
    backoff.next_s()
    backoff.next_s()
    backoff.reset()
    assert backoff.next_s() == FIRST_S
