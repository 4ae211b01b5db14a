"""The session cookie: its name and attributes, from the facts of a request."""

from __future__ import annotations

import re
from typing import Final

_NAME_PART: Final = re.compile(r"[0-9A-Za-z-]{1,64}")
COOKIE_AGE_MAX_S: Final = 400 * 24 * 60 * 60
"""Browsers keep no cookie for longer."""


def cookie_name(directory: str, *, is_https: bool) -> str:
    """Return the name of the session cookie of the server whose store has the identity ``directory``.

    Cookies ignore ports, so two servers on one host are told apart by name. The prefix ``__Host-`` keeps
    other hosts of the domain from setting the cookie; browsers drop it where the page came over http.
    """
    assert _NAME_PART.fullmatch(directory), f"{directory!r} cannot be part of a cookie's name"
    return f"{'__Host-' if is_https else ''}kanverge-{directory}"


def set_cookie(directory: str, value: str, *, is_https: bool, age_s: int) -> str:
    """Return the ``Set-Cookie`` header that gives the browser ``value`` for ``age_s`` seconds."""
    attributes = [
        f"{cookie_name(directory, is_https=is_https)}={value}",
        "Path=/",
        f"Max-Age={min(age_s, COOKIE_AGE_MAX_S)}",
        "HttpOnly",
        "SameSite=Lax",
    ]
    if is_https:
        attributes.append("Secure")
    return "; ".join(attributes)


def clear_cookie(directory: str, *, is_https: bool) -> str:
    """Return the ``Set-Cookie`` header that takes the session cookie away."""
    return set_cookie(directory, "", is_https=is_https, age_s=0)


def read_cookie(directory: str, header: str, *, is_https: bool) -> str | None:
    """Return the session cookie's value in a ``Cookie`` header, or None.

    Only the name that belongs to the request's scheme counts: over https a plain one could be another host's.
    """
    wanted = cookie_name(directory, is_https=is_https)
    for pair in header.split(";"):
        name, _, value = pair.strip().partition("=")
        if name == wanted and value:
            return value
    return None
