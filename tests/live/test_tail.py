from __future__ import annotations

import random

from kanverge.live.tail import AHEAD_MAX, Tail
from kanverge.store.base import START
from kanverge.store.log import Entry, LogEntry


def entry(n: int) -> LogEntry:
    return LogEntry(f"{n}-0", Entry(when=n))


def test_commits_in_order_are_next_at_once() -> None:
    tail = Tail(START)
    assert tail.heard(START, "1-0", Entry(1)) == [entry(1)]
    assert tail.committed("1-0", "2-0") == []
    assert tail.heard("2-0", "3-0", Entry(3)) == [entry(3)]
    assert tail.cursor == "3-0"
    assert not tail.has_gap


def test_a_commit_ahead_of_its_turn_waits_for_the_one_before() -> None:
    tail = Tail(START)
    assert tail.heard("1-0", "2-0", Entry(2)) == []
    assert tail.has_gap
    assert tail.heard(START, "1-0", Entry(1)) == [entry(1), entry(2)]
    assert not tail.has_gap


def test_an_own_commit_ahead_is_not_returned_when_the_gap_is_filled() -> None:
    tail = Tail(START)
    assert tail.committed("1-0", "2-0") == []
    assert tail.filled([entry(1), entry(2), entry(3)]) == [entry(1), entry(3)]
    assert tail.cursor == "3-0"


def test_filling_makes_what_came_ahead_follow() -> None:
    tail = Tail(START)
    tail.heard("2-0", "3-0", Entry(3))
    assert tail.filled([entry(1), entry(2)]) == [entry(1), entry(2), entry(3)]
    assert not tail.has_gap


def test_what_is_known_already_changes_nothing() -> None:
    tail = Tail("5-0")
    assert tail.heard("2-0", "3-0", Entry(3)) == []
    assert tail.filled([entry(4), entry(5)]) == []
    assert tail.cursor == "5-0"
    assert not tail.has_gap


def test_too_much_ahead_is_dropped_and_known_to_be_missing() -> None:
    tail = Tail(START)
    for n in range(AHEAD_MAX + 10):
        tail.heard(f"{n + 1}-0", f"{n + 2}-0", Entry(n + 2))
    everything = [entry(n) for n in range(1, AHEAD_MAX + 12)]
    assert tail.filled(everything) == everything
    assert not tail.has_gap


def test_whatever_comes_in_whatever_order_each_entry_is_returned_once() -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    source = random.Random(seed)
    for _ in range(200):
        count = source.randrange(1, 30)
        mine = {n for n in range(1, count + 1) if source.random() < 0.4}
        arrivals = [n for n in range(1, count + 1) if n in mine or source.random() < 0.8]
        source.shuffle(arrivals)
        tail, returned = Tail(START), []
        for n in arrivals:
            previous = f"{n - 1}-0"
            heard = (
                tail.committed(previous, f"{n}-0") if n in mine else tail.heard(previous, f"{n}-0", Entry(n))
            )
            returned += heard
            if source.random() < 0.1:
                returned += tail.filled([entry(m) for m in range(1, n + 1)])
        returned += tail.filled([entry(n) for n in range(1, count + 1)])
        assert [e.entry.when for e in returned if e.entry.when not in mine] == [
            n for n in range(1, count + 1) if n not in mine
        ]
        assert tail.cursor == f"{count}-0"
