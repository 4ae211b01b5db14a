"""What words find in a title, as the page would rank it."""

from __future__ import annotations

import pytest

from kanverge.portfolio.searching import fold, rank


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Müller & Söhne", "muller & sohne"),
        ("\N{FULLWIDTH LATIN CAPITAL LETTER W}ide \N{LATIN SMALL LIGATURE FI}ne", "wide fine"),
        ("ÅNGSTRÖM", "angstrom"),
        ("عَرَبِيّ", "عربي"),
        ("🦊 Fox", "🦊 fox"),
        ("", ""),
    ],
)
def test_case_accents_and_width_make_no_difference(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "sought", "place"),
    [
        ("launch plan", "launch", 0),
        ("the launch plan", "launch", 1),
        ("pre-launch", "launch", 1),
        ("snake_case", "case", 1),
        ("relaunch", "launch", 2),
        ("relaunch the launch", "launch", 1),
        ("plan of the launch", "launch plan", 3),
        ("plan", "launch plan", None),
        ("a.b", "a.b", 0),
        ("aab", "a.b", None),
    ],
)
def test_titles_that_begin_with_the_words_come_first(text: str, sought: str, place: int | None) -> None:
    assert rank(text, sought) == place
