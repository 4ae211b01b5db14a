"""What an import remembers of its source: a digest of every value it last saw there, and where everything stood.

With it a later export is compared three ways: what stands there now, what stood there last, what stands here. The
values themselves are not needed for that. Packed, it takes some 100 bytes a card; it lies beside the board.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, TypeAlias

import msgpack

from kanverge.errors import StoreCorrupt
from kanverge.transfer.rows import PLACED, Key, Value

VERSION: Final = 1
DIGEST_BYTES: Final = 8

Digests: TypeAlias = dict[str, bytes]


class Seen(NamedTuple):
    """One record as the source had it."""

    list: str
    card: str
    digests: Digests
    is_gone: bool = False
    """Whether it was not there any more the last time; it may come back."""
    is_kept: bool = False
    """Whether it was then kept here, because somebody had edited it."""


@dataclass(slots=True)
class Memory:
    """Everything the source had at the last import, in its order; ``exported`` is when it was last changed there."""

    exported: str = ""
    seen: dict[Key, Seen] = field(default_factory=dict)

    def orders(self) -> dict[Key, list[str]]:
        """Return the ids in each list, as in `Rows`."""
        orders: dict[Key, list[str]] = {}
        for (noun, id), seen in self.seen.items():
            if noun in PLACED and not seen.is_gone:
                orders.setdefault((noun, seen.list), []).append(id)
        return orders

    def pack(self) -> bytes:
        """Return the memory as it is stored."""
        seen = [(noun, id, *row) for (noun, id), row in self.seen.items()]
        packed: bytes = msgpack.packb((VERSION, self.exported, seen))
        return zlib.compress(packed, 6)

    @classmethod
    def unpack(cls, stored: bytes | None) -> Memory:
        """Return what was stored, or an empty memory; raise StoreCorrupt."""
        if stored is None:
            return cls()
        try:
            version, exported, seen = msgpack.unpackb(zlib.decompress(stored))
            if version != VERSION:
                raise StoreCorrupt(f"an import's memory of version {version}; this program reads {VERSION}")
            return cls(exported, {(noun, id): Seen(*rest) for noun, id, *rest in seen})
        except (ValueError, TypeError, zlib.error, msgpack.UnpackException) as error:
            raise StoreCorrupt(f"an import's memory cannot be read: {error}") from error


def digest(value: Value) -> bytes:
    """Return what tells a value from any other."""
    spelled = json.dumps(_plain(value), ensure_ascii=True, separators=(",", ":"))
    return hashlib.blake2b(spelled.encode(), digest_size=DIGEST_BYTES).digest()


def digests(values: Mapping[str, Value]) -> Digests:
    return {key: digest(value) for key, value in values.items()}


def _plain(value: Value) -> Any:
    """Return a value as JSON spells it; 1 and 1.0 are the same number."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
