"""Whom a request is counted to, and what its fields may be."""

from __future__ import annotations

import asyncio

import pytest
from starlette.requests import Request
from starlette.types import Message

from kanverge.api.requests import address, body, role_field, text_field
from kanverge.errors import Invalid, TooLarge


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
        ("::ffff:192.0.2.7", "192.0.2.7"),
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


def from_pieces(*pieces: bytes, headers: tuple[tuple[bytes, bytes], ...] = ()) -> Request:
    """Return a request whose body comes in pieces, and never ends where there are none."""
    coming = iter(pieces)

    async def receive() -> Message:
        piece = next(coming, None)
        if piece is None:
            await asyncio.get_running_loop().create_future()
        return {"type": "http.request", "body": piece, "more_body": piece != b""}

    return Request({"type": "http", "headers": list(headers)}, receive)


async def test_a_body_is_put_together() -> None:
    assert await body(from_pieces(b"ab", b"c", b""), bytes_max=3, within_s=1) == b"abc"


async def test_a_body_that_says_it_is_too_large_is_not_waited_for() -> None:
    with pytest.raises(TooLarge):
        await body(from_pieces(headers=((b"content-length", b"4"),)), bytes_max=3, within_s=60)


async def test_a_body_that_is_too_large_is_given_up_at_once() -> None:
    with pytest.raises(TooLarge):
        await body(from_pieces(b"ab", b"cd"), bytes_max=3, within_s=60)


async def test_a_body_that_does_not_come_is_given_up() -> None:
    with pytest.raises(Invalid, match="did not come"):
        await body(from_pieces(b"ab"), bytes_max=3, within_s=0)


async def test_who_leaves_half_way_is_given_up() -> None:
    async def receive() -> Message:
        return {"type": "http.disconnect"}

    with pytest.raises(Invalid, match="cut off"):
        await body(Request({"type": "http", "headers": []}, receive), bytes_max=3, within_s=60)
