"""Messages that wait for their turn on one connection: bounded, in order."""

from __future__ import annotations

from collections import deque
from typing import Final

from kanverge_crdt import codec

MESSAGES_MAX: Final = 4_000
BYTES_MAX: Final = 17 * 1024 * 1024  # a whole offline queue in parts, and a little more
STRANGER_BYTES_MAX: Final = 256 * 1024  # of who has not been let in yet, and has nothing to send before that
VALUES_WEIGHT: Final = 16
"""What a message of values takes in memory for each byte it took on the wire; an update is bytes here as well."""


class Held:
    """A bounded queue of decoded messages."""

    def __init__(self, *, messages_max: int = MESSAGES_MAX, bytes_max: int = BYTES_MAX) -> None:
        # An empty deque takes 760 bytes, and nearly no connection ever has one that is not.
        self._messages: deque[tuple[codec.ClientMessage, int]] | tuple[()] = ()
        self._bytes = 0
        self._messages_max = messages_max
        self._bytes_max = bytes_max

    def __len__(self) -> int:
        return len(self._messages)

    def put(self, message: codec.ClientMessage, frame_bytes: int, *, is_stranger: bool = False) -> bool:
        """Keep a message that came in so many bytes; return False when it does not fit, and keep nothing."""
        weight = frame_bytes * (1 if isinstance(message, codec.Edit | codec.Part) else VALUES_WEIGHT)
        bytes_max = min(self._bytes_max, STRANGER_BYTES_MAX) if is_stranger else self._bytes_max
        if len(self._messages) >= self._messages_max or self._bytes + weight > bytes_max:
            return False
        if not self._messages:
            self._messages = deque()
        self._messages.append((message, weight))
        self._bytes += weight
        return True

    def take(self) -> codec.ClientMessage | None:
        """Return the oldest message, or None."""
        if not self._messages:
            return None
        message, weight = self._messages.popleft()
        self._messages = self._messages or ()
        self._bytes -= weight
        return message

    def clear(self) -> None:
        """Forget everything."""
        self._messages = ()
        self._bytes = 0
