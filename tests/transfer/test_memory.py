import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanverge.errors import StoreCorrupt
from kanverge.transfer.memory import Memory, Seen, digest, digests
from tests.doubles.importer import Importer
from tests.doubles.trello_file import large

VALUES = (
    st.text() | st.integers() | st.floats(allow_nan=False) | st.just(True) | st.tuples(st.text(), st.text())
)


def test_what_is_packed_comes_back() -> None:
    memory = Memory(
        "2026",
        {("cards", "c1"): Seen("l1", "", digests({"title": "x"}), True), ("columns", "l1"): Seen("", "", {})},
    )
    assert Memory.unpack(memory.pack()) == memory
    assert Memory.unpack(None) == Memory()


@pytest.mark.parametrize(
    "stored", [b"", b"x", Memory().pack()[:-3], Memory().pack().replace(b"x", b"y") + b"z"]
)
def test_what_cannot_be_read_is_told(stored: bytes) -> None:
    with pytest.raises(StoreCorrupt, match="an import's memory"):
        Memory.unpack(stored)


@given(VALUES, VALUES)
def test_two_values_have_one_digest_only_if_they_are_the_same(one: object, other: object) -> None:
    same = one == other and (one is True) == (other is True)
    assert (digest(one) == digest(other)) == same  # type: ignore[arg-type]  # object stands for any value


def test_orders_leave_out_what_is_gone() -> None:
    seen = {("cards", id): Seen("l", "", {}, id == "b") for id in "abc"} | {("labels", "x"): Seen("", "", {})}
    assert Memory(seen=seen).orders() == {("cards", "l"): ["a", "c"]}


def test_it_takes_about_a_hundred_bytes_a_card() -> None:
    importer = Importer()
    importer.take(large(400))
    assert len(importer.memory.pack()) < 400 * 110
