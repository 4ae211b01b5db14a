"""The offline queue: what was written before a crash is there after it, and no more than is needed is kept."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kanverge_client import offline_queue
from kanverge_client.journal import Record
from kanverge_client.offline_queue import COMPACT_ABOVE_BYTES, DiskQueue, KeptAsk, Memory, row_record
from kanverge_crdt.outbox import Row

CLIENT = 2**20


def row(seq: int, *, size: int = 10, clock: int | None = None) -> Row:
    return Row(seq, CLIENT, f"g{seq}", bytes(size), ("cards.set", {"id": "c1"}), clock)


def written(queue: DiskQueue, *records: Record) -> None:
    for record in records:
        queue.write(record)
    queue.writing()()


def opened(path: Path) -> Memory:
    queue = DiskQueue(path)
    queue.close()
    return queue.memory


def test_rows_asks_and_state_are_there_after_a_restart(tmp_path: Path) -> None:
    queue = DiskQueue(tmp_path / "a.queue")
    ask = KeptAsk("k", "comments.add", {"text": "hi"}, 2)
    state: Record = ["state", CLIENT, 0, 0, 3, "u1"]
    written(queue, state, row_record(row(1, clock=5)), row_record(row(2)), ["ask", *ask], ["saved", 1])
    before = queue.memory
    queue.close()
    after = opened(tmp_path / "a.queue")
    assert after == before
    assert (after.rows, after.asks) == ({2: row(2)}, {"k": ask})
    assert (after.clock, after.seq, after.epoch, after.person) == (5, 2, 3, "u1")


def test_what_was_not_written_when_the_program_died_is_not_there(tmp_path: Path) -> None:
    queue = DiskQueue(tmp_path / "a.queue")
    written(queue, row_record(row(1)))
    queue.write(row_record(row(2)))
    queue._journal.close()
    queue._lock.release()  # as the end of the process does
    assert list(opened(tmp_path / "a.queue").rows) == [1]


def test_rows_are_replaced_as_one(tmp_path: Path) -> None:
    queue = DiskQueue(tmp_path / "a.queue")
    written(queue, ["state", CLIENT, 7, 0, 1, "u1"], row_record(row(1)), row_record(row(2)))
    replacement = Row(3, CLIENT + 1, "g", b"new", ("cards.set", {}), 4)
    written(queue, ["replaced", CLIENT + 1, 2, [row_record(replacement)]])
    queue.close()
    after = opened(tmp_path / "a.queue")
    assert after.rows == {3: replacement}
    assert (after.client_id, after.clock, after.epoch, after.bytes_held) == (CLIENT + 1, 4, 2, 3)


def test_a_second_program_gets_a_file_of_its_own(tmp_path: Path) -> None:
    first, second = DiskQueue(tmp_path / "a.queue"), DiskQueue(tmp_path / "a.queue")
    assert (first.path.name, second.path.name) == ("a.queue", "a-2.queue")
    first.close()
    third = DiskQueue(tmp_path / "a.queue")
    assert third.path.name == "a.queue"
    second.close()
    third.close()


def test_the_file_is_compacted_when_most_of_it_is_confirmed(tmp_path: Path) -> None:
    queue = DiskQueue(tmp_path / "a.queue")
    for seq in range(1, 100):
        written(queue, row_record(row(seq, size=40_000)), ["saved", seq])
    assert queue.path.stat().st_size < COMPACT_ABOVE_BYTES + 100_000
    queue.close()
    after = opened(tmp_path / "a.queue")
    assert (after.seq, after.rows) == (99, {})


def test_a_number_is_never_used_again_after_a_compaction() -> None:
    memory, again = Memory(client_id=CLIENT), Memory()
    for record in (row_record(row(1, clock=1)), row_record(row(2, clock=2)), ["saved", 2]):
        memory.take(record)
    for record in memory.records():
        again.take(record)
    assert (again.seq, again.clock) == (2, 2)


def test_a_row_that_was_confirmed_and_lost_stands_before_those_made_since() -> None:
    memory = Memory(client_id=CLIENT)
    for record in (row_record(row(1)), row_record(row(2)), ["saved", 1], row_record(row(1))):
        memory.take(record)
    assert list(memory.rows) == [1, 2]
    assert memory.seq == 2


def test_a_file_that_was_cut_off_gives_no_client_id(tmp_path: Path) -> None:
    queue = DiskQueue(tmp_path / "a.queue")
    written(
        queue, ["state", CLIENT, 7, 3, 1, "u1"], row_record(row(4, clock=9)), row_record(row(5, clock=12))
    )
    queue.close()
    whole = queue.path.read_bytes()
    queue.path.write_bytes(whole[:-1])
    after = opened(queue.path)
    assert (after.client_id, after.clock, list(after.rows)) == (0, 0, [4])


def test_a_record_of_a_newer_version_is_passed_over() -> None:
    memory = Memory()
    memory.take(["hologram", 1, 2, 3])
    assert memory == Memory()


@given(
    st.lists(
        st.one_of(
            st.builds(lambda size: ["row", size], st.integers(0, 50)),
            st.builds(lambda seq: ["saved", seq], st.integers(1, 20)),
            st.builds(lambda key: ["ask", key, "v", {}, 0], st.sampled_from("abc")),
            st.builds(lambda key: ["answered", key], st.sampled_from("abc")),
        )
    )
)
def test_the_fewest_records_say_the_same_as_all(steps: list[Record]) -> None:
    memory = Memory()
    memory.take(["state", CLIENT, 0, 0, None, None])
    for step in steps:
        if step[0] == "row":
            step = row_record(row(memory.seq + 1, size=step[1], clock=memory.seq + 1))
        memory.take(step)
    again = Memory()
    for record in memory.records():
        again.take(record)
    assert again == memory
    assert memory.bytes_held == sum(len(row.update) for row in memory.rows.values())


def test_every_kind_of_record_has_one_reader() -> None:
    assert set(offline_queue.Memory._HANDLERS) == {"state", "row", "saved", "replaced", "ask", "answered"}
