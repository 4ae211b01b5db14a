from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from kanverge.live import pending
from kanverge.live.pending import Pending, Waiting
from kanverge.store.log import Row
from kanverge_crdt.codec import Edit
from kanverge_crdt.scan import scan
from kanverge_crdt.update import EDIT, MOVES_MAX
from tests.crdt.writer import deletes, update

NOTHING = scan(b"\0\0", EDIT)


def edit(seq: int, size: int = 1, client_id: int = 1) -> Waiting[str]:
    row = Row("u:ann", client_id, str(seq), b"x" * size)
    return Waiting("ann", Edit(seq, client_id, "", row.update), NOTHING, row)


def seqs(batch: object) -> list[int]:
    return [waiting.seq for waiting in batch]  # type: ignore[attr-defined]


def test_edits_leave_in_the_order_they_came() -> None:
    held: Pending[str] = Pending(edits_max=10, bytes_max=100)
    for seq in range(3):
        held.add(edit(seq))
    assert seqs(held.take()) == [0, 1, 2]
    held.add(edit(3))
    assert seqs(held.settle()) == [0, 1, 2]
    assert seqs(held.take()) == [3]
    held.settle()
    assert held.is_empty
    assert held.bytes_held == 0


def test_what_was_not_written_goes_first_again() -> None:
    held: Pending[str] = Pending(edits_max=10, bytes_max=100)
    held.add(edit(1))
    held.take()
    held.add(edit(2))
    held.put_back()
    assert seqs(held.take()) == [1, 2]


def test_it_is_full_at_either_bound() -> None:
    by_count: Pending[str] = Pending(edits_max=2, bytes_max=100)
    by_count.add(edit(1))
    by_count.take()
    by_count.add(edit(2))
    assert by_count.is_full


def test_it_has_room_again_once_a_batch_is_on_disk() -> None:
    by_bytes: Pending[str] = Pending(edits_max=10, bytes_max=5)
    by_bytes.add(edit(1, size=5))
    by_bytes.take()
    by_bytes.settle()
    assert by_bytes.bytes_held == 0
    by_bytes.add(edit(2, size=4))
    assert not by_bytes.is_full


def test_a_batch_is_bounded_but_never_empty() -> None:
    held: Pending[str] = Pending(edits_max=10, bytes_max=10**9)
    held.add(edit(1, size=pending.FLUSH_BYTES_MAX + 1))
    held.add(edit(2))
    assert seqs(held.take()) == [1]
    held.settle()
    assert seqs(held.take()) == [2]


def test_everything_can_be_taken_out() -> None:
    held: Pending[str] = Pending(edits_max=10, bytes_max=100)
    held.add(edit(1))
    held.add(edit(2))
    held.add(Waiting("ann", Edit(3, 1, "", b""), NOTHING))
    held.take()
    held.add(edit(4))
    assert seqs(held.clear()) == [1, 2, 3, 4]
    assert held.bytes_held == 0
    assert held.is_empty


def test_what_brings_nothing_new_counts_for_the_memory_it_takes_and_not_for_the_log() -> None:
    held: Pending[str] = Pending(edits_max=10, bytes_max=100)
    again = Waiting("ann", Edit(1, 1, "", b"x" * 100), NOTHING)
    held.add(again)
    assert held.is_full
    assert held.new_bytes == 0
    held.take()
    held.settle()
    assert not held.is_full


def test_edits_that_move_many_pieces_leave_a_few_at_a_time() -> None:
    held: Pending[str] = Pending(edits_max=100, bytes_max=10**6)
    for seq in range(10):
        admitted = SimpleNamespace(moves=MOVES_MAX // 3)
        held.add(edit(seq)._replace(admission=cast("Any", SimpleNamespace(admitted=admitted))))
    assert len(held.take()) == 3


def test_edits_of_many_steps_leave_a_few_at_a_time() -> None:
    """What leaves together is applied in one go, while nobody else gets a turn."""
    held: Pending[str] = Pending(edits_max=100, bytes_max=10**6)
    ranges = scan(update([], [deletes(2**20, *((2 * n, 1) for n in range(500)))]), EDIT)
    for seq in range(50):
        held.add(edit(seq)._replace(scanned=ranges))
    assert len(held.take()) == pending.FLUSH_STEPS_MAX // 500
    held.settle()
    assert len(held.take()) == 10
