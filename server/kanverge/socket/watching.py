"""kanverge.watch.v1 on one connection: what is known of every board that somebody may see, as it changes.

Nothing is opened for it, nothing waits for a slow reader: what could not be written is told as it is then.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from kanverge.accounts.access import Access
from kanverge.accounts.members import Members
from kanverge.accounts.moments import now_ms
from kanverge.accounts.notices import (
    RECHECK_S,
    BoardArchived,
    BoardRestored,
    MemberChanged,
    Notice,
    PersonChanged,
    SessionEnded,
    TokenEnded,
)
from kanverge.accounts.principals import Principal
from kanverge.errors import StoreError
from kanverge.inbox.reading import Inboxes, unread
from kanverge.live.faces import Faces
from kanverge.portfolio.card_facts import assignees_of
from kanverge.portfolio.index import FactsIndex, Rows
from kanverge.portfolio.visible import visible_boards
from kanverge.socket import watch_codec
from kanverge.socket.hub import Hub
from kanverge.socket.limits import Allowance, Close
from kanverge.socket.link import Link
from kanverge.socket.pulse import SILENT_AFTER_S
from kanverge.store.base import BoardId
from kanverge.store.boards import StoredBoards
from kanverge_crdt.errors import MalformedMessage

logger = logging.getLogger(__name__)

SUMMARY, FACES, CARDS, INBOX = "summary", "faces", "cards", "inbox"
NO_BOARDS: Final[frozenset[BoardId]] = frozenset()


@dataclass(frozen=True, slots=True)
class Sources:
    """What everyone who watches is told from."""

    hub: Hub
    boards: StoredBoards
    members: Members
    access: Access
    index: FactsIndex
    faces: Faces
    inboxes: Inboxes


class Watching:
    """One connection (a link.Receiver and a hub.Member), from when it is known who it is to its end."""

    def __init__(self, sources: Sources, link: Link, principal: Principal) -> None:
        self._sources = sources
        self._link = link
        self._principal = principal
        self._visible = NO_BOARDS
        self._wanted: watch_codec.Watch | None = None
        self._mine: dict[BoardId, set[str]] = {}
        """The cards that were told of because they are assigned to whoever watches."""
        self._due: dict[tuple[str, BoardId], None] = {}
        self._unread = 0
        self._must_tell_all = True
        self._owes_ready = False
        self._looking: asyncio.Task[None] | None = None
        self._must_look = False
        self._is_over = False
        now = sources.hub.clock.monotonic()
        self._heard_at = now
        self._look_at = now + random.uniform(0.5, 1) * RECHECK_S  # noqa: S311, spreads the work
        self._allowance = Allowance(sources.hub.limits, now)
        self._stops = [sources.index.listen(self._facts_changed), sources.faces.watch(self._faces_changed)]
        if principal.kind == "person":
            self._stops.append(sources.inboxes.listen(principal.id, self._inbox_changed))
        sources.hub.connections.add(self)

    # What the link calls.

    def received(self, message: bytes) -> None:
        """Take one message."""
        now = self._heard_at = self._sources.hub.clock.monotonic()
        if not self._allowance.message(len(message), now):
            self.close(Close.TOO_FAST, "too many messages; come back a little later")
            return
        try:
            said = watch_codec.decode(message)
        except MalformedMessage as error:
            self.close(Close.MALFORMED, str(error))
            return
        if isinstance(said, watch_codec.Ping):
            self._link.write(watch_codec.PONG)
            return
        self._wanted, self._must_tell_all, self._owes_ready = said, True, True
        self._look()

    def received_text(self) -> None:
        """Refuse text: no message is text."""
        self.close(Close.MALFORMED, "text frames have no meaning here")

    def writable_again(self) -> None:
        """Send what waited."""
        self._pump()

    def closed(self, code: int) -> None:  # noqa: ARG002, part of what a link calls
        """Stop listening."""
        if not self._is_over:
            self._is_over = True
            for stop in self._stops:
                stop()
            self._sources.hub.connections.discard(self)
            self._sources.hub.leave(self._principal.key, "")

    # What the hub calls.

    def heard(self, notice: Notice) -> None:
        """Look again at what may be seen, where a change of access concerns it."""
        principal = self._principal
        match notice:
            case SessionEnded(person, session) if (person, session) == (principal.id, principal.session):
                self.close(Close.NOT_SIGNED_IN, "the session has ended")
            case TokenEnded(_, token) if principal.kind == "token" and token == principal.id:
                self.close(Close.NOT_SIGNED_IN, "the token has ended")
            case MemberChanged(_, person, _) | PersonChanged(person) if person == principal.id:
                self._look()
            # A look that is under way may have taken the board for open.
            case BoardArchived(board) if board in self._visible or self._is_looking:
                self._look()
            case BoardRestored():
                self._look()

    def tell_availability(self, available: bool) -> None:
        """Say whether what is told is up to date."""
        self._link.write(watch_codec.store(is_available=available))

    def sweep(self, now: float) -> None:
        """End a connection that fell silent, and ask from time to time who it is: a notice may have been missed."""
        if now - self._heard_at >= SILENT_AFTER_S:
            self.close(Close.SILENT, "nothing was heard for too long")
        elif now >= self._look_at:
            self._look()

    def ask_again_by(self, moment: float) -> None:
        """Ask who this is no later than at ``moment``."""
        self._look_at = min(self._look_at, moment)

    def fail(self) -> None:
        """End after a mistake of ours."""
        self.close(1011, "internal error")

    def close(self, code: int, reason: str) -> None:
        """Send them off, with a reason."""
        self._link.close(code, reason)
        self.closed(code)

    # What may be seen.

    def _look(self) -> None:
        """Find out anew what may be seen and is wanted, one look after the other."""
        self._look_at = self._sources.hub.clock.monotonic() + RECHECK_S
        self._must_look = True
        if not self._is_looking:
            self._looking = self._sources.hub.start(self._look_until_seen())

    @property
    def _is_looking(self) -> bool:
        return self._looking is not None and not self._looking.done()

    async def _look_until_seen(self) -> None:
        try:
            while self._must_look and not self._is_over:
                self._must_look = False
                await self._look_once()
        except StoreError as error:
            logger.info("nobody can say what somebody may watch: %s", error)
            self.ask_again_by(self._sources.hub.clock.monotonic() + 1)
        except Exception:
            logger.exception("a watching connection failed")
            self.fail()

    async def _look_once(self) -> None:
        sources = self._sources
        principal = await sources.access.again(self._principal)
        if principal is None:
            self.close(Close.NOT_SIGNED_IN, "the session or token has ended")
            return
        self._principal = principal
        visible = await visible_boards(sources.boards, sources.members, principal)
        await self._count_unread(visible)
        await sources.index.load()
        for board in self._boards_with_cards(visible):
            await sources.index.rows(board)
        if self._is_over:
            return
        for board in self._visible - visible:
            self._due = {due: None for due in self._due if due[1] != board}
            self._mine.pop(board, None)
            self._link.write(watch_codec.gone(board))
        fresh = visible if self._must_tell_all else visible - self._visible
        self._visible, self._must_tell_all = visible, False
        for board in sorted(fresh):
            self._note(board, SUMMARY, FACES, CARDS)
        self._pump()

    async def _count_unread(self, visible: frozenset[BoardId]) -> None:
        if self._wanted is None or not self._wanted.inbox or self._principal.kind != "person":
            return
        sources = self._sources
        notices = await sources.inboxes.of(self._principal.id, visible)
        self._unread = unread(notices, now_ms(sources.hub.clock))
        self._note("", INBOX)

    def _boards_with_cards(self, visible: frozenset[BoardId]) -> frozenset[BoardId]:
        if self._wanted is None:
            return NO_BOARDS
        return visible if self._wanted.cards == "mine" else visible.intersection(self._wanted.cards)

    # What has changed.

    def _facts_changed(self, board: BoardId | None, rows: Rows) -> None:
        if board is None:
            self._must_tell_all = True
            self._look()
        elif board in self._visible:
            self._note(board, SUMMARY)
            if rows and board in self._boards_with_cards(self._visible):
                self._tell_cards(board, rows)
            self._pump()
        elif self._principal.is_admin:  # a new board: nobody was made a member of it
            self._look()

    def _inbox_changed(self) -> None:
        if self._wanted is not None and self._wanted.inbox:
            self._look()

    def _faces_changed(self, boards: frozenset[BoardId]) -> None:
        for board in boards & self._visible:
            self._note(board, FACES)
        self._pump()

    def _tell_cards(self, board: BoardId, rows: Rows) -> None:
        """Tell the changed cards by themselves where that is possible, else all of the board's once there is room."""
        if not self._link.writable or (CARDS, board) in self._due:
            self._note(board, CARDS)
        else:
            self._write_cards(board, rows, is_whole=False)

    def _note(self, board: BoardId, *kinds: str) -> None:
        if self._wanted is not None:
            for kind in kinds:
                self._due[kind, board] = None

    # Telling.

    def _pump(self) -> None:
        while self._due and self._link.writable and not self._is_over:
            kind, board = next(iter(self._due))
            del self._due[kind, board]
            self._write(kind, board)
        is_all_told = not self._due and not self._must_tell_all
        if self._owes_ready and is_all_told and self._link.writable:
            self._owes_ready = False
            self._link.write(watch_codec.READY)

    def _write(self, kind: str, board: BoardId) -> None:
        assert self._wanted is not None
        sources = self._sources
        if kind == CARDS:
            if board in self._boards_with_cards(self._visible):
                self._write_cards(board, sources.index.rows_at_hand(board), is_whole=True)
        elif kind == FACES:
            self._link.write(watch_codec.faces(board, sources.faces.of(board)))
        elif kind == INBOX:
            self._link.write(watch_codec.inbox(self._unread))
        elif self._wanted.summaries and (packed := sources.index.summary(board)) is not None:
            self._link.write(watch_codec.summary(board, packed))

    def _write_cards(self, board: BoardId, rows: Rows, *, is_whole: bool) -> None:
        assert self._wanted is not None
        gone: set[str] = set()
        if self._wanted.cards == "mine":
            told = self._mine.setdefault(board, set())
            mine = self._assigned(rows)
            gone = set() if is_whole else told & rows.keys() - mine.keys()
            told.difference_update(gone)
            told.update(mine)  # in place: `|=` with keys would make another set
            rows = mine
        if rows or gone or is_whole:
            self._link.write(watch_codec.cards(board, rows, gone=gone, is_whole=is_whole))

    def _assigned(self, rows: Rows) -> Mapping[str, bytes]:
        return {id: row for id, row in rows.items() if self._principal.id in assignees_of(row)}
