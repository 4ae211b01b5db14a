"""What a Yjs update says, once the scan has read it, and how large one may be.

An update is a list of *sections*, one a client id, each a row of structs that follow on from each other
without a gap, and a set of deleted ranges. Ids are (client, clock) pairs; clocks count UTF-16 units of text.
Format: yjs `src/utils/encoding.js`, version 1.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

ClientId: TypeAlias = int
Clock: TypeAlias = int
PackedId: TypeAlias = int
Section: TypeAlias = tuple[ClientId, Clock, Clock, int, int]

CLIENT_MAX = 2**32 - 1
CLOCK_BITS = 31
CLOCK_MAX = 2**CLOCK_BITS - 1  # near 2^32 yrs overflows: it panics and can never encode its document again
ROOTS = (
    "meta", "columns", "cards", "labels", "people", "fields", "milestones", "goals", "views", "initiatives", "boards",
)  # fmt: skip
KEY_BYTES_MAX = 128
VALUE_DEPTH_MAX = 16  # nested 26,600 deep, a value overflows the stack of yrs
VALUE_BYTES_MAX = 48 * 1024  # one value; a text may be longer
RUN_MAX = 2**18  # UTF-16 units typed in a row; yrs copies the rest of them for each cut, 500 cuts an edit
MOVES_MAX = 400_000_000  # pieces that yrs moves along, when an update cuts them apart; 1 ns each and more
TYPE_DEPTH_MAX = 4  # a checklist item's map is at depth 2 today; deep enough for what a later schema nests

# The contents a struct may have, as a row spells them. Everything else Yjs knows is refused.
GC, DELETED, STRING, VALUE, MAP, TEXT = range(6)
KIND_MASK = 7
# How a row says where its struct stands; these bits are added to the kind.
IN_ROOT, IN_PARENT, AFTER, BEFORE, KEYED = 8, 16, 32, 64, 128

# Numbers a struct: clock, kind and bits, root or parent or origin, right origin, key offset << 8 | key
# length.
ROW = 5
RANGE = 3  # numbers a deleted range: client, first clock, end clock
NOTHING = -1  # in a row: no such reference


@dataclass(frozen=True, slots=True)
class Limits:
    """How large one update may be, so that no single call holds the interpreter for long."""

    bytes_max: int
    structs_max: int
    delete_ranges_max: int
    clients_max: int


EDIT = Limits(bytes_max=48 * 1024, structs_max=500, delete_ranges_max=500, clients_max=500)
# A first state or an offline queue, scanned in slices. Squashing begins at 2,000 client ids; yrs is quadratic
# in the clients that meet at one key (5,000 cost 50 ms, 100,000 more than 20 s).
FIRST_STATE = Limits(
    bytes_max=16 * 1024 * 1024, structs_max=200_000, delete_ranges_max=20_000, clients_max=4_096
)
# What our own store gives back: it grew under the limits above, over years.
STORED = Limits(
    bytes_max=512 * 1024 * 1024, structs_max=8_000_000, delete_ranges_max=8_000_000, clients_max=65_536
)


class Struct(NamedTuple):
    """One row, unpacked for reading."""

    client: ClientId
    clock: Clock
    end: Clock
    kind: int
    bits: int
    ref: int
    right: PackedId
    key: bytes | None


class Scanned(NamedTuple):
    """An update that is sound in itself; flat, because a first state has 200,000 structs."""

    update: bytes
    sections: tuple[Section, ...]  # client, first clock, end clock, and its slice of `rows`
    rows: array[int]
    deletes: array[int]
    pairs: array[PackedId]  # the first half of every surrogate pair in a text
    roots: int  # bit n: a struct stands directly in ROOTS[n]
    content_bytes: int  # of texts and values
    value_depth: int  # of the deepest value

    @property
    def struct_count(self) -> int:
        return len(self.rows) // ROW

    @property
    def steps(self) -> int:
        """How many structs and deleted ranges there are."""
        return len(self.rows) // ROW + len(self.deletes) // RANGE

    @property
    def root_names(self) -> list[str]:
        return [name for index, name in enumerate(ROOTS) if self.roots >> index & 1]

    def structs(self) -> Iterator[Struct]:
        """Yield every struct in the order of the bytes."""
        for client, _, section_end, first, last in self.sections:
            for at in range(first, last, ROW):
                clock, shape, ref, right, key = self.rows[at : at + ROW]
                end = self.rows[at + ROW] if at + ROW < last else section_end
                name = self.update[key >> 8 : (key >> 8) + (key & 255)] if shape & KEYED else None
                yield Struct(client, clock, end, shape & KIND_MASK, shape & ~KIND_MASK, ref, right, name)

    def types(self) -> Iterator[Struct]:
        """Yield the structs that create a Map or a Text."""
        return (struct for struct in self.structs() if struct.kind >= MAP)

    def delete_ranges(self) -> Iterator[tuple[ClientId, Clock, Clock]]:
        for at in range(0, len(self.deletes), RANGE):
            client, start, end = self.deletes[at : at + RANGE]
            yield client, start, end

    def needs(self) -> dict[ClientId, Clock]:
        """Return the clock every client must have reached before this update, or with it."""
        needs = {client: start for client, start, *_ in self.sections if start}
        for client, _, end in self.delete_ranges():
            needs[client] = max(needs.get(client, 0), end)
        for struct in self.structs():
            for packed in (NOTHING if struct.bits & IN_ROOT else struct.ref, struct.right):
                if packed != NOTHING:
                    client, clock = unpack(packed)
                    needs[client] = max(needs.get(client, 0), clock + 1)
        return needs


def pack(client: ClientId, clock: Clock) -> PackedId:
    return client << CLOCK_BITS | clock


def unpack(packed: PackedId) -> tuple[ClientId, Clock]:
    return packed >> CLOCK_BITS, packed & CLOCK_MAX
