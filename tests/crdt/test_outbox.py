"""The unconfirmed edits: what is in flight, what is saved, what is done over."""

from hypothesis import given
from hypothesis import strategies as st

from kanverge_crdt.outbox import WINDOW_ROWS_MAX, Intent, Outbox, Replay, Row, rebase

CLIENT = 2**20


def row(
    seq: int, *, size: int = 1, group: str | None = None, deletes: bool = False, intent: Intent | None = None
) -> Row:
    clock = None if deletes else seq
    return Row(seq, CLIENT, group or f"g{seq}", bytes(size), intent or ("cards.set", {"seq": seq}), clock)


def seqs(rows: list[Row]) -> list[int]:
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
    assert outbox.refused(2) == row(2)
    outbox.add(row(4))
    assert outbox.take() == []
    assert seqs(outbox.rows) == [1, 2, 3, 4]
    assert seqs(outbox.saved(3)) == [1]
    assert outbox.must_rebase
    assert outbox.replays() == [Replay("g3", row(3).intent), Replay("g4", row(4).intent)]
    assert len(outbox) == 3


def test_a_refusal_of_a_row_that_is_not_in_flight_changes_nothing() -> None:
    outbox = Outbox([row(1)])
    assert outbox.refused(1) is None
    outbox.take()
    outbox.refused(1)
    assert outbox.refused(1) is None, "told twice"
    assert outbox.refused(7) is None


def test_missing_after_a_refusal_is_expected() -> None:
    outbox = Outbox([row(1), row(2), row(3)])
    outbox.take()
    outbox.refused(2)
    assert outbox.missing(3, {CLIENT: 1})
    assert outbox.take() == []


def test_missing_again_without_progress_is_in_vain() -> None:
    outbox = Outbox([row(1), row(2)])
    outbox.take()
    assert outbox.missing(1, {})
    assert seqs(outbox.take()) == [1, 2]
    assert not outbox.missing(1, {})


def test_a_busy_server_may_ask_again_as_often_as_it_likes() -> None:
    outbox = Outbox([row(1), row(2)])
    for _ in range(3):
        outbox.take()
        assert outbox.missing(0, {CLIENT: 1})
        assert seqs(outbox.take()) == [2]


def test_an_action_in_several_rows_is_done_over_once() -> None:
    intent: Intent = ("cards.text", {"id": "c1", "text": "long"})
    rows = [row(1), row(2, group="a", intent=intent), row(3, group="a", intent=intent), row(4)]
    assert [replay.group for replay in rebase(rows)] == ["g1", "a", "g4"]


def test_no_part_of_a_refused_action_is_done_over() -> None:
    intent: Intent = ("cards.text", {"id": "c1", "text": "long"})
    rows = [row(1, group="a", intent=intent), row(2, group="a", intent=intent), row(3)]
    assert [replay.group for replay in rebase(rows, rows[0])] == ["g3"]


def test_the_same_action_twice_is_done_over_twice() -> None:
    intent: Intent = ("cards.archive", {"id": "c1"})
    rows = [row(1, group="a", intent=intent), row(2, group="b", intent=intent)]
    assert len(rebase(rows)) == 2


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
