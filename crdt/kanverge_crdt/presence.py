"""Who is on a board and what they do: what a state may be, and the newest state of each session.

A state is a small map that passes from one client to all others and is never stored. Its known keys are
``card`` (the card that is open), ``drag`` (a card being moved), ``typing`` (``[card, key]``), ``caret`` (a
Yjs relative position, bin), ``view`` and ``follow`` (the session that is followed); others pass as they are.
Who it is, the server says, not the state.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Any, NamedTuple

import msgpack

from kanverge_crdt.codec import Map
from kanverge_crdt.errors import MalformedMessage

STATE_BYTES_MAX = 2_048  # packed
STATE_KEYS_MAX = 32
STATE_DEPTH_MAX = 3  # the state itself is the first level
SESSIONS_MAX = 10_000
GONE_MAX = 1_000


class Here(NamedTuple):
    """One session on the board: its person as the server knows it, and what it says it does."""

    session: str
    person: Map
    state: Map


def check_state(state: Map | None) -> Map | None:
    """Return ``state`` (out of a decoded message) if it is small and flat enough; raise MalformedMessage."""
    if state is None:
        return None
    if len(state) > STATE_KEYS_MAX or not _is_flat(state, STATE_DEPTH_MAX):
        raise MalformedMessage("presence: too many keys, or nested too deep")
    if len(msgpack.packb(state)) > STATE_BYTES_MAX:
        raise MalformedMessage(f"presence: more than {STATE_BYTES_MAX} bytes")
    return state


def _is_flat(value: Any, levels: int) -> bool:
    if isinstance(value, dict):
        return levels > 0 and all(_is_flat(item, levels - 1) for item in value.values())
    if isinstance(value, list):
        return levels > 0 and all(_is_flat(item, levels - 1) for item in value)
    return True


class PresenceTable:
    """The newest state of each session, and the sessions that changed since they were last told.

    Each change replaces the one before, so what waits to be told is bounded by the sessions there were.
    A removal is a change of its own: it is told also when nothing of the session is left.
    """

    def __init__(self, sessions_max: int = SESSIONS_MAX) -> None:
        self._sessions_max = sessions_max
        self._here: dict[str, Here] = {}
        self._changed: dict[str, Map] = {}  # session -> person
        self._gone: deque[tuple[str, Map]] = deque(maxlen=GONE_MAX)

    def __len__(self) -> int:
        return len(self._here)

    def put(self, session: str, person: Map, state: Map | None) -> bool:
        """Note the newest state of ``session`` (None: gone or hidden); return whether anyone has to be told.

        A new session beyond the bound is left out: presence is a courtesy, the board works without.
        """
        known = self._here.get(session)
        if state is None:
            if known is None:
                return False
            del self._here[session]
            self._gone.append((session, person))
        else:
            if known is not None and known.state == state and known.person == person:
                return False
            if known is None and len(self._here.keys() | self._changed.keys()) >= self._sessions_max:
                return False
            self._here[session] = Here(session, person, state)
        self._changed[session] = person
        return True

    def here(self) -> list[Here]:
        """Return everyone on the board."""
        return list(self._here.values())

    def rows(self, *, besides: str | None = None) -> list[list[Any]]:
        """Return the rows of a ``present`` with everyone ``besides`` one session: what a joiner hears."""
        return [list(here) for here in self._here.values() if here.session != besides]

    def all_rows(self, *, besides: str) -> list[list[Any]]:
        """Return the rows for someone who has missed some: of those as well who have gone lately."""
        gone = [[session, person, None] for session, person in self._gone if session not in self._here]
        return gone + self.rows(besides=besides)

    def take_changes(self) -> list[list[Any]]:
        """Return the rows of a ``present`` with what changed since the last call."""
        changed, self._changed = self._changed, {}
        return [[session, person, self._state(session)] for session, person in changed.items()]

    def _state(self, session: str) -> Map | None:
        known = self._here.get(session)
        return known.state if known else None

    def apply(self, rows: Iterable[Any]) -> list[str]:
        """Take over the rows of a ``present``; return the sessions that changed. Raise MalformedMessage."""
        changed: list[str] = []
        for row in rows:
            match row:
                case [str(session), dict(person), dict() | None as state]:
                    if self.put(session, person, state):
                        changed.append(session)
                case _:
                    raise MalformedMessage("present: a row is not [session, person, state or nil]")
        self._changed.clear()
        return changed
