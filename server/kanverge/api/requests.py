"""What a request brings: a body, bounded before it is kept and checked before anything else happens."""

from __future__ import annotations

import json
from typing import Any, Final

from starlette.requests import HTTPConnection, Request

from kanverge.errors import Invalid

BODY_BYTES_MAX: Final = 1024 * 1024
SAFE_METHODS: Final = frozenset({"GET", "HEAD"})


def is_https(connection: HTTPConnection) -> bool:
    """Return whether the browser speaks https to us, or to the proxy before us that uvicorn trusts."""
    return connection.url.scheme in ("https", "wss")


async def json_body(request: Request, *, bytes_max: int = BODY_BYTES_MAX) -> dict[str, Any]:
    """Return the JSON object in the body; raise Invalid for anything else."""
    raw = await body(request, bytes_max=bytes_max)
    try:
        value = json.loads(raw or b"{}")
    except (ValueError, RecursionError) as error:
        raise Invalid("the body is not JSON") from error
    if not isinstance(value, dict):
        raise Invalid("the body must be a JSON object")
    return value


async def body(request: Request, *, bytes_max: int) -> bytes:
    """Return the body; raise Invalid as soon as it passes ``bytes_max``."""
    held = bytearray()
    async for chunk in request.stream():
        held += chunk
        if len(held) > bytes_max:
            raise Invalid(f"the body is larger than {bytes_max} bytes")
    return bytes(held)


def text_field(values: dict[str, Any], name: str) -> str:
    """Return a field that must be text."""
    value = values.get(name)
    if not isinstance(value, str):
        raise Invalid(f"{name} must be text")
    return value
