"""One entry of a board's log, as bytes: what was received and accepted, by whom, with a checksum.

An entry is MessagePack ``[version, crc32 of the body, body]`` with body ``[when, rows, asks]``:
rows are ``[principal, client id, edit key, raw update]``, asks ``[principal, key, verb, version, changes]`` with
changes ``[kind, id, value]``.
The raw parts are kept as they came (robustness rule 25); the id, which is the order and the time, is the store's own.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import msgpack

from kanverge.errors import DamagedEntry, StoreCorrupt

VERSION: Final = 1


class Row(NamedTuple):
    """One accepted edit: the update exactly as it was received. A tuple, because that is how it is stored."""

    principal: str
    client_id: int
    edit_key: str
    update: bytes


@dataclass(frozen=True, slots=True)
class RecordChange:
    """The new value of one record, or None when it was removed."""

    kind: str
    id: str
    value: Any


@dataclass(frozen=True, slots=True)
class Asked:
    """One accepted ``ask`` and the records it changed."""

    principal: str
    key: str
    verb: str
    version: int
    """The version of the board's records after this: each accepted ask counts it up by one."""
    changes: tuple[RecordChange, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """What one flush wrote to one board; ``when`` is the server's clock in milliseconds since 1970."""

    when: int
    rows: tuple[Row, ...] = ()
    asks: tuple[Asked, ...] = ()


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The bytes that stand where an entry should, and what is wrong with them."""

    data: bytes
    why: str


@dataclass(frozen=True, slots=True)
class LogEntry:
    """An entry with the id the store gave it, ``milliseconds-counter``."""

    id: str
    entry: Entry
    unreadable: Unreadable | None = None
    """Set where the bytes were damaged; ``entry`` is then empty, and what it said is missing from the board."""

    @property
    def stored(self) -> bytes:
        """Return the entry as it is stored, also when nobody can read it."""
        return pack(self.entry) if self.unreadable is None else self.unreadable.data


def pack(entry: Entry) -> bytes:
    """Return the entry as it is stored."""
    asks = [
        (
            ask.principal,
            ask.key,
            ask.verb,
            ask.version,
            [(change.kind, change.id, change.value) for change in ask.changes],
        )
        for ask in entry.asks
    ]
    body: bytes = msgpack.packb((entry.when, entry.rows, asks))
    packed: bytes = msgpack.packb((VERSION, zlib.crc32(body), body))
    return packed


def unpack(data: bytes) -> Entry:
    """Return the entry that ``data`` holds; raise DamagedEntry when it is not exactly what was written.

    A sound entry of another version is no damage, and raises StoreCorrupt: whoever passed over what a newer server
    wrote would show a board without it.
    """
    try:
        version, crc, body = _unpacked(data)
        if zlib.crc32(body) != crc:
            raise DamagedEntry("log entry does not match its checksum")
        if version != VERSION:
            raise StoreCorrupt(f"log entry of version {version}; this server reads {VERSION}")
        when, rows, asks = _unpacked(body)
        return Entry(when=int(when), rows=tuple(Row(*row) for row in rows), asks=tuple(map(_asked, asks)))
    except (ValueError, TypeError, msgpack.UnpackException) as error:
        raise DamagedEntry(f"log entry cannot be read: {error}") from error


def read(entry_id: str, data: bytes) -> LogEntry:
    """Return the entry that is stored as ``data``, marked as unreadable where the bytes are damaged."""
    try:
        return LogEntry(entry_id, unpack(data))
    except DamagedEntry as error:
        return LogEntry(entry_id, Entry(milliseconds(entry_id)), Unreadable(data, str(error)))


def _unpacked(data: bytes) -> Any:
    return msgpack.unpackb(data, use_list=False)


def _asked(raw: Sequence[Any]) -> Asked:
    principal, key, verb, version, changes = raw
    return Asked(principal, key, verb, version, tuple(RecordChange(*change) for change in changes))


def row_name(entry_id: str, number: int) -> str:
    """Return how one row of an entry is named, counted from 0."""
    return f"{entry_id}/{number}"


def milliseconds(entry_id: str) -> int:
    """Return the store's own time of an entry."""
    return int(entry_id.partition("-")[0])


def position(entry_id: str) -> tuple[int, int]:
    """Return an id as a pair that sorts as the log does."""
    high, _, low = entry_id.partition("-")
    return int(high), int(low or 0)
