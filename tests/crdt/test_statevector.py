"""State vectors: the same bytes as Yjs writes, and nothing else is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Doc, Map

from kanverge_crdt import statevector
from kanverge_crdt.errors import MalformedMessage


def document(*client_ids: int) -> Doc[Map[float]]:
    whole: Doc[Map[float]] = Doc()
    for client_id in client_ids:
        doc: Doc[Map[float]] = Doc(client_id=client_id)
        doc.get("meta", type=Map)["key"] = 1.0
        whole.apply_update(doc.get_update())
    return whole


def test_what_pycrdt_writes_is_read() -> None:
    assert statevector.decode(document(7, 2**32 - 1).get_state()) == {7: 1, 2**32 - 1: 1}


@given(st.dictionaries(st.integers(0, 2**32 - 1), st.integers(1, 2**31 - 1), max_size=8))
def test_what_is_written_reads_the_same(clocks: dict[int, int]) -> None:
    assert statevector.decode(statevector.encode(clocks)) == clocks


def test_a_client_that_wrote_nothing_is_left_out() -> None:
    assert statevector.encode({5: 0}) == statevector.EMPTY


def test_the_vector_of_an_empty_document_is_empty() -> None:
    assert statevector.is_empty(Doc().get_state())
    assert not statevector.is_empty(document(7).get_state())


MALFORMED = {
    "nothing": "",
    "no client": "01",
    "no clock": "0105",
    "padded": "01058000",
    "left over": "010501ff",
    "cut off": "020501",
    "twice": "0205010502",
    "millions": "81808004",
    "client 2^33": "01ffffffff1f01",
    "clock 2^31": "01058080808008",
}


@pytest.mark.parametrize("malformed", MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_vector_is_refused(malformed: str) -> None:
    with pytest.raises(MalformedMessage):
        statevector.decode(bytes.fromhex(malformed))
