"""Signing in by a link, and out again."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kanverge.accounts.cookies import clear_cookie, set_cookie
from kanverge.accounts.links import Links
from kanverge.accounts.moments import SECOND_MS
from kanverge.accounts.principals import COLORS, Principal
from kanverge.accounts.sessions import LIFE_MS
from kanverge.api.requests import is_https, json_body, text_field
from kanverge.errors import NotFound


async def peek(request: Request) -> Response:
    """Say what a link would do, without using it up."""
    links: Links = request.app.state.stored.links
    link = await links.peek(text_field(await json_body(request), "secret"))
    if link is None:
        raise NotFound("this link is not valid (any more)")
    person = await request.app.state.stored.people.get(link.person) if link.person else None
    return JSONResponse(
        {
            "name": person.name if person else None,
            "joined": bool(person and person.joined_ms),
            "board": link.board,
            "role": link.role,
        }
    )


async def accept(request: Request) -> Response:
    """Take a link: the answer carries the session cookie."""
    values = await json_body(request)
    name = values.get("name")
    signed_in = await request.app.state.stored.links.accept(
        text_field(values, "secret"),
        name=name if isinstance(name, str) else None,
        attempt=text_field({"attempt": "", **values}, "attempt"),
    )
    response = JSONResponse(
        {"id": signed_in.person.id, "name": signed_in.person.name, "board": signed_in.board}
    )
    response.headers["set-cookie"] = set_cookie(
        request.app.state.stored.identity,
        signed_in.cookie,
        is_https=is_https(request),
        age_s=LIFE_MS // SECOND_MS,
    )
    return response


async def me(request: Request) -> Response:
    """Say who is signed in."""
    principal: Principal = request.state.principal
    return JSONResponse(
        {
            "id": principal.id,
            "name": principal.name,
            "color": COLORS[principal.color],
            "admin": principal.is_admin,
        }
    )


async def sign_out(request: Request) -> Response:
    """End this browser's session."""
    principal: Principal = request.state.principal
    await request.app.state.stored.sessions.end(principal.id, principal.session)
    response = Response(status_code=204)
    response.headers["set-cookie"] = clear_cookie(
        request.app.state.stored.identity, is_https=is_https(request)
    )
    return response
