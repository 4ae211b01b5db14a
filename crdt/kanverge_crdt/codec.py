"""The messages of kanverge.v1 and their bytes: docs/protocol.md as one table.

A message is a frozen dataclass; its annotations are its row of the table. Decoding is strict: exact lengths
and types, no extension types, bounded nesting, nothing left over. Whatever else arrives raises
`MalformedMessage`: nothing behind this module checks a shape again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import partial
from operator import attrgetter
from typing import Any, Literal, NamedTuple, TypeAlias, cast, overload

import msgpack

from kanverge_crdt.errors import MalformedMessage, MessageTooLarge

SUBPROTOCOL = "kanverge.v1"
INT_MAX = 2**53 - 1
NAME_CHARS_MAX = 64  # group, key and verb are names: they are kept, indexed and logged
DEPTH_MAX = 8  # the message itself is the first level
# A list header of three bytes allocates all it announces, on each of MessagePack's 1,024 levels.
ITEMS_MAX = {"client": 1_024, "server": 65_536}
FRAME_BYTES_MAX = 65_536
MESSAGE_BYTES_MAX = 16 * 1024 * 1024  # put together from parts
EDIT_HEAD_BYTES_MAX = 512  # an edit's fields before its update: at most 278 bytes

Bin: TypeAlias = bytes
Name: TypeAlias = str
Map: TypeAlias = dict[str, Any]
Sender: TypeAlias = Literal["client", "server"]


@dataclass(frozen=True, slots=True)
class Hello:
    token: str | None
    epoch: int | None
    schema: int
    client_id: int
    state_vector: Bin
    options: Map


@dataclass(frozen=True, slots=True)
class Welcome:
    epoch: int
    schema: int
    role: str
    person: Map
    state_vector: Bin
    limits: Map


@dataclass(frozen=True, slots=True)
class Sync:
    update: Bin
    authors: list[Any]


@dataclass(frozen=True, slots=True)
class Edit:
    seq: int
    client_id: int
    group: Name
    update: Bin


@dataclass(frozen=True, slots=True)
class Saved:
    seq: int


@dataclass(frozen=True, slots=True)
class Refused:
    seq: int
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Missing:
    seq: int
    state_vector: Bin


@dataclass(frozen=True, slots=True)
class Edits:
    update: Bin
    authors: list[Any]


@dataclass(frozen=True, slots=True)
class Part:
    message: int
    index: int
    count: int
    bytes: Bin


@dataclass(frozen=True, slots=True)
class Ask:
    seq: int
    key: Name
    verb: Name
    args: Map


@dataclass(frozen=True, slots=True)
class Done:
    seq: int
    result: Any


@dataclass(frozen=True, slots=True)
class Failed:
    seq: int
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Records:
    changes: list[Any]


@dataclass(frozen=True, slots=True)
class Presence:
    state: Map | None


@dataclass(frozen=True, slots=True)
class Present:
    changes: list[Any]


@dataclass(frozen=True, slots=True)
class Role:
    role: str


@dataclass(frozen=True, slots=True)
class Store:
    available: bool


@dataclass(frozen=True, slots=True)
class Gone:
    code: int
    text: str


@dataclass(frozen=True, slots=True)
class Ping:
    nonce: int


@dataclass(frozen=True, slots=True)
class Pong:
    nonce: int


ClientMessage: TypeAlias = Hello | Edit | Part | Ask | Presence | Ping | Pong
ServerMessage: TypeAlias = (
    Welcome | Sync | Saved | Refused | Missing | Edits | Part | Done | Failed
    | Records | Present | Role | Store | Gone | Ping | Pong
)  # fmt: skip
Message: TypeAlias = ClientMessage | ServerMessage


def _is_int(value: Any) -> bool:
    return type(value) is int and 0 <= value <= INT_MAX


def _is_str(value: Any) -> bool:
    return type(value) is str


def _is_name(value: Any) -> bool:
    return type(value) is str and len(value) <= NAME_CHARS_MAX


def _is_bin(value: Any) -> bool:
    return type(value) is bytes


def _is_bool(value: Any) -> bool:
    return type(value) is bool


def _is_any(value: Any, levels: int = DEPTH_MAX - 1) -> bool:
    """Say whether ``value`` is JSON or bytes, its numbers below 2^53 and finite, at most ``levels`` deep."""
    kind = type(value)
    if kind is str or kind is bool or value is None or kind is bytes:
        return True
    if kind is int or kind is float:
        return bool(-INT_MAX <= value <= INT_MAX)
    if not levels:
        return False
    if kind is list:
        return all(_is_any(item, levels - 1) for item in value)
    return kind is dict and all(type(key) is str and _is_any(item, levels - 1) for key, item in value.items())


def _is_map(value: Any) -> bool:
    return type(value) is dict and _is_any(value)


def _is_list(value: Any) -> bool:
    return type(value) is list and _is_any(value)


Check: TypeAlias = Callable[[Any], bool]


def _or_nil(check: Check) -> Check:
    return lambda value: value is None or check(value)


_FIELD_TYPES: dict[str, tuple[str, Check]] = {
    "int": ("int", _is_int),
    "int | None": ("int?", _or_nil(_is_int)),
    "str": ("str", _is_str),
    "str | None": ("str?", _or_nil(_is_str)),
    "Name": ("str", _is_name),
    "Bin": ("bin", _is_bin),
    "bool": ("bool", _is_bool),
    "Map": ("map", _is_map),
    "Map | None": ("map?", _or_nil(_is_map)),
    "list[Any]": ("list", _is_list),
    "Any": ("any", _is_any),
}


class Shape(NamedTuple):
    """One row of the protocol's table; ``checks`` begin with the one for the number."""

    number: int
    name: str
    message: Callable[..., Message]
    senders: tuple[Sender, ...]
    fields: tuple[tuple[str, str], ...]
    checks: tuple[Check, ...]
    values_of: Callable[[Message], tuple[Any, ...]]


def _shape(number: int, message: type[Message], *senders: Sender) -> Shape:
    names = [field.name for field in fields(message)]
    types = [_FIELD_TYPES[str(field.type)] for field in fields(message)]
    return Shape(
        number,
        message.__name__.lower(),
        message,
        senders,
        tuple((name, wire) for name, (wire, _) in zip(names, types, strict=True)),
        (_is_int, *(check for _, check in types)),
        _values(names),
    )


def _values(names: list[str]) -> Callable[[Message], tuple[Any, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    only = attrgetter(names[0])
    return lambda message: (only(message),)


MESSAGES: dict[int, Shape] = {
    shape.number: shape
    for shape in (
        _shape(1, Hello, "client"),
        _shape(2, Welcome, "server"),
        _shape(3, Sync, "server"),
        _shape(4, Edit, "client"),
        _shape(5, Saved, "server"),
        _shape(6, Refused, "server"),
        _shape(7, Missing, "server"),
        _shape(8, Edits, "server"),
        _shape(9, Part, "client", "server"),
        _shape(10, Ask, "client"),
        _shape(11, Done, "server"),
        _shape(12, Failed, "server"),
        _shape(13, Records, "server"),
        _shape(14, Presence, "client"),
        _shape(15, Present, "server"),
        _shape(16, Role, "server"),
        _shape(17, Store, "server"),
        _shape(18, Gone, "server"),
        _shape(19, Ping, "client", "server"),
        _shape(20, Pong, "client", "server"),
    )
}

_SHAPES = {shape.message: shape for shape in MESSAGES.values()}
_READERS = {
    sender: (
        partial(msgpack.unpackb, strict_map_key=True, max_array_len=items, max_map_len=items, max_ext_len=0),
        {shape.number: shape for shape in MESSAGES.values() if sender in shape.senders},
    )
    for sender, items in ITEMS_MAX.items()
}
_pack = msgpack.Packer().pack
_BIN_LENGTH_BYTES = {0xC4: 1, 0xC5: 2, 0xC6: 4}


def encode(message: Message) -> bytes:
    """Return ``message`` as bytes of any length; raise MalformedMessage for a value they cannot hold."""
    shape = _SHAPES[type(message)]
    try:
        return cast(bytes, _pack((shape.number, *shape.values_of(message))))
    except (ValueError, TypeError, OverflowError) as error:
        raise MalformedMessage(f"{shape.name}: {error}") from error


@overload
def decode(frame: bytes, *, sender: Literal["client"], bytes_max: int = ...) -> ClientMessage: ...
@overload
def decode(frame: bytes, *, sender: Literal["server"], bytes_max: int = ...) -> ServerMessage: ...
def decode(frame: bytes, *, sender: Sender, bytes_max: int = FRAME_BYTES_MAX) -> Message:
    """Return the message ``sender`` wrote as ``frame``; raise MalformedMessage or MessageTooLarge."""
    if len(frame) > FRAME_BYTES_MAX:
        _refuse_long(frame, sender, bytes_max)
    unpack, shapes = _READERS[sender]
    try:
        values = unpack(frame)
    except ValueError as error:  # every error of msgpack and of UTF-8 is one
        raise MalformedMessage(f"not MessagePack: {error}") from error
    if type(values) is not list or not values or type(values[0]) is not int or values[0] not in shapes:
        raise MalformedMessage(f"not a list that begins with the number of a {sender}'s message")
    shape = shapes[values[0]]
    if len(values) != len(shape.checks):
        raise MalformedMessage(f"{shape.name} has {len(shape.checks) - 1} fields, not {len(values) - 1}")
    for check, value in zip(shape.checks, values):  # noqa: B905, both have the same length
        if not check(value):
            raise MalformedMessage(_fault(shape, values))
    return shape.message(*values[1:])


def _fault(shape: Shape, values: list[Any]) -> str:
    tried = zip(shape.fields, shape.checks[1:], values[1:], strict=True)
    name, wire_type = next(field for field, check, value in tried if not check(value))
    return f"{shape.name}: {name} is not a well-formed {wire_type}"


def _refuse_long(frame: bytes, sender: Sender, bytes_max: int) -> None:
    """Refuse what is too long, and from a client all that is long but an edit, before it is unpacked."""
    if len(frame) > bytes_max:
        raise MessageTooLarge(f"{len(frame)} bytes, at most {bytes_max}")
    if sender == "client" and not _is_edit_to_the_end(frame):
        raise MalformedMessage("longer than a frame and not one edit")


def _is_edit_to_the_end(frame: bytes) -> bool:
    """Say whether ``frame`` is an edit whose update reaches to its last byte.

    A list of a million empty lists takes a megabyte to send and sixty to hold; so the one long message that a
    client may send is recognized by its head.
    """
    head = msgpack.Unpacker(strict_map_key=True, max_ext_len=0)
    head.feed(frame[:EDIT_HEAD_BYTES_MAX])
    try:
        if head.read_array_header() != len(_SHAPES[Edit].checks) or head.unpack() != _SHAPES[Edit].number:
            return False
        for _ in ("seq", "client_id", "group"):
            head.skip()
    except (ValueError, msgpack.OutOfData):
        return False
    at = head.tell()
    length_bytes = _BIN_LENGTH_BYTES.get(frame[at], 0)
    start = at + 1 + length_bytes
    return length_bytes > 0 and start + int.from_bytes(frame[at + 1 : start]) == len(frame)
