"""Token buckets: a burst at once, a rate in the long run, and a bounded table of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kanverge.rates import Bucket, Rates


def test_a_burst_passes_and_then_only_the_rate() -> None:
    bucket = Bucket.full(per_second=2, burst=3, now=100.0)
    assert [bucket.take(1, 100.0) for _ in range(5)] == [True, True, True, False, False]
    assert not bucket.take(1, 100.4)
    assert bucket.take(1, 100.5)
    assert [bucket.take(1, 200.0) for _ in range(4)] == [True, True, True, False]


def test_what_does_not_fit_takes_nothing() -> None:
    bucket = Bucket.full(per_second=1, burst=10, now=0.0)
    assert not bucket.take(11, 0.0)
    assert bucket.take(10, 0.0)


@given(st.lists(st.floats(0, 3), max_size=200))
def test_never_more_than_the_burst_and_the_rate(waits: list[float]) -> None:
    bucket, now, taken = Bucket.full(per_second=1, burst=5, now=0.0), 0.0, 0
    for wait in waits:
        now += wait
        taken += bucket.take(1, now)
    assert taken <= 5 + now + 1e-6


def test_each_name_has_its_own() -> None:
    rates = Rates(per_second=1, burst=1)
    assert rates.take("a", 0)
    assert rates.take("b", 0)
    assert not rates.take("a", 0)


def test_the_table_is_bounded_and_forgets_the_name_unused_for_longest() -> None:
    rates = Rates(per_second=0, burst=1, names_max=2)
    assert [rates.take(name, 0) for name in "aba"] == [True, True, False]
    assert rates.take("c", 0)
    assert len(rates) == 2
    assert not rates.take("a", 0)
    assert rates.take("b", 0), "it was forgotten"
