"""Write updates struct by struct, sound ones and others, as no library would."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import TypedDict, Unpack

Id = tuple[int, int]
GC_INFO, DELETED, STRING, TYPE, ANY = 0, 1, 4, 7, 8
MAP, TEXT = b"\1", b"\2"


class Place(TypedDict, total=False):
    """Where a struct stands: in a root or a parent, else after ``origin`` and before ``right``."""

    root: str
    parent: Id
    key: str
    origin: Id
    right: Id


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


def item(kind: int, content: bytes, **place: Unpack[Place]) -> bytes:
    """Return one struct."""
    info = kind | (0x20 if "key" in place else 0)
    where = b""
    if "origin" in place:
        info |= 0x80
        where += ident(place["origin"])
    if "right" in place:
        info |= 0x40
        where += ident(place["right"])
    if not where:
        where = b"\1" + string(place["root"]) if "root" in place else b"\0" + ident(place["parent"])
        where += string(place["key"]) if "key" in place else b""
    return bytes([info]) + where + content


def value(content: bytes | float, **place: Unpack[Place]) -> bytes:
    raw = content if isinstance(content, bytes) else number_value(content)
    return item(ANY, b"\1" + raw, **place)


def text(content: str | bytes, **place: Unpack[Place]) -> bytes:
    return item(STRING, string(content), **place)


def shared(kind: bytes, **place: Unpack[Place]) -> bytes:
    return item(TYPE, kind, **place)


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
