"""Whether the process lives, and whether it can do its work: for supervisors and load balancers."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kanverge.api import context


async def healthz(request: Request) -> Response:
    """Answer 200 while the loop turns."""
    return JSONResponse({"status": "ok"})


async def readyz(request: Request) -> Response:
    """Answer 200 when boards can be opened and saved, else 503."""
    available = context.of(request).client.is_available
    return JSONResponse(
        {"status": "ready" if available else "store-away"}, status_code=200 if available else 503
    )
