"""Errors as problem details (RFC 9457): every error of the service has one status and one short name, here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse

from kanverge.errors import Forbidden, Invalid, KanvergeError, NotFound, StoreError

STATUSES: Final[Mapping[type[KanvergeError], tuple[int, str]]] = {
    Invalid: (422, "invalid"),
    NotFound: (404, "not-found"),
    Forbidden: (403, "forbidden"),
    StoreError: (503, "store-away"),
    KanvergeError: (500, "internal"),
}


def problem(status: int, code: str, detail: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Return one problem; ``code`` is stable and for programs, ``detail`` is for people."""
    return JSONResponse(
        {"type": "about:blank", "status": status, "code": code, "detail": detail},
        status_code=status,
        headers=dict(headers or {}),
        media_type="application/problem+json",
    )


async def on_error(request: Request, error: Exception) -> JSONResponse:
    """Answer a request that raised one of our errors."""
    status, code = next(STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES)
    return problem(status, code, str(error))
