"""The WebSocket route: who may upgrade, then a link handed to the dialect that was asked for."""

from __future__ import annotations

from typing import Final

from starlette.websockets import WebSocket

from kanverge.accounts.gatekeeper import Gatekeeper
from kanverge.errors import Forbidden
from kanverge.socket.limits import Close
from kanverge.socket.link import link_of
from kanverge.socket.native import Connection, Hub
from kanverge_crdt.codec import FRAME_BYTES_MAX, SUBPROTOCOL

POLICY: Final = 1008


async def sync(websocket: WebSocket) -> None:
    """Serve ``/sync/{board}``: kanverge.v1 for one board.

    A wrong origin is refused before the upgrade; everything else is accepted first, because only an accepted
    connection can say why it closes (a browser shows a refused upgrade as 1006 and tries for ever).
    """
    hub: Hub = websocket.app.state.hub
    gatekeeper: Gatekeeper = websocket.app.state.gatekeeper
    try:
        gatekeeper.check_origin(websocket.headers)
    except Forbidden:
        await websocket.close(POLICY)
        return
    speaks = SUBPROTOCOL in websocket.scope["subprotocols"]
    await websocket.accept(subprotocol=SUBPROTOCOL if speaks else None)
    if not speaks:
        await websocket.close(Close.WRONG_VERSION, f"the subprotocol {SUBPROTOCOL} is needed")
        return
    cookie = gatekeeper.cookie(websocket.headers, is_https=websocket.url.scheme == "wss")
    link = link_of(websocket)
    link.attach(
        Connection(hub, link, websocket.path_params["board"], cookie), message_bytes_max=FRAME_BYTES_MAX
    )
    await link.wait_closed()
