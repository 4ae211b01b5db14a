"""The oracle itself: each thing that must not happen is noticed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kanverge_crdt import edits
from kanverge_crdt.board import Board
from tests.faults.oracle import SAVED, SENT, Diary, Verdict, read
from tests.faults.sight import TYPED, Sight, mark

ONE, TWO, THREE = (mark(7, number) for number in range(3))
COLUMN, CARD = mark(8, 0), mark(8, 1)


def board_with(description: str = "", assignees: tuple[str, ...] = ()) -> Board:
    board = Board(client_id=2**21)

    def edit(verb: str, **arguments: str) -> None:
        edits.edit(board, verb, arguments, jitter=lambda: 0)

    edit("columns.add", id=COLUMN, name="To do")
    edit("cards.add", id=CARD, title=TYPED, column=COLUMN, description=description)
    for assignee in assignees:
        edit("cards.include", id=CARD, family="assignee", member=assignee)
    return board


def verdict(*sights: Sight, sent: str = "", saved: str = "") -> Verdict:
    return Verdict(frozenset(sent.split()), frozenset(saved.split()), sights)


def test_a_board_with_every_mark_once_is_right() -> None:
    sight = Sight.of("client", board_with(description=ONE + TWO, assignees=(THREE,)))
    assert sight.marks == {ONE, TWO, THREE}
    everything = f"{ONE} {TWO} {THREE}"
    assert verdict(sight, sight, sent=everything, saved=everything).complaints == []


def test_what_was_saved_must_be_with_everybody() -> None:
    whole, less = (Sight.of("any", board_with(assignees=marks)) for marks in ((ONE, TWO), (ONE,)))
    judged = verdict(whole, less, sent=f"{ONE} {TWO}", saved=f"{ONE} {TWO}")
    assert judged.lost == {TWO}
    assert any("1 lost" in complaint for complaint in judged.complaints)


def test_what_was_sent_must_arrive_and_nothing_else_may_be_there() -> None:
    judged = verdict(Sight.of("any", board_with(assignees=(ONE,))), sent=TWO)
    assert judged.missing == {TWO}
    assert judged.invented == {ONE}


@pytest.mark.parametrize(
    "board",
    [
        board_with(description=ONE + ONE),
        board_with(description=ONE, assignees=(ONE,)),
        board_with(description=ONE + TWO[:-1]),
        board_with(description=ONE[:9] + TWO + ONE[9:]),
    ],
    ids=["typed twice", "in two places", "cut off", "torn apart"],
)
def test_no_edit_may_have_half_an_effect_or_two(board: Board) -> None:
    assert Sight.of("any", board).complaints


def test_documents_and_state_vectors_must_be_equal() -> None:
    sight = Sight.of("store", board_with())
    assert verdict(sight, replace(sight, digest="another")).complaints
    assert verdict(sight, replace(sight, vector={1: 2})).complaints


def test_a_sight_passes_through_a_file(tmp_path: Path) -> None:
    sight = Sight.of("client", board_with(description=ONE))
    sight.write(tmp_path / "sight")
    assert Sight.read(tmp_path / "sight") == sight


def test_a_diary_tells_what_was_sent_and_saved(tmp_path: Path) -> None:
    diary = Diary(tmp_path / "diary")
    diary.note(SENT, [ONE, TWO])
    diary.note(SAVED, [ONE])
    diary.close()
    judged = read([diary.path], [Sight.of("store", board_with(assignees=(ONE, TWO)))])
    assert judged.sent == {ONE, TWO}
    assert judged.saved == {ONE}
    assert judged.complaints == []
