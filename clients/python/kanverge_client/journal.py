"""Records appended to a file that survive a crash: length, CRC, MessagePack; what a crash cut off is cut away.

A damaged record ends what is read: the file is kept beside as ``.damaged`` for a person to look at. Pure
bytes in ``encode`` and ``decode``; everything else is the disk.
"""

from __future__ import annotations

import logging
import os
import shutil
import struct
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import msgpack

logger = logging.getLogger(__name__)

MAGIC = b"kanverge-queue-1\n"
HEADER = struct.Struct("<II")  # length and CRC-32 of the record
RECORD_BYTES_MAX = 128 * 1024 * 1024

Record = list[Any]


class Decoded(NamedTuple):
    """The records of a journal; ``sound_bytes`` of it could be read, and the rest is cut off or damaged."""

    records: list[Record]
    sound_bytes: int
    is_damaged: bool


def encode(record: Record) -> bytes:
    body: bytes = msgpack.packb(record)
    return HEADER.pack(len(body), zlib.crc32(body)) + body


def decode(content: bytes) -> Decoded:
    """Read records up to the first that is not whole and sound."""
    if not content.startswith(MAGIC):
        return Decoded([], 0, is_damaged=not MAGIC.startswith(content))
    records: list[Record] = []
    at = len(MAGIC)
    while len(content) - at >= HEADER.size:
        length, crc = HEADER.unpack_from(content, at)
        body = content[at + HEADER.size : at + HEADER.size + length]
        if length > RECORD_BYTES_MAX or (len(body) == length and zlib.crc32(body) != crc):
            return Decoded(records, at, is_damaged=True)
        if len(body) < length:
            break
        records.append(msgpack.unpackb(body, max_ext_len=0))
        at += HEADER.size + length
    return Decoded(records, at, is_damaged=False)


class Journal:
    """An append-only file of records, whose lock the caller holds."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: BinaryIO | None = None
        self.bytes_written = 0
        self.is_cut = False

    def open(self) -> list[Record]:
        """Return the sound records and be ready to append; ``is_cut`` if that is not all there was."""
        content = self.path.read_bytes() if self.path.exists() else b""
        decoded = decode(content)
        self.is_cut = decoded.sound_bytes < len(content)
        if decoded.is_damaged:
            kept = self.path.with_suffix(".damaged")
            shutil.copyfile(self.path, kept)
            logger.warning("the offline queue %s is damaged; a copy is kept as %s", self.path, kept)
        if decoded.sound_bytes < len(MAGIC):
            self.rewrite([])
            return []
        self._file = self.path.open("r+b")
        self._file.truncate(decoded.sound_bytes)
        self._file.seek(0, os.SEEK_END)
        self.bytes_written = decoded.sound_bytes
        return decoded.records

    def append(self, records: Iterable[Record]) -> None:
        """Return once ``records`` are on the disk."""
        assert self._file is not None, "the journal is closed"
        content = b"".join(map(encode, records))
        self._file.write(content)
        self.bytes_written += len(content)
        self._file.flush()
        os.fsync(self._file.fileno())

    def rewrite(self, records: Iterable[Record]) -> None:
        """Put ``records`` in place of all there are, whole or not at all."""
        content = MAGIC + b"".join(map(encode, records))
        new = self.path.with_suffix(".new")
        file = new.open("w+b")
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
        new.replace(self.path)
        _sync_folder(self.path.parent)
        self.close()
        self._file = file
        self.bytes_written = len(content)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def _sync_folder(folder: Path) -> None:
    """Make a rename durable; Windows has no such thing and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
