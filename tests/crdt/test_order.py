from hypothesis import given
from hypothesis import strategies as st

from kanverge_crdt.kinds import Place
from kanverge_crdt.order import Order

MOVES = st.lists(
    st.tuples(
        st.sampled_from("abcdef"),
        st.none() | st.builds(Place, st.sampled_from("xyz"), st.sampled_from("012")),
    )
)


def test_items_stand_by_rank_and_equal_ranks_by_id() -> None:
    order = Order()
    for id, rank in (("b", "a1"), ("c", "a0"), ("a", "a1")):
        order.put(id, Place("x", rank))
    assert order.entries("x") == [("a0", "c"), ("a1", "a"), ("a1", "b")]
    assert list(order.entries("y")) == []


def test_what_is_in_no_known_list_is_one_list() -> None:
    order = Order()
    for id, place in {"a": Place("x", "a2"), "b": Place("y", "a1"), "c": Place("z", "a0")}.items():
        order.put(id, place)
    assert order.elsewhere(["x"]) == [("a0", "c"), ("a1", "b")]


@given(MOVES)
def test_after_any_moves_each_item_is_once_where_it_was_last_put(
    moves: list[tuple[str, Place | None]],
) -> None:
    order, places = Order(), dict[str, Place]()
    for id, place in moves:
        if place is None:
            order.drop(id)
            places.pop(id, None)
        else:
            order.put(id, place)
            places[id] = place
    assert set(order) == set(places)
    assert all((id in order) == (id in places) for id in "abcdef")
    for parent in "xyz":
        assert list(order.entries(parent)) == sorted(
            (at.rank, id) for id, at in places.items() if at.parent == parent
        )
