"""Everyone on a board, and how they are told: what a joiner lacks, what is new, what a slow reader is owed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from kanverge.live import document
from kanverge.live.broadcast import FullState, News, in_messages
from kanverge.live.document import Document
from kanverge.live.elsewhere import Elsewhere
from kanverge.live.outbox import Frames, Kind
from kanverge.live.peer import Peer
from kanverge.live.presence import person_of
from kanverge.live.records import Records
from kanverge_crdt import codec, statevector
from kanverge_crdt.presence import PresenceTable

TOO_LARGE: Final = 4413


@dataclass(eq=False, slots=True)
class Audience:
    """The peers of one board; what reads the document raises DeadDocument."""

    document: Document
    records: Records
    peers: dict[str, Peer] = field(default_factory=dict)
    present: PresenceTable = field(default_factory=PresenceTable)
    elsewhere: Elsewhere = field(default_factory=Elsewhere)
    news: News = field(default_factory=News)
    _full_state: FullState = field(default_factory=FullState)
    _full_records: FullState = field(default_factory=FullState)

    def join(self, peer: Peer, state_vector: bytes, records_version: int | None) -> None:
        """Send ``peer`` what it lacks, given what it has; from now on it hears everything."""
        self.peers[peer.session] = peer
        self._send_state(peer, state_vector)
        if records_version != self.records.version:
            self._send_records(peer)
        self._send_presence(peer, self.present.rows, self.elsewhere.present.rows)

    def leave(self, peer: Peer) -> bool:
        """Forget the peer; return whether the others have to be told."""
        if self.peers.get(peer.session) is not peer:
            return False
        del self.peers[peer.session]
        return self.show(peer, None)

    def show(self, peer: Peer, state: dict[str, Any] | None) -> bool:
        """Note where the peer is and what it does (None: gone or hidden); return whether the others have to be told."""
        return self.present.put(peer.session, person_of(peer.principal), state)

    def broadcast(self) -> None:
        """Send what has gathered to every peer."""
        before = self.news.state_before
        for edits in self.news.edits():
            self._tell_all(Kind.BOARD, edits, before)
        for changes in self.news.record_changes():
            self._tell_all(Kind.RECORDS, changes, before)
        here = self.present.take_changes()
        self.elsewhere.note(here)
        if rows := here + self.elsewhere.present.take_changes():
            self._tell_all(Kind.PRESENCE, codec.Present(rows), before)

    def drain(self, peer: Peer) -> None:
        """Send what waits for a peer that reads again, and what was forgotten meanwhile as one difference."""
        owed = peer.outbox.drain()
        if owed is None:
            return
        if owed.board_from is not None:
            self._send_state(peer, owed.board_from)
        if owed.records:
            self._send_records(peer)
        if owed.presence:
            self._send_presence(peer, self.present.all_rows, self.elsewhere.present.all_rows)

    def _tell_all(self, kind: Kind, message: codec.ServerMessage, before: bytes) -> None:
        frames: Frames = ()
        for peer in list(self.peers.values()):
            frames = frames or tuple(peer.framed(message))
            peer.outbox.put(kind, frames, before)

    def _send_state(self, peer: Peer, state_vector: bytes) -> None:
        """Send one ``sync`` with what the board has above ``state_vector``, or away who could not take it."""
        if statevector.is_empty(state_vector):
            version = self.document.version
            frames = self._full_state.at(version, lambda: self._sync_frames(peer, state_vector))
        else:
            frames = tuple(self._sync_frames(peer, state_vector))
        if frames:
            peer.outbox.put(Kind.STATE, frames)
        else:
            peer.close(TOO_LARGE, "this board has grown too large to be sent")

    def _sync_frames(self, peer: Peer, state_vector: bytes) -> Iterator[bytes]:
        """Yield the frames of a ``sync``; none if its update is larger than a client takes."""
        update = self.document.difference(state_vector)
        if len(update) <= document.SYNC_BYTES_MAX:
            authors = self.document.authors_above(state_vector)
            yield from peer.framed(codec.Sync(update, [list(pair) for pair in authors.items()]))

    def _send_records(self, peer: Peer) -> None:
        records = self.records
        peer.outbox.put(
            Kind.STATE, self._full_records.at(records.version, lambda: self._records_frames(peer))
        )

    def _records_frames(self, peer: Peer) -> Iterator[bytes]:
        for message in in_messages(self.records.as_changes()):
            yield from peer.framed(message)

    def _send_presence(self, peer: Peer, *tables: Callable[..., list[list[Any]]]) -> None:
        others = [row for rows in tables for row in rows(besides=peer.session)]
        if others:
            peer.outbox.put(Kind.PRESENCE, tuple(peer.framed(codec.Present(others))))
