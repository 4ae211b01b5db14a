"""Whether the process lives, and whether it can do its work: for supervisors and load balancers."""

from __future__ import annotations

import asyncio
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kanverge.api import context
from kanverge.errors import StoreError
from kanverge.store.client import StoreClient

ANSWER_LIMIT_S: Final = 2.0


async def healthz(request: Request) -> Response:
    """Answer 200 while the loop turns."""
    return JSONResponse({"status": "ok"})


async def readyz(request: Request) -> Response:
    """Answer 200 when boards can be opened and saved, else 503."""
    ready = await _answers(context.of(request).client)
    return JSONResponse({"status": "ready" if ready else "store-away"}, status_code=200 if ready else 503)


async def _answers(store: StoreClient) -> bool:
    """Ask the store, which may hang without the connection being lost; one that cannot write refuses PING too."""
    try:
        async with asyncio.timeout(ANSWER_LIMIT_S):
            await store.call("PING")
    except (StoreError, TimeoutError):
        return False
    return store.is_available
