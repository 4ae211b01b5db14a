import random

import pytest

from kanverge_crdt.kinds import Place
from kanverge_crdt.outline import Outlined, listed, outline


def shown(**places: str) -> list[str]:
    """Return ids indented by depth; each place is "parent rank"."""
    split = {id: Place(*place.rpartition(" ")[::2]) for id, place in places.items()}
    return ["." * one.depth + one.id for one in outline(split)]


def test_initiatives_stand_below_their_parents_by_rank_then_id() -> None:
    assert shown(b=" a1", a=" a2", e="b a2", d="b a1", c="b a1", f="d a0") == [
        "b", ".c", ".d", "..f", ".e", "a",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ({}, []),
        ({"a": "gone a0"}, ["a"]),
        ({"a": "a a0"}, ["a"]),
        ({"b": "c a0", "c": "b a0"}, ["b", ".c"]),
        ({"c": "b a0", "b": "a a0", "a": "c a0", "d": "c a0"}, ["a", ".b", "..c", "...d"]),
        ({"x": " ", "y": " "}, ["x", "y"]),
    ],
)
def test_what_has_no_parent_or_only_itself_above_stands_at_the_top(
    places: dict[str, str], expected: list[str]
) -> None:
    assert shown(**places) == expected


def test_every_initiative_is_shown_once_below_the_parent_it_is_said_to_have() -> None:
    source = random.Random("outline")
    for _ in range(300):
        ids = [f"i{n}" for n in range(source.randrange(1, 30))]
        places = {id: Place(source.choice([*ids, "", "gone"]), source.choice(["a0", "a1", ""])) for id in ids}
        rows = outline(places)
        assert sorted(row.id for row in rows) == sorted(ids)
        depths = {row.id: row.depth for row in rows}
        for at, row in enumerate(rows):
            assert row.parent in (None, places[row.id].parent)
            assert row.depth == (0 if row.parent is None else depths[row.parent] + 1)
            if row.parent is not None:
                between = rows[[one.id for one in rows].index(row.parent) + 1 : at]
                assert all(one.depth > depths[row.parent] for one in between), (
                    "it stands in its parent's part"
                )


def test_ten_thousand_initiatives_each_below_the_last_are_outlined() -> None:
    places = {f"{n:05}": Place(f"{n - 1:05}" if n else "", "a0") for n in range(10_000)}
    assert [row.depth for row in outline(places)] == list(range(10_000))


def test_boards_stand_by_initiative_and_rank_and_those_under_none_last() -> None:
    rows = [Outlined("grow", None, 0), Outlined("sell", "grow", 1)]
    places = {
        "a": Place("", "a0"), "b": Place("sell", "a1"), "c": Place("sell", "a0"), "d": Place("grow", "a5"),
        "e": Place("gone", "Zz"),
    }  # fmt: skip
    assert listed(rows, places) == [("d", "grow"), ("c", "sell"), ("b", "sell"), ("e", None), ("a", None)]
