"""Updates that crash, hang, poison or split a board, by name: each must be refused before pycrdt sees it.

`rows()` is the table. A row comes alone, or `queued` behind honest edits as in an offline queue. They
are aimed at `board()`, the state of a small board.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from tests.crdt.writer import (
    ANY,
    DELETED,
    MAP,
    TEXT,
    TYPE,
    Place,
    deletes,
    gc,
    item,
    number,
    number_value,
    section,
    shared,
    string,
    text,
    text_value,
    update,
    value,
)

VICTIM, ATTACKER, HELPER = 2**20 + 1, 2**20 + 2, 2**20 + 3
OUT_OF_ORDER = "out-of-order"
# The victim's clocks: card, title, the characters a, an emoji of two halves and b, the card's place, a name.
CARD, TITLE, A, HIGH, LOW, B, AT, NAME = range(8)
END = 8


@dataclass(frozen=True)
class Row:
    """A hostile update: how it begins, what it deletes, or raw bytes; and the word it is refused with."""

    code: str
    sections: tuple[bytes, ...] = ()
    deletes: tuple[bytes, ...] = ()
    raw: bytes | None = None

    @property
    def update(self) -> bytes:
        return update(self.sections, self.deletes) if self.raw is None else self.raw

    @property
    def queued(self) -> bytes:
        """The row within an update that also brings honest edits of somebody else."""
        if self.raw is not None:
            return self.raw
        honest = section(HELPER, 0, value(1.0, root="cards", key="honest"))
        return update((honest, *self.sections), self.deletes)


def board() -> bytes:
    """Return the state of a board with one card."""
    card, title = (VICTIM, CARD), (VICTIM, TITLE)
    return update(
        [
            section(
                VICTIM,
                0,
                shared(MAP, root="cards", key="card"),
                shared(TEXT, parent=card, key="title"),
                text("a\U0001f600b", parent=title),
                value(b"\x75\2" + text_value("doing") + text_value("a0"), parent=card, key="at"),
                value(text_value("Board"), root="meta", key="name"),
            )
        ]
    )


@cache
def rows() -> Mapping[str, Row]:
    return {**_malformed(), **_fatal(), **_poisonous(), **_forbidden(), **_stolen(), **_slow()}


def _mine(*structs: bytes, clock: int = 0) -> tuple[bytes, ...]:
    return (section(ATTACKER, clock, *structs),)


def _any(content: bytes) -> tuple[bytes, ...]:
    return _mine(value(content, root="meta", key="k"))


def _malformed() -> dict[str, Row]:
    def raw(code: str, data: bytes) -> Row:
        return Row(code, raw=data)

    return {
        "nothing at all": raw("malformed", b""),
        "cut off": raw("malformed", board()[:-9]),
        "trailing junk": raw("malformed", bytes.fromhex("00006a756e6b")),
        "2^32 clients and no more": raw("too-many", number(2**32)),
        "2^53 structs": raw("too-many", b"\1" + number(2**53 - 1)),
        "a number beyond 2^53": raw("malformed", b"\xff" * 9 + b"\1"),
        "an endless number": raw("malformed", b"\xff" * 40_000),
        "a padded number": raw("malformed", b"\x80\x00\x00"),
        "deleted ranges that are not there": raw("malformed", b"\x00\x01\x05\x09"),
        "a section without structs": Row("malformed", (section(ATTACKER, 0),)),
        "a client without ranges": Row("malformed", (), (deletes(ATTACKER),)),
        "text that is not UTF-8": Row("malformed", _mine(text(b"\xff\xfe", parent=(VICTIM, TITLE)))),
        "half a surrogate pair": Row("malformed", _mine(text(b"\xed\xa0\xbd", parent=(VICTIM, TITLE)))),
        "overlong UTF-8": Row("malformed", _mine(text(b"\xc0\xaf", parent=(VICTIM, TITLE)))),
        "an empty text": Row("malformed", _mine(text("", parent=(VICTIM, TITLE)))),
        "deleted of no length": Row("malformed", _mine(item(DELETED, number(0), root="meta", key="k"))),
        "gc of no length": Row("malformed", _mine(gc(0))),
        "a deleted range of no length": Row("malformed", (), (deletes(VICTIM, (0, 0)),)),
        "a parent of a third form": raw("malformed", b"\1\1\x07\0\x28\2\1k\1k\1\x78\0"),
        "gc with flags": raw("kind-not-allowed", b"\1\1\x07\0\x80\1\0\1\0"),
    }


def _fatal() -> dict[str, Row]:
    """Return what kills or hangs the process that applies it."""
    nested = b"\x75\1" * 30_000 + b"\x7e"
    types = [shared(MAP, root="cards", key="x")]
    types += [shared(MAP, parent=(ATTACKER, clock), key="x") for clock in range(33_000)]
    twice = bytes.fromhex(
        "020101002801016d026b31017b3ff00000000000000101002801016d026b32017b3ff000000000000000"
    )
    return {
        "one client twice": Row("repeated-client", _mine(value(1.0, root="meta", key="a")) * 2),
        "one client twice, as found": Row("root-not-allowed", raw=twice),
        "one client twice among the deleted": Row("repeated-client", (), (deletes(VICTIM, (B, 1)),) * 2),
        "a value nested 30,000 deep": Row("too-deep", _any(nested)),
        "a value nested 20,000 deep": Row("too-deep", _any(b"\x75\1" * 20_000 + b"\x78")),
        "a value nested 17 deep": Row("too-deep", _any(b"\x75\1" * 17 + b"\x78")),
        "objects nested 17 deep": Row("too-deep", _any(b"\x76\1\1k" * 17 + b"\x78")),
        "types nested 33,000 deep": Row("too-deep", (section(ATTACKER, 0, *types),)),
        "types nested 5 deep": Row("too-deep", (section(ATTACKER, 0, *types[:5]),)),
        "an array of types": Row("kind-not-allowed", _mine(item(TYPE, number(0), root="cards", key="a"))),
        "an emoji in an array": Row("root-not-allowed", raw=bytes.fromhex("010108000401016104f09f988000")),
        "an emoji under a key": Row("misplaced", _mine(text("\U0001f600", root="meta", key="k"))),
        "an emoji after an entry": Row("misplaced", _mine(text("\U0001f600", origin=(VICTIM, NAME)))),
    }


def _poisonous() -> dict[str, Row]:
    """Return what makes a document that can never be encoded, read or agreed upon again."""
    return {
        "a clock near 2^32": Row(
            "clock-overflow",
            _mine(value(1.0, root="meta", key="a"), value(1.0, root="meta", key="b"), clock=2**32 - 1),
        ),
        "a clock near 2^31": Row("clock-overflow", _mine(gc(1), clock=2**31 - 1)),
        "deleted of 2^32 - 1, then an item": Row(
            "clock-overflow",
            _mine(item(DELETED, number(2**32 - 1), root="meta", key="k"), value(1.0, root="meta", key="l")),
        ),
        "gc of 2^32 - 1, then an item": Row(
            "clock-overflow", _mine(gc(2**32 - 1), value(1.0, root="meta", key="l"))
        ),
        "a deleted range up to 2^32": Row("clock-overflow", (), (deletes(VICTIM, (0, 2**32 - 1)),)),
        "a parent that is a character": Row("misplaced", _mine(value(1.0, parent=(VICTIM, A), key="k"))),
        "a parent that is a value": Row("misplaced", _mine(value(1.0, parent=(VICTIM, AT), key="k"))),
        "text whose parent is a map": Row("misplaced", _mine(text("x", parent=(VICTIM, CARD)))),
        "a key in a text": Row("misplaced", _mine(value(1.0, parent=(VICTIM, TITLE), key="k"))),
        "a value in a text": Row("misplaced", _mine(value(1.0, parent=(VICTIM, TITLE)))),
        "a value after a character": Row("misplaced", _mine(value(1.0, origin=(VICTIM, A)))),
        "a value before a value": Row("misplaced", _mine(value(1.0, right=(VICTIM, AT)))),
        "a map in a text": Row("misplaced", _mine(shared(MAP, origin=(VICTIM, A)))),
        "text in a root": Row("misplaced", _mine(text("x", root="cards"))),
        "text between two texts": Row(
            "misplaced",
            _mine(
                shared(TEXT, parent=(VICTIM, CARD), key="description"),
                text("d", parent=(ATTACKER, 0)),
                text("x", origin=(VICTIM, A), right=(ATTACKER, 1)),
            ),
        ),
        "an origin that is itself": Row("future-reference", _mine(value(1.0, origin=(ATTACKER, 0)))),
        "an origin still to come": Row("future-reference", _mine(value(1.0, origin=(ATTACKER, 9)))),
        "a right origin that is itself": Row("future-reference", _mine(text("x", right=(ATTACKER, 0)))),
        "a parent that is itself": Row("future-reference", _mine(value(1.0, parent=(ATTACKER, 0), key="k"))),
        "two that wait for each other": Row(
            "future-reference",
            (
                section(HELPER + 1, 0, text("x", origin=(HELPER + 2, 0))),
                section(HELPER + 2, 0, text("y", origin=(HELPER + 1, 0))),
            ),
        ),
        "a character cut by an insertion": Row("splits-pair", _mine(text("x", origin=(VICTIM, HIGH)))),
        "a character cut before its half": Row("splits-pair", _mine(text("x", right=(VICTIM, LOW)))),
        "half a character deleted": Row("splits-pair", (), (deletes(VICTIM, (LOW, 1)),)),
        "the other half deleted": Row("splits-pair", (), (deletes(VICTIM, (HIGH, 1)),)),
        "a clock gap": Row(OUT_OF_ORDER, _mine(value(1.0, root="meta", key="k"), clock=7)),
        "an origin nobody has": Row(OUT_OF_ORDER, _mine(value(1.0, origin=(HELPER, 3)))),
        "a deletion of what nobody has": Row(OUT_OF_ORDER, (), (deletes(VICTIM, (B, 9)),)),
        "a skip": Row("kind-not-allowed", _mine(b"\x0a\x05", value(1.0, root="meta", key="k"))),
    }


def _forbidden() -> dict[str, Row]:
    """Return contents the data model does not use."""
    meta: Place = {"root": "meta", "key": "k"}
    kinds = {
        "json": item(2, number(1) + string("1"), **meta),
        "binary": item(3, string("x"), **meta),
        "an embed": item(5, string("{}"), **meta),
        "a format under a key": item(6, string("b") + string("true"), **meta),
        "a sub-document": item(9, string("guid") + b"\x76\0", **meta),
        "content 11": item(11, b"\0", **meta),
        "content 31": item(31, b"\0", **meta),
    }
    types = {
        f"shared type {ref}": item(TYPE, number(ref) + string("p"), **meta)
        for ref in (0, 3, 4, 5, 6, 7, 9, 15)
    }
    values = {
        "undefined": b"\x7f",
        "null": b"\x7e",
        "null in an array": b"\x75\1\x7e",
        "a bigint": b"\x7a" + b"\0" * 8,
        "bytes": b"\x74\1x",
        "not a number": number_value(float("nan")),
        "infinity": number_value(float("inf")),
        "infinity in 32 bits": b"\x7c\x7f\x80\0\0",
        "a whole number of 2^53": b"\x7d" + bytes([0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x20]),
        "tag 115": b"\x73",
    }
    return {
        **{name: Row("kind-not-allowed", _mine(struct)) for name, struct in (kinds | types).items()},
        **{f"the value {name}": Row("value-not-allowed", _any(content)) for name, content in values.items()},
        "two values under one key": Row("value-not-allowed", _mine(item(ANY, b"\2\x78\x78", **meta))),
        "no value under a key": Row("value-not-allowed", _mine(item(ANY, b"\0", **meta))),
        "an unknown root": Row("root-not-allowed", _mine(value(1.0, root="secrets", key="k"))),
        "a key of 129 bytes": Row("key-not-allowed", _mine(value(1.0, root="meta", key="k" * 129))),
        "an empty key": Row("key-not-allowed", _mine(value(1.0, root="meta", key=""))),
        "the prototype as a key": Row("key-not-allowed", _mine(value(1.0, root="meta", key="__proto__"))),
        "the prototype in a value": Row("key-not-allowed", _any(b"\x76\1" + string("__proto__") + b"\x78")),
        "a client id beyond 2^32": Row("client-id", (section(2**32, 0, value(1.0, **meta)),)),
        "a machine's client id": Row("client-id", (section(7, 0, value(1.0, **meta)),)),
    }


def _stolen() -> dict[str, Row]:
    """Return what takes from others: their clocks, their cards, their words."""
    cards: Place = {"root": "cards", "key": "card"}
    return {
        "gc over a victim's clocks": Row("foreign-client", (section(VICTIM, END, gc(1000)),)),
        "an edit in a victim's name": Row(
            "foreign-client", (section(VICTIM, END, value(1.0, root="meta", key="k")),)
        ),
        "all a client wrote deleted": Row("deletes-type", (), (deletes(VICTIM, (0, END)),)),
        "a card deleted": Row("deletes-type", (), (deletes(VICTIM, (CARD, 1)),)),
        "a text deleted": Row("deletes-type", (), (deletes(VICTIM, (TITLE, 1)),)),
        "a map made and deleted": Row(
            "deletes-type", _mine(shared(MAP, root="cards", key="x")), (deletes(ATTACKER, (0, 1)),)
        ),
        "a card replaced by a value": Row("deletes-type", _mine(value(1.0, origin=(VICTIM, CARD)))),
        "a card replaced by a deleted": Row(
            "deletes-type", _mine(item(DELETED, b"\1", origin=(VICTIM, CARD)))
        ),
        "a card replaced as if at once": Row("deletes-type", _mine(value(1.0, **cards))),
        "a card replaced by another": Row("made-already", _mine(shared(MAP, **cards))),
        "a title replaced": Row("made-already", _mine(shared(TEXT, parent=(VICTIM, CARD), key="title"))),
    }


def _slow() -> dict[str, Row]:
    """Return what keeps the interpreter for seconds."""
    meta: Place = {"root": "meta", "key": "k"}
    crowd = [section(2**20 + 10 + n, 0, value(1.0, **meta)) for n in range(20_000)]
    waiting = [section(2**20 + 10 + n, 1, gc(1)) for n in range(20_000)]
    again = [value(1.0, **meta) for _ in range(20_000)]
    return {
        "20,000 clients on one key": Row("too-many", tuple(crowd)),
        "20,000 clients that wait": Row("too-many", tuple(waiting)),
        "one key set twice without origin": Row("repeated-key", _mine(*again[:2])),
        "one key set 20,000 times without origin": Row("repeated-key", _mine(*again)),
    }
