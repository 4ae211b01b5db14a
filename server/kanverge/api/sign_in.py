"""Signing in by a link, and out again."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kanverge.accounts.cookies import clear_cookie, set_cookie
from kanverge.accounts.moments import SECOND_MS
from kanverge.accounts.principals import Principal
from kanverge.accounts.sessions import LIFE_MS
from kanverge.api import context
from kanverge.api.answers import Json
from kanverge.api.guarding import principal_of, visitor_of
from kanverge.api.requests import is_https, json_body, text_field
from kanverge.errors import NotFound


async def peek(request: Request) -> Response:
    """Say what a link would do, without using it up; one that cannot be taken any more says so now."""
    with_ = context.of(request)
    link = await with_.links.peek(text_field(await json_body(request), "secret"))
    if link is None:
        raise NotFound("this link is not valid (any more)")
    visitor = await visitor_of(request)
    held = await with_.members.role(link.board, visitor.id) if link.board and visitor else None
    if not link.is_open_to(held):
        raise NotFound("this link has been used already")
    person = await with_.people.get(link.person) if link.person else None
    head = await with_.boards.head(link.board) if link.board else None
    return JSONResponse(
        {
            "name": person.name if person else None,
            "joined": bool(person and person.joined_ms),
            "board": link.board,
            "board_name": head.name if head else None,
            "role": link.role,
            # Whoever is signed in takes an invitation as who they are.
            "you": {"id": visitor.id, "name": visitor.name} if visitor else None,
        }
    )


async def accept(request: Request) -> Response:
    """Take a link: an invitation as who is signed in; else sign in, and the answer carries the session cookie."""
    values = await json_body(request)
    secret = text_field(values, "secret")
    visitor = await visitor_of(request)
    link = await context.of(request).links.peek(secret)
    if visitor is not None and link is not None and link.board is not None:
        return await _join(request, visitor, secret)
    return await _sign_in(request, visitor, secret, values)


async def _join(request: Request, visitor: Principal, secret: str) -> Response:
    board, role = await context.of(request).links.join(secret, visitor.id)
    return JSONResponse({"id": visitor.id, "name": visitor.name, "board": board, "role": role})


async def _sign_in(request: Request, visitor: Principal | None, secret: str, values: Json) -> Response:
    with_ = context.of(request)
    signed_in = await with_.links.accept(
        secret,
        name=text_field(values, "name") if values.get("name") is not None else None,
        attempt=text_field(values, "attempt", ""),
    )
    if visitor is not None and visitor.session != signed_in.session.id:
        # One browser is one session: the one before would live on without a cookie.
        await with_.sessions.end(visitor.id, visitor.session)
    person = signed_in.person
    response = JSONResponse({"id": person.id, "name": person.name, "board": signed_in.board})
    response.headers["set-cookie"] = set_cookie(
        with_.gatekeeper.identity, signed_in.cookie, is_https=is_https(request), age_s=LIFE_MS // SECOND_MS
    )
    return response


async def sign_out(request: Request) -> Response:
    """End this browser's session."""
    principal = principal_of(request)
    await context.of(request).sessions.end(principal.id, principal.session)
    return signed_out(request)


def signed_out(request: Request) -> Response:
    """Return the answer that takes the cookie away."""
    response = Response(status_code=204)
    response.headers["set-cookie"] = clear_cookie(
        context.of(request).gatekeeper.identity, is_https=is_https(request)
    )
    return response
