from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from kanverge.transfer.order import moved

ids = st.permutations("abcdef")


def stays_in_order(before: list[str], after: list[str], stayed: set[str]) -> bool:
    return [id for id in before if id in stayed] == [id for id in after if id in stayed]


def test_one_item_moved_is_the_only_one() -> None:
    assert moved("abcde", "bcdea") == {"a"}
    assert moved("abcde", "eabcd") == {"e"}
    assert moved("abcde", "abcde") == set()


def test_items_of_one_side_alone_are_no_matter() -> None:
    assert moved("abc", "xaybz") == set()
    assert moved("", "abc") == set()


@given(ids, ids, st.sets(st.sampled_from("abcdef")))
def test_no_fewer_moves_explain_a_new_order(before: list[str], after: list[str], absent: set[str]) -> None:
    after = [id for id in after if id not in absent]
    common = set(after)
    found = moved(before, after)
    assert stays_in_order(before, after, common - found)
    assert not any(
        stays_in_order(before, after, common - set(fewer))
        for count in range(len(found))
        for fewer in combinations(sorted(common), count)
    )
