"""Silence on a connection and what follows from it: decided here, done by the connection."""

from __future__ import annotations

from enum import Enum, auto
from typing import Final

HELLO_WITHIN_S: Final = 5.0
PING_AFTER_S: Final = 20.0
SILENT_AFTER_S: Final = 45.0


class Due(Enum):
    """What a silence calls for."""

    NOTHING = auto()
    PING = auto()
    NO_HELLO = auto()
    GIVE_UP = auto()


class Pulse:
    """When something was last heard; moments in seconds that never go back."""

    def __init__(self, now: float) -> None:
        self.heard_at = now
        self.has_said_hello = False
        self._opened_at = now
        self._is_pinged = False

    def hear(self, now: float) -> None:
        """Note that something came."""
        self.heard_at = now
        self._is_pinged = False

    def due(self, now: float) -> Due:
        """Return what to do now; PING once a silence."""
        silent_s = now - self.heard_at
        if not self.has_said_hello and now - self._opened_at >= HELLO_WITHIN_S:
            return Due.NO_HELLO
        if silent_s >= SILENT_AFTER_S:
            return Due.GIVE_UP
        if silent_s < PING_AFTER_S or self._is_pinged:
            return Due.NOTHING
        self._is_pinged = True
        return Due.PING
