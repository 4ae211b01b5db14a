"""Who is on which board now, over all nodes: ours as it is, the others' as they last said."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from kanverge.accounts.moments import now_ms
from kanverge.clock import Clock
from kanverge.errors import StoreError
from kanverge.live.rooms import Rooms
from kanverge.store.base import BoardId
from kanverge.store.faces import Face, FacesStore, NodeFaces, Present
from kanverge_crdt.ids import is_id

logger = logging.getLogger(__name__)

TELL_EVERY_S: Final = 0.5
"""How long somebody's coming or going may take to be told."""
BEAT_EVERY_S: Final = 10.0
"""How often a node says that what it said still holds, and looks whether the others' does."""
FACES_MAX: Final = 50
"""How many people of a board a node names; of the others it tells how many they are."""
LOOKING_MAX: Final = 200
"""How many open cards of a board a node tells of; whoever has a further one open is told what they see."""
HEARD_MAX: Final = 1_000
"""How many changes are kept while the store is read; an older one is in what is read, or is read with the next beat."""


@dataclass(slots=True)
class Faces:
    """Who is where."""

    store: FacesStore
    rooms: Rooms
    clock: Clock
    _said: dict[BoardId, Present] = field(default_factory=dict)
    _others: Mapping[str, NodeFaces] = field(default_factory=dict)
    elsewhere: Mapping[BoardId, frozenset[str]] = field(default_factory=dict, init=False)
    """The other nodes at which somebody is on a board."""
    _meanwhile: deque[tuple[str, NodeFaces]] = field(default_factory=lambda: deque(maxlen=HEARD_MAX))
    _watchers: list[Callable[[frozenset[BoardId]], None]] = field(default_factory=list)
    _beat_at: float | None = None
    _task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Listen to the other nodes, and tell them; ``stop`` ends it."""
        await self.store.subscribe(self._heard)
        self._task = asyncio.create_task(self._run(), name="faces")

    async def stop(self) -> None:
        """Tell the others that nobody is here any more, and end."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        with contextlib.suppress(StoreError):
            await self._say(
                dict.fromkeys(self._said.keys() | {room.board for room in self.rooms.all()}, Present())
            )

    def of(self, board: BoardId) -> Present:
        """Return who is on a board, each person once.

        Of ours it is what was told last, never more: who came and went within one round is told of by nobody, so
        whoever was shown their face just then would see it for good.
        """
        return _together([self._said.get(board, Present()), _of(self._others, board)])

    def watch(self, changed: Callable[[frozenset[BoardId]], None]) -> Callable[[], None]:
        """Call ``changed`` with the boards to which somebody came or from which they left; return how to stop."""
        self._watchers.append(changed)
        return lambda: self._watchers.remove(changed)

    async def once(self) -> None:
        """Tell what changed here since the last time, and look after the rest when it is due."""
        now = self.clock.monotonic()
        is_due = self._beat_at is None or now - self._beat_at >= BEAT_EVERY_S
        if is_due:
            await self._look()
        here = {room.board: present for room in self.rooms.all() if (present := self._mine(room.board))}
        changed = {
            board: here.get(board, Present())
            for board in here.keys() | self._said.keys()
            if here.get(board) != self._said.get(board)
        }
        if changed or is_due:
            if not await self._say(changed) and here:
                await self._say(here)  # the store has forgotten what we said before: it was away for too long
            came = [
                board
                for board, present in changed.items()
                if _shown(present) != _shown(self._said.get(board, Present()))
            ]
            self._said, self._beat_at = here, now
            self._tell(came)

    async def _say(self, changed: NodeFaces) -> bool:
        return await self.store.say(changed, now_ms=now_ms(self.clock))

    async def _run(self) -> None:
        while True:
            try:
                await self.once()
            except StoreError as error:
                logger.info("who is where is not told: %s", error)
                self._beat_at = None
            await self.clock.sleep(TELL_EVERY_S)

    def _heard(self, node: str, changed: NodeFaces) -> None:
        if node == self.store.node:
            return
        self._meanwhile.append((node, changed))
        self._others_are(_changed(self._others, node, changed))

    async def _look(self) -> None:
        """Take over what the store holds: it has forgotten nodes that died, and knows what we have not heard."""
        self._meanwhile.clear()
        others = await self.store.others()
        for node, changed in self._meanwhile:  # it may be newer than what was read
            others = _changed(others, node, changed)
        self._others_are(others)

    def _others_are(self, others: Mapping[str, NodeFaces]) -> None:
        before, self._others = self._others, others
        nodes: defaultdict[BoardId, set[str]] = defaultdict(set)
        for node, boards_there in others.items():
            for board in boards_there:
                nodes[board].add(node)
        self.elsewhere = {board: frozenset(there) for board, there in nodes.items()}
        boards = {board for nodes in (before, others) for node in nodes.values() for board in node}
        self._tell(board for board in boards if _of(before, board) != _of(others, board))

    def _tell(self, changed: Iterable[BoardId]) -> None:
        if boards := frozenset(changed):
            for watcher in list(self._watchers):
                watcher(boards)

    def _mine(self, board: BoardId) -> Present:
        room = self.rooms.at_hand(board)
        if room is None:
            return Present()
        sessions = room.audience.present.here()
        people = {here.person["id"]: here.person for here in sessions}
        faces = tuple((id_, one["name"], one["color"]) for id_, one in people.items())
        looking = sorted({(here.person["id"], card) for here in sessions if (card := _looked_at(here.state))})
        return Present(faces[:FACES_MAX], len(faces[FACES_MAX:]), frozenset(looking[:LOOKING_MAX]))


def _looked_at(state: Mapping[str, Any]) -> str | None:
    """Return the card that somebody has open and looks at: who has gone idle looks at nothing."""
    card = state.get("card")
    is_id_of_one = isinstance(card, str) and is_id(card)
    return card if is_id_of_one and state.get("idle") is not True else None


def _shown(present: Present) -> tuple[object, int]:
    """Return what others see of who is on a board."""
    return present.faces, present.more


def _together(nodes: Iterable[Present]) -> Present:
    faces: dict[str, Face] = {}
    more = 0
    for present in nodes:
        faces |= {face[0]: face for face in present.faces if face[0] not in faces}
        more += present.more
    return Present(tuple(faces.values()), more)


def _changed(nodes: Mapping[str, NodeFaces], node: str, changed: NodeFaces) -> dict[str, NodeFaces]:
    boards = {**nodes.get(node, {}), **changed}
    return {**nodes, node: {board: present for board, present in boards.items() if present}}


def _of(nodes: Mapping[str, NodeFaces], board: BoardId) -> Present:
    return _together(boards[board] for boards in nodes.values() if board in boards)
