"""Boards as things one lists and makes."""

from __future__ import annotations

import secrets

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kanverge.accounts.moments import now_ms
from kanverge.accounts.principals import Principal
from kanverge.accounts.roles import Role
from kanverge.api.requests import json_body, text_field
from kanverge.live.making import make_board
from kanverge_crdt.ids import new_id


async def listed(request: Request) -> Response:
    """List the boards the caller may see, oldest first."""
    stored, principal = request.app.state.stored, request.state.principal
    heads = await stored.boards.heads()
    roles = await _roles(request, principal)
    return JSONResponse(
        {
            "boards": [
                {"id": head.id, "name": head.name, "role": Role.OWNER if principal.is_admin else roles[head.id]}
                for head in heads
                if principal.is_admin or head.id in roles
            ]
        }
    )


async def _roles(request: Request, principal: Principal) -> dict[str, Role]:
    if principal.kind == "token":
        return {principal.board: principal.role} if principal.role else {}
    roles: dict[str, Role] = await request.app.state.stored.members.boards_of(principal.id)
    return roles


async def create(request: Request) -> Response:
    """Make a board with three columns."""
    stored = request.app.state.stored
    name = text_field(await json_body(request), "name")
    board = new_id(secrets.randbelow)
    await make_board(stored.boards, board, name=name, now_ms=now_ms(stored.clock))
    return JSONResponse({"id": board, "name": name}, status_code=201)
