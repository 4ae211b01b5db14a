"""Letting one connection in: who it is and whether they may see the board, then the board itself; and asking again."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Final

from kanverge.accounts.principals import Principal
from kanverge.errors import KanvergeError, NotFound, StoreAway
from kanverge.live.peer import Peer
from kanverge.live.presence import person_of
from kanverge.live.room import Room
from kanverge.socket import standing
from kanverge.socket.hub import Hub
from kanverge.socket.limits import Close
from kanverge.store.base import BoardHead
from kanverge_crdt import codec
from kanverge_crdt.schema import SCHEMA_VERSION
from kanverge_crdt.update import EDIT

logger = logging.getLogger(__name__)

TRIES_MAX: Final = 5
OLDEST_SCHEMA: Final = max(1, SCHEMA_VERSION - 1)
"""A client one version behind keeps the keys it does not know, and may edit; an older one has to reload."""


class Refusal(Exception):
    """They may not come in: close with ``code`` and say why."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Joining:
    """What one connection presents: the token of its hello, else the cookie of its upgrade."""

    hub: Hub
    board: str
    cookie: str | None
    token: str | None

    async def run(self) -> tuple[Room, Principal]:
        """Return the room and who enters it; raise Refusal."""
        try:
            return await self._run()
        except NotFound:
            raise Refusal(Close.NO_ACCESS, "there is no such board, or it is not open to you") from None
        except StoreAway as error:
            raise Refusal(Close.STORE_AWAY, str(error)) from error
        except KanvergeError as error:
            logger.error("board %s cannot be opened: %s", self.board, error)
            raise Refusal(Close.NOT_LOADED, "the board cannot be opened") from error

    async def _run(self) -> tuple[Room, Principal]:
        for _ in range(TRIES_MAX):
            heard = self.hub.notices_heard
            principal = await self._allowed()
            room = await self.hub.rooms.open(self.board)
            # A notice reaches only those who are in; what it said about somebody on the way is asked again.
            if heard == self.hub.notices_heard and not room.is_over:
                return room, principal
        raise StoreAway("too much changed while the board was opened")

    async def _allowed(self) -> Principal:
        principal = await self._who()
        if principal is None:
            raise Refusal(Close.NOT_SIGNED_IN, "sign in first")
        head = await self._head() if principal.may("board.view") else None
        if head is None:
            raise NotFound(self.board)
        if head.is_archived:
            raise Refusal(standing.ARCHIVED.code, standing.ARCHIVED.reason)
        return principal

    async def _who(self) -> Principal | None:
        if self.token is not None:
            return await self.hub.access.by_token(self.token, self.board)
        return await self.hub.access.by_session(self.cookie, self.board) if self.cookie else None

    async def _head(self) -> BoardHead | None:
        return await self.hub.rooms.boards.head(self.board)


async def ask_again(hub: Hub, board: str, principal: Principal) -> standing.Verdict:
    """Return what it means for a connection who ``principal`` is now; raise StoreError while nobody can say."""
    head = await hub.rooms.boards.head(board)
    now = await hub.access.again(principal)
    is_gone = head is None or head.is_archived
    return standing.ARCHIVED if is_gone else standing.after_asking(principal, now)


def welcome(room: Room, peer: Peer) -> codec.Welcome:
    """Return what a peer that enters ``room`` is told first."""
    return codec.Welcome(
        epoch=room.document.epoch,
        schema=SCHEMA_VERSION,
        role=str(peer.principal.role or ""),
        person={**person_of(peer.principal), "session": peer.session},
        state_vector=room.document.state_vector(),
        limits={"structs": EDIT.structs_max, "bytes": EDIT.bytes_max, "frame": codec.FRAME_BYTES_MAX},
    )
