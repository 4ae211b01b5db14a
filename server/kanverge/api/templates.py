"""Board templates of the workspace, and what a board does by itself as far as no record says it."""

from __future__ import annotations

import asyncio
import json
import secrets
from datetime import date
from typing import Any, Final

from pycrdt import Doc
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kanverge.accounts.moments import now_ms
from kanverge.accounts.principals import machine
from kanverge.api import context
from kanverge.api.answers import moment
from kanverge.api.context import Context
from kanverge.api.guarding import head_of, principal_of
from kanverge.api.requests import id_in_path, json_body, text_field
from kanverge.automation import templates
from kanverge.automation.recurrence import insist, read_repeat, repeat_of, upcoming
from kanverge.errors import Invalid
from kanverge.live.making import make_of_rows, rows_of
from kanverge.store.templates import Templates
from kanverge_crdt import guard, snapshot, statevector
from kanverge_crdt.board import Board
from kanverge_crdt.ids import is_id, new_id
from kanverge_crdt.kinds import is_blank

NAME_CHARS_MAX: Final = 100
SHOWN_RUNS: Final = 5


async def listed(request: Request) -> Response:
    """List the workspace's templates, by name."""
    heads = await Templates(context.of(request).client).heads()
    found = [{"id": id, **head, "created": moment(head["created"])} for id, head in heads.items()]
    return JSONResponse({"templates": sorted(found, key=lambda one: (one["name"].casefold(), one["id"]))})


async def publish(request: Request) -> Response:
    """Make a template of a board as it is now, for everybody who may make boards."""
    with_, board, body = context.of(request), head_of(request).id, await json_body(request)
    name = _name(body)
    start, roles = _day(body, "start", date.min), _strings(body, "roles")
    with with_.exports.one_more():
        room = await with_.rooms.open(board)
        state = room.document.difference(statevector.EMPTY)
        template = await with_.exports.done(lambda: _template(board, state, start, roles, with_))
    id = new_id(secrets.randbelow)
    head = {
        "name": name,
        "by": principal_of(request).name,
        "created": now_ms(with_.clock),
        **templates.summary(template),
    }
    await Templates(with_.client).add(id, head, json.dumps(template).encode())
    return JSONResponse({"id": id, "name": name}, status_code=201)


def _template(board: str, state: bytes, start: date, roles: dict[str, str], with_: Context) -> dict[str, Any]:
    doc: Doc[Any] = Doc()
    guard.apply(doc, [state])
    exported = snapshot.export(Board(doc), board)
    if start == date.min:
        start = _first_day(exported) or with_.clock.now().date()
    return templates.make(exported, start=start, roles=roles)


def _first_day(exported: dict[str, Any]) -> date | None:
    """Return the first day that the board names: its own start, or that of its first card."""
    named = [exported.get("start"), *(card[key] for card in exported["cards"] for key in ("start", "due"))]
    days = sorted(one[:10] for one in named if isinstance(one, str))
    return date.fromisoformat(exported["start"][:10] if exported.get("start") else days[0]) if days else None


async def rename(request: Request) -> Response:
    """Call a template something else."""
    name = _name(await json_body(request))
    await Templates(context.of(request).client).rename(id_in_path(request, "template"), name)
    return Response(status_code=204)


async def withdraw(request: Request) -> Response:
    """Take a template away."""
    await Templates(context.of(request).client).remove(id_in_path(request, "template"))
    return Response(status_code=204)


async def make_board_of(with_: Context, board: str, body: dict[str, Any], name: str) -> None:
    """Make a board of the template that the body of a request names; raise Invalid or NotFound."""
    template = text_field(body, "template")
    if not is_id(template):
        raise Invalid("template must be the id of a template")
    start, people = _day(body, "start", with_.clock.now().date()), _strings(body, "people")
    if not all(map(is_id, people.values())):
        raise Invalid("people must be ids of people, by roles")
    content = json.loads(await Templates(with_.client).content(template))

    def build() -> Any:
        intents = templates.intents(
            content, name=name, start=start, people=people, new_id=lambda: new_id(secrets.randbelow)
        )
        return rows_of(intents, machine("make"))

    # Thousands of cards take a while: in a thread, beside which boards are served.
    rows = await asyncio.to_thread(build)
    kind = content["board"].get("kind") or "board"
    await make_of_rows(with_.boards, board, name=name, now_ms=now_ms(with_.clock), rows=rows, kind=kind)


async def firings(request: Request) -> Response:
    """Say what a rule or recurring card did last, newest first."""
    log = await context.of(request).boards.automated.log(head_of(request).id, id_in_path(request, "of"))
    return JSONResponse({"firings": [{**one, "when": moment(one["when"])} for one in log]})


async def runs(request: Request) -> Response:
    """Say when a repeat would run next, five times at most."""
    given = {
        key: request.query_params[key] for key in ("rule", "start", "zone") if key in request.query_params
    }
    repeat, now = repeat_of(read_repeat(given)), context.of(request).clock.now()
    insist(repeat, now)
    found = upcoming(repeat, now, SHOWN_RUNS)
    return JSONResponse({"runs": [one.isoformat().replace("+00:00", "Z") for one in found]})


def _name(body: dict[str, Any]) -> str:
    name = " ".join(text_field(body, "name").split())
    if is_blank(name) or len(name) > NAME_CHARS_MAX:
        raise Invalid(f"a template's name has 1 to {NAME_CHARS_MAX} characters")
    return name


def _day(body: dict[str, Any], key: str, default: date) -> date:
    if body.get(key) is None:
        return default
    try:
        return date.fromisoformat(text_field(body, key))
    except ValueError:
        raise Invalid(f"{key} must be a day as 2026-11-27") from None


def _strings(body: dict[str, Any], key: str) -> dict[str, str]:
    value = body.get(key, {})
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
        raise Invalid(f"{key} must be an object of strings")
    return value
