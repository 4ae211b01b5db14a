"""Messages that wait for their turn on one connection: bounded, in order."""

from __future__ import annotations

from collections import deque
from typing import Final

from kanverge_crdt import codec

MESSAGES_MAX: Final = 4_000
BYTES_MAX: Final = 17 * 1024 * 1024  # a whole offline queue in parts, and a little more


class Held:
    """A bounded queue of decoded messages."""

    def __init__(self, *, messages_max: int = MESSAGES_MAX, bytes_max: int = BYTES_MAX) -> None:
        self._messages: deque[codec.ClientMessage] = deque()
        self._bytes = 0
        self._messages_max = messages_max
        self._bytes_max = bytes_max

    def __len__(self) -> int:
        return len(self._messages)

    def put(self, message: codec.ClientMessage) -> bool:
        """Keep a message; return False when it does not fit, and keep nothing."""
        size = _size(message)
        if len(self._messages) >= self._messages_max or self._bytes + size > self._bytes_max:
            return False
        self._messages.append(message)
        self._bytes += size
        return True

    def take(self) -> codec.ClientMessage | None:
        """Return the oldest message, or None."""
        if not self._messages:
            return None
        message = self._messages.popleft()
        self._bytes -= _size(message)
        return message

    def clear(self) -> None:
        """Forget everything."""
        self._messages.clear()
        self._bytes = 0


def _size(message: codec.ClientMessage) -> int:
    """Return the bytes a message brings along; all others are small, and their number is bounded."""
    match message:
        case codec.Edit(update=content) | codec.Part(bytes=content):
            return len(content)
        case _:
            return 0
