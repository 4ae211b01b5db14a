"""The WebSocket routes: who may upgrade, then a link handed to the dialect that was asked for."""

from __future__ import annotations

from typing import Final

from starlette.websockets import WebSocket

from kanverge.accounts.gatekeeper import Gatekeeper
from kanverge.accounts.principals import Principal
from kanverge.errors import Forbidden, StoreAway
from kanverge.socket import watch_codec
from kanverge.socket.hub import Hub
from kanverge.socket.limits import Close
from kanverge.socket.link import link_of
from kanverge.socket.native import Connection
from kanverge.socket.watching import Sources, Watching
from kanverge_crdt.codec import FRAME_BYTES_MAX, SUBPROTOCOL
from kanverge_crdt.ids import is_id

POLICY: Final = 1008
# Far above a frame's bound: what a client sends too much by mistake gets 4413 and a reason, not a 1009 for ever.
LINK_BYTES_MAX: Final = 16 * FRAME_BYTES_MAX


async def watch(websocket: WebSocket) -> None:
    """Serve ``/watch``: kanverge.watch.v1, facts of every board that whoever asks may see."""
    sources: Sources = websocket.app.state.sources
    gatekeeper: Gatekeeper = websocket.app.state.gatekeeper
    if not await _accepted(websocket, gatekeeper, watch_codec.SUBPROTOCOL):
        return
    try:
        principal = await _who(websocket, gatekeeper)
    except StoreAway as error:
        await websocket.close(Close.STORE_AWAY, str(error))
        return
    if principal is None:
        await websocket.close(Close.NOT_SIGNED_IN, "sign in first")
        return
    if not principal.may("boards.list"):
        await websocket.close(Close.NO_ACCESS, "your role does not allow this")
        return
    if not sources.hub.enter(principal.key, ""):
        await websocket.close(Close.TOO_FAST, "you have too many boards or connections open")
        return
    link = link_of(websocket)
    link.attach(Watching(sources, link, principal), message_bytes_max=LINK_BYTES_MAX)
    if not link.leave():
        await link.wait_closed()


async def _who(websocket: WebSocket, gatekeeper: Gatekeeper) -> Principal | None:
    headers = dict(websocket.headers)
    if "origin" not in headers:  # a page always says where it comes from
        headers.pop("cookie", None)
    return await gatekeeper.principal(headers, is_https=_is_https(websocket))


async def sync(websocket: WebSocket) -> None:
    """Serve ``/sync/{board}``: kanverge.v1 for one board."""
    hub: Hub = websocket.app.state.hub
    gatekeeper: Gatekeeper = websocket.app.state.gatekeeper
    if not await _accepted(websocket, gatekeeper, SUBPROTOCOL):
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


async def _accepted(websocket: WebSocket, gatekeeper: Gatekeeper, subprotocol: str) -> bool:
    """Return whether the connection stands.

    A wrong origin is refused before the upgrade; everything else is accepted first, because only an accepted
    connection can say why it closes (a browser shows a refused upgrade as 1006 and tries for ever).
    """
    try:
        gatekeeper.check_origin(websocket.headers, is_https=_is_https(websocket))
    except Forbidden:
        await websocket.close(POLICY)
        return False
    speaks = subprotocol in websocket.scope["subprotocols"]
    await websocket.accept(subprotocol=subprotocol if speaks else None)
    if not speaks:
        await websocket.close(Close.WRONG_VERSION, f"the subprotocol {subprotocol} is needed")
    return speaks


def _cookie(gatekeeper: Gatekeeper, websocket: WebSocket) -> str | None:
    """Return the session cookie; a page always says where it comes from, so without an Origin there is none."""
    if "origin" not in websocket.headers:
        return None
    return gatekeeper.cookie(websocket.headers, is_https=_is_https(websocket))


def _is_https(websocket: WebSocket) -> bool:
    return websocket.url.scheme == "wss"
