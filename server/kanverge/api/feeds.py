"""Calendar feeds: made, listed, revoked; and read by calendars, which bring nothing but the secret."""

from __future__ import annotations

from functools import partial
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kanverge.accounts.feeds import Feed
from kanverge.accounts.principals import Principal
from kanverge.api import context
from kanverge.api.answers import Json, moment
from kanverge.api.context import Context
from kanverge.api.guarding import head_of, principal_of
from kanverge.api.requests import address, id_in_path
from kanverge.errors import NotFound, TooOften
from kanverge.portfolio import feed as calendar
from kanverge.portfolio.feed import Event
from kanverge.portfolio.following import unpack
from kanverge.portfolio.index import Rows
from kanverge.portfolio.visible import visible_boards
from kanverge.store.base import BoardId

GONE: Final = "there is no such calendar (any more)"
NOT_MODIFIED: Final = 304


async def mine(request: Request) -> Response:
    """List the caller's feeds over all boards."""
    return await _listed(request, None)


async def of_board(request: Request) -> Response:
    """List the caller's feeds of a board."""
    return await _listed(request, head_of(request).id)


async def create_mine(request: Request) -> Response:
    """Make a feed of what is assigned to the caller; its secret is shown this once."""
    return await _created(request, None)


async def create(request: Request) -> Response:
    """Make a feed of a board; its secret is shown this once."""
    return await _created(request, head_of(request).id)


async def revoke_mine(request: Request) -> Response:
    """End one of the caller's feeds over all boards."""
    return await _revoked(request, None)


async def revoke(request: Request) -> Response:
    """End one of the caller's feeds of a board."""
    return await _revoked(request, head_of(request).id)


async def _listed(request: Request, board: BoardId | None) -> Response:
    feeds = await context.of(request).feeds.of(principal_of(request).id, board)
    return JSONResponse({"feeds": [_feed(feed) for feed in feeds]})


async def _created(request: Request, board: BoardId | None) -> Response:
    feed, secret = await context.of(request).feeds.create(principal_of(request).id, board)
    return JSONResponse({**_feed(feed), "path": f"/feeds/{secret}.ics"}, status_code=201)


async def _revoked(request: Request, board: BoardId | None) -> Response:
    feed = id_in_path(request, "feed")
    if not await context.of(request).feeds.revoke(principal_of(request).id, board, feed):
        raise NotFound("there is no such feed")
    return Response(status_code=204)


def _feed(feed: Feed) -> Json:
    return {"id": feed.id, "created": moment(feed.created_ms)}


# Reading.


async def read(request: Request) -> Response:
    """Send the calendar, or say that it has not changed."""
    with_ = context.of(request)
    if not with_.fetches.take(address(request), with_.clock.monotonic()):
        raise TooOften("too many calendars are asked for from your address; try again a little later")
    feed = await with_.feeds.find(str(request.path_params["secret"]))
    if feed is None:
        raise NotFound(GONE)
    name, found = await _found(with_, feed)
    origin = str(request.base_url).rstrip("/")
    with with_.calendars.one_more():
        events, tag = await with_.calendars.done(partial(_events, name, origin, found, feed))
        headers = {"etag": tag, "cache-control": "private, no-cache"}
        if tag in (known.strip() for known in request.headers.get("if-none-match", "").split(",")):
            return Response(status_code=NOT_MODIFIED, headers=headers)
        content = await with_.calendars.done(partial(calendar.written, name, origin, events))
    return Response(content, media_type="text/calendar", headers=headers)


async def _found(with_: Context, feed: Feed) -> tuple[str, dict[BoardId, tuple[bytes, Rows]]]:
    """Return what the feed is called, and the facts of the boards that whoever made it may see now."""
    person = await with_.people.get(feed.person)
    if person is None:
        raise NotFound(GONE)
    principal = Principal("person", person.id, person.name, is_admin=person.is_admin)
    visible = await visible_boards(with_.boards, with_.members, principal)
    if feed.board is not None:
        visible &= {feed.board}
        if not visible:
            raise NotFound(GONE)
    await with_.index.load()
    found: dict[BoardId, tuple[bytes, Rows]] = {}
    for board in sorted(visible):
        if (summary := with_.index.summary(board)) is not None:
            # Copied: it is read in a thread while changes go on arriving.
            found[board] = summary, dict(await with_.index.rows(board))
    if feed.board is None:
        return f"{person.name} · Kanverge", found
    return str(unpack(found[feed.board][0])["name"]) if found else "Kanverge", found


def _events(
    name: str, origin: str, found: dict[BoardId, tuple[bytes, Rows]], feed: Feed
) -> tuple[list[Event], str]:
    person = feed.person if feed.board is None else None
    events = calendar.bounded(
        event
        for board, (summary, rows) in found.items()
        for event in calendar.events(board, unpack(summary), rows, person=person)
    )
    return events, calendar.tag(name, origin, events)
