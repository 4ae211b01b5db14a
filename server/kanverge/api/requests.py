"""What a request brings: a body, bounded before it is kept, and fields, checked before anything else happens."""

from __future__ import annotations

import asyncio
import ipaddress
import json
from typing import Any, Final

from starlette.requests import ClientDisconnect, HTTPConnection, Request

from kanverge.accounts.moments import SECOND_MS
from kanverge.accounts.roles import Role, board_role
from kanverge.errors import Invalid, NotFound, TooLarge
from kanverge_crdt.ids import is_id

BODY_BYTES_MAX: Final = 256 * 1024
BODY_WITHIN_S: Final = 30.0
TEXT_CHARS_MAX: Final = 10_000
SAFE_METHODS: Final = frozenset({"GET", "HEAD"})
IPV6_HOME_BITS: Final = 64
"""What one household gets of IPv6 addresses: it counts as one."""


def is_https(connection: HTTPConnection) -> bool:
    """Return whether the browser speaks https to us, or to the proxy before us that uvicorn trusts."""
    return connection.url.scheme in ("https", "wss")


def address(connection: HTTPConnection) -> str:
    """Return whom to count a request to: the address it came from, or the network of an IPv6 one."""
    host = connection.client.host if connection.client else ""
    try:
        parsed = ipaddress.ip_address(host)
    except ValueError:  # a unix socket has none
        return host
    if parsed.version == 4:
        return host
    if parsed.ipv4_mapped is not None:  # a socket for both; these are not one network
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, IPV6_HOME_BITS), strict=False))


async def body(request: Request, *, bytes_max: int, within_s: float) -> bytearray:
    """Return the body; raise TooLarge before more than ``bytes_max`` are kept, Invalid when it takes too long."""
    announced = request.headers.get("content-length", "")
    if announced.isascii() and announced.isdigit() and int(announced[:20]) > bytes_max:
        raise TooLarge(f"the body is larger than {bytes_max:,} bytes")
    held = bytearray()
    try:
        async with asyncio.timeout(within_s):
            async for chunk in request.stream():
                if len(held) + len(chunk) > bytes_max:
                    raise TooLarge(f"the body is larger than {bytes_max:,} bytes")
                held += chunk
    except TimeoutError:
        raise Invalid(f"the body did not come within {within_s:.0f} seconds") from None
    except ClientDisconnect:
        raise Invalid("the body was cut off") from None  # read by nobody
    return held


async def json_body(request: Request) -> dict[str, Any]:
    """Return the JSON object in the body; raise Invalid for anything else."""
    raw = await body(request, bytes_max=BODY_BYTES_MAX, within_s=BODY_WITHIN_S)
    try:
        value = json.loads(raw or b"{}")
    except (ValueError, RecursionError) as error:
        raise Invalid("the body is not JSON") from error
    if not isinstance(value, dict):
        raise Invalid("the body must be a JSON object")
    return value


def text_field(values: dict[str, Any], name: str, default: str | None = None) -> str:
    """Return a field that must be text; raise Invalid."""
    value = values.get(name, default)
    if not isinstance(value, str) or len(value) > TEXT_CHARS_MAX:
        raise Invalid(f"{name} must be text")
    if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
        raise Invalid(f"{name} holds half a character")
    return value


def role_field(values: dict[str, Any], name: str = "role") -> Role:
    """Return a field that must name a role on a board; raise Invalid."""
    role = board_role(text_field(values, name))
    if role is None:
        raise Invalid(f"{name} must be viewer, commenter, editor, admin or owner")
    return role


def whole_field(values: dict[str, Any], name: str, default: int) -> int:
    """Return a field that must be a whole number; raise Invalid."""
    value = values.get(name, default)
    if type(value) is not int:
        raise Invalid(f"{name} must be a whole number")
    return value


def life_field_ms(values: dict[str, Any], default_ms: int | None) -> int | None:
    """Return how long something new shall live, out of ``life_seconds``; raise Invalid."""
    if "life_seconds" not in values:
        return default_ms
    return whole_field(values, "life_seconds", 0) * SECOND_MS


def id_in_path(request: Request, name: str) -> str:
    """Return an id that is part of the address; raise NotFound for what cannot be one."""
    value = str(request.path_params[name])
    if not is_id(value):
        raise NotFound(f"there is no such {name}")
    return value
