"""The codes a connection is closed with (docs/protocol.md), and how much one connection may cost."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from kanverge.config import Limits
from kanverge.rates import Bucket

MESSAGE_COST_BYTES: Final = 256
"""What every message costs besides its bytes: a flood of small ones is a flood too."""


class Close(IntEnum):
    """Close codes: 44xx are permanent, a client does not come back by itself; all others are transient."""

    RESTARTS = 1012
    MALFORMED = 4400
    NOT_SIGNED_IN = 4401
    NO_ACCESS = 4403
    BOARD_GONE = 4404
    NO_HELLO = 4408
    WRONG_VERSION = 4409
    REBUILT = 4410
    TOO_LARGE = 4413
    NOT_LOADED = 4500
    STORE_AWAY = 4503
    SILENT = 4508
    TOO_FAST = 4529


class Allowance:
    """What one connection may still send; ``now`` in seconds that never go back."""

    def __init__(self, limits: Limits, now: float) -> None:
        self._bytes = Bucket.full(per_second=limits.bytes_per_second, burst=limits.bytes_burst, now=now)
        self._edits = Bucket.full(per_second=limits.edits_per_second, burst=limits.edits_burst, now=now)
        self._asks = Bucket.full(per_second=limits.asks_per_second, burst=limits.asks_burst, now=now)

    def message(self, length: int, now: float) -> bool:
        """Return whether one more message of ``length`` bytes is within bounds."""
        return self._bytes.take(length + MESSAGE_COST_BYTES, now)

    def edit(self, now: float) -> bool:
        """Return whether one more edit is."""
        return self._edits.take(1, now)

    def ask(self, now: float) -> bool:
        """Return whether one more ask is."""
        return self._asks.take(1, now)
