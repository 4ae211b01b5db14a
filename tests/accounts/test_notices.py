"""Notices: what every node is told, read strictly."""

from __future__ import annotations

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanverge.accounts.notices import (
    BoardArchived,
    BoardRestored,
    MemberChanged,
    Notice,
    PersonChanged,
    SessionEnded,
    TokenEnded,
    read_notice,
)
from kanverge.accounts.roles import Role
from kanverge.errors import StoreCorrupt


@pytest.mark.parametrize(
    ("row", "notice"),
    [
        (["session", "p1", "s1"], SessionEnded("p1", "s1")),
        (["token", "b1", "t1"], TokenEnded("b1", "t1")),
        (["member", "b1", "p1", "editor"], MemberChanged("b1", "p1", Role.EDITOR)),
        (["member", "b1", "p1", ""], MemberChanged("b1", "p1", None)),
        (["person", "p1"], PersonChanged("p1")),
        (["archived", "b1"], BoardArchived("b1")),
        (["restored", "b1"], BoardRestored("b1")),
    ],
)
def test_each_kind_is_read(row: list[str], notice: Notice) -> None:
    assert read_notice(msgpack.packb(row)) == notice


@pytest.mark.parametrize(
    "row", [[], ["session"], ["person", "p1", "x"], ["flew", "p1"], [1, 2], "person", {}, None]
)
def test_anything_else_is_corrupt(row: object) -> None:
    with pytest.raises(StoreCorrupt):
        read_notice(msgpack.packb(row))


@given(st.binary(max_size=64))
def test_bytes_that_are_no_notice_raise_nothing_but_corrupt(message: bytes) -> None:
    with pytest.raises(StoreCorrupt):
        read_notice(message)
