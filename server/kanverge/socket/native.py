"""kanverge.v1 on one connection: messages in, calls on a room out (docs/protocol.md).

Translates and bounds; it decides nothing about boards. Everything runs on the loop; what must wait is a task owned here.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import deque
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, Final

from kanverge.accounts.access import Access
from kanverge.accounts.principals import Principal
from kanverge.clock import Clock
from kanverge.config import Limits
from kanverge.errors import Forbidden, Invalid, KanvergeError, NotFound, StoreAway, StoreError
from kanverge.live.outbox import Outbox
from kanverge.live.peer import Peer
from kanverge.live.presence import person_of
from kanverge.live.room import Room
from kanverge.live.rooms import Rooms
from kanverge.socket.limits import Bucket, Close
from kanverge.socket.link import Link, frame
from kanverge_crdt import codec, statevector
from kanverge_crdt.errors import MalformedMessage, MessageTooLarge, RefusedUpdate
from kanverge_crdt.ids import new_id
from kanverge_crdt.parts import Parts
from kanverge_crdt.presence import check_state
from kanverge_crdt.schema import SCHEMA_VERSION

logger = logging.getLogger(__name__)

HELLO_WITHIN_S: Final = 5.0
PING_AFTER_S: Final = 20.0
SILENT_AFTER_S: Final = 45.0
HELD_MESSAGES_MAX: Final = 4_000
HELD_BYTES_MAX: Final = 17 * 1024 * 1024
ASKS_AT_ONCE_MAX: Final = 200


@dataclass(slots=True)
class Hub:
    """What every connection of the process shares."""

    rooms: Rooms
    access: Access
    clock: Clock
    limits: Limits
    connections: set[Connection]
    store_is_available: bool = True

    def tell_availability(self, available: bool) -> None:
        """Tell everyone that saving is paused or goes on."""
        self.store_is_available = available
        for connection in self.connections:
            connection.tell(codec.Store(available))

    def sweep(self) -> None:
        """Ping whoever was silent for a while, and give up those who stay so."""
        for connection in list(self.connections):
            connection.sweep(self.clock.monotonic())


class Connection:
    """One kanverge.v1 connection, from its upgrade to its end (a link.Receiver)."""

    def __init__(self, hub: Hub, link: Link, board: str, cookie: str | None) -> None:
        self.board = board
        self.peer: Peer | None = None
        self._hub = hub
        self._link = link
        self._cookie = cookie
        self._room: Room | None = None
        self._parts = Parts()
        self._held: deque[tuple[codec.ClientMessage, bool]] = deque()
        self._held_bytes = 0
        self._is_busy = False
        self._tasks: set[asyncio.Task[None]] = set()
        now = hub.clock.monotonic()
        self._opened_at = self._heard_at = now
        self._pinged = False
        limits = hub.limits
        self._edits = Bucket.full(per_second=limits.edits_per_second, burst=limits.edits_burst, now=now)
        self._bytes = Bucket.full(per_second=limits.bytes_per_second, burst=limits.bytes_burst, now=now)
        self._asks = Bucket.full(per_second=limits.asks_per_second, burst=limits.asks_burst, now=now)
        self._presences = Bucket.full(
            per_second=limits.presence_per_second, burst=2 * limits.presence_per_second, now=now
        )
        hub.connections.add(self)

    # What the link calls.

    def received(self, message: bytes) -> None:
        """Take one frame."""
        self._heard_at = self._hub.clock.monotonic()
        self._pinged = False
        if not self._bytes.take(len(message), self._heard_at):
            self.close(Close.TOO_FAST, "too many bytes; come back a little later")
            return
        try:
            decoded = codec.decode(message, sender="client")
            is_long = isinstance(decoded, codec.Part)
            if isinstance(decoded, codec.Part):
                whole = self._parts.take(decoded)
                if whole is None:
                    return
                decoded = codec.decode(whole, sender="client")
            self._take(decoded, is_long=is_long)
        except MessageTooLarge as error:
            self.close(Close.TOO_LARGE, str(error))
        except MalformedMessage as error:
            self.close(Close.MALFORMED, str(error))

    def received_text(self) -> None:
        """Refuse text: no message is text."""
        self.close(Close.MALFORMED, "text frames have no meaning here")

    def writable_again(self) -> None:
        """Send what waited."""
        if self._room is not None and self.peer is not None:
            self._room.drain(self.peer)

    def closed(self, code: int) -> None:
        """Leave the room."""
        self._hub.connections.discard(self)
        for task in self._tasks:
            task.cancel()
        if self._room is not None and self.peer is not None:
            self._room.leave(self.peer)
        self._room = None

    # Sending.

    def tell(self, message: codec.ServerMessage) -> None:
        """Send a message to a peer that has joined."""
        if self.peer is not None:
            self.peer.answer(message)

    def close(self, code: int, reason: str) -> None:
        """Say why, then close."""
        self._link.write(frame(codec.encode(codec.Gone(code, reason))))
        self._link.close(code, reason)

    def sweep(self, now: float) -> None:
        """Ping after a silence, close after a long one or without a hello in time."""
        silent_s = now - self._heard_at
        if self.peer is None and now - self._opened_at > HELLO_WITHIN_S and not self._is_busy:
            self.close(Close.NO_HELLO, "no hello in time")
        elif silent_s > SILENT_AFTER_S:
            self.close(Close.SILENT, "nothing was heard")
        elif silent_s > PING_AFTER_S and not self._pinged:
            self._pinged = True
            self.tell(codec.Ping(0))
        if self.peer is not None and self.peer.outbox.is_broken:
            self.close(Close.TOO_FAST, "answers are not being read")

    # Messages.

    def _take(self, message: codec.ClientMessage, *, is_long: bool) -> None:
        """Handle a message now, or in its turn behind one that takes its time."""
        if not self._is_busy:
            self._handle(message, is_long=is_long)
            return
        self._held.append((message, is_long))
        self._held_bytes += len(message.update) if isinstance(message, codec.Edit) else 0
        if len(self._held) > HELD_MESSAGES_MAX or self._held_bytes > HELD_BYTES_MAX:
            self.close(Close.TOO_FAST, "too many messages at once")

    def _handle(self, message: codec.ClientMessage, *, is_long: bool) -> None:
        if isinstance(message, codec.Edit):
            self._edit(message, is_long=is_long)
            return
        handler = _HANDLERS[type(message)]
        handler(self, message)

    def _in_turn(self, work: Coroutine[Any, Any, None]) -> None:
        """Do ``work``, holding what arrives meanwhile."""
        self._is_busy = True
        self._start(self._do_in_turn(work))

    async def _do_in_turn(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        finally:
            self._is_busy = False
        while self._held and not self._is_busy:
            message, is_long = self._held.popleft()
            self._held_bytes -= len(message.update) if isinstance(message, codec.Edit) else 0
            self._handle(message, is_long=is_long)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(self._guarded(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception:
            logger.exception("a connection to board %s failed", self.board)
            self._link.close(Close.NOT_LOADED, "internal error")

    def _edit(self, edit: codec.Edit, *, is_long: bool) -> None:
        room, peer = self._joined()
        if not self._edits.take(1, self._heard_at):
            self.close(Close.TOO_FAST, "too many edits; come back a little later")
        elif is_long:
            self._in_turn(room.submit_queue(peer, edit))
        else:
            room.submit(peer, edit)

    def _ask(self, ask: codec.Ask) -> None:
        room, peer = self._joined()
        if len(self._tasks) >= ASKS_AT_ONCE_MAX or not self._asks.take(1, self._heard_at):
            peer.answer(codec.Failed(ask.seq, "too-many", "too many requests; ask again a little later"))
        else:
            self._start(self._answer(room, peer, ask))

    async def _answer(self, room: Room, peer: Peer, ask: codec.Ask) -> None:
        try:
            result = await room.asking.ask(room, peer.principal, ask)
        except (Invalid, NotFound, Forbidden, StoreError) as error:
            peer.answer(codec.Failed(ask.seq, _CODES[type(error)], str(error)))
        else:
            peer.answer(codec.Done(ask.seq, result))

    def _presence(self, presence: codec.Presence) -> None:
        room, peer = self._joined()
        if presence.state is None or self._presences.take(1, self._heard_at):
            room.show(peer, None if presence.state is None else check_state(presence.state))

    def _ping(self, ping: codec.Ping) -> None:
        self._link.write(frame(codec.encode(codec.Pong(ping.nonce))))

    def _pong(self, pong: codec.Pong) -> None:
        """Nothing to do: that something was heard is noted already."""

    def _joined(self) -> tuple[Room, Peer]:
        if self._room is None or self.peer is None:
            raise MalformedMessage("hello comes first")
        return self._room, self.peer

    # Joining.

    def _hello(self, hello: codec.Hello) -> None:
        if self.peer is not None:
            raise MalformedMessage("a second hello")
        try:
            statevector.decode(hello.state_vector)
        except RefusedUpdate as error:
            raise MalformedMessage(f"the state vector cannot be read: {error}") from error
        self._in_turn(self._join(hello))

    async def _join(self, hello: codec.Hello) -> None:
        try:
            principal = await self._who(hello.token)
            if principal is None:
                self.close(Close.NOT_SIGNED_IN, "sign in first")
                return
            if not principal.may("board.view"):
                raise NotFound(self.board)
            room = await self._hub.rooms.open(self.board)
        except NotFound:
            self.close(Close.NO_ACCESS, "there is no such board, or it is not open to you")
        except StoreAway as error:
            self.close(Close.STORE_AWAY, str(error))
        except KanvergeError as error:
            logger.error("board %s cannot be opened: %s", self.board, error)
            self.close(Close.NOT_LOADED, "the board cannot be opened")
        else:
            self._enter(room, principal, hello)

    async def _who(self, token: str | None) -> Principal | None:
        if token is not None:
            return await self._hub.access.by_token(token, self.board)
        return await self._hub.access.by_session(self._cookie, self.board) if self._cookie else None

    def _enter(self, room: Room, principal: Principal, hello: codec.Hello) -> None:
        if len(room.peers) >= self._hub.limits.peers_per_board:
            self.close(Close.TOO_FAST, "too many people are on this board")
            return
        peer = Peer(new_id(secrets.randbelow), principal, Outbox(self._link, self._hub.limits.outbox_bytes), frame, self.close)
        self._room, self.peer = room, peer
        knows = hello.state_vector if hello.epoch in (None, room.document.epoch) else statevector.EMPTY
        peer.answer(self._welcome(room, peer))
        version = hello.options.get("records")
        room.join(peer, knows, version if isinstance(version, int) else None)
        if not self._hub.store_is_available:
            peer.answer(codec.Store(False))

    def _welcome(self, room: Room, peer: Peer) -> codec.Welcome:
        limits = self._hub.limits
        return codec.Welcome(
            epoch=room.document.epoch,
            schema=SCHEMA_VERSION,
            role=str(peer.principal.role or ""),
            person={**person_of(peer.principal), "session": peer.session},
            state_vector=room.document.state_vector(),
            limits={"structs": limits.edit_structs, "bytes": limits.edit_bytes, "frame": limits.frame_bytes},
        )


_HANDLERS: Final[Mapping[type, Callable[[Connection, Any], None]]] = {
    codec.Hello: Connection._hello,
    codec.Ask: Connection._ask,
    codec.Presence: Connection._presence,
    codec.Ping: Connection._ping,
    codec.Pong: Connection._pong,
}

_CODES: Final[Mapping[type[Exception], str]] = {
    Invalid: "invalid",
    NotFound: "not-found",
    Forbidden: "forbidden",
    StoreError: "store-away",
    StoreAway: "store-away",
}
