"""Oneself: the name others see, and the browsers one is signed in with."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kanverge.accounts.principals import COLORS
from kanverge.accounts.sessions import Session
from kanverge.api import context
from kanverge.api.answers import Json, moment
from kanverge.api.guarding import principal_of
from kanverge.api.requests import id_in_path, json_body, text_field
from kanverge.api.sign_in import signed_out
from kanverge.errors import NotFound


async def shown(request: Request) -> Response:
    """Say who is signed in."""
    principal = principal_of(request)
    return JSONResponse(
        {
            "id": principal.id,
            "name": principal.name,
            "color": COLORS[principal.color],
            "admin": principal.is_admin,
        }
    )


async def renamed(request: Request) -> Response:
    """Change the name others see."""
    principal = principal_of(request)
    person = await context.of(request).people.rename(
        principal.id, text_field(await json_body(request), "name")
    )
    return JSONResponse(
        {"id": person.id, "name": person.name, "color": COLORS[person.color], "admin": person.is_admin}
    )


async def sessions(request: Request) -> Response:
    """List the browsers the caller is signed in with, the one seen last first."""
    principal = principal_of(request)
    found = await context.of(request).sessions.of(principal.id)
    return JSONResponse({"sessions": [_session(session, principal.session) for session in found]})


def _session(session: Session, current: str) -> Json:
    return {
        "id": session.id,
        "created": moment(session.created_ms),
        "seen": moment(session.seen_ms),
        "expires": moment(session.expires_ms),
        "current": session.id == current,
    }


async def end_session(request: Request) -> Response:
    """Sign one browser out."""
    principal, session = principal_of(request), id_in_path(request, "session")
    if not await context.of(request).sessions.end(principal.id, session):
        raise NotFound("there is no such session")
    return signed_out(request) if session == principal.session else Response(status_code=204)


async def end_sessions(request: Request) -> Response:
    """Sign the caller out everywhere."""
    await context.of(request).sessions.end_all(principal_of(request).id)
    return signed_out(request)
