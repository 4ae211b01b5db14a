"""What happened on a board: its activity, the board at an earlier moment, and what changed between two."""

from __future__ import annotations

import re
from functools import partial
from typing import Any, Final, NamedTuple

from pycrdt import Doc
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kanverge.api import answers, context, doers
from kanverge.api.answers import Json
from kanverge.api.context import Context
from kanverge.api.guarding import head_of
from kanverge.errors import Invalid
from kanverge.history import diff, moments
from kanverge.history.activity import Row, unpack
from kanverge.store import activity as stored_activity
from kanverge.store.log import position
from kanverge_crdt import guard
from kanverge_crdt.board import Board
from kanverge_crdt.ids import is_id

ROWS_MAX: Final = 200
ROWS: Final = 50
PAGE_ROWS: Final = 500
LOOKED_AT_MAX: Final = 20_000
"""Rows read for one answer about one card; the next page goes on from there."""
WHERE: Final = ("before", "after", "around")
ENTRY: Final = re.compile(r"\d{1,20}-\d{1,20}", re.ASCII)


async def activity(request: Request) -> Response:
    """List what happened, newest first: of the board, or with ``?card=`` of one card.

    ``?before=`` goes on to what is older, ``?after=`` to what is newer; ``?around=`` begins on both sides of a moment.
    """
    with_, board, query = context.of(request), head_of(request).id, request.query_params
    card, count = query.get("card", ""), _count(query.get("count", str(ROWS)))
    if card and not is_id(card):
        raise Invalid("card must be an id")
    match [key for key in WHERE if key in query]:
        case []:
            page = await _older(with_, board, before=stored_activity.NEWEST, card=card, count=count)
        case ["before"]:
            page = await _older(with_, board, before=_row_id(query["before"]), card=card, count=count)
        case [_] if card:
            raise Invalid("of one card, only what is before can be asked for")
        case ["after"]:
            page = await _newer(with_, board, after=_row_id(query["after"]), count=count)
        case ["around"]:
            page = await _around(with_, board, moments.read_position(query["around"]), count=count)
        case _:
            raise Invalid(f"only one of {', '.join(WHERE)} can be asked for")
    who = await doers.of_rows(with_, board, [row for _, row in page.rows])
    rows = [_row(id_, row, one) for (id_, row), one in zip(page.rows, who, strict=True)]
    return JSONResponse({"activity": rows, "next": page.older, "newer": page.newer})


class _Page(NamedTuple):
    """Rows, newest first, and the ids to go on from at both ends; None: there is nothing more, as far as is known."""

    rows: list[tuple[str, Row]]
    older: str | None
    newer: str | None = None


async def _newer(with_: Context, board: str, *, after: str, count: int) -> _Page:
    page = await stored_activity.oldest(with_.client, board, after=after, count=count)
    rows = [(id_, unpack(data)) for id_, data in reversed(page)]
    return _Page(rows, after, page[-1].id if len(page) == count else None)


async def _around(with_: Context, board: str, where: str, *, count: int) -> _Page:
    place = position(where)
    first = await stored_activity.first_past(
        with_.client, board, lambda data: position(unpack(data).entry) > place
    )
    if first is None:
        return await _older(with_, board, before=stored_activity.NEWEST, card="", count=count)
    older = await _older(with_, board, before=first.id, card="", count=count)
    newer = await stored_activity.oldest(with_.client, board, after=first.id, count=count)
    rows = [(id_, unpack(data)) for id_, data in (*reversed(newer), first)]
    return _Page([*rows, *older.rows], older.older, newer[-1].id if len(newer) == count else None)


async def outline(request: Request) -> Response:
    """Name moments from all over the life of the board, oldest first, as many as a line on a screen can show."""
    found = await stored_activity.outline(context.of(request).client, head_of(request).id)
    rows = [unpack(data) for _, data in found]
    return JSONResponse({"moments": [{"entry": row.entry, "when": answers.moment(row.when)} for row in rows]})


def _row_id(text: str) -> str:
    if not ENTRY.fullmatch(text) or max(position(text)) >= 2**64:
        raise Invalid("before and after must be the next or newer of an earlier answer")
    return text


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:6]) <= ROWS_MAX:
        raise Invalid(f"count must be 1 to {ROWS_MAX}")
    return int(text)


async def _older(with_: Context, board: str, *, before: str, card: str, count: int) -> _Page:
    found: list[tuple[str, Row]] = []
    looked_at = 0
    while looked_at < LOOKED_AT_MAX:
        page = await stored_activity.newest(with_.client, board, before=before, count=PAGE_ROWS)
        for id_, data in page:
            row = unpack(data)
            before = id_
            if not card or row.about(card):
                found.append((id_, row))
                if len(found) == count:
                    return _Page(found, before)
        looked_at += len(page)
        if len(page) < PAGE_ROWS:
            return _Page(found, None)
    return _Page(found, before)


def _row(id_: str, row: Row, who: Json) -> Json:
    return {
        "id": id_,
        "entry": row.entry,
        "when": answers.moment(row.when),
        "who": who,
        "group": doers.action_of(row),
        "verb": row.verb,
        "changes": [
            {"kind": one.kind, "id": one.id, "title": one.title, "before": one.before, "after": one.after}
            for one in row.changes
        ],
        "counts": {
            kind: dict(zip(("made", "changed", "gone"), numbers, strict=True))
            for kind, numbers in row.counts.items()
        },
    }


async def moment(request: Request) -> Response:
    """Send the board as it was at a moment, as one Yjs update; ``x-entry`` names the entry it stands after."""
    with_, board = context.of(request), head_of(request).id
    where = moments.read_position(request.path_params["moment"])
    with with_.exports.one_more():
        found = await moments.at(with_.boards, board, where)
    when = answers.moment(found.when) if found.when else ""
    headers = {"x-entry": found.entry, "x-when": when or ""}
    return Response(found.state, media_type="application/octet-stream", headers=headers)


async def changes(request: Request) -> Response:
    """Say in lists what changed from ``?since=`` to ``?until=`` (left out: now)."""
    with_, board, query = context.of(request), head_of(request).id, request.query_params
    since = moments.read_position(query.get("since", ""))
    until = moments.read_position(query["until"]) if "until" in query else moments.LATEST
    with with_.exports.one_more():
        before = await moments.at(with_.boards, board, since)
        after = await moments.at(with_.boards, board, until)
        found = await with_.exports.done(partial(_difference, before.state, after.state))
    return JSONResponse(
        {
            "since": {"entry": before.entry, "when": answers.moment(before.when)},
            "until": {"entry": after.entry, "when": answers.moment(after.when)},
            "cards": dict(found.cards),
            "records": dict(found.records),
        }
    )


def _difference(before: bytes, after: bytes) -> diff.Diff:
    """Return the difference; both documents live and end in the thread that makes it."""
    return diff.between(_board(before), _board(after))


def _board(state: bytes) -> Board:
    doc: Doc[Any] = Doc()
    guard.apply(doc, [state])
    return Board(doc)
