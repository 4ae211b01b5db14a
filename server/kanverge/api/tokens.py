"""Bearer tokens of a board, for scripts and clients: made, listed, revoked."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kanverge.accounts.roles import may_give
from kanverge.accounts.tokens import Token
from kanverge.api import context
from kanverge.api.answers import Json, moment
from kanverge.api.guarding import head_of, principal_of
from kanverge.api.requests import id_in_path, json_body, life_field_ms, role_field, text_field
from kanverge.errors import Forbidden, NotFound


async def create(request: Request) -> Response:
    """Make a token; its text is shown this once."""
    values, principal = await json_body(request), principal_of(request)
    role = role_field(values)
    if role not in may_give(principal.role):
        raise Forbidden("nobody gives a role above their own")
    token, text = await context.of(request).tokens.create(
        head_of(request).id,
        role,
        name=text_field(values, "name", "token"),
        by=principal.key,
        life_ms=life_field_ms(values, None),
    )
    return JSONResponse({**_token(token), "token": text}, status_code=201)


async def listed(request: Request) -> Response:
    """List the tokens that work, oldest first."""
    tokens = await context.of(request).tokens.of(head_of(request).id)
    return JSONResponse({"tokens": [_token(token) for token in tokens]})


async def revoke(request: Request) -> Response:
    """End a token: its sockets close at once."""
    if not await context.of(request).tokens.revoke(head_of(request).id, id_in_path(request, "token")):
        raise NotFound("there is no such token")
    return Response(status_code=204)


def _token(token: Token) -> Json:
    return {
        "id": token.id,
        "name": token.name,
        "role": token.role,
        "created": moment(token.created_ms),
        "expires": moment(token.expires_ms),
        "by": token.created_by,
    }
