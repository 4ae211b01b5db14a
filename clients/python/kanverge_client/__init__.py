"""The Python client: a board as a live object that reads, edits, follows changes and works offline."""

from kanverge_client.board import Board, open  # noqa: A004 - kanverge_client.open
from kanverge_client.errors import (
    AskFailed,
    Closed,
    ConnectionFailed,
    EditRefused,
    FellBehind,
    InvalidEdit,
    KanvergeClientError,
    QueueBroken,
    QueueForeign,
    QueueFull,
)
from kanverge_client.records import Comment
from kanverge_crdt.changes import Change
from kanverge_crdt.presence import Here
from kanverge_crdt.status import Badge, Status

__all__ = [
    "AskFailed",
    "Badge",
    "Board",
    "Change",
    "Closed",
    "Comment",
    "ConnectionFailed",
    "EditRefused",
    "FellBehind",
    "Here",
    "InvalidEdit",
    "KanvergeClientError",
    "QueueBroken",
    "QueueForeign",
    "QueueFull",
    "Status",
    "open",
]
