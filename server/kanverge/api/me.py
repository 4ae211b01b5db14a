"""Oneself: the name others see, and the browsers one is signed in with."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kanverge.accounts.people import Person
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
    people, id = context.of(request).people, principal_of(request).id
    found = await people.get(id)
    if found is None:
        raise NotFound("there is no such person")
    return JSONResponse(_person(found))


async def changed(request: Request) -> Response:
    """Change the name others see, or the time zone one lives in."""
    people, id = context.of(request).people, principal_of(request).id
    body = await json_body(request)
    # A body with neither is told that it needs a name.
    if "name" in body or "zone" not in body:
        found = await people.rename(id, text_field(body, "name"))
    if "zone" in body:
        found = await people.set_zone(id, None if body["zone"] is None else text_field(body, "zone"))
    return JSONResponse(_person(found))


def _person(person: Person) -> Json:
    return {
        "id": person.id,
        "name": person.name,
        "color": COLORS[person.color],
        "admin": person.is_admin,
        "zone": person.zone or None,
    }


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
