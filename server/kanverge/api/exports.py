"""Taking a board away: everything people see on it, as JSON."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from pycrdt import Doc
from starlette.requests import Request
from starlette.responses import Response

from kanverge.api import context
from kanverge.api.guarding import head_of
from kanverge.transfer.exporting import comments_by_card, updates_by_row
from kanverge_crdt import guard, snapshot, statevector
from kanverge_crdt.board import Board


async def export(request: Request) -> Response:
    """Send the board as a file; what is on its way to the disk is not in it."""
    with_, board = context.of(request), head_of(request).id
    with with_.exports.one_more():
        room = await with_.rooms.open(board)
        rows = room.asking.records.rows
        encode = partial(
            _encoded,
            board,
            room.document.difference(statevector.EMPTY),
            numbers=dict(rows["number"]),
            comments=comments_by_card(rows["comment"]),
            updates=updates_by_row(rows["update"]),
        )
        content = await with_.exports.done(encode)
    disposition = f'attachment; filename="kanverge-{board}.json"'
    return Response(content, media_type="application/json", headers={"content-disposition": disposition})


def _encoded(board: str, state: bytes, **beside: Any) -> bytes:
    """Return the export of a board at one moment; its document lives and ends in the thread that makes it."""
    doc: Doc[Any] = Doc()
    guard.apply(doc, [state])
    value = snapshot.export(Board(doc), board, **beside)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
