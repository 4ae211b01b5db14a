"""How an ``ask`` is carried out: decided on the records at hand, committed only if they are still the same."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import msgpack

from kanverge.accounts.moments import now_ms
from kanverge.accounts.principals import Principal
from kanverge.errors import Forbidden, Invalid, NotFound, StoreAway, StoreError
from kanverge.live.records import Outcome, Records
from kanverge.store import keys, log
from kanverge.store.automated import KINDS
from kanverge.store.base import Check, Commit, Committed, Conflict, Unwritable, Write, WrongEpoch
from kanverge.store.log import Asked, Entry, RecordChange
from kanverge_crdt import codec
from kanverge_crdt.board import Board

if TYPE_CHECKING:
    from kanverge.live.peer import Peer
    from kanverge.live.room import Room

TRIES_MAX: Final = 20


@dataclass(slots=True)
class Asking:
    """The records of one board and the asks that change them, one after the other."""

    records: Records = field(default_factory=Records)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def ask(self, room: Room, peer: Peer, ask: codec.Ask) -> Any:
        """Carry ``ask`` out once, however often it comes, and return its result; raise a KanvergeError."""
        verb = room.around.verbs.get(ask.verb)
        if verb is None:
            raise Invalid(f"there is no verb {ask.verb!r}")
        async with self._turn:
            earlier = await room.around.boards.asked(room.board, f"{peer.principal.key} {ask.key}")
            if earlier is not None:
                return earlier.result
            for _ in range(TRIES_MAX):
                # Asked for only now: while it waited for its turn the role may have changed. "own" is decided by the
                # verb, which knows whose the thing is.
                principal = peer.principal
                if not principal.may(ask.verb, is_own=True):
                    raise Forbidden("your role on this board does not allow this")
                outcome = verb(self.records, principal, ask.args, room.around.clock.now())
                for change in outcome.changes:
                    if change.kind in KINDS:
                        room.around.objection(Board(room.document.doc), change)
                done, result = await self._commit(room, principal, ask, outcome)
                if done:
                    return result
        raise StoreAway(f"others changed the records of this board {TRIES_MAX} times in a row")

    async def _commit(
        self, room: Room, principal: Principal, ask: codec.Ask, outcome: Outcome
    ) -> tuple[bool, Any]:
        if not outcome.changes:
            return True, outcome.result
        if room.is_over:
            # A room that has taken its place would take this for a commit of its own, and not hear of it.
            raise StoreAway("the board is being read anew")
        version = self.records.version
        asked = Asked(principal.key, ask.key, ask.verb, version + 1, outcome.changes)
        automates = not KINDS.isdisjoint(change.kind for change in outcome.changes)
        if automates:
            # Before as well: should this process die in between, somebody looks all the same.
            await room.around.boards.automated.note(room.board)
        [committed] = await room.around.boards.commit([_commit(room, asked, outcome.result)])
        match committed:
            case Committed(previous, entry_id):
                room.settled_ask(previous, entry_id, asked)
                if automates:
                    await room.around.boards.automated.note(room.board)
                return True, outcome.result
            case Conflict(0):  # the same ask ran at the same moment on another node
                earlier = await room.around.boards.asked(room.board, f"{principal.key} {ask.key}")
                return earlier is not None, earlier and earlier.result
            case Conflict():
                await room.fill()
                return False, None
            case WrongEpoch():
                raise NotFound("the board was rebuilt")
            case Unwritable(reason):
                raise StoreError(reason)


def _commit(room: Room, asked: Asked, result: Any) -> Commit:
    board = room.board
    once = f"{asked.principal} {asked.key}"
    version = asked.version - 1
    return Commit(
        board=board,
        epoch=room.document.epoch,
        entry=log.pack(Entry(now_ms(room.around.clock), asks=(asked,))),
        checks=(
            Check(keys.asked(board), once, b""),
            Check(keys.head(board), "records", str(version).encode() if version else b""),
        ),
        writes=(
            Write(keys.asked(board), once, msgpack.packb((now_ms(room.around.clock), result))),
            Write(keys.head(board), "records", str(asked.version).encode()),
            *(record_write(board, change) for change in asked.changes),
        ),
    )


def record_write(board: str, change: RecordChange) -> Write:
    """Return how a changed record is stored."""
    value = b"" if change.value is None else msgpack.packb(change.value)
    return Write(keys.records(board, change.kind), change.id, value)
