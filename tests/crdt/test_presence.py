"""Presence: what a state may be, and that everyone learns the newest of it and of nothing else."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanverge_crdt.errors import MalformedMessage
from kanverge_crdt.presence import STATE_BYTES_MAX, Here, PresenceTable, check_state

ANN = {"id": "u1", "name": "Ann"}
BOB = {"id": "u2", "name": "Bob"}


def test_a_small_state_with_unknown_keys_passes() -> None:
    state = {"card": "c1", "typing": ["c1", "title"], "caret": b"\1", "later": {"x": [1.5]}}
    assert check_state(state) is state
    assert check_state(None) is None


@pytest.mark.parametrize(
    "state",
    [{"card": "x" * STATE_BYTES_MAX}, {"a": {"b": [[]]}}, {"a": [[[]]]}, {str(key): 1 for key in range(33)}],
    ids=["too large", "too deep", "too deep in lists", "too many keys"],
)
def test_a_state_beyond_a_bound_is_malformed(state: dict[str, Any]) -> None:
    with pytest.raises(MalformedMessage):
        check_state(state)


def test_a_state_is_measured_as_bytes_not_as_characters() -> None:
    with pytest.raises(MalformedMessage):
        check_state({"card": "漢" * (STATE_BYTES_MAX // 2)})


def test_only_the_newest_of_several_changes_is_told() -> None:
    table = PresenceTable()
    for card in ("c1", "c2", "c3"):
        assert table.put("s1", ANN, {"card": card})
    assert table.take_changes() == [["s1", ANN, {"card": "c3"}]]
    assert table.take_changes() == []


def test_the_same_state_again_is_no_change() -> None:
    table = PresenceTable()
    table.put("s1", ANN, {})
    table.take_changes()
    assert not table.put("s1", ANN, {})
    assert table.take_changes() == []


def test_a_removal_is_told_although_nothing_is_left() -> None:
    table = PresenceTable()
    table.put("s1", ANN, {})
    table.take_changes()
    assert table.put("s1", ANN, None)
    assert table.take_changes() == [["s1", ANN, None]]
    assert not table.put("s1", ANN, None)


def test_who_missed_some_hears_of_those_who_have_gone_too() -> None:
    table = PresenceTable()
    for session in ("s1", "s2", "s3"):
        table.put(session, ANN, {})
    table.put("s1", ANN, None)
    table.put("s2", ANN, None)
    table.put("s2", ANN, {"card": "c1"})  # and has come back
    assert table.all_rows(besides="s3") == [["s1", ANN, None], ["s2", ANN, {"card": "c1"}]]


def test_a_joiner_hears_of_everyone_but_itself() -> None:
    table = PresenceTable()
    table.put("s1", ANN, {"card": "c1"})
    table.put("s2", BOB, {})
    assert table.rows(besides="s2") == [["s1", ANN, {"card": "c1"}]]


def test_sessions_beyond_the_bound_are_left_out_and_those_within_go_on() -> None:
    table = PresenceTable(sessions_max=1)
    assert table.put("s1", ANN, {})
    assert not table.put("s2", BOB, {})
    assert table.put("s1", ANN, {"card": "c1"})
    assert len(table) == 1


def test_sessions_that_come_and_go_untold_are_bounded_too() -> None:
    table = PresenceTable(sessions_max=10)
    for session in range(100):
        table.put(f"s{session}", ANN, {})
        table.put(f"s{session}", ANN, None)
    assert len(table.take_changes()) == 10


@pytest.mark.parametrize(
    "row", [None, [], ["s1", ANN], ["s1", ANN, {}, 1], [1, ANN, {}], ["s1", None, {}], ["s1", ANN, 1]]
)
def test_a_row_of_another_shape_is_malformed(row: Any) -> None:
    with pytest.raises(MalformedMessage):
        PresenceTable().apply([row])


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([None, {}, {"card": "x"}]), st.booleans())))
def test_a_follower_of_the_changes_knows_what_a_joiner_would_hear(steps: list[tuple[str, Any, bool]]) -> None:
    table, follower = PresenceTable(), PresenceTable()
    for session, state, tell in steps:
        table.put(session, ANN, state)
        if tell:
            follower.apply(table.take_changes())
    follower.apply(table.take_changes())
    assert sorted(follower.rows()) == sorted(table.rows())
    assert all(isinstance(here, Here) for here in follower.here())
