"""What one connection shows of itself: so many states a second, and the newest is never the one left out."""

from __future__ import annotations

from kanverge.rates import Bucket
from kanverge_crdt.codec import Map


class Showing:
    """The state that was shown last, and a newer one that has to wait; moments in seconds that never go back."""

    def __init__(self, *, per_second: float, now: float) -> None:
        self.shown: Map | None = None
        self._waiting: Map | None = None
        self._bucket = Bucket.full(per_second=per_second, burst=2 * per_second, now=now)

    def put(self, state: Map | None, now: float) -> bool:
        """Return whether to show ``state`` now; that someone is gone (None) never waits."""
        if state is not None and not self._bucket.take(1, now):
            self._waiting = state
            return False
        self.shown, self._waiting = state, None
        return True

    def due(self, now: float) -> bool:
        """Return whether what waited is to be shown now; then it is ``shown``."""
        return self._waiting is not None and self.put(self._waiting, now)
