"""How long to wait before connecting again: longer each time, and never the same for two clients."""

from __future__ import annotations

from collections.abc import Callable

FIRST_S = 0.5
LONGEST_S = 30.0
FACTOR = 2.0


class Backoff:
    """Exponential backoff with full jitter; ``fraction`` draws a number in 0..1."""

    def __init__(self, fraction: Callable[[], float], *, first_s: float = FIRST_S) -> None:
        self._fraction = fraction
        self._first_s = first_s
        self._tries = 0

    def next_s(self) -> float:
        """Return how long to wait now: anything up to a bound that doubles until it is the longest."""
        bound_s = min(LONGEST_S, self._first_s * FACTOR**self._tries)
        self._tries = min(self._tries + 1, 32)  # far beyond the longest, and no overflow
        return bound_s * self._fraction()

    def reset(self) -> None:
        """Begin anew: a connection has worked."""
        self._tries = 0
