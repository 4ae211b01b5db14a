"""What the sync badge says, and nothing it says is a guess: a pure function of what the session knows."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Phase(Enum):
    """Where a session stands."""

    DISCONNECTED = "disconnected"
    JOINING = "joining"  # hello is sent
    SYNCING = "syncing"  # welcome has come, the board's state has not
    LIVE = "live"
    GONE = "gone"  # closed for good: only a person can mend it


class Badge(Enum):
    """The states a person sees, the most urgent last."""

    LIVE = "live"  # everything here is on the server's disk
    SAVING = "saving"
    PAUSED = "paused"  # the server's store is away: nothing can be saved
    OFFLINE = "offline"
    GONE = "gone"
    REFUSED = "refused"  # an edit was refused and waits to be looked at


class Status(NamedTuple):
    badge: Badge
    waiting: int  # edits not yet saved


def status(phase: Phase, *, waiting: int, store_available: bool, refused: int) -> Status:
    """Return what to show; ``live`` only when nothing waits and the server would say so too."""
    if refused:
        return Status(Badge.REFUSED, waiting)
    if phase is Phase.GONE:
        return Status(Badge.GONE, waiting)
    if phase is not Phase.LIVE:
        return Status(Badge.OFFLINE, waiting)
    if not store_available:
        return Status(Badge.PAUSED, waiting)
    return Status(Badge.SAVING if waiting else Badge.LIVE, waiting)
