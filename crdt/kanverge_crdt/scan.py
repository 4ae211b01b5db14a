"""Walk the bytes of an update before pycrdt may see them, and refuse what would harm it.

yrs trusts its input: 42 bytes corrupt its memory, 15 hang it, 53 kB overflow its stack, and none of that can
be caught. So whatever comes from outside is read here first, strictly: exact lengths, shortest numbers, valid
UTF-8, only the contents the data model uses. What the gate needs to know of it comes back as a `Scanned`.

`scan` and `Scanner` are the compiled twin (`_scan.pyx`) where it is built, else `scan_plain` and
`PlainScanner`, which are its reference: the same result or the same refusal for the same bytes
(tests/crdt/test_scan.py).
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Callable, Iterator
from math import isfinite
from typing import Final

from kanverge_crdt.cursor import Cursor
from kanverge_crdt.errors import RefusedUpdate
from kanverge_crdt.update import (
    AFTER,
    BEFORE,
    CLIENT_MAX,
    CLOCK_MAX,
    DELETED,
    EDIT,
    GC,
    IN_PARENT,
    IN_ROOT,
    KEY_BYTES_MAX,
    KEYED,
    MAP,
    NOTHING,
    ROOTS,
    ROW,
    STRING,
    TEXT,
    VALUE,
    VALUE_BYTES_MAX,
    VALUE_DEPTH_MAX,
    ClientId,
    Limits,
    PackedId,
    Scanned,
    Section,
    pack,
)

HAS_ORIGIN, HAS_RIGHT, HAS_KEY, KIND_BITS = 0x80, 0x40, 0x20, 0x1F
SKIP_INFO = 10
ROOT_INDEX: Final = {name: index for index, name in enumerate(ROOTS)}
TYPES: Final = {1: MAP, 2: TEXT}  # yjs' numbers of its shared types; Array, Xml and links are not ours
PROTOTYPE = "__proto__"  # as a key it would replace the prototype of the object yjs makes for a reader


class PlainScanner:
    """The reference of the scan, in plain Python."""

    def __init__(self, update: bytes, limits: Limits = EDIT) -> None:
        if len(update) > limits.bytes_max:
            raise RefusedUpdate("too-large", f"{len(update)} bytes")
        self._update = update
        self._limits = limits
        self._cursor = Cursor(update)
        self._sections: list[Section] = []
        self._rows: array[int] = array("q")
        self._deletes: array[int] = array("q")
        self._pairs: array[PackedId] = array("q")
        self._roots = 0
        self._content_bytes = 0
        self._value_depth = 0
        self._client = 0  # of the struct being read, like the two below
        self._clock = 0
        self._key = 0
        self._whole = False
        self._walk = self._read_update()

    def step(self, structs: int) -> Scanned | None:
        """Read up to ``structs`` structs and deleted ranges; return the result once all are read."""
        for _ in range(structs):
            if next(self._walk, "end") == "end":
                assert self._whole, "a refused update has no result"
                return self._result()
        return None

    def _result(self) -> Scanned:
        return Scanned(
            self._update,
            tuple(self._sections),
            self._rows,
            self._deletes,
            self._pairs,
            self._roots,
            self._content_bytes,
            self._value_depth,
        )

    def _read_update(self) -> Iterator[None]:
        yield from self._read_sections()
        yield from self._read_delete_set()
        self._cursor.expect_end()
        self._whole = True

    def _read_sections(self) -> Iterator[None]:
        seen: set[ClientId] = set()
        for _ in range(self._count("clients", self._limits.clients_max)):
            structs = self._count("structs", self._limits.structs_max - len(self._rows) // ROW)
            if not structs:
                raise self._cursor.refuse("malformed", "a section without structs")
            self._client = self._new_client(seen)
            start = self._clock = self._read_clock()
            first = len(self._rows)
            for _ in range(structs):
                self._read_struct()
                yield
            self._sections.append((self._client, start, self._clock, first, len(self._rows)))

    def _read_delete_set(self) -> Iterator[None]:
        seen: set[ClientId] = set()
        left = self._limits.delete_ranges_max
        for _ in range(self._count("clients", self._limits.clients_max)):
            client = self._new_client(seen)
            ranges = self._count("deleted ranges", left)
            if not ranges:
                raise self._cursor.refuse("malformed", "a client without deleted ranges")
            left -= ranges
            for _ in range(ranges):
                start = self._read_clock()
                self._deletes.extend((client, start, start + self._length(start)))
                yield

    def _read_struct(self) -> None:
        info = self._cursor.byte()
        if not info:
            self._add(GC, NOTHING, NOTHING, self._length(self._clock))
            return
        reader = self._contents.get(info & KIND_BITS)
        if reader is None:
            what = "a gap" if info == SKIP_INFO else f"content {info & KIND_BITS}"
            raise self._cursor.refuse("kind-not-allowed", what)
        bits, ref, right = self._read_place(info)
        kind, length = reader(self)
        self._check_place(kind, bits, info)
        self._add(kind | bits, ref, right, length)

    def _add(self, shape: int, ref: int, right: PackedId, length: int) -> None:
        self._rows.extend((self._clock, shape, ref, right, self._key if shape & KEYED else 0))
        self._clock += length

    # Where a struct stands: after, before or between others, else in a parent, under a key if that is a Map

    def _read_place(self, info: int) -> tuple[int, int, PackedId]:
        if not info & (HAS_ORIGIN | HAS_RIGHT):
            return self._read_parent(info)
        ref = self._read_id() if info & HAS_ORIGIN else NOTHING
        right = self._read_id() if info & HAS_RIGHT else NOTHING
        return (AFTER if info & HAS_ORIGIN else 0) | (BEFORE if info & HAS_RIGHT else 0), ref, right

    def _read_parent(self, info: int) -> tuple[int, int, PackedId]:
        form = self._cursor.byte()
        if form > 1:
            raise self._cursor.refuse("malformed", f"parent form {form}")
        ref = self._read_root() if form else self._read_id()
        bits = IN_ROOT if form else IN_PARENT
        if info & HAS_KEY:
            self._key = self._read_key()
            bits |= KEYED
        return bits, ref, NOTHING

    def _read_root(self) -> int:
        name = self._cursor.string()
        if name not in ROOT_INDEX:
            raise self._cursor.refuse("root-not-allowed", name[:64])
        index = ROOT_INDEX[name]
        self._roots |= 1 << index
        return index

    def _read_key(self) -> int:
        name = self._cursor.string()
        size = len(name.encode())
        if not 0 < size <= KEY_BYTES_MAX or name == PROTOTYPE:
            raise self._cursor.refuse("key-not-allowed", name[:64])
        return self._cursor.at - size << 8 | size

    def _check_place(self, kind: int, bits: int, info: int) -> None:
        """Refuse what could not be read back: text and entries never stand in each other's places."""
        if bits & KEYED:
            wrong = kind == STRING
        elif bits & (IN_ROOT | IN_PARENT):
            wrong = kind >= VALUE or bool(bits & IN_ROOT)
        elif kind == STRING:
            wrong = bool(info & HAS_KEY)
        else:
            wrong = kind >= VALUE and bool(bits & BEFORE)  # an entry only ever replaces the one before it
        if wrong:
            raise self._cursor.refuse("misplaced", f"content {info & KIND_BITS}")

    # What a struct holds: its kind and how many clocks it takes

    def _read_deleted(self) -> tuple[int, int]:
        return DELETED, self._length(self._clock)

    def _read_string(self) -> tuple[int, int]:
        text = self._cursor.string()
        if not text:
            raise self._cursor.refuse("malformed", "an empty text")
        length = size = len(text)
        if not text.isascii():
            size = len(text.encode())
            length += self._note_pairs(text)
        self._content_bytes += size
        return STRING, self._fitting(self._clock, length)

    def _note_pairs(self, text: str) -> int:
        count = 0
        for index, character in enumerate(text):
            if character > "\uffff":
                self._pairs.append(pack(self._client, self._clock + index + count))
                count += 1
        return count

    def _read_type(self) -> tuple[int, int]:
        number = self._cursor.number()
        if number not in TYPES:
            raise self._cursor.refuse("kind-not-allowed", f"shared type {number}")
        return TYPES[number], self._fitting(self._clock, 1)

    def _read_values(self) -> tuple[int, int]:
        if self._cursor.number() != 1:
            raise self._cursor.refuse("value-not-allowed", "a key holds one value")
        start = self._cursor.at
        self._read_value(start, 0)
        self._content_bytes += self._cursor.at - start
        return VALUE, self._fitting(self._clock, 1)

    def _read_value(self, start: int, depth: int) -> None:
        tag = self._cursor.byte()
        if tag in (ARRAY, OBJECT):
            self._read_container(tag, start, depth + 1)
        elif tag in SCALARS:
            SCALARS[tag](self._cursor)
        else:
            raise self._cursor.refuse("value-not-allowed", f"tag {tag}")
        if self._cursor.at - start > VALUE_BYTES_MAX:
            raise self._cursor.refuse("too-large", "one value")

    def _read_container(self, tag: int, start: int, depth: int) -> None:
        if depth > VALUE_DEPTH_MAX:
            raise self._cursor.refuse("too-deep", "a value")
        self._value_depth = max(self._value_depth, depth)
        for _ in range(self._cursor.number()):
            if tag == OBJECT:
                self._read_key()
            self._read_value(start, depth)

    # Numbers with a meaning

    def _count(self, what: str, most: int) -> int:
        count = self._cursor.number()
        if count > most:
            raise self._cursor.refuse("too-many", f"{count} {what}")
        return count

    def _new_client(self, seen: set[ClientId]) -> ClientId:
        client = self._read_client()
        if client in seen:
            raise self._cursor.refuse("repeated-client", str(client))
        seen.add(client)
        return client

    def _read_client(self) -> ClientId:
        client = self._cursor.number()
        if client > CLIENT_MAX:
            raise self._cursor.refuse("client-id", str(client))
        return client

    def _read_clock(self) -> int:
        return self._fitting(0, self._cursor.number())

    def _length(self, clock: int) -> int:
        length = self._cursor.number()
        if not length:
            raise self._cursor.refuse("malformed", "a length of zero")
        return self._fitting(clock, length)

    def _fitting(self, clock: int, length: int) -> int:
        if clock + length > CLOCK_MAX:
            raise self._cursor.refuse("clock-overflow", str(clock + length))
        return length

    def _read_id(self) -> PackedId:
        client = self._read_client()
        clock = self._read_clock()
        if client == self._client and clock >= self._clock:
            raise self._cursor.refuse("future-reference", f"{client}:{clock}")
        return pack(client, clock)

    _contents: Final[dict[int, Callable[[PlainScanner], tuple[int, int]]]] = {
        1: _read_deleted,
        4: _read_string,
        7: _read_type,
        8: _read_values,
    }


def _read_double(cursor: Cursor) -> None:
    if not isfinite(struct.unpack(">d", cursor.take(8))[0]):
        raise cursor.refuse("value-not-allowed", "not a finite number")


def _read_float(cursor: Cursor) -> None:
    if not isfinite(struct.unpack(">f", cursor.take(4))[0]):
        raise cursor.refuse("value-not-allowed", "not a finite number")


def _read_nothing(_: Cursor) -> None:
    """Read the content of `true` and `false`: the tag says all."""


# Tags of lib0's `any`. Left out: undefined 127 and null 126 (an absent key says that), bigint 122 and bytes
# 116 (neither is JSON).
ARRAY, OBJECT = 117, 118
SCALARS: Final[dict[int, Callable[[Cursor], object]]] = {
    119: Cursor.string,
    120: _read_nothing,
    121: _read_nothing,
    123: _read_double,
    124: _read_float,
    125: Cursor.signed,
}


def scan_plain(update: bytes, limits: Limits = EDIT) -> Scanned:
    """Read ``update`` in plain Python. Raises `RefusedUpdate`."""
    scanned = PlainScanner(update, limits).step(limits.structs_max + limits.delete_ranges_max + 1)
    assert scanned is not None, "a step beyond the limits reads all or raises"
    return scanned


try:
    from kanverge_crdt._scan import Scanner as Scanner
    from kanverge_crdt._scan import scan as scan
except ModuleNotFoundError:  # not compiled here: the reference does the same, more slowly
    Scanner, scan = PlainScanner, scan_plain  # type: ignore[misc, assignment]
