"""Whom a request is counted to, and what its fields may be."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from kanverge.api.requests import address, role_field, text_field
from kanverge.errors import Invalid


def from_host(host: str | None) -> Request:
    client = None if host is None else (host, 1)
    return Request({"type": "http", "client": client, "headers": []})


@pytest.mark.parametrize(
    ("host", "counted_to"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        (None, ""),
        ("", ""),
    ],
)
def test_a_household_counts_as_one(host: str | None, counted_to: str) -> None:
    assert address(from_host(host)) == counted_to


@pytest.mark.parametrize("value", [None, 1, ["x"], "x" * 10_001, "a\ud800"])
def test_a_text_is_bounded_and_whole(value: object) -> None:
    with pytest.raises(Invalid):
        text_field({"name": value}, "name")


def test_a_text_may_be_left_out_where_there_is_a_default() -> None:
    assert text_field({}, "name", "token") == "token"
    with pytest.raises(Invalid):
        text_field({}, "name")


def test_roles_are_those_of_boards() -> None:
    assert role_field({"role": "editor"}) == "editor"
    for role in ("member", "anyone", "workspace-admin", "EDITOR", ""):
        with pytest.raises(Invalid):
            role_field({"role": role})
