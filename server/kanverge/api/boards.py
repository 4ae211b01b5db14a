"""Boards as things one lists, makes, puts away and brings back."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace
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
from kanverge.api.templates import make_board_of
from kanverge.errors import Invalid
from kanverge.live.making import make_board, make_portfolio
from kanverge.store.archival import set_archived
from kanverge.store.base import BoardHead, BoardId
from kanverge.store.grouping import put_star, set_group, stars, take_star
from kanverge_crdt.ids import new_id
from kanverge_crdt.kinds import is_blank

FACES_MAX: Final = 8
NAME_CHARS_MAX: Final = 256
GROUP_CHARS_MAX: Final = 64


async def listed(request: Request) -> Response:
    """List the boards the caller may see, oldest first: the open ones, or with ``?archived=true`` those put away."""
    with_, principal = context.of(request), principal_of(request)
    wants_archived = request.query_params.get("archived") == "true"
    roles, starred = await _roles(with_, principal), await _stars(with_, principal)
    heads = await with_.boards.heads()
    return JSONResponse(
        {
            "boards": [
                _board(with_, head, role, is_starred=head.id in starred)
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


async def _stars(with_: Context, principal: Principal) -> frozenset[BoardId]:
    return frozenset() if principal.kind == "token" else await stars(with_.client, principal.id)


def _board(with_: Context, head: BoardHead, role: Role | None, *, is_starred: bool) -> Json:
    here = with_.faces.of(head.id)
    return {
        "id": head.id,
        "name": head.name,
        "kind": head.kind,
        "group": head.group,
        "role": role,
        "starred": is_starred,
        "archived": head.is_archived,
        "created": moment(head.created),
        "edited": moment(head.edited) if head.edited else None,
        "faces": [{"id": id_, "name": name, "color": color} for id_, name, color in here.faces[:FACES_MAX]],
        "present": len(here.faces) + here.more,
    }


async def shown(request: Request) -> Response:
    """Say what is known of a board without opening it."""
    return await _answer(request, head_of(request))


async def _answer(request: Request, head: BoardHead) -> Response:
    with_, principal = context.of(request), principal_of(request)
    is_starred = head.id in await _stars(with_, principal)
    return JSONResponse(_board(with_, head, principal.role, is_starred=is_starred))


async def change(request: Request) -> Response:
    """Put a board into a group of the workspace, or into none."""
    head = head_of(request)
    group = " ".join(text_field(await json_body(request), "group").split())
    if len(group) > GROUP_CHARS_MAX:
        raise Invalid(f"a group's name has at most {GROUP_CHARS_MAX} characters")
    await set_group(context.of(request).client, head.id, group)
    return await _answer(request, replace(head, group=group))


async def star(request: Request) -> Response:
    """Put the caller's star on a board: it comes first in their lists."""
    await put_star(context.of(request).client, principal_of(request).id, head_of(request).id)
    return Response(status_code=204)


async def unstar(request: Request) -> Response:
    """Take the caller's star off a board."""
    await take_star(context.of(request).client, principal_of(request).id, head_of(request).id)
    return Response(status_code=204)


async def create(request: Request) -> Response:
    """Make a board with three columns, or of a template, owned by the caller."""
    return await _made(request, make_board)


async def create_portfolio(request: Request) -> Response:
    """Make an empty portfolio, owned by the caller."""
    return await _made(request, make_portfolio)


async def _made(request: Request, make: Callable[..., Awaitable[None]]) -> Response:
    with_, principal = context.of(request), principal_of(request)
    body = await json_body(request)
    name = " ".join(text_field(body, "name").split())
    if is_blank(name) or len(name) > NAME_CHARS_MAX:
        raise Invalid(f"a name has 1 to {NAME_CHARS_MAX} characters")
    board = new_id(secrets.randbelow)
    if "template" in body:
        await make_board_of(with_, board, body, name)
    else:
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
