"""What happened on a board: its activity, the board at an earlier moment, and what changed between two."""

from __future__ import annotations

import re
from functools import partial
from typing import Any, Final

from pycrdt import Doc
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kanverge.api import answers, context
from kanverge.api.answers import Json
from kanverge.api.context import Context
from kanverge.api.guarding import head_of
from kanverge.errors import Invalid
from kanverge.history import diff, moments
from kanverge.history.activity import Row, unpack
from kanverge.store import activity as stored_activity
from kanverge_crdt import guard
from kanverge_crdt.board import Board
from kanverge_crdt.ids import is_id

ROWS_MAX: Final = 200
ROWS: Final = 50
PAGE_ROWS: Final = 500
LOOKED_AT_MAX: Final = 20_000
"""Rows read for one answer about one card; the next page goes on from there."""
ENTRY: Final = re.compile(r"\d{1,20}-\d{1,20}", re.ASCII)


async def activity(request: Request) -> Response:
    """List what happened, newest first: of the board, or with ``?card=`` of one card; ``?before=`` goes on."""
    with_, board, query = context.of(request), head_of(request).id, request.query_params
    card, before = query.get("card", ""), query.get("before", stored_activity.NEWEST)
    if card and not is_id(card):
        raise Invalid("card must be an id")
    if before != stored_activity.NEWEST and not ENTRY.fullmatch(before):
        raise Invalid("before must be the next of an earlier answer")
    count = _count(query.get("count", str(ROWS)))
    rows, next_ = await _rows(with_, board, before=before, card=card, count=count)
    who = await answers.who(with_.people, {row.principal for _, row in rows})
    return JSONResponse({"activity": [_row(id_, row, who) for id_, row in rows], "next": next_})


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:6]) <= ROWS_MAX:
        raise Invalid(f"count must be 1 to {ROWS_MAX}")
    return int(text)


async def _rows(
    with_: Context, board: str, *, before: str, card: str, count: int
) -> tuple[list[tuple[str, Row]], str | None]:
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
                    return found, before
        looked_at += len(page)
        if len(page) < PAGE_ROWS:
            return found, None
    return found, before


def _row(id_: str, row: Row, who: dict[str, Json]) -> Json:
    return {
        "id": id_,
        "entry": row.entry,
        "when": answers.moment(row.when),
        "who": who[row.principal],
        "group": row.group,
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
    headers = {"x-entry": found.entry, "x-when": answers.moment(found.when) or ""}
    return Response(found.state, media_type="application/octet-stream", headers=headers)


async def changes(request: Request) -> Response:
    """Say in lists of cards what changed from ``?since=`` to ``?until=`` (left out: now)."""
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
            "cards": found,
        }
    )


def _difference(before: bytes, after: bytes) -> dict[str, Any]:
    """Return the difference; both documents live and end in the thread that makes it."""
    return dict(diff.between(_board(before), _board(after)).cards)


def _board(state: bytes) -> Board:
    doc: Doc[Any] = Doc()
    guard.apply(doc, [state])
    return Board(doc)
