"""What people do on one board at other nodes, and which nodes want to hear what is done here. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from kanverge_crdt.presence import PresenceTable

Row: TypeAlias = list[Any]


@dataclass(eq=False, slots=True)
class Elsewhere:
    """The other nodes' part of one board's presence."""

    present: PresenceTable = field(default_factory=PresenceTable)
    _sessions: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Node -> its sessions, and whose they are."""
    _listeners: dict[str, float] = field(default_factory=dict)
    """Node -> until when it wants to hear; in seconds of the clock that never goes back."""
    _untold: dict[str, Row] = field(default_factory=dict)

    # What others do.

    def heard(self, node: str, rows: Iterable[Row], everyone: Sequence[str] | None = None) -> bool:
        """Take over what a node tells; return whether the peers have to be told."""
        sessions = self._sessions.setdefault(node, {})
        changed = False
        for session, person, state in rows:
            changed |= self.present.put(session, person, state)
            sessions[session] = person
        if everyone is not None:
            for session in sessions.keys() - set(everyone):
                changed |= self.present.put(session, sessions.pop(session), None)
        return changed

    def forget(self, node: str) -> bool:
        """Note that nobody is on the board at a node any more; return whether the peers have to be told."""
        changed = self.heard(node, (), everyone=())
        self._sessions.pop(node, None)
        return changed

    # What others hear.

    def listen(self, node: str, until: float) -> None:
        """Note that a node wants to hear."""
        self._listeners[node] = until

    def listeners(self, now: float) -> list[str]:
        """Return the nodes that want to hear."""
        self._listeners = {node: until for node, until in self._listeners.items() if until > now}
        if not self._listeners:
            self._untold.clear()
        return list(self._listeners)

    def note(self, rows: Iterable[Row]) -> None:
        """Note what changed here."""
        if self._listeners:
            self._untold.update((row[0], row) for row in rows)

    def take(self) -> list[Row]:
        """Return the newest of what changed here since the last call."""
        untold, self._untold = self._untold, {}
        return list(untold.values())
