"""History segments: the entries that a compaction took out of the log, compressed, kept for time travel."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Final

import msgpack

from kanverge.errors import StoreCorrupt
from kanverge.store import log
from kanverge.store.base import START
from kanverge.store.log import LogEntry, position

VERSION: Final = 1


def pack(entries: Sequence[LogEntry]) -> bytes:
    """Return a segment: MessagePack ``[version, crc32, zlib of [[id, entry], ...]]``."""
    rows: bytes = msgpack.packb([(entry.id, entry.stored) for entry in entries])
    body = zlib.compress(rows, 6)
    packed: bytes = msgpack.packb((VERSION, zlib.crc32(body), body))
    return packed


def unpack(data: bytes, *, after: str = START, until: str | None = None) -> list[LogEntry]:
    """Return the entries of a segment after one position and up to another, oldest first.

    Raises StoreCorrupt when the segment is not what was written.
    """
    first, last = position(after), None if until is None else position(until)
    try:
        version, crc, body = msgpack.unpackb(data, use_list=False)
        if version != VERSION or zlib.crc32(body) != crc:
            raise StoreCorrupt("history segment does not match its checksum or version")
        rows = msgpack.unpackb(zlib.decompress(body), use_list=False)
        return [
            log.read(entry_id, entry)
            for entry_id, entry in rows
            if first < (place := position(entry_id)) and (last is None or place <= last)
        ]
    except (ValueError, TypeError, zlib.error, msgpack.UnpackException) as error:
        raise StoreCorrupt(f"history segment cannot be read: {error}") from error
