"""The messages of kanverge.watch.v1 (docs/watch.md): MessagePack arrays whose first element is the kind.

Frames are made of facts as they are stored, so that one is made for all who watch.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final, Literal, TypeAlias

import msgpack

from kanverge.socket.link import frame
from kanverge.store.faces import Present
from kanverge_crdt.errors import MalformedMessage
from kanverge_crdt.ids import is_id

SUBPROTOCOL: Final = "kanverge.watch.v1"
BOARDS_MAX: Final = 1_024


class Kind(IntEnum):
    """The first element of a message."""

    WATCH = 1
    PING = 2
    SUMMARY = 10
    FACES = 11
    CARDS = 12
    GONE = 13
    READY = 14
    PONG = 15
    STORE = 16
    INBOX = 17


@dataclass(frozen=True, slots=True)
class Watch:
    """What a client wants to hear of, in place of what it wanted before."""

    summaries: bool
    cards: tuple[str, ...] | Literal["mine"]
    """Of these boards, or those assigned to whoever asks, of all boards."""
    inbox: bool = False
    """How many notices wait to be read by whoever asks."""


@dataclass(frozen=True, slots=True)
class Ping:
    """Say that you are there."""


Message: TypeAlias = Watch | Ping


def decode(message: bytes) -> Message:
    """Return what a client says; raise MalformedMessage."""
    try:
        row: Any = msgpack.unpackb(message, max_array_len=BOARDS_MAX, max_str_len=64, max_ext_len=0)
    except (ValueError, msgpack.UnpackException) as error:
        raise MalformedMessage(f"not a message: {error}") from error
    match row:
        case [Kind.WATCH.value, bool(summaries), cards]:
            return Watch(summaries, _cards(cards))
        case [Kind.WATCH.value, bool(summaries), cards, bool(inbox)]:
            return Watch(summaries, _cards(cards), inbox)
        case [Kind.PING.value]:
            return Ping()
    raise MalformedMessage("no message of kanverge.watch.v1")


def _cards(cards: Any) -> tuple[str, ...] | Literal["mine"]:
    match cards:
        case "mine":
            return "mine"
        case list() if all(isinstance(board, str) and is_id(board) for board in cards):
            return tuple(dict.fromkeys(cards))
    raise MalformedMessage("no message of kanverge.watch.v1")


def summary(board: str, packed: bytes) -> bytes:
    """Return the frame that tells a board's summary."""
    return frame(_start(Kind.SUMMARY, board, 3) + packed)


def faces(board: str, present: Present) -> bytes:
    """Return the frame that tells who is on a board, and how many more."""
    return frame(
        _start(Kind.FACES, board, 4) + _packed([list(face) for face in present.faces]) + _packed(present.more)
    )


def cards(board: str, rows: Mapping[str, bytes], *, gone: Iterable[str] = (), is_whole: bool) -> bytes:
    """Return the frame that tells cards of a board; ``gone`` are none of them now, ``is_whole``: nor are others."""
    left = list(gone)
    packer = msgpack.Packer()
    parts = [_start(Kind.CARDS, board, 4), packer.pack_map_header(len(rows) + len(left))]
    for id, row in rows.items():
        parts += (_packed(id), row)
    parts += [_packed(id) + _packed(None) for id in left]
    parts.append(_packed(is_whole))
    return frame(b"".join(parts))


def gone(board: str) -> bytes:
    """Return the frame that says that a board is not to be seen any more."""
    return frame(_start(Kind.GONE, board, 2))


def store(*, is_available: bool) -> bytes:
    """Return the frame that says whether what is told is up to date."""
    return frame(_packed([int(Kind.STORE), is_available]))


def inbox(unread: int) -> bytes:
    """Return the frame that tells how many notices wait to be read."""
    return frame(_packed([int(Kind.INBOX), unread]))


READY: Final = frame(msgpack.packb([int(Kind.READY)]))
PONG: Final = frame(msgpack.packb([int(Kind.PONG)]))


def _start(kind: Kind, board: str, length: int) -> bytes:
    header: bytes = msgpack.Packer().pack_array_header(length)
    return header + _packed(int(kind)) + _packed(board)


def _packed(value: Any) -> bytes:
    packed: bytes = msgpack.packb(value)
    return packed
