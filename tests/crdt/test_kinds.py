import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanverge_crdt.errors import EditError
from kanverge_crdt.kinds import (
    COLORS,
    Choice,
    Date,
    Flag,
    Kind,
    Line,
    Links,
    Number,
    Options,
    Places,
    Rank,
    Reference,
    Scalars,
    String,
    Text,
    is_blank,
    is_date,
)

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
KINDS: list[Kind[Any]] = [
    String(10, ""), String(10, None), Text(10), Reference("card"), Choice(COLORS, None), Date(), Flag(),
    Scalars(), Number(None), Number(0, 0, 100),
    Number(None, 1, 9_999, whole=True), Places(), Links(), Options(), Rank(),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "blank"),
    [
        *[(text, True) for text in ("", "   ", "\t\n", "\u00a0\u2003\u3000", "\u200b\ufeff", "\u2800")],
        *[(text, True) for text in ("\u3164", "\u202e")],
        *[(text, False) for text in (" a ", "0", ".", "\U0001f600", "\ud800", "\u0301")],
    ],
)  # fmt: skip
def test_what_nobody_sees_is_no_name(text: str, blank: bool) -> None:
    assert is_blank(text) is blank
    read = "" if blank else text
    for kind in (String(10, ""), Line(10)):
        assert kind.read(text) == read
    assert Text(10).read(text) == text
    assert Options().read([text, ""]) == (read, "")
    assert Links().read(["https://example.org", text]) == ("https://example.org", read)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: type(kind).__name__)
@given(ANYTHING)
def test_anything_at_all_reads_as_something(kind: Kind[Any], value: object) -> None:
    kind.read(value)


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if kind.word != "pair"], ids=lambda kind: type(kind).__name__
)
@given(ANYTHING)
def test_what_passes_the_check_is_read_back_and_the_rest_is_an_edit_error(
    kind: Kind[Any], value: object
) -> None:
    try:
        stored: Any = kind.check(value, "value")
    except EditError:
        return
    handed_back = float(stored) if type(stored) is int else stored  # pycrdt gives floats
    is_unsaid = type(kind) is String and isinstance(value, str) and is_blank(value)
    assert kind.read(handed_back) == (kind.default if value is False or is_unsaid else value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (3.0, 3),
        (2.5, 2.5),
        (3, None),
        (True, None),
        (math.nan, None),
        (math.inf, None),
        (2.0**53, None),
        ("3", None),
    ],
)
def test_a_number_is_a_finite_float_below_2_to_the_53rd(value: object, expected: float | None) -> None:
    assert Number[float | None](None).read(value) == expected


def test_a_whole_float_reads_as_an_int_so_that_json_says_3_and_not_3_point_0() -> None:
    assert type(Number[float | None](None).read(3.0)) is int


def test_a_whole_number_has_no_fraction_and_keeps_its_range() -> None:
    wip: Number[int | None] = Number(None, 1, 9_999, whole=True)
    assert [wip.read(value) for value in (1.0, 9_999.0, 0.0, 10_000.0, 1.5)] == [1, 9_999, None, None, None]


VALID_DATES = [
    "2026-11-22", "2024-02-29", "0001-01-01", "2026-11-22T17:00:00Z", "2026-11-22T17:00:00.5+05:30",
]  # fmt: skip
INVALID_DATES = [
    "2026-02-29", "2026-13-01", "2026-00-10", "0000-01-01", "20261122", "", "2026-11-22\n", "\u0662026-11-22",
    "2026-11-22T17:00:00", "2026-11-22T24:00:00Z", "2026-11-22T17:60:00Z", "2026-11-22T17:00Z",
    "2026-11-22 17:00:00Z", "2026-11-22t17:00:00z",
]  # fmt: skip


@pytest.mark.parametrize("text", VALID_DATES + INVALID_DATES)
def test_a_date_is_rfc_3339_and_exists(text: str) -> None:
    assert is_date(text) is (text in VALID_DATES)


@pytest.mark.parametrize(
    "value", [None, "x", [], ["a"], ["a", "a0", "b"], ["a", 1.0], {"a": "b"}, [None, "a0"]]
)
def test_what_is_no_pair_of_strings_is_no_place(value: object) -> None:
    assert Places().read(value) == ("", "")


def test_a_place_with_a_malformed_rank_keeps_its_column_and_sorts_first() -> None:
    assert Places().read(["column", "not a rank"]) == ("column", "")


def test_an_option_of_an_unknown_colour_keeps_its_name() -> None:
    assert Options().read(["Big", "url(x)"]) == ("Big", "")


@pytest.mark.parametrize("kind", [Places(), Links(), Options()])
def test_what_a_verb_of_its_own_makes_cannot_be_set(kind: Kind[Any]) -> None:
    with pytest.raises(EditError, match="unknown-key"):
        kind.check(["column", "a0"], "at")
