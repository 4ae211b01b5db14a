"""State vectors: how far a document has come, as the next clock of each client that wrote in it.

Format: yjs `src/utils/encoding.js`: the number of clients, then client and clock, the highest client first.
"""

from __future__ import annotations

from collections.abc import Mapping

from kanverge_crdt.cursor import Cursor
from kanverge_crdt.errors import MalformedMessage, RefusedUpdate
from kanverge_crdt.update import CLIENT_MAX, CLOCK_MAX

EMPTY = b"\0"
CLIENTS_MAX = 65_536  # as many as a stored document may have


def decode(state_vector: bytes) -> dict[int, int]:
    """Return the next clock of each client; raise MalformedMessage."""
    cursor = Cursor(state_vector)
    clocks: dict[int, int] = {}
    try:
        count = cursor.number()
        if count > CLIENTS_MAX:
            raise MalformedMessage(f"a state vector of {count} clients")
        for _ in range(count):
            client, clock = cursor.number(), cursor.number()
            if client > CLIENT_MAX or clock > CLOCK_MAX or client in clocks:
                raise MalformedMessage(f"a state vector with client {client} at {clock}")
            clocks[client] = clock
        cursor.expect_end()
    except RefusedUpdate as error:
        raise MalformedMessage(f"not a state vector: {error}") from error
    return clocks


def encode(clocks: Mapping[int, int]) -> bytes:
    """Return the bytes of ``clocks``; clients that have written nothing are left out."""
    written = sorted(((client, clock) for client, clock in clocks.items() if clock), reverse=True)
    encoded = bytearray(_number(len(written)))
    for client, clock in written:
        encoded += _number(client) + _number(clock)
    return bytes(encoded)


def is_empty(state_vector: bytes) -> bool:
    """Say whether this is the state vector of a document nobody has written in."""
    return state_vector == EMPTY


def _number(value: int) -> bytes:
    encoded = bytearray()
    while value > 0x7F:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)
