"""Activity as something that follows a board's log: each row is appended with the cursor, so exactly once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kanverge.history import activity
from kanverge.live.replay import Replay, Step
from kanverge.store import keys
from kanverge.store.following import Append, Followed, Outcome
from kanverge.store.log import milliseconds


@dataclass(slots=True)
class FollowingActivity:
    """The activity of one board while its log is followed."""

    replay: Replay
    _rows: list[activity.Row] = field(default_factory=list)

    def take(self, steps: Sequence[Step]) -> None:
        self._rows += activity.rows(self.replay, steps)

    def outcome(self) -> Outcome:
        rows, self._rows = self._rows, []
        key = keys.activity(self.replay.id)
        # By the time of what was followed: whoever was behind writes many rows at once, and life did not stand still.
        return Outcome(appends=[Append(key, milliseconds(row.entry), activity.pack(row)) for row in rows])


async def open_activity(_: Followed, replay: Replay) -> FollowingActivity:
    """Return the activity of the board that ``replay`` is at, from here on."""
    return FollowingActivity(replay)
