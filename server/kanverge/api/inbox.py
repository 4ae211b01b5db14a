"""One's inbox: what one is told of, read or not, now or later."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kanverge.accounts.moments import now_ms
from kanverge.accounts.principals import Principal
from kanverge.api import answers, context
from kanverge.api.answers import Json, moment
from kanverge.api.context import Context
from kanverge.api.guarding import principal_of
from kanverge.api.requests import json_body
from kanverge.errors import Invalid
from kanverge.inbox.reading import is_put_off, unread
from kanverge.portfolio.visible import visible_boards
from kanverge.store.inbox import NOTICES_MAX, Filed, set_read, snooze

AHEAD_MAX: Final = timedelta(days=366)
ID_CHARS_MAX: Final = 200


async def listed(request: Request) -> Response:
    """List what the caller is told of, newest first, about boards that they may see now."""
    with_, principal = context.of(request), principal_of(request)
    notices = await _notices(with_, principal)
    who = await answers.who(with_.people, {one.notice["by"] for one in notices if one.notice["by"]})
    names = {head.id: head.name for head in await with_.boards.heads()}
    now = now_ms(with_.clock)
    return JSONResponse(
        {"notices": [_notice(one, who, names, now) for one in notices], "unread": unread(notices, now)}
    )


async def _notices(with_: Context, principal: Principal) -> list[Filed]:
    visible = await visible_boards(with_.boards, with_.members, principal)
    return await with_.inboxes.of(principal.id, visible)


def _notice(one: Filed, who: dict[str, Json], names: dict[str, str], now: int) -> Json:
    told = one.notice
    return {
        "id": one.id,
        "kind": told["kind"],
        "board": told["board"],
        "board_name": names.get(told["board"], ""),
        "card": told["card"],
        "title": told["title"],
        "who": who.get(told["by"]),
        "text": told["text"],
        "when": moment(told["when"]),
        "read": bool(told["read"]),
        "snoozed": moment(told["snoozed"]) if is_put_off(one, now) else None,
    }


async def changed(request: Request) -> Response:
    """Note notices as read or not, or put them off."""
    with_, principal, values = context.of(request), principal_of(request), await json_body(request)
    now = with_.clock.now()
    ids = _ids(values)
    if ids is None:
        notices = await _notices(with_, principal)
        ids = [one.id for one in notices if not is_put_off(one, now_ms(with_.clock))]
    match values:
        case {"read": bool(is_read)}:
            await set_read(with_.client, principal.id, ids, at_ms=now_ms(with_.clock) if is_read else 0)
        case {"snoozed": None}:
            await snooze(with_.client, principal.id, ids, until_ms=0)
        case {"snoozed": str(until)}:
            await snooze(with_.client, principal.id, ids, until_ms=_until(until, now))
        case _:
            raise Invalid("say read: true or false, or snoozed: until when, or null")
    notices = await _notices(with_, principal)
    return JSONResponse({"unread": unread(notices, now_ms(with_.clock))})


def _ids(values: dict[str, Any]) -> list[str] | None:
    if "ids" not in values:
        return None
    ids = values["ids"]
    if not isinstance(ids, list) or len(ids) > NOTICES_MAX:
        raise Invalid(f"ids must be a list of at most {NOTICES_MAX} ids")
    if not all(isinstance(id, str) and len(id) <= ID_CHARS_MAX and id.isascii() for id in ids):
        raise Invalid("ids holds something that is no id of a notice")
    return ids


def _until(text: str, now: datetime) -> int:
    try:
        until = datetime.fromisoformat(text).astimezone(UTC) if "T" in text else None
    except (ValueError, OverflowError):
        until = None
    if until is None or not now < until <= now + AHEAD_MAX:
        raise Invalid(f"snoozed must be a moment within the next {AHEAD_MAX.days} days")
    return int(until.timestamp() * 1_000)
