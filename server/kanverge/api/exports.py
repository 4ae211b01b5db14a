"""Taking a board away: everything people see on it, as JSON."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from kanverge.api import context
from kanverge.api.guarding import head_of
from kanverge.live.exporting import Exportable
from kanverge_crdt import statevector


async def export(request: Request) -> Response:
    """Send the board as a file; what is on its way to the disk is not in it."""
    with_, board = context.of(request), head_of(request).id
    room = await with_.rooms.open(board)
    state = room.document.difference(statevector.EMPTY)
    content = await with_.exporter.encode(Exportable.taken(board, state, room.asking.records))
    disposition = f'attachment; filename="kanverge-{board}.json"'
    return Response(content, media_type="application/json", headers={"content-disposition": disposition})
