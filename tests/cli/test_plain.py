"""What people typed does nothing to the terminal or the log it is shown in."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanverge.cli.plain import plain, plain_json


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]0;pwned\x07", r"\x1b]0;pwned\x07"),
        ("a\nb\r\tc", r"a\nb\r\tc"),
        ("\x9b31m", r"\x9b31m"),
        ("gpj.\u202etxt", r"gpj.\u202etxt"),
        ("\u2066x\u2069\u200f", r"\u2066x\u2069\u200f"),
        ("a\u2028b", r"a\u2028b"),
        ("旅行 Zoë 👩\u200d💻", "旅行 Zoë 👩\u200d💻"),
    ],
)
def test_what_is_not_seen_is_spelled_out(text: str, shown: str) -> None:
    assert plain(text) == shown


@given(st.text())
def test_json_stays_the_same_value_without_them(text: str) -> None:
    encoded = plain_json(json.dumps([text], ensure_ascii=False, indent=2))
    assert json.loads(encoded) == [text]
    assert plain(encoded.replace("\n", "")) == encoded.replace("\n", "")
