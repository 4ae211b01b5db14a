"""Write updates struct by struct, sound ones and others, as no library would."""

from __future__ import annotations

import struct
from collections.abc import Iterable

Id = tuple[int, int]
GC_INFO, DELETED, STRING, TYPE, ANY = 0, 1, 4, 7, 8
MAP, TEXT = b"\1", b"\2"


def number(value: int) -> bytes:
    groups = bytearray()
    while value > 0x7F:
        groups.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*groups, value])


def string(text: str | bytes) -> bytes:
    encoded = text.encode() if isinstance(text, str) else text
    return number(len(encoded)) + encoded


def number_value(value: float) -> bytes:
    return b"\x7b" + struct.pack(">d", value)


def text_value(text: str) -> bytes:
    return b"\x77" + string(text)


def ident(packed: Id) -> bytes:
    return number(packed[0]) + number(packed[1])


def item(
    kind: int,
    content: bytes,
    *,
    root: str | None = None,
    parent: Id | None = None,
    key: str | None = None,
    origin: Id | None = None,
    right: Id | None = None,
) -> bytes:
    """Return one struct; where it stands is a root or a parent, else after ``origin`` and before ``right``."""
    info = kind
    place = b""
    if origin is not None:
        info |= 0x80
        place += ident(origin)
    if right is not None:
        info |= 0x40
        place += ident(right)
    if key is not None:
        info |= 0x20
    if origin is None and right is None:
        place += b"\1" + string(root) if root is not None else b"\0" + ident(parent or (0, 0))
        place += b"" if key is None else string(key)
    return bytes([info]) + place + content


def value(content: bytes | float, **place: object) -> bytes:
    raw = content if isinstance(content, bytes) else number_value(content)
    return item(ANY, b"\1" + raw, **place)  # type: ignore[arg-type]


def text(content: str | bytes, **place: object) -> bytes:
    return item(STRING, string(content), **place)  # type: ignore[arg-type]


def shared(kind: bytes, **place: object) -> bytes:
    return item(TYPE, kind, **place)  # type: ignore[arg-type]


def gc(length: int) -> bytes:
    return bytes([GC_INFO]) + number(length)


def section(client: int, clock: int, *structs: bytes) -> bytes:
    return number(len(structs)) + number(client) + number(clock) + b"".join(structs)


def deletes(client: int, *ranges: tuple[int, int]) -> bytes:
    """Return the deleted ranges of one client, each a first clock and a length."""
    body = b"".join(number(start) + number(length) for start, length in ranges)
    return number(client) + number(len(ranges)) + body


def update(sections: Iterable[bytes] = (), deleted: Iterable[bytes] = ()) -> bytes:
    sections, deleted = list(sections), list(deleted)
    return number(len(sections)) + b"".join(sections) + number(len(deleted)) + b"".join(deleted)
