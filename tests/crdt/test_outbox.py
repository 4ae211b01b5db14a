"""The unconfirmed edits: what is in flight, what is saved, what is done over."""

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from kanverge_crdt.outbox import (
    CONFIRMED_ROWS_MAX,
    OVERTAKEN_MAX,
    WINDOW_ROWS_MAX,
    Intent,
    Outbox,
    Row,
    rebase,
)

CLIENT = 2**20


def row(
    seq: int,
    *,
    size: int = 1,
    group: str | None = None,
    deletes: bool = False,
    intent: Intent | None = None,
    client: int = CLIENT,
    part: int = 0,
) -> Row:
    clock = None if deletes else seq
    intent = intent or ("cards.set", {"seq": seq})
    return Row(seq, client, group or f"g{seq}", bytes(size), intent, clock, part)


def seqs(rows: Iterable[Row]) -> list[int]:
    return [row.seq for row in rows]


def test_one_row_may_always_be_in_flight_however_long() -> None:
    outbox = Outbox([row(1, size=1_000_000), row(2)])
    assert seqs(outbox.take()) == [1]
    assert outbox.take() == []
    assert seqs(outbox.saved(1)) == [1]
    assert seqs(outbox.take()) == [2]


def test_many_small_rows_are_bounded_by_their_number() -> None:
    outbox = Outbox(row(seq) for seq in range(1, 2 * WINDOW_ROWS_MAX))
    assert len(outbox.take()) == WINDOW_ROWS_MAX


def test_only_what_is_in_flight_can_be_saved() -> None:
    outbox = Outbox([row(1), row(2)])
    assert outbox.saved(9) == []
    outbox.take()
    outbox.add(row(3))
    assert seqs(outbox.saved(9)) == [1, 2]
    assert seqs(outbox.rows) == [3]


def test_an_edit_that_only_deletes_is_sent_again_because_no_state_vector_shows_it() -> None:
    outbox = Outbox([row(1), row(2, deletes=True), row(3), row(4)])
    assert seqs(outbox.known({CLIENT: 3})) == [1, 3]
    assert seqs(outbox.rows) == [2, 4]


def test_a_refused_row_is_cut_off_with_all_after_it_while_those_before_are_awaited() -> None:
    outbox = Outbox([row(1), row(2), row(3)])
    outbox.take()
    assert outbox.refused(2) == [row(2)]
    outbox.add(row(4))
    assert outbox.take() == []
    assert seqs(outbox.rows) == [1, 2, 3, 4]
    assert seqs(outbox.saved(3)) == [1]
    assert outbox.must_rebase
    assert seqs(outbox.replays()) == [3, 4]
    assert len(outbox) == 3


def test_a_refusal_of_a_row_that_is_not_in_flight_changes_nothing() -> None:
    outbox = Outbox([row(1)])
    assert outbox.refused(1) == []
    outbox.take()
    outbox.refused(1)
    assert outbox.refused(1) == [], "told twice"
    assert outbox.refused(7) == []


def test_missing_after_a_refusal_is_expected() -> None:
    outbox = Outbox([row(1), row(2), row(3)])
    outbox.take()
    outbox.refused(2)
    outbox.missing(3, {CLIENT: 1})
    assert outbox.take() == []
    assert seqs(outbox.replays()) == [1, 3]


def test_what_is_missing_again_without_progress_is_done_over_once_all_before_it_is_saved() -> None:
    outbox = Outbox([row(1), row(2), row(3)])
    outbox.take()
    outbox.missing(2, {CLIENT: 1})
    assert seqs(outbox.take()) == [2, 3]
    outbox.missing(2, {CLIENT: 1})
    assert outbox.take() == []
    is_too_early = not outbox.must_rebase
    outbox.saved(1)
    assert (is_too_early, outbox.must_rebase) == (True, True), "the first was on its way to the disk"
    assert seqs(outbox.replays()) == [2, 3]


def test_a_busy_server_may_ask_again_as_often_as_it_likes() -> None:
    outbox = Outbox([row(1), row(2)])
    for _ in range(3):
        outbox.take()
        outbox.missing(0, {CLIENT: 1})
        assert seqs(outbox.take()) == [2]


def test_an_action_in_several_rows_of_one_intent_is_done_over_once() -> None:
    intent: Intent = ("cards.move", {"id": "c1", "column": "doing"})
    parts = [row(2 + part, group="a", intent=intent, part=part) for part in range(3)]
    assert seqs(rebase([row(1), *parts, row(5)])) == [1, 2, 5]
    assert seqs(rebase([*parts[1:], row(5)])) == [3, 5], "its first row is saved already"


def test_no_part_of_a_refused_action_is_done_over() -> None:
    outbox = Outbox([row(1), row(2, group="a"), row(3, group="a", part=1), row(4, group="a")])
    outbox.take()
    assert seqs(outbox.refused(2)) == [2, 3]
    outbox.saved(1)
    assert seqs(outbox.replays()) == [4]


def test_an_action_that_was_refused_before_an_earlier_one_is_not_done_over_either() -> None:
    outbox = Outbox(row(seq) for seq in range(1, 5))
    outbox.take()
    outbox.refused(3)
    outbox.refused(1)
    assert seqs(outbox.replays()) == [2, 4]


def test_the_same_action_twice_in_one_group_is_done_over_twice() -> None:
    intent: Intent = ("cards.splice", {"id": "c1", "key": "title", "at": 3, "remove": 1, "insert": ""})
    rows = [row(1, group="a", intent=intent), row(2, group="a", intent=intent)]
    assert seqs(rebase(rows)) == [1, 2]


def test_edits_of_another_client_id_wait_until_those_before_them_are_saved() -> None:
    outbox = Outbox([row(1), row(2), row(3, client=CLIENT + 1), row(4)])
    assert seqs(outbox.take()) == [1, 2]
    outbox.saved(1)
    assert outbox.take() == []
    outbox.saved(2)
    assert seqs(outbox.take()) == [3]


def test_what_was_confirmed_and_is_lost_is_sent_again_first() -> None:
    outbox = Outbox([row(1), row(2), row(3, deletes=True), row(4), row(5)])
    outbox.take()
    outbox.saved(4)
    outbox.disconnect()
    assert outbox.recall({CLIENT: 4}) == []
    assert seqs(outbox.recall({CLIENT: 1})) == [2, 3, 4]
    assert seqs(outbox.take()) == [2, 3, 4, 5]
    outbox.saved(5)
    outbox.disconnect()
    assert seqs(outbox.recall({})) == [1, 2, 3, 4, 5], "and what was confirmed again may be lost again"


def test_deletions_that_no_clock_shows_are_sent_again_with_the_next_connection() -> None:
    outbox = Outbox([row(1, deletes=True), row(2), row(3, deletes=True), row(4, deletes=True)])
    outbox.take()
    outbox.saved(4)
    outbox.disconnect()
    assert seqs(outbox.recall({CLIENT: 2})) == [3, 4]


def test_only_so_much_of_what_was_confirmed_is_kept() -> None:
    outbox = Outbox()
    for seq in range(1, CONFIRMED_ROWS_MAX + 2):
        outbox.add(row(seq))
        outbox.take()
        outbox.saved(seq)
    outbox.disconnect()
    assert outbox.recall({})[0].seq == 2


@given(st.lists(st.sampled_from(["add", "take", "saved", "missing", "refused", "disconnect"])))
def test_a_row_is_waiting_until_it_is_saved_or_cut_off(steps: list[str]) -> None:
    outbox, made, saved = Outbox(), 0, list[int]()
    for at, step in enumerate(steps):
        match step:
            case "add":
                made += 1
                outbox.add(row(made, size=at * 10_000))
            case "take":
                outbox.take()
            case "saved":
                saved += seqs(outbox.saved(made // 2))
            case "missing":
                outbox.missing(made, {CLIENT: made // 2})
            case "refused":
                outbox.refused(made)
            case _:
                outbox.disconnect()
        assert sorted(saved + seqs(outbox.rows)) == list(range(1, made + 1))
        assert len(outbox) == len(outbox.rows)


def test_a_row_that_somebody_was_faster_than_is_done_over_itself_a_few_times_in_a_row() -> None:
    outbox = Outbox([row(1), row(2), row(3)])
    outbox.take()
    outbox.saved(1)
    assert outbox.overtaken(2)
    assert outbox.must_rebase
    assert seqs(outbox.replays()) == [2, 3]
    for seq in range(4, 4 + OVERTAKEN_MAX - 1):
        outbox.clear()
        outbox.add(row(seq))
        outbox.take()
        assert outbox.overtaken(seq)
    outbox.clear()
    outbox.add(row(20))
    outbox.take()
    assert not outbox.overtaken(20)
    assert seqs(outbox.refused(20)) == [20]
    outbox.clear()
    outbox.add(row(21))
    outbox.add(row(22))
    outbox.take()
    outbox.saved(21)
    assert outbox.overtaken(22), "what was saved since shows that it leads somewhere"
