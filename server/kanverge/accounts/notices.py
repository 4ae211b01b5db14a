"""What every node is told at once when someone's access changes, so that it closes or demotes their sockets.

Published by the script that makes the change. A node that was cut off from the store misses them, so each
socket also asks again every ``RECHECK_S``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import msgpack

from kanverge.accounts.roles import Role, board_role
from kanverge.errors import StoreCorrupt
from kanverge.store.accounts import PersonId

RECHECK_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """Close the sockets of this session of this person."""

    person: PersonId
    session: str


@dataclass(frozen=True, slots=True)
class TokenEnded:
    """Close the sockets that came with this token."""

    board: str
    token: str


@dataclass(frozen=True, slots=True)
class MemberChanged:
    """The person has another role on the board; None: no longer a member."""

    board: str
    person: PersonId
    role: Role | None


@dataclass(frozen=True, slots=True)
class PersonChanged:
    """The person has another name, or became or ceased to be a workspace admin: ask again who they are."""

    person: PersonId


@dataclass(frozen=True, slots=True)
class BoardArchived:
    """Nobody edits the board any more, until it is restored."""

    board: str


@dataclass(frozen=True, slots=True)
class BoardRestored:
    """The board is back for whoever may see it."""

    board: str


Notice: TypeAlias = SessionEnded | TokenEnded | MemberChanged | PersonChanged | BoardArchived | BoardRestored

_READERS: Final[dict[tuple[str, int], Callable[..., Notice]]] = {
    ("session", 2): SessionEnded,
    ("token", 2): TokenEnded,
    ("member", 3): lambda board, person, role: MemberChanged(board, person, board_role(role)),
    ("person", 1): PersonChanged,
    ("archived", 1): BoardArchived,
    ("restored", 1): BoardRestored,
}


def read_notice(message: bytes) -> Notice:
    """Return the notice in a message of the channel ``keys.ACCOUNTS_CHANNEL``, or raise StoreCorrupt."""
    try:
        row: Any = msgpack.unpackb(message, max_array_len=8, max_str_len=128)
    except (ValueError, msgpack.UnpackException) as error:
        raise StoreCorrupt("a notice about accounts cannot be read") from error
    if not (isinstance(row, list) and row and all(isinstance(part, str) for part in row)):
        raise StoreCorrupt("a notice about accounts has a wrong shape")
    kind, *parts = row
    reader = _READERS.get((kind, len(parts)))
    if reader is None:
        raise StoreCorrupt(f"a notice about accounts of an unknown kind: {kind!r}")
    return reader(*parts)
