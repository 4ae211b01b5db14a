"""How far a room has followed its board's log, and what came ahead of its turn.

Every commit names the entry before it, so a missed message shows as a gap, which is filled from the log.
Pure: entries in, entries out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from kanverge.store.log import Entry, LogEntry, position

AHEAD_MAX: Final = 1_000


@dataclass(slots=True)
class Tail:
    """A cursor into a log, and the commits heard of that do not follow it yet (None: our own, applied already)."""

    cursor: str
    _ahead: dict[str, tuple[str, Entry | None]] = field(default_factory=dict)
    _has_lost_some: bool = False

    @property
    def has_gap(self) -> bool:
        """Return whether the log holds something that was not heard of."""
        return bool(self._ahead) or self._has_lost_some

    def committed(self, previous: str, entry_id: str) -> list[LogEntry]:
        """Note an own commit, whose edits the room applies itself; return the others' entries that follow it."""
        return self._note(previous, entry_id, None)

    def heard(self, previous: str, entry_id: str, entry: Entry) -> list[LogEntry]:
        """Note another's commit; return the entries that are next in order, if it is or makes them so."""
        return self._note(previous, entry_id, entry)

    def filled(self, entries: list[LogEntry]) -> list[LogEntry]:
        """Take a page read from the log after the cursor; return those of its entries that were not applied yet."""
        mine = {entry_id for entry_id, entry in self._ahead.values() if entry is None}
        fresh = [entry for entry in entries if position(entry.id) > position(self.cursor)]
        if fresh:
            self.cursor = fresh[-1].id
        self._ahead = {
            previous: ahead
            for previous, ahead in self._ahead.items()
            if position(ahead[0]) > position(self.cursor)
        }
        self._has_lost_some = False
        followers = self._follow()
        return [entry for entry in fresh if entry.id not in mine] + followers

    def _note(self, previous: str, entry_id: str, entry: Entry | None) -> list[LogEntry]:
        if position(entry_id) <= position(self.cursor):
            return []
        if len(self._ahead) >= AHEAD_MAX and entry is not None:
            self._has_lost_some = True
            return []
        self._ahead[previous] = (entry_id, entry)
        return self._follow()

    def _follow(self) -> list[LogEntry]:
        ready: list[LogEntry] = []
        while self.cursor in self._ahead:
            self.cursor, entry = self._ahead.pop(self.cursor)
            if entry is not None:
                ready.append(LogEntry(self.cursor, entry))
        return ready
