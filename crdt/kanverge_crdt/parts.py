"""Messages longer than a frame travel as parts: cut here, put together here, bounded on both ends."""

from __future__ import annotations

from collections.abc import Iterator

from kanverge_crdt.codec import FRAME_BYTES_MAX, MESSAGE_BYTES_MAX, Part, encode
from kanverge_crdt.errors import MalformedMessage, MessageTooLarge

PART_BYTES_MAX = FRAME_BYTES_MAX - 64  # leaves room for the part's own header, at most 34 bytes


class Parts:
    """Puts one connection's parts together: one message at a time, in order, bounded before it is kept."""

    def __init__(self, bytes_max: int = MESSAGE_BYTES_MAX) -> None:
        self.bytes_max = bytes_max
        self._count_max = -(-bytes_max // PART_BYTES_MAX)
        self._pieces: list[bytes] = []
        self._bytes_held = 0
        self._of: tuple[int, int] | None = None  # message, count

    @property
    def bytes_held(self) -> int:
        return self._bytes_held

    def take(self, part: Part) -> bytes | None:
        """Return the whole frame with its last part, else None; raise MalformedMessage or MessageTooLarge."""
        self._check(part)
        self._of = (part.message, part.count)
        self._pieces.append(part.bytes)
        self._bytes_held += len(part.bytes)
        if len(self._pieces) < part.count:
            return None
        whole = b"".join(self._pieces)
        self._pieces.clear()
        self._bytes_held = 0
        self._of = None
        return whole

    def _check(self, part: Part) -> None:
        if part.count > self._count_max or self._bytes_held + len(part.bytes) > self.bytes_max:
            raise MessageTooLarge(f"a message of {part.count} parts, at most {self.bytes_max} bytes")
        if part.index != len(self._pieces) or part.index >= part.count:
            raise MalformedMessage(f"part {part.index} of {part.count} where {len(self._pieces)} was due")
        if self._of not in (None, (part.message, part.count)):
            raise MalformedMessage(f"a part of message {part.message} inside another")
        if not part.bytes:
            raise MalformedMessage("an empty part")


def split(frame: bytes, message_id: int) -> Iterator[bytes]:
    """Yield ``frame`` itself if it is short enough, else its parts under ``message_id``."""
    if len(frame) <= FRAME_BYTES_MAX:
        yield frame
        return
    count = -(-len(frame) // PART_BYTES_MAX)
    for index in range(count):
        piece = frame[index * PART_BYTES_MAX : (index + 1) * PART_BYTES_MAX]
        yield encode(Part(message_id, index, count, piece))
