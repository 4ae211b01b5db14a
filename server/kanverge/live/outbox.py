"""What waits to be sent to one client: bounded, and nothing lost when it overflows.

Frames that tell of the board's state may be forgotten, because a CRDT client can always catch up: the outbox notes
the state vector from which it owes one difference. Answers to what the client itself sent are kept.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final, Protocol, TypeAlias

ANSWERS_MAX: Final = 20_000

Frames: TypeAlias = tuple[bytes, ...]
"""The frames of one message: more than one when it travels in parts, which nothing may come between."""


class Kind(Enum):
    """What a message is about, which decides what happens to it when the outbox is full."""

    BOARD = auto()
    PRESENCE = auto()
    RECORDS = auto()
    ANSWER = auto()
    STATE = auto()
    """A whole state or a difference: always kept, and its frames are shared, so it does not count."""


_KEPT: Final = frozenset({Kind.ANSWER, Kind.STATE})


class Sink(Protocol):
    """Where frames go: a link that says when its own buffer is full, and never blocks."""

    @property
    def writable(self) -> bool:
        """Return False while the transport's buffer is above its high-water mark."""

    def write(self, frame: bytes) -> None:
        """Hand over one frame, ready for the wire."""


@dataclass(slots=True)
class Owed:
    """What the client must be sent once it reads again, instead of what was forgotten."""

    board_from: bytes | None = None
    presence: bool = False
    records: bool = False

    def __contains__(self, kind: Kind) -> bool:
        if kind is Kind.BOARD:
            return self.board_from is not None
        return self.presence if kind is Kind.PRESENCE else kind is Kind.RECORDS and self.records

    def __bool__(self) -> bool:
        return self.board_from is not None or self.presence or self.records


@dataclass(frozen=True, slots=True)
class _Waiting:
    kind: Kind
    frames: Frames
    state_before: bytes = b""

    @property
    def size(self) -> int:
        return 0 if self.kind is Kind.STATE else sum(map(len, self.frames))


@dataclass(slots=True)
class Outbox:
    """A bounded queue of messages in front of one sink."""

    sink: Sink
    bytes_max: int
    bytes_held: int = 0
    answers_held: int = 0
    owed: Owed = field(default_factory=Owed)
    is_broken: bool = False
    """Whether the client asks on and on without reading the answers: not slow but broken, and to be sent away."""
    _queue: deque[_Waiting] | tuple[()] = ()
    """Nothing at all while nothing waits: an empty deque takes 760 bytes, of everyone who is here."""

    def put(self, kind: Kind, frames: Frames, state_before: bytes = b"") -> None:
        """Send a message, or keep it until the client reads; ``state_before`` belongs to a BOARD message."""
        if len(frames) == 1 and not self._queue and self.sink.writable and not self.owed:
            self.sink.write(frames[0])  # as nearly always: a peer that reads, a message of one frame
            return
        if kind in self.owed or self.is_broken:
            return
        waiting = _Waiting(kind, frames, state_before)
        if not self._queue and self.sink.writable:
            self._write(waiting)
        elif kind in _KEPT or self.bytes_held + waiting.size <= self.bytes_max:
            self._keep(waiting)
        else:
            self._forget(waiting)

    def drain(self) -> Owed | None:
        """Send what waits while the client reads; return what is owed, once all of it has left."""
        while self._queue and self.sink.writable:
            waiting = self._queue.popleft()
            self._count(waiting, -1)
            self._write(waiting)
        self._queue = self._queue or ()
        if self._queue or not self.sink.writable or not self.owed:
            return None
        owed, self.owed = self.owed, Owed()
        return owed

    def _write(self, waiting: _Waiting) -> None:
        """Write the frames while the sink takes them; the rest of a message begun is never forgotten."""
        for at, frame in enumerate(waiting.frames):
            if not self.sink.writable:
                self._queue = deque((_Waiting(Kind.STATE, waiting.frames[at:]), *self._queue))
                return
            self.sink.write(frame)

    def _keep(self, waiting: _Waiting) -> None:
        if not self._queue:
            self._queue = deque()
        self._queue.append(waiting)
        self._count(waiting, 1)
        # For good: what is dropped from now on was never sent, whatever leaves later.
        self.is_broken = self.answers_held > ANSWERS_MAX or self.bytes_held > 2 * self.bytes_max

    def _count(self, waiting: _Waiting, sign: int) -> None:
        self.bytes_held += sign * waiting.size
        self.answers_held += sign * (waiting.kind is Kind.ANSWER)

    def _forget(self, newest: _Waiting) -> None:
        """Drop whatever can be made again; the board is owed from before the first message that is dropped."""
        dropped = [waiting for waiting in (*self._queue, newest) if waiting.kind not in _KEPT]
        kinds = {waiting.kind for waiting in dropped}
        if Kind.BOARD in kinds:
            self.owed.board_from = next(w.state_before for w in dropped if w.kind is Kind.BOARD)
        self.owed.presence |= Kind.PRESENCE in kinds
        self.owed.records |= Kind.RECORDS in kinds
        self._queue = deque(waiting for waiting in self._queue if waiting.kind in _KEPT)
        self.bytes_held = sum(waiting.size for waiting in self._queue)
