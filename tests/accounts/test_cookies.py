"""The session cookie: its attributes over http and https, and reading it back."""

from __future__ import annotations

import pytest

from kanverge.accounts.cookies import (
    COOKIE_AGE_MAX_S,
    clear_cookie,
    cookie_name,
    read_cookie,
    set_cookie,
)


def test_over_https_the_cookie_is_bound_to_the_host_and_secure() -> None:
    assert set_cookie("d1", "value", is_https=True, age_s=60) == (
        "__Host-kanverge-d1=value; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure"
    )


def test_over_plain_http_it_has_a_plain_name_because_browsers_would_drop_the_other() -> None:
    assert set_cookie("d1", "value", is_https=False, age_s=60) == (
        "kanverge-d1=value; Path=/; Max-Age=60; HttpOnly; SameSite=Lax"
    )


def test_two_servers_on_one_host_have_different_cookies() -> None:
    assert cookie_name("d1", is_https=False) != cookie_name("d2", is_https=False)


def test_clearing_sets_the_same_cookie_to_nothing_with_no_time_left() -> None:
    assert clear_cookie("d1", is_https=True) == (
        "__Host-kanverge-d1=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure"
    )


def test_no_cookie_is_asked_to_live_longer_than_browsers_allow() -> None:
    assert f"Max-Age={COOKIE_AGE_MAX_S};" in set_cookie("d1", "v", is_https=True, age_s=10**9)


@pytest.mark.parametrize("is_https", [True, False])
def test_a_cookie_is_found_among_others(is_https: bool) -> None:
    name = cookie_name("d1", is_https=is_https)
    assert read_cookie("d1", f"theme=dark; {name}=a=b ;other=1", is_https=is_https) == "a=b"


@pytest.mark.parametrize(
    "header", ["", ";;", "kanverge-d1", "kanverge-d1=", "xkanverge-d1=v", "kanverge-d2=v"]
)
def test_without_the_cookie_there_is_none(header: str) -> None:
    assert read_cookie("d1", header, is_https=False) is None


def test_over_https_a_cookie_that_another_host_could_have_set_does_not_count() -> None:
    assert read_cookie("d1", "kanverge-d1=planted", is_https=True) is None
