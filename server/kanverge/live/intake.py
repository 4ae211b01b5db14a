"""How edits come into a room: looked at, admitted and put in line for the disk, or refused, or asked for again."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from kanverge.live.document import Admission
from kanverge.live.peer import Peer
from kanverge.live.pending import Waiting
from kanverge.store.log import Row
from kanverge_crdt import codec
from kanverge_crdt.errors import OutOfOrder, RefusedUpdate
from kanverge_crdt.update import Scanned

if TYPE_CHECKING:
    from kanverge.live.room import Room

logger = logging.getLogger(__name__)

TOO_FAST = 4529

ENDED_CLIENTS_MAX = 100


def submit(room: Room, peer: Peer, edit: codec.Edit) -> None:
    """Take an edit that came in one message; answer ``refused`` or ``missing`` if it cannot be taken."""
    if _is_awaited(room, peer, edit):
        try:
            _admit(room, peer, edit, room.document.scan(edit.update))
        except RefusedUpdate as error:
            _refuse(room, peer, edit, error.code, str(error))


async def submit_queue(room: Room, peer: Peer, edit: codec.Edit) -> None:
    """Take a long edit (an offline queue), scanned in slices so that others are not kept waiting."""
    try:
        scanned = await room.document.scan_slowly(edit.update)
        if not room.is_over and _is_awaited(room, peer, edit):
            _admit(room, peer, edit, scanned)
    except RefusedUpdate as error:
        _refuse(room, peer, edit, error.code, str(error))


def _is_awaited(room: Room, peer: Peer, edit: codec.Edit) -> bool:
    """Return whether to look at an edit at all: ``saved`` must never pass over one that was not taken."""
    if edit.client_id in peer.ended or peer.must_resend:
        return False
    if peer.waits_from is not None and edit.seq > peer.waits_from:
        return False
    if not peer.principal.may("board.edit"):
        _refuse(room, peer, edit, "forbidden", "your role on this board does not allow editing")
        return False
    if room.pending.is_full:
        _pass_over(peer, edit)
        return False
    return True


def _pass_over(peer: Peer, edit: codec.Edit) -> None:
    """Leave an edit, and what follows, to be sent again when `ask_again` says so."""
    peer.waits_from = edit.seq
    peer.must_resend = True


def _admit(room: Room, peer: Peer, edit: codec.Edit, scanned: Scanned) -> None:
    if _take_in(room, peer, edit, scanned):
        peer.waits_from = None


def _take_in(room: Room, peer: Peer, edit: codec.Edit, scanned: Scanned) -> bool:
    principal = peer.principal.key
    try:
        admission = room.document.admit(scanned, peer.principal)
    except OutOfOrder:
        peer.waits_from = edit.seq
        peer.answer(codec.Missing(edit.seq, room.document.known_vector()))
        return False
    except RefusedUpdate as error:
        if error.code != "made-already" or room.pending.is_empty:
            raise
        # What was faster may be in flight: its author could not find it in the state yet, to do this over on it.
        _pass_over(peer, edit)
        return False
    if admission is None and room.pending.is_empty:
        peer.answer(codec.Saved(edit.seq))
        return True
    row = None
    if admission is not None:
        if scanned.rows and not _may_grow(room, peer, edit, admission):
            room.document.forget(admission)
            return False
        row = Row(principal, edit.client_id, f"{edit.seq}/{edit.group}", admission.update)
    room.pending.add(Waiting(peer, edit, scanned, row, admission))
    room.around.committer.wake(room)
    return True


def _may_grow(room: Room, peer: Peer, edit: codec.Edit, admission: Admission) -> bool:
    objection = room.document.objection(admission, bytes_before=room.pending.new_bytes)
    if objection is not None:
        _refuse(room, peer, edit, "board-full", objection)
    elif admission.bindings and not _may_bring(room, peer, len(admission.bindings)):
        peer.close(TOO_FAST, "too many new devices at once; come back a little later")
    else:
        return True
    return False


def _may_bring(room: Room, peer: Peer, client_ids: int) -> bool:
    return room.around.may_bring(peer.principal.key, room.board, client_ids)


def _refuse(room: Room, peer: Peer, edit: codec.Edit, code: str, text: str) -> None:
    """Refuse an edit for good, and with it every later one of its client id, which would build on it."""
    logger.info("board %s: an edit of %s was refused: %s", room.board, peer.principal.key, text)
    peer.answer(codec.Refused(edit.seq, code, text))
    peer.ended.add(edit.client_id)
    if len(peer.ended) == ENDED_CLIENTS_MAX:
        peer.close(TOO_FAST, "too many edits were refused; come back a little later")


def ask_again(room: Room) -> None:
    """Tell those whose edits were passed over to send them again, once there is room."""
    if room.pending.is_full:
        return
    for peer in room.peers.values():
        if peer.must_resend:
            peer.must_resend = False
            peer.answer(codec.Missing(0, room.document.known_vector()))


def refuse_client(room: Room, check: int) -> None:
    """Another process bound a client id of the batch to somebody else first: its edits cannot be taken."""
    client, principal = room.bindings_in_flight()[check]
    logger.warning("board %s: client id %d of %s belongs to another", room.board, client, principal)
    held = room.pending.clear()
    room.document.forget(next(waiting.admission for waiting in held if waiting.admission))
    for waiting in held:
        if waiting.admission and client in waiting.admission.bindings:
            text = f"client id {client} belongs to another"
            _refuse(room, waiting.author, waiting.edit, "foreign-client", text)
        else:
            _take_in_again(room, waiting)
    ask_again(room)
    room.around.committer.wake(room)


def _take_in_again(room: Room, waiting: Waiting[Peer]) -> None:
    """Admit an edit that was taken back; also one that brought nothing, because what it repeated is gone."""
    peer, edit, scanned = waiting.author, waiting.edit, waiting.scanned
    is_passed_over = peer.waits_from is not None and edit.seq > peer.waits_from
    if is_passed_over or edit.client_id in peer.ended:
        return
    try:
        _take_in(room, peer, edit, scanned)
    except RefusedUpdate as error:
        _refuse(room, peer, edit, error.code, str(error))
