"""kanverge.v1 on one connection: messages in, calls on a room out (docs/protocol.md).

Translates and bounds; decides nothing about boards. Everything runs on the loop; what must wait is a task of the hub.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, Final

from kanverge.accounts.notices import Notice
from kanverge.accounts.principals import Principal
from kanverge.accounts.roles import Action
from kanverge.errors import KanvergeError
from kanverge.live.outbox import Outbox
from kanverge.live.peer import Peer
from kanverge.live.presence import allowed, person_of
from kanverge.live.room import Room
from kanverge.socket import standing
from kanverge.socket.failures import failure
from kanverge.socket.held import Held
from kanverge.socket.hub import Hub
from kanverge.socket.joining import OLDEST_SCHEMA, Joining, Refusal, welcome
from kanverge.socket.limits import Allowance, Close
from kanverge.socket.link import Link, frame
from kanverge.socket.pulse import Due, Pulse
from kanverge.socket.recheck import Recheck, Work
from kanverge.socket.showing import Showing
from kanverge_crdt import codec, statevector
from kanverge_crdt.codec import MESSAGE_BYTES_MAX
from kanverge_crdt.errors import MalformedMessage, MessageTooLarge, RefusedUpdate
from kanverge_crdt.ids import new_id
from kanverge_crdt.parts import Parts
from kanverge_crdt.presence import check_state
from kanverge_crdt.schema import SCHEMA_VERSION

logger = logging.getLogger(__name__)

ASKS_AT_ONCE_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class Rule:
    """The action that the role of a message's sender must allow (accounts/roles.py), and what handles the message."""

    action: Action
    handle: Callable[[Connection, Any], None]
    needs_hello: bool = True


class Connection:
    """One kanverge.v1 connection, from its upgrade to its end (a link.Receiver and a hub.Member)."""

    def __init__(self, hub: Hub, link: Link, board: str, cookie: str | None) -> None:
        self.board = board
        self.peer: Peer | None = None
        self._hub = hub
        self._link = link
        self._cookie = cookie
        self._room: Room | None = None
        self._is_over = False
        self._parts = Parts()
        self._held = Held()
        self._turn: asyncio.Task[None] | None = None  # what must be done before the next message is handled
        self._asks: set[asyncio.Task[None]] = set()
        now = hub.clock.monotonic()
        self._pulse = Pulse(now)
        self._recheck = Recheck(hub, board, now, guarded=self._guarded, accept=self._accept)
        self._allowance = Allowance(hub.limits, now)
        self._showing = Showing(per_second=hub.limits.presence_per_second, now=now)
        hub.connections.add(self)

    # What the link calls.

    def received(self, message: bytes) -> None:
        """Take one frame."""
        now = self._hub.clock.monotonic()
        self._pulse.hear(now)
        if not self._allowance.message(len(message), now):
            self.close(Close.TOO_FAST, "too many messages; come back a little later")
            return
        try:
            self._take(codec.decode(message, sender="client"), len(message))
        except MalformedMessage as error:
            self._object(error)

    def received_text(self) -> None:
        """Refuse text: no message is text."""
        self.close(Close.MALFORMED, "text frames have no meaning here")

    def writable_again(self) -> None:
        """Send what waited."""
        if self._room is not None and self.peer is not None:
            self._room.drain(self.peer)

    def closed(self, code: int) -> None:
        """Leave the room."""
        logger.debug("a connection to board %s ended with %d", self.board, code)
        self._end()

    # What the hub calls.

    def heard(self, notice: Notice) -> None:
        """Draw the conclusions of a change of somebody's access."""
        if self.peer is not None:
            self._accept(standing.after_notice(self.peer.principal, notice))

    def tell_availability(self, available: bool) -> None:
        """Say whether edits can be saved."""
        self._tell(codec.Store(available))

    def ask_again_by(self, moment: float) -> None:
        """Ask who this is no later than at ``moment``."""
        self._recheck.by(moment)

    def fail(self) -> None:
        """End after a mistake of ours."""
        self.close(Close.NOT_LOADED, "internal error")

    def sweep(self, now: float) -> None:
        """Close what was silent for too long or never said hello; ping, ask again and show what is due."""
        match self._pulse.due(now):
            case Due.NO_HELLO:
                self.close(Close.NO_HELLO, "no hello in time")
            case Due.GIVE_UP:
                self.close(Close.SILENT, "nothing was heard")
            case Due.PING:
                self._tell(codec.Ping(0))
            case Due.NOTHING:
                pass
        if self.peer is not None and self.peer.outbox.is_broken:
            self.close(Close.TOO_FAST, "answers are not being read")
        if self._showing.due(now):
            self._show()
        if self._recheck.is_due(now):
            self._recheck.start(self.peer)

    # Ending.

    def close(self, code: int, reason: str) -> None:
        """Say why, then close; the room hears nothing more of this peer."""
        if not self._is_over:
            self._link.write(frame(codec.encode(codec.Gone(code, reason))))
            self._end()
            self._link.close(code, reason)

    def _end(self) -> None:
        if self._is_over:
            return
        self._is_over = True
        self._held.clear()
        self._hub.connections.discard(self)
        # An ask goes on: cut off between the store and the room it would leave the room behind.
        if self._turn is not None and self._turn is not asyncio.current_task():
            self._turn.cancel()
        self._recheck.cancel()
        if self._room is not None and self.peer is not None:
            self._room.leave(self.peer)
            self._hub.leave(self.peer.principal.key, self.board)
        self._room = None

    def _object(self, error: MalformedMessage) -> None:
        self.close(Close.TOO_LARGE if isinstance(error, MessageTooLarge) else Close.MALFORMED, str(error))

    # Messages, one after the other.

    def _take(self, message: codec.ClientMessage, frame_bytes: int) -> None:
        """Handle a message now, or in its turn behind one that takes its time."""
        if self._is_over:
            return
        if not self._is_busy:
            self._handle(message)
        elif not self._held.put(message, frame_bytes, is_stranger=self.peer is None):
            self.close(Close.TOO_FAST, "too many messages at once")

    @property
    def _is_busy(self) -> bool:
        return self._turn is not None

    def _handle(self, message: codec.ClientMessage) -> None:
        rule = self.FRAMES[type(message)]
        if rule.needs_hello and self.peer is None:
            raise MalformedMessage("hello comes first")
        if self.peer is None or self.peer.principal.may(rule.action):
            rule.handle(self, message)
        else:
            self._deny(message)

    def _deny(self, message: codec.ClientMessage) -> None:
        """Answer that the role does not allow this, where the protocol has an answer."""
        match message:
            case codec.Edit(seq=seq):
                self._tell(codec.Refused(seq, "forbidden", "your role on this board does not allow editing"))
            case codec.Ask(seq=seq):
                self._tell(codec.Failed(seq, "forbidden", "your role on this board does not allow this"))
            case _:
                logger.info("board %s: a %s was not allowed", self.board, type(message).__name__.lower())

    def _in_turn(self, work: Work) -> None:
        """Do ``work``, holding what arrives meanwhile."""
        self._turn = self._hub.start(self._guarded(partial(self._do_in_turn, work)))

    async def _do_in_turn(self, work: Work) -> None:
        await work()
        self._turn = None
        try:
            while not self._is_busy and (message := self._held.take()) is not None:
                self._handle(message)
        except MalformedMessage as error:
            self._object(error)

    async def _guarded(self, work: Work) -> None:
        try:
            await work()
        except Exception:
            logger.exception("a connection to board %s failed", self.board)
            self.fail()

    def _part(self, part: codec.Part) -> None:
        whole = self._parts.take(part)
        if whole is None:
            return
        message = codec.decode(whole, sender="client", bytes_max=MESSAGE_BYTES_MAX)
        if not isinstance(message, codec.Edit):
            raise MalformedMessage("only an edit may come in parts")
        room, peer = self._joined()
        if not peer.principal.may("board.edit"):
            self._deny(message)
        elif self._may_edit():
            self._in_turn(partial(room.submit_queue, peer, message))

    def _edit(self, edit: codec.Edit) -> None:
        room, peer = self._joined()
        if self._may_edit():
            room.submit(peer, edit)

    def _may_edit(self) -> bool:
        if self._allowance.edit(self._pulse.heard_at):
            return True
        self.close(Close.TOO_FAST, "too many edits; come back a little later")
        return False

    def _ask(self, ask: codec.Ask) -> None:
        room, peer = self._joined()
        if len(self._asks) >= ASKS_AT_ONCE_MAX or not self._allowance.ask(self._pulse.heard_at):
            peer.answer(codec.Failed(ask.seq, "too-many", "too many requests; ask again a little later"))
        else:
            answering = self._hub.start(self._guarded(partial(self._answer, room, peer, ask)))
            self._asks.add(answering)
            answering.add_done_callback(self._asks.discard)

    async def _answer(self, room: Room, peer: Peer, ask: codec.Ask) -> None:
        try:
            result = await room.asking.ask(room, peer, ask)
        except KanvergeError as error:
            peer.answer(codec.Failed(ask.seq, failure(error), str(error)))
        else:
            peer.answer(codec.Done(ask.seq, result))

    def _presence(self, presence: codec.Presence) -> None:
        if self._showing.put(check_state(presence.state), self._pulse.heard_at):
            self._show()

    def _show(self) -> None:
        if self._room is not None and self.peer is not None:
            self._room.show(self.peer, allowed(self.peer.principal, self._showing.shown))

    def _ping(self, ping: codec.Ping) -> None:
        self._link.write(frame(codec.encode(codec.Pong(ping.nonce))))

    def _pong(self, pong: codec.Pong) -> None:
        """Nothing to do: that something was heard is noted already."""

    def _joined(self) -> tuple[Room, Peer]:
        assert self._room is not None, "only messages that need a hello come here"
        assert self.peer is not None, "who is in a room is a peer"
        return self._room, self.peer

    def _tell(self, message: codec.ServerMessage) -> None:
        """Send a message to a peer that has joined."""
        if self.peer is not None and not self._is_over:
            self.peer.answer(message)

    # Joining.

    def _hello(self, hello: codec.Hello) -> None:
        if self._pulse.has_said_hello:
            raise MalformedMessage("a second hello")
        try:
            statevector.decode(hello.state_vector)
        except RefusedUpdate as error:
            raise MalformedMessage(f"the state vector cannot be read: {error}") from error
        self._pulse.has_said_hello = True
        if not OLDEST_SCHEMA <= hello.schema <= SCHEMA_VERSION:
            self.close(Close.WRONG_VERSION, f"this server speaks schema {SCHEMA_VERSION}: reload")
            return
        self._in_turn(partial(self._join, hello))

    async def _join(self, hello: codec.Hello) -> None:
        try:
            room, principal = await Joining(self._hub, self.board, self._cookie, hello.token).run()
        except Refusal as refusal:
            self.close(refusal.code, refusal.reason)
        else:
            if not self._is_over:
                self._enter(room, principal, hello)

    def _enter(self, room: Room, principal: Principal, hello: codec.Hello) -> None:
        if len(room.peers) >= self._hub.limits.peers_per_board:
            self.close(Close.TOO_FAST, "too many people are on this board")
            return
        if not self._hub.enter(principal.key, self.board):
            self.close(Close.TOO_FAST, "you have too many boards or connections open")
            return
        outbox = Outbox(self._link, self._hub.limits.outbox_bytes)
        peer = Peer(new_id(secrets.randbelow), principal, outbox, frame, self.close)
        self._room, self.peer = room, peer
        peer.answer(welcome(room, peer))
        # What a client has of another epoch, or of none it knows, says nothing about this one.
        is_same_epoch = hello.epoch == room.document.epoch
        version = hello.options.get("records") if is_same_epoch else None
        room.join(
            peer,
            hello.state_vector if is_same_epoch else statevector.EMPTY,
            version if type(version) is int else None,
        )
        if not self._hub.store_is_available:
            peer.answer(codec.Store(False))

    # Who this still is.

    def _accept(self, verdict: standing.Verdict) -> None:
        if self._is_over:
            return
        match verdict:
            case standing.Leave(code, reason):
                _, peer = self._joined()
                peer.principal = standing.without_rights(peer.principal)
                self.close(code, reason)
            case standing.AskAgain():
                self._recheck.again(self.peer)
            case standing.Become(principal):
                self._become(principal)

    def _become(self, principal: Principal) -> None:
        _, peer = self._joined()
        before, peer.principal = peer.principal, principal
        if principal.role != before.role:
            peer.answer(codec.Role(str(principal.role or "")))
        if principal.role != before.role or person_of(principal) != person_of(before):
            self._show()

    FRAMES: ClassVar[Mapping[type[codec.ClientMessage], Rule]] = {
        codec.Hello: Rule("board.view", _hello, needs_hello=False),
        codec.Edit: Rule("board.edit", _edit),
        # Whoever may not edit is told so once it is known which edit it is.
        codec.Part: Rule("board.view", _part),
        # Each verb is an action of its own, which asking.py asks for.
        codec.Ask: Rule("board.view", _ask),
        codec.Presence: Rule("presence.send", _presence),
        codec.Ping: Rule("pages.view", _ping, needs_hello=False),
        codec.Pong: Rule("pages.view", _pong, needs_hello=False),
    }
    """Every message of a client and its rule."""
