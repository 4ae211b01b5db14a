"""The people of a board and what each may do there."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kanverge.accounts.people import Person
from kanverge.accounts.principals import Principal
from kanverge.accounts.roles import Role, may_assign, on_board
from kanverge.api import answers, context
from kanverge.api.guarding import head_of, principal_of
from kanverge.api.requests import id_in_path, json_body, role_field
from kanverge.errors import Forbidden, NotFound


async def people(request: Request) -> Response:
    """List the board's people and their roles: its members, then the administrators, who are owners of every board."""
    with_, board = context.of(request), head_of(request).id
    members: dict[Person, Role | None] = {one.person: one.role for one in await with_.members.of_board(board)}
    admins = {person: None for person in await with_.people.administrators() if person.joined_ms}
    listed = [
        {**answers.person(person), "role": on_board(role, is_admin=person.is_admin)}
        for person, role in (members | admins).items()
    ]
    return JSONResponse({"people": listed})


async def set_role(request: Request) -> Response:
    """Give a member another role; an administrator of the workspace may also make members."""
    role = role_field(await json_body(request))
    return await _change(request, role)


async def remove(request: Request) -> Response:
    """Take a member off the board: their sockets close at once."""
    return await _change(request, None)


async def _change(request: Request, role: Role | None) -> Response:
    members, board = context.of(request).members, head_of(request).id
    principal, person = principal_of(request), id_in_path(request, "person")
    current = await members.role(board, person)
    if current is None and (role is None or not principal.is_admin):
        raise NotFound("there is no such member")
    if not may_assign(_acting_as(principal), role, current=current):
        raise Forbidden("nobody gives, changes or takes a role above their own")
    await members.change(board, person, role, current=current)
    return Response(status_code=204)


def _acting_as(principal: Principal) -> Role:
    assert principal.role is not None, "who manages members has a role on the board"
    return principal.role
