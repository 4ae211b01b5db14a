"""How much people can take on in a week: told to who shares a board with them, set by themselves and administrators.

People who came with an import have no account, but are assigned: administrators say what they can take on, too.
"""

from __future__ import annotations

from typing import Final

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
from kanverge.portfolio.following import unpack
from kanverge.portfolio.visible import visible_boards
from kanverge.store import capacities

NO_COLOR: Final = "grey"


async def listed(request: Request) -> Response:
    """List the people one shares a board with, each with what they can take on."""
    with_, principal = context.of(request), principal_of(request)
    known = await capacities.every(with_.client)
    people = [
        _shown(answers.person(person), known.get(person.id)) for person in await _colleagues(with_, principal)
    ]
    accounts = {person["id"] for person in people}
    imported = await _imported(with_, principal) if known.keys() - accounts else {}
    others = [_shown(person, known[id]) for id, person in imported.items() if id in known.keys() - accounts]
    return JSONResponse({"people": [*people, *others]})


async def put(request: Request) -> Response:
    """Set what a person can take on, and when they are away."""
    with_, id = context.of(request), id_in_path(request, "person")
    kept = capacity.read(await json_body(request))
    account = await with_.people.get(id)
    imported = {} if account is not None else await _imported(with_, principal_of(request))
    person = imported.get(id) if account is None else answers.person(account)
    if person is None:
        raise NotFound("there is no such person")
    await capacities.put(with_.client, id, kept.plain)
    return JSONResponse(_shown(person, kept.plain))


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


async def _imported(with_: Context, principal: Principal) -> dict[str, Json]:
    """Return who is assigned on a board that ``principal`` may see and has a name there, but no account."""
    visible = await visible_boards(with_.boards, with_.members, principal)
    await with_.index.load()
    found: dict[str, Json] = {}
    for board in sorted(visible):
        packed = with_.index.summary(board)
        # A summary that was stored before this was told has none.
        named = {} if packed is None else unpack(packed).get("named", {})
        found |= {id: {"id": id, "name": name, "color": NO_COLOR} for id, name in named.items()}
    return found


def _shown(person: Json, record: Json | None) -> Json:
    return {**person, "capacity": record or capacity.UNKNOWN.plain}
