import random

from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Doc, Map

from kanverge_crdt.ids import (
    MACHINE_CLIENT_IDS,
    PERSON_CLIENT_IDS,
    is_id,
    machine_client_id,
    new_id,
    person_client_id,
)


@given(st.integers(0, 2**128 - 1))
def test_every_id_has_22_characters(bits: int) -> None:
    assert is_id(new_id(lambda below: bits % below))


def test_an_id_spells_its_bits() -> None:
    assert new_id(lambda _: 0) == "0" * 22
    assert new_id(lambda _: 61 * 62 + 10) == "0" * 20 + "zA"


def test_ids_of_other_lengths_and_characters_are_none() -> None:
    assert not any(
        map(is_id, ["", "unsorted", "0" * 21, "0" * 23, "0" * 21 + "-", "0" * 21 + "\n", "é" * 22])
    )


def test_every_person_beats_every_machine() -> None:
    assert PERSON_CLIENT_IDS[0] > MACHINE_CLIENT_IDS[-1]
    assert PERSON_CLIENT_IDS[-1] < 2**32
    assert 0 not in MACHINE_CLIENT_IDS


@given(st.integers(0, 2**32))
def test_drawn_ids_lie_in_their_range(seed: int) -> None:
    below = random.Random(seed).randrange
    assert person_client_id(below) in PERSON_CLIENT_IDS
    assert machine_client_id(below) in MACHINE_CLIENT_IDS


def test_a_person_wins_a_value_that_a_machine_wrote_at_the_same_time() -> None:
    below = random.Random(1).randrange
    person: Doc[Map[str]] = Doc(client_id=person_client_id(below))
    machine: Doc[Map[str]] = Doc(client_id=machine_client_id(below))
    person.get("cards", type=Map)["due"] = "person"
    for value in ("machine", "machine again"):
        machine.get("cards", type=Map)["due"] = value
    person.apply_update(machine.get_update())
    machine.apply_update(person.get_update())
    assert [doc.get("cards", type=Map)["due"] for doc in (person, machine)] == ["person", "person"]
