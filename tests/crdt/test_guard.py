from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pycrdt
import pytest
from pycrdt import Array, Doc, Map

from kanverge_crdt import guard
from kanverge_crdt.errors import DeadDocument, RefusedUpdate
from tests.crdt import hostile
from tests.crdt.histories import content, new_board
from tests.crdt.writer import section, update, value

HALF_APPLIED = bytes.fromhex("0102010004010174026162280001000171017b3ff000000000000000")


def panic() -> BaseException:
    """Return a panic of yrs, which is no `Exception`."""
    doc: Doc[Any] = Doc()
    array: Array[Any] = doc.get("array", type=Array)
    with pytest.raises(BaseException) as caught:  # noqa: PT011 - PyO3 exports no narrower class
        array.append(2**63)
    assert not isinstance(caught.value, Exception)
    return caught.value


def raising(error: BaseException) -> Callable[..., bytes]:
    def call(*_: object) -> bytes:
        raise error

    return call


def test_updates_are_applied_in_one_transaction() -> None:
    board = new_board()
    seen: list[bytes] = []
    board.observe(lambda event: seen.append(event.update))
    name = value(2.0, origin=(hostile.VICTIM, hostile.NAME))
    guard.apply(board, [hostile.board(), update([section(hostile.HELPER, 0, name)])])
    assert len(seen) == 1
    assert content(board)["meta"] == {"name": 2.0}


def test_an_update_applied_by_half_leaves_a_dead_document() -> None:
    with pytest.raises(DeadDocument, match="half way"):
        guard.apply(new_board(), [HALF_APPLIED])


def test_bytes_that_yrs_cannot_read_leave_a_dead_document() -> None:
    with pytest.raises(DeadDocument):
        guard.apply(new_board(), [hostile.board()[:-9]])


def test_a_panic_becomes_an_error_that_a_task_survives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Doc, "apply_update", raising(panic()))
    monkeypatch.setattr(Doc, "get_update", raising(panic()))
    monkeypatch.setattr(pycrdt, "get_update", raising(panic()))
    with pytest.raises(DeadDocument, match="panicked"):
        guard.apply(new_board(), [b"\0\0"])
    with pytest.raises(DeadDocument, match="panicked"):
        guard.difference(new_board(), {})
    with pytest.raises(RefusedUpdate, match="undecodable"):
        guard.trim(hostile.board(), {})


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit()])
def test_a_request_to_stop_goes_through(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Doc, "apply_update", raising(error))
    with pytest.raises(type(error)):
        guard.apply(new_board(), [b"\0\0"])


def test_a_difference_brings_another_board_up() -> None:
    board, other = new_board(), new_board()
    guard.apply(board, [hostile.board()])
    guard.apply(other, [guard.difference(board, {})])
    assert content(other) == content(board)
    assert guard.difference(board, {hostile.VICTIM: hostile.END}) == b"\0\0"


def test_trimming_what_cannot_be_read_is_a_refusal() -> None:
    with pytest.raises(RefusedUpdate, match="undecodable"):
        guard.trim(hostile.board()[:-9], {hostile.VICTIM: 1})


def test_updates_without_a_gap_merge_into_one_however_many() -> None:
    doc: Doc[Any] = Doc(client_id=1)
    updates: list[bytes] = []
    doc.observe(lambda event: updates.append(event.update))
    cards = doc.get("cards", type=Map)
    for number in range(3 * guard.MERGED_MAX + 5):
        cards[f"card{number}"] = Map()
    again: Doc[Any] = Doc()
    guard.apply(again, [guard.merge(updates)])
    assert again.get_state() == doc.get_state()
    assert len(again.get("cards", type=Map)) == len(updates)


def test_updates_that_yrs_cannot_merge_are_a_dead_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pycrdt, "merge_updates", raising(panic()))
    with pytest.raises(DeadDocument, match="panicked"):
        guard.merge([hostile.board(), hostile.board()])
