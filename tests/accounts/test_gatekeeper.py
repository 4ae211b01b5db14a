"""Which pages may ask: exactly our own origin and those that are set, whatever else the headers say."""

from __future__ import annotations

import pytest

from kanverge.accounts.gatekeeper import Gatekeeper
from kanverge.errors import Forbidden

OURS = "https://boards.example"


def keeper() -> Gatekeeper:
    return Gatekeeper(access=None, identity="d1", origins=(OURS,))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("origin", "host", "is_https"),
    [
        ("http://127.0.0.1:8000", "127.0.0.1:8000", False),
        ("http://[::1]:8000", "[::1]:8000", False),
        ("https://k.example", "k.example", True),
        # A proxy that does not say that the browser speaks https to it.
        ("https://k.example", "k.example", False),
        (OURS, "10.0.0.7:8000", False),
        (OURS, "", True),
    ],
)
def test_a_page_of_ours_may_ask(origin: str, host: str, is_https: bool) -> None:
    keeper().check_origin({"origin": origin, "host": host}, is_https=is_https)


@pytest.mark.parametrize(
    ("origin", "host", "is_https"),
    [
        ("https://evil.example", "k.example", True),
        ("http://127.0.0.1:9000", "127.0.0.1:8000", False),
        ("http://127.0.0.1", "127.0.0.1:8000", False),
        ("http://127.0.0.1:8000.evil.example", "127.0.0.1:8000", False),
        ("http://evil@127.0.0.1:8000", "127.0.0.1:8000", False),
        ("http://127.0.0.1:8000/", "127.0.0.1:8000", False),
        ("ftp://127.0.0.1:8000", "127.0.0.1:8000", False),
        # A page that anybody on the network can make of ours.
        ("http://k.example", "k.example", True),
        ("http://boards.example", "10.0.0.7:8000", False),
        ("null", "k.example", True),
        ("", "", False),
        ("http://", "", False),
        ("http://[::1", "[::1", True),
        ("http://[x]", "k.example", False),
        ("\u00e9", "k.example", False),
    ],
)
def test_no_other_page_may(origin: str, host: str, is_https: bool) -> None:
    with pytest.raises(Forbidden):
        keeper().check_origin({"origin": origin, "host": host}, is_https=is_https)


@pytest.mark.parametrize(("site", "allowed"), [("none", True), ("same-origin", True), ("same-site", False)])
def test_without_an_origin_the_browser_says_how_near_the_page_is(site: str, allowed: bool) -> None:
    headers = {"host": "k.example", "sec-fetch-site": site}
    if allowed:
        keeper().check_origin(headers, is_https=True)
    else:
        with pytest.raises(Forbidden):
            keeper().check_origin(headers, is_https=True)


def test_a_program_says_nothing_of_the_kind() -> None:
    keeper().check_origin({"host": "k.example"}, is_https=True)
