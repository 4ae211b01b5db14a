"""Boards as things one lists, makes, puts away and brings back."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kanverge.accounts.moments import now_ms
from kanverge.accounts.principals import Principal
from kanverge.accounts.roles import Role, on_board
from kanverge.api import context
from kanverge.api.answers import Json, moment
from kanverge.api.context import Context
from kanverge.api.guarding import head_of, principal_of
from kanverge.api.requests import json_body, text_field
from kanverge.errors import Invalid
from kanverge.live.making import make_board, make_portfolio
from kanverge.store.archival import set_archived
from kanverge.store.base import BoardHead
from kanverge_crdt.ids import new_id

FACES_MAX: Final = 8
NAME_CHARS_MAX: Final = 256


async def listed(request: Request) -> Response:
    """List the boards the caller may see, oldest first: the open ones, or with ``?archived=true`` those put away."""
    with_, principal = context.of(request), principal_of(request)
    wants_archived = request.query_params.get("archived") == "true"
    roles = await _roles(with_, principal)
    heads = await with_.boards.heads()
    return JSONResponse(
        {
            "boards": [
                _board(with_, head, role)
                for head in heads
                if head.is_archived == wants_archived
                and (role := on_board(roles.get(head.id), is_admin=principal.is_admin)) is not None
            ]
        }
    )


async def _roles(with_: Context, principal: Principal) -> dict[str, Role]:
    if principal.kind == "token":
        return {principal.board: principal.role} if principal.role else {}
    return await with_.members.boards_of(principal.id)


def _board(with_: Context, head: BoardHead, role: Role | None) -> Json:
    here = _here(with_, head.id)
    return {
        "id": head.id,
        "name": head.name,
        "kind": head.kind,
        "role": role,
        "archived": head.is_archived,
        "created": moment(head.created),
        "faces": here[:FACES_MAX],
        "present": len(here),
    }


def _here(with_: Context, board: str) -> list[dict[str, str]]:
    """Return the people who are on the board and want to be seen, each once; those of this process."""
    room = with_.rooms.at_hand(board)
    if room is None:
        return []
    return list({here.person["id"]: here.person for here in room.audience.present.here()}.values())


async def shown(request: Request) -> Response:
    """Say what is known of a board without opening it."""
    return JSONResponse(_board(context.of(request), head_of(request), principal_of(request).role))


async def create(request: Request) -> Response:
    """Make a board with three columns, owned by the caller."""
    return await _made(request, make_board)


async def create_portfolio(request: Request) -> Response:
    """Make an empty portfolio, owned by the caller."""
    return await _made(request, make_portfolio)


async def _made(request: Request, make: Callable[..., Awaitable[None]]) -> Response:
    with_, principal = context.of(request), principal_of(request)
    name = " ".join(text_field(await json_body(request), "name").split())
    if not 1 <= len(name) <= NAME_CHARS_MAX:
        raise Invalid(f"a name has 1 to {NAME_CHARS_MAX} characters")
    board = new_id(secrets.randbelow)
    await make(with_.boards, board, name=name, now_ms=now_ms(with_.clock))
    await with_.members.set(board, principal.id, Role.OWNER)
    return JSONResponse({"id": board, "name": name}, status_code=201)


async def archive(request: Request) -> Response:
    """Put a board away: everybody on it is sent off, at once and on every node."""
    return await _set_archived(request, is_archived=True)


async def restore(request: Request) -> Response:
    """Bring a board back."""
    return await _set_archived(request, is_archived=False)


async def _set_archived(request: Request, *, is_archived: bool) -> Response:
    await set_archived(context.of(request).client, head_of(request).id, is_archived=is_archived)
    return Response(status_code=204)
