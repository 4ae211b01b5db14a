"""The WebSocket route: who may upgrade, then a link handed to the dialect that was asked for."""

from __future__ import annotations

from typing import Final

from starlette.websockets import WebSocket

from kanverge.accounts.gatekeeper import Gatekeeper
from kanverge.errors import Forbidden
from kanverge.socket.hub import Hub
from kanverge.socket.limits import Close
from kanverge.socket.link import link_of
from kanverge.socket.native import Connection
from kanverge_crdt.codec import FRAME_BYTES_MAX, SUBPROTOCOL
from kanverge_crdt.ids import is_id

POLICY: Final = 1008
# Far above a frame's bound: what a client sends too much by mistake gets 4413 and a reason, not a 1009 for ever.
LINK_BYTES_MAX: Final = 16 * FRAME_BYTES_MAX


async def sync(websocket: WebSocket) -> None:
    """Serve ``/sync/{board}``: kanverge.v1 for one board.

    A wrong origin is refused before the upgrade; everything else is accepted first, because only an accepted
    connection can say why it closes (a browser shows a refused upgrade as 1006 and tries for ever).
    """
    hub: Hub = websocket.app.state.hub
    gatekeeper: Gatekeeper = websocket.app.state.gatekeeper
    try:
        gatekeeper.check_origin(websocket.headers, is_https=_is_https(websocket))
    except Forbidden:
        await websocket.close(POLICY)
        return
    speaks = SUBPROTOCOL in websocket.scope["subprotocols"]
    await websocket.accept(subprotocol=SUBPROTOCOL if speaks else None)
    if not speaks:
        await websocket.close(Close.WRONG_VERSION, f"the subprotocol {SUBPROTOCOL} is needed")
        return
    board = websocket.path_params["board"]
    if not is_id(board):
        await websocket.close(Close.NO_ACCESS, "there is no such board, or it is not open to you")
        return
    link = link_of(websocket)
    connection = Connection(hub, link, board, _cookie(gatekeeper, websocket))
    link.attach(connection, message_bytes_max=LINK_BYTES_MAX)
    if not link.leave():
        await link.wait_closed()


def _cookie(gatekeeper: Gatekeeper, websocket: WebSocket) -> str | None:
    """Return the session cookie; a page always says where it comes from, so without an Origin there is none."""
    if "origin" not in websocket.headers:
        return None
    return gatekeeper.cookie(websocket.headers, is_https=_is_https(websocket))


def _is_https(websocket: WebSocket) -> bool:
    return websocket.url.scheme == "wss"
