"""Names: what may be one, and which two are the same."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanverge.accounts.names import LENGTH_MAX, clean_name, name_key
from kanverge.errors import Invalid


@pytest.mark.parametrize(
    "name",
    [
        "Ana",
        "Bo Li",
        "Владимир",
        "Νίκος",
        "❤\ufe0f Bo",
        "שָׁלוֹם",
        "Nguyễn",
        "李雷",
        "Zoë",
        "محمد",
        "می‌خواهم",
        "👩‍💻 Ada",
        "O'Neil-Smith Jr.",
        "x" * LENGTH_MAX,
        "7",
    ],
)
def test_names_of_all_scripts_are_kept_as_they_are(name: str) -> None:
    assert clean_name(name) == name


def test_a_name_is_composed_and_its_spaces_made_single() -> None:
    assert clean_name("  Zoe\u0308 \t\n  Li\u00a0 ") == "Zo\u00eb Li"


@pytest.mark.parametrize(
    "name",
    [
        "",
        "   ",
        "\u200d",
        "\u0301",
        "\u3164",
        "\u2800\u115f",
        "a" + "\u0301\u0302" * 4,
        "x" * (LENGTH_MAX + 1),
        " " * 10_000 + "x",
    ],
)
def test_a_name_that_shows_nothing_or_is_too_long_is_refused(name: str) -> None:
    with pytest.raises(Invalid):
        clean_name(name)


CONTROLS = ["\0", "\x1b", "\x7f", "\u202e", "\u2066", "\u200b", "\ufeff", "\ud800", "\ue000"]
UNSEEN = [
    "\u034f",
    "\u115f",
    "\u3164",
    "\u17b4",
    "\u180b",
    "\u2065",
    "\u2800",
    "\uffa0",
    "\ufe00",
    "\U000e0100",
]


@pytest.mark.parametrize("character", CONTROLS + UNSEEN)
def test_characters_that_control_hide_or_reorder_are_refused(character: str) -> None:
    with pytest.raises(Invalid, match="control"):
        clean_name(f"Ana{character}x")


@given(st.text(max_size=80))
def test_what_is_kept_is_short_visible_and_stays_as_it_is(text: str) -> None:
    try:
        name = clean_name(text)
    except Invalid:
        return
    assert 1 <= len(name) <= LENGTH_MAX
    assert clean_name(name) == name
    assert not any(unicodedata.category(character) in ("Cc", "Cs") for character in name)
    assert name_key(name) == name_key(clean_name(name)) != ""


SAME = [
    ("Ana", "ANA"),
    ("Straße", "STRASSE"),
    ("\uff21na", "Ana"),
    ("Bo\u200dLi", "BoLi"),
    ("Ana\ufe0f", "Ana"),
    # Cyrillic and Greek letters among or instead of Latin ones.
    ("\u0410n\u0430", "Ana"),
    ("\u039dina", "Nina"),
    ("\u0421\u041e\u041c", "com"),
    ("\u0451ve", "\u00ebve"),
    ("Владимир", "ВЛАДИМИР"),
    ("Νίκος", "ΝΊΚΟΣ"),
    ("\u0130rem", "i\u0307rem"),
    ("IRMAK", "\u0131rmak"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_names_that_read_the_same_share_their_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_different_names_have_different_keys() -> None:
    names = ("Ana", "Anna", "Ana B", "Aña", "Иван", "Йван", "Вова", "李雷", "李蕾", "Ian", "Lan")
    assert len({name_key(name) for name in names}) == len(names)
