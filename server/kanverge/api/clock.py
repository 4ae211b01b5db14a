"""What time it is here, for whoever shows the seconds of something that the server began."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kanverge.accounts.moments import now_ms
from kanverge.api import context


async def told(request: Request) -> Response:
    """Return the moment in milliseconds since 1970."""
    return JSONResponse({"now": now_ms(context.of(request).clock)})
