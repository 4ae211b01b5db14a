"""What a session tells its caller, one class an event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from kanverge_crdt.codec import Map
from kanverge_crdt.outbox import Row


@dataclass(frozen=True, slots=True)
class Joined:
    """The server knows us; who was present is forgotten. ``clocks`` are those of what is on its disk.

    With ``client_id_taken`` it has edits of our client id that this device never made: draw another.
    """

    role: str
    person: Map
    limits: Map
    client_id_taken: bool
    clocks: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Changed:
    """An update to apply; ``authors`` are [client id, person id] pairs."""

    update: bytes
    authors: list[Any]


@dataclass(frozen=True, slots=True)
class Synced:
    """The state we lacked.

    ``whole``: begin a new document with it, then apply the bytes of the rows that wait. With ``must_replay``
    no row waits any more: draw a new client id, do what ``replays`` did over and put those rows in place
    (``Session.replace``). ``is_rebuilt``: the board is in another epoch, where ids of text mean nothing.
    """

    update: bytes
    authors: list[Any]
    whole: bool = False
    must_replay: bool = False
    replays: tuple[Row, ...] = ()
    is_rebuilt: bool = False


@dataclass(frozen=True, slots=True)
class RowsSaved:
    """These edits are on the server's disk: forget their rows."""

    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class RowsLost:
    """The server had confirmed these edits and may have lost them: keep their rows again."""

    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class RowRefused:
    """The server will never take this edit: show it to its author. ``rest`` are further parts of its action."""

    row: Row
    code: str
    text: str
    rest: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Answered:
    """An ask is done; ``code`` is "" and ``result`` its result, or why not in ``code`` and ``text``."""

    key: str
    result: Any
    code: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class RecordsChanged:
    """Rows of [kind, id, value or nil, version]."""

    rows: list[Any]


@dataclass(frozen=True, slots=True)
class PresenceChanged:
    """Rows of [session, person, state or nil]."""

    rows: list[Any]


@dataclass(frozen=True, slots=True)
class RoleChanged:
    role: str


@dataclass(frozen=True, slots=True)
class StoreChanged:
    available: bool


@dataclass(frozen=True, slots=True)
class Ended:
    """The connection is over, or will be at once."""

    code: int
    text: str
    permanent: bool


Event: TypeAlias = (
    Joined | Changed | Synced | RowsSaved | RowsLost | RowRefused | Answered | RecordsChanged
    | PresenceChanged | RoleChanged | StoreChanged | Ended
)  # fmt: skip
