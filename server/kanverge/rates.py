"""How often something may happen: token buckets, alone and in a bounded table of them."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field


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


@dataclass(slots=True)
class Rates:
    """A bucket for each of many names, the ones used last.

    Beyond ``names_max`` the one unused for longest is forgotten: it has filled up the most.
    """

    per_second: float
    burst: float
    names_max: int = 10_000
    _buckets: OrderedDict[str, Bucket] = field(default_factory=OrderedDict)

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, name: str, now: float, times: float = 1) -> bool:
        """Note that ``name`` does it once more, or so many times; return False if that is too often."""
        bucket = self._buckets.get(name)
        if bucket is None:
            bucket = self._buckets[name] = Bucket.full(per_second=self.per_second, burst=self.burst, now=now)
        self._buckets.move_to_end(name)
        if len(self._buckets) > self.names_max:
            self._buckets.popitem(last=False)
        return bucket.take(times, now)
