"""How much people can take on in a week: told to who shares a board with them, set by themselves and administrators."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kanverge.accounts import capacity
from kanverge.accounts.people import Person
from kanverge.accounts.principals import Principal
from kanverge.api import answers, context
from kanverge.api.answers import Json
from kanverge.api.context import Context
from kanverge.api.guarding import principal_of
from kanverge.api.requests import id_in_path, json_body
from kanverge.errors import NotFound
from kanverge.store import capacities


async def listed(request: Request) -> Response:
    """List the people one shares a board with, each with what they can take on."""
    with_, principal = context.of(request), principal_of(request)
    known = await capacities.every(with_.client)
    people = [_shown(person, known.get(person.id)) for person in await _colleagues(with_, principal)]
    return JSONResponse({"people": people})


async def put(request: Request) -> Response:
    """Set what a person can take on, and when they are away."""
    with_, person = context.of(request), id_in_path(request, "person")
    kept = capacity.read(await json_body(request))
    found = await with_.people.get(person)
    if found is None:
        raise NotFound("there is no such person")
    await capacities.put(with_.client, person, kept.plain)
    return JSONResponse(_shown(found, kept.plain))


async def _colleagues(with_: Context, principal: Principal) -> list[Person]:
    """Return who shares a board with ``principal``, by name; an administrator shares all of them."""
    if principal.is_admin:
        return await with_.people.list()
    ids = {principal.id}
    for board in await with_.members.boards_of(principal.id):
        ids.update(member.person.id for member in await with_.members.of_board(board))
    ids.update(person.id for person in await with_.people.administrators() if person.joined_ms)
    found = await with_.people.among(sorted(ids))
    return sorted(found.values(), key=lambda person: person.name.casefold())


def _shown(person: Person, record: Json | None) -> Json:
    return {**answers.person(person), "capacity": record or capacity.UNKNOWN.plain}
