"""Looking at a board, so that one can ask what changed since one looked before."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kanverge.accounts.moments import SECOND_MS, now_ms
from kanverge.api import context
from kanverge.api.answers import moment
from kanverge.api.guarding import head_of, principal_of
from kanverge.api.requests import json_body
from kanverge.errors import Invalid
from kanverge.store.looks import look


async def put(request: Request) -> Response:
    """Note that the caller looks at a board; tell when they did before this visit."""
    with_ = context.of(request)
    known = _known((await json_body(request)).get("since"))
    before = await look(
        with_.client,
        principal_of(request).id,
        head_of(request).id,
        now_ms=now_ms(with_.clock),
        known_ms=known,
    )
    return JSONResponse({"since": moment(before or None)})


def _known(value: Any) -> int:
    """Return the moment that a device has kept, in ms; 0: none."""
    if value is None:
        return 0
    try:
        if isinstance(value, str) and "T" in value:
            return int(datetime.fromisoformat(value).astimezone(UTC).timestamp() * SECOND_MS)
    except (ValueError, OverflowError):
        pass
    raise Invalid("since must be a moment, or null")
