"""What people do on a board, told between the nodes that have people on it: carets, rings, who leads and who follows.

A node asks those at which somebody is on one of its boards (faces.py knows them), again and again while it has peers
there; whom it asked answers with all there is and then tells what changes. Where nobody is elsewhere nothing is sent.
What gets lost on the way is made up for by the next ask, and of a node that died all is forgotten once its faces are.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from kanverge.clock import Clock
from kanverge.errors import StoreError
from kanverge.live.faces import TELL_EVERY_S, Faces
from kanverge.live.room import Room
from kanverge.live.rooms import Rooms
from kanverge.store.base import BoardId
from kanverge.store.presence import Ask, Heard, PresenceStore, Told

logger = logging.getLogger(__name__)

GATHER_S: Final = 0.05
"""How long changes gather while some other node hears them: a person shows something new at most ten times a second."""
ASK_EVERY_S: Final = 10.0
ASK_HOLDS_S: Final = 3 * ASK_EVERY_S
ROWS_PER_MESSAGE: Final = 500
"""A row has up to 2 kB."""


@dataclass(slots=True)
class Relay:
    """Asks other nodes, and answers them."""

    store: PresenceStore
    rooms: Rooms
    faces: Faces
    clock: Clock
    _asked: dict[tuple[str, BoardId], float] = field(default_factory=dict)
    """Whom we asked for what, and when."""
    _heard_by: set[BoardId] = field(default_factory=set)
    """The boards of which another node hears."""
    _answers: set[tuple[str, BoardId]] = field(default_factory=set)
    """Who is to be told all there is."""
    _task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Listen to the other nodes, and tell them; ``stop`` ends it."""
        await self.store.subscribe(self.heard)
        self._task = asyncio.create_task(self._run(), name="relay of presence")

    async def stop(self) -> None:
        """End; the faces tell the others that nobody is here any more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            try:
                await self.once()
            except StoreError as error:
                logger.info("what people do is not told to other nodes: %s", error)
                self._asked = dict.fromkeys(self._asked, -ASK_EVERY_S)  # anew, once the store is back
            await self.clock.sleep(GATHER_S if self._asked or self._heard_by else TELL_EVERY_S)

    async def once(self) -> None:
        """Ask for what is due, and tell what gathered."""
        now = self.clock.monotonic()
        messages: list[tuple[str, Heard]] = [*self._asks(now), *self._tellings(now)]
        if messages:
            await self.store.send(messages)

    def heard(self, message: Heard) -> None:
        """Take what another node sent."""
        match message:
            case Ask(node, boards):
                self._answers |= {(node, board) for board in boards}
            case Told(node, board, rows, everyone):
                room = self.rooms.at_hand(board)
                # Who was not asked has nothing to say: it came too late, or from one whose faces are gone.
                if (
                    room is not None
                    and (node, board) in self._asked
                    and room.audience.elsewhere.heard(node, rows, everyone)
                ):
                    room.around.fanout.wake(room)

    def _asks(self, now: float) -> list[tuple[str, Heard]]:
        """Ask anew where it is time, and forget the nodes at which nobody is on a board any more."""
        wanted = {
            (node, board): room
            for board, nodes in self.faces.elsewhere.items()
            if (room := self.rooms.at_hand(board)) is not None and room.peers
            for node in nodes
        }
        for node, board in self._asked.keys() - wanted.keys():
            del self._asked[node, board]
            room = self.rooms.at_hand(board)
            if room is not None and room.audience.elsewhere.forget(node):
                room.around.fanout.wake(room)
        due: defaultdict[str, list[BoardId]] = defaultdict(list)
        for node, board in wanted:
            if now - self._asked.get((node, board), -ASK_EVERY_S) >= ASK_EVERY_S:
                due[node].append(board)
                self._asked[node, board] = now
        return [(node, Ask(self.store.node, boards)) for node, boards in due.items()]

    def _tellings(self, now: float) -> list[tuple[str, Heard]]:
        """Tell what changed to who hears it, and all there is to who has just asked."""
        answers, self._answers = self._answers, set()
        messages: list[tuple[str, Heard]] = []
        for node, board in answers:
            if (room := self.rooms.at_hand(board)) is not None:
                room.audience.elsewhere.listen(node, now + ASK_HOLDS_S)
                self._heard_by.add(board)
                messages += [(node, told) for told in self._all_of(room)]
        for board in list(self._heard_by):
            room = self.rooms.at_hand(board)
            listeners = room.audience.elsewhere.listeners(now) if room is not None else []
            if room is None or not listeners:
                self._heard_by.discard(board)
            elif rows := room.audience.elsewhere.take():
                told = Told(self.store.node, board, rows)
                messages += [(node, told) for node in listeners if (node, board) not in answers]
        return messages

    def _all_of(self, room: Room) -> Iterator[Told]:
        here = room.audience.present.here()
        rows = [list(one) for one in here]
        for at in range(0, len(rows), ROWS_PER_MESSAGE):
            yield Told(self.store.node, room.board, rows[at : at + ROWS_PER_MESSAGE])
        yield Told(self.store.node, room.board, (), everyone=[one.session for one in here])
