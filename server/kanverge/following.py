"""What follows the logs of all boards in a worker, with everything that counts on their changes."""

from __future__ import annotations

from kanverge.automation.calling import open_calling
from kanverge.history.following import open_activity
from kanverge.inbox.finding import open_finding
from kanverge.live.following import Follower
from kanverge.portfolio.following import open_facts
from kanverge.stored import Stored


def follower(stored: Stored) -> Follower:
    """Return what follows the logs of all boards, with everything that counts on their changes."""
    return Follower(
        stored.client,
        stored.boards,
        stored.clock,
        openers=[open_facts, open_activity, open_calling, open_finding],
    )
