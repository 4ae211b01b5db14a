"""How much one connection may send: token buckets, and the codes a connection is closed with (docs/protocol.md)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


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


@dataclass(slots=True)
class Bucket:
    """A token bucket: ``burst`` at once, ``per_second`` in the long run."""

    per_second: float
    burst: float
    held: float
    seen_at: float

    @classmethod
    def full(cls, *, per_second: float, burst: float, now: float) -> Bucket:
        """Return a bucket that nothing was taken from yet."""
        return cls(per_second, burst, burst, now)

    def take(self, amount: float, now: float) -> bool:
        """Take ``amount`` if that much is there; ``now`` in seconds that never go back."""
        self.held = min(self.burst, self.held + (now - self.seen_at) * self.per_second)
        self.seen_at = now
        if amount > self.held:
            return False
        self.held -= amount
        return True
