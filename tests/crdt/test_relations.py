from hypothesis import given
from hypothesis import strategies as st

from kanverge_crdt.relations import cut_cycles, relate

PARENTS = st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh"))


def test_a_cycle_is_cut_at_its_smallest_id_and_the_cards_that_hang_on_it_stay() -> None:
    assert cut_cycles({"b": "c", "c": "d", "d": "b", "a": "c", "z": "a"}) == {
        "c": "d",
        "d": "b",
        "a": "c",
        "z": "a",
    }


def test_a_card_that_is_its_own_parent_has_none() -> None:
    assert cut_cycles({"a": "a", "b": "a"}) == {"b": "a"}


@given(PARENTS, st.randoms())
def test_nothing_is_left_that_comes_back_to_itself_whatever_the_order(
    parents: dict[str, str], shuffler: st.DataObject
) -> None:
    kept = cut_cycles(parents)
    entries = list(parents.items())
    shuffler.shuffle(entries)  # type: ignore[attr-defined]
    assert cut_cycles(dict(entries)) == kept
    for card in kept:
        walk = [card]
        while walk[-1] in kept:
            assert kept[walk[-1]] not in walk
            walk.append(kept[walk[-1]])


def test_relations_are_read_from_both_sides() -> None:
    found = relate(
        {"b": "a", "c": "a"}, blocks=[("a", "x"), ("b", "x")], relates=[("a", "b"), ("b", "a"), ("a", "c")]
    )
    assert found.parents == {"b": "a", "c": "a"}
    assert found.children == {"a": ("b", "c")}
    assert found.blocked_by == {"x": ("a", "b")}
    assert found.related == {"a": ("b", "c"), "b": ("a",), "c": ("a",)}
