"""Who is named in a text, and whom a name means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanverge.inbox.mentions import HANDLES_MAX, bare, handles, mention, named


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ()),
        ("ann", ()),
        ("@ann", ("ann",)),
        ("Hello @Ann, and (@bob)!", ("ann", "bob")),
        ("@Ann_Lee @ann.lee @ANN-LEE", ("annlee",)),
        ("Ask @zoë.", ("zoe",)),
        ("@Zoe\u0308", ("zoe",)),
        ("@李雷 @عمر", ("李雷", "عمر")),
        ("mail ann@example.com, //@x, a/@b, @@c", ()),
        ("in `@code` and\n```\n@fenced\n```\nnot @here", ("here",)),
        ("an open fence\n~~~\n@ann", ()),
        ("@-ann @.bob @", ()),
        ("ends @ann-", ("ann",)),
        ("#@ann", ("ann",)),
        ("@Bo_\U0001f98a_\u0639\u0631 hi", ("bo\U0001f98a\u0639\u0631",)),
        ("@\U0001f44d\U0001f3fd!", ("\U0001f44d\U0001f3fd",)),
    ],
)
def test_names_are_found_as_they_are_drawn(text: str, found: tuple[str, ...]) -> None:
    assert handles(text) == frozenset(found)


def test_of_one_text_only_so_many_are_named() -> None:
    assert len(handles(" ".join(f"@p{at}" for at in range(500)))) == HANDLES_MAX


PEOPLE = {"1": "Ann Lee", "2": "Anna", "3": "Zoë", "4": "Bob", "5": "007"}


@pytest.mark.parametrize(
    ("handle", "person"),
    [
        ("annlee", "1"),
        ("anna", "2"),
        ("ann", None),  # two begin so
        ("bo", "4"),
        ("zoe", "3"),
        ("007", "5"),
        ("00", None),  # a number names nobody by its beginning
        ("nobody", None),
    ],
)
def test_a_name_means_who_is_called_that_or_the_only_one_it_begins(handle: str, person: str | None) -> None:
    assert named(handle, PEOPLE) == person


@pytest.mark.parametrize(
    "name", ["Bo \U0001f98a \u0639\u0631\u0628\u064a", "O'Neil (Jr.)", "Ann Reader", "\U0001f44d\U0001f3fd"]
)
def test_a_name_is_meant_by_what_a_mention_carries_of_it(name: str) -> None:
    (handle,) = handles(f"Hello @{mention(name)}, hi")
    assert named(handle, {"1": name, "2": "Ann", "3": "Bob"}) == "1"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_text_is_read(text: str) -> None:
    for handle in handles(text):
        assert handle == bare(handle) != ""
