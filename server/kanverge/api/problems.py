"""Errors as problem details (RFC 9457): each error of the service has one status and one short name, here alone."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kanverge.errors import (
    Conflict,
    Forbidden,
    Invalid,
    KanvergeError,
    NotFound,
    NotSignedIn,
    StoreAway,
    TooLarge,
    TooOften,
)
from kanverge_crdt.errors import EditError

logger = logging.getLogger(__name__)

STATUSES: Final[Mapping[type[Exception], tuple[int, str]]] = {
    NotSignedIn: (401, "not-signed-in"),
    Forbidden: (403, "forbidden"),
    NotFound: (404, "not-found"),
    Conflict: (409, "conflict"),
    TooLarge: (413, "too-large"),
    EditError: (422, "invalid"),
    Invalid: (422, "invalid"),
    TooOften: (429, "too-often"),
    StoreAway: (503, "store-away"),
    Exception: (500, "internal"),
}

HEADERS: Final[Mapping[int, Mapping[str, str]]] = {
    401: {"www-authenticate": "Bearer"},
    429: {"retry-after": "5"},
    503: {"retry-after": "5"},
}

INTERNAL_ERROR: Final = 500


def problem(status: int, code: str, detail: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Return one problem; ``code`` is stable and for programs, ``detail`` is for people."""
    return JSONResponse(
        {"type": "about:blank", "status": status, "code": code, "detail": detail},
        status_code=status,
        headers={**HEADERS.get(status, {}), **(headers or {})},
        media_type="application/problem+json",
    )


def status_of(error: Exception) -> tuple[int, str]:
    """Return the status and the code of an error."""
    return next(STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES)


async def on_error(request: Request, error: Exception) -> JSONResponse:
    """Answer a request whose handler raised; what is our fault is logged, not told."""
    status, code = status_of(error)
    if status == INTERNAL_ERROR:
        logger.error("%s %s failed", request.method, request.url.path, exc_info=error)
        return problem(status, code, "something went wrong on the server; its log says what")
    return problem(status, code, str(error))


async def on_http_exception(request: Request, error: Exception) -> JSONResponse:
    """Answer a request that no route takes, or not in this way."""
    assert isinstance(error, HTTPException), error
    phrase = HTTPStatus(error.status_code).phrase
    return problem(error.status_code, phrase.lower().replace(" ", "-"), phrase.lower(), error.headers)


ANSWERS: Final = {KanvergeError: on_error, EditError: on_error, HTTPException: on_http_exception}
"""What answers each kind of exception."""


class Mistakes:
    """Answers what went wrong by a mistake of ours, inside whatever stands around all answers.

    Starlette's own answer to it comes from outside of every middleware, so without the headers of all others.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application; once an answer has begun, only cutting it off is left."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        has_begun = False

        async def send_and_note(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        except Exception as error:
            if has_begun:
                raise
            answer = await on_error(Request(scope), error)
            await answer(scope, receive, send)
