"""Entries of a log as bytes: what was damaged is marked and kept, and never passes for something else."""

from __future__ import annotations

import zlib

import msgpack
import pytest

from kanverge.errors import DamagedEntry, StoreCorrupt
from kanverge.store import history, log
from kanverge.store.log import Asked, Entry, LogEntry, RecordChange, Row

ENTRY = Entry(
    when=17,
    rows=(Row("u:ann", 2**21, "1/a", b"\1\2"), Row("u:bob", 2**22, "7/b", b"")),
    asks=(
        Asked(
            "u:ann", "key", "number", 3, (RecordChange("number", "c1", 4), RecordChange("comment", "x", None))
        ),
    ),
)
STORED = log.pack(ENTRY)


def packed(version: int, body: bytes) -> bytes:
    return bytes(msgpack.packb((version, zlib.crc32(body), body)))


def test_an_entry_reads_back_as_it_was() -> None:
    assert log.read("5-1", STORED) == LogEntry("5-1", ENTRY)
    assert log.read("5-1", STORED).stored == STORED


@pytest.mark.parametrize("at", range(3, len(STORED)))
def test_one_flipped_bit_anywhere_behind_the_version_marks_the_entry(at: int) -> None:
    damaged = STORED[:at] + bytes([STORED[at] ^ 1]) + STORED[at + 1 :]
    entry = log.read("5-1", damaged)
    assert entry.unreadable
    assert (entry.id, entry.entry, entry.stored) == ("5-1", Entry(5), damaged)


@pytest.mark.parametrize(
    "damaged",
    [
        pytest.param(b"", id="empty"),
        pytest.param(STORED[:-1], id="cut"),
        pytest.param(STORED + b"\0", id="longer"),
        pytest.param(b"\xc1junk", id="junk"),
        pytest.param(msgpack.packb(17), id="a number"),
        pytest.param(msgpack.packb((1, 0, 17)), id="no body"),
        pytest.param(packed(1, b"\xc1"), id="a body that is none"),
        pytest.param(packed(1, msgpack.packb((17, [("u:ann",)], []))), id="half a row"),
        pytest.param(packed(1, msgpack.packb((17, [], [("u:ann",)]))), id="half an ask"),
    ],
)
def test_what_is_no_entry_is_damaged(damaged: bytes) -> None:
    with pytest.raises(DamagedEntry):
        log.unpack(damaged)
    assert log.read("5-1", damaged).stored == damaged


def test_a_sound_entry_of_another_version_is_not_passed_over() -> None:
    newer = packed(log.VERSION + 1, msgpack.packb("whatever a newer server writes"))
    with pytest.raises(StoreCorrupt, match="of version 2; this server reads 1") as caught:
        log.read("5-1", newer)
    assert not isinstance(caught.value, DamagedEntry)


def test_history_keeps_the_bytes_of_an_entry_that_cannot_be_read() -> None:
    entries = [LogEntry("5-1", ENTRY), log.read("5-2", STORED[:-1]), LogEntry("6-0", ENTRY)]
    again = history.unpack(history.pack(entries))
    assert again == entries
    assert again[1].stored == STORED[:-1]


@pytest.mark.parametrize(
    "damaged",
    [
        pytest.param(b"", id="empty"),
        pytest.param(msgpack.packb((1, 0, b"x")), id="another checksum"),
        pytest.param(msgpack.packb((2, zlib.crc32(b"x"), b"x")), id="another version"),
        pytest.param(packed(1, b"x"), id="not compressed"),
        pytest.param(packed(1, zlib.compress(b"\xc1")), id="no entries"),
    ],
)
def test_a_damaged_segment_is_corrupt(damaged: bytes) -> None:
    with pytest.raises(StoreCorrupt, match="history segment"):
        history.unpack(damaged)
