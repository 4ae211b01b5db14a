"""The two protocols that the load generator is made to speak: what opens a connection, what carries an edit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from websockets.utils import apply_mask

from bench.workload import Edit
from kanverge_crdt import codec, statevector
from kanverge_crdt.schema import SCHEMA_VERSION

_MASK: Final = b"\x5a\xc3\x96\x0f"
_SYNC, _AUTH = 0, 2  # Hocuspocus' messages; a sync is step 1, step 2 or an update
_STEP_1, _STEP_2, _UPDATE = 0, 1, 2
_TOKEN = 0


class Dialect(Protocol):
    """What a server wants to hear."""

    @property
    def request(self) -> bytes:
        """Return the upgrade request."""

    @property
    def opening(self) -> bytes:
        """Return the frames that join the board with nothing at hand."""

    @property
    def joined(self) -> bytes:
        """Return how the message begins that comes after the board's whole state."""

    @property
    def saved(self) -> bytes:
        """Return how the message begins that says up to which edit all is on disk; empty: there is none."""

    def edit(self, edit: Edit) -> bytes:
        """Return the frame that carries an edit."""


@dataclass(frozen=True, slots=True)
class Kanverge:
    """kanverge.v1 on one board."""

    board: str
    token: str
    joined: bytes = b"\x92\x0d"  # records follow the state, which may come in parts
    saved: bytes = b"\x92\x05"

    @property
    def request(self) -> bytes:
        return _request(f"/sync/{self.board}", codec.SUBPROTOCOL)

    @property
    def opening(self) -> bytes:
        hello = codec.Hello(self.token, None, SCHEMA_VERSION, 0, statevector.EMPTY, {})
        return masked(codec.encode(hello))

    def edit(self, edit: Edit) -> bytes:
        return masked(codec.encode(codec.Edit(edit.seq, edit.client_id, "", edit.update)))


@dataclass(frozen=True, slots=True)
class Hocuspocus:
    """Hocuspocus' own framing of y-protocols on one document. Its confirmations say nothing of a disk."""

    document: str
    saved: bytes = b""

    @property
    def request(self) -> bytes:
        return _request("/", None)

    @property
    def opening(self) -> bytes:
        sign_in = self._message(_AUTH, _TOKEN, b"")
        return masked(sign_in) + masked(self._message(_SYNC, _STEP_1, statevector.EMPTY))

    @property
    def joined(self) -> bytes:
        return _sized(self.document.encode()) + bytes((_SYNC, _STEP_2))

    def edit(self, edit: Edit) -> bytes:
        return masked(self._message(_SYNC, _UPDATE, edit.update))

    def _message(self, kind: int, step: int, content: bytes) -> bytes:
        return _sized(self.document.encode()) + bytes((kind, step)) + _sized(content)


def masked(message: bytes) -> bytes:
    """Return the frame of a client that carries ``message`` (RFC 6455 5.2)."""
    length = len(message)
    assert length < 65_536, "longer messages are none of these protocols' business here"
    head = bytes((0x82, 0x80 | length)) if length < 126 else b"\x82\xfe" + length.to_bytes(2, "big")
    return head + _MASK + apply_mask(message, _MASK)


def _request(path: str, subprotocol: str | None) -> bytes:
    lines = [
        f"GET {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
        "Sec-WebSocket-Version: 13",
    ]
    if subprotocol is not None:
        lines.append(f"Sec-WebSocket-Protocol: {subprotocol}")
    return "\r\n".join([*lines, "", ""]).encode()


def _sized(content: bytes) -> bytes:
    """Return ``content`` with its length before it, as lib0 writes it."""
    length, head = len(content), bytearray()
    while length > 0x7F:
        head.append(length & 0x7F | 0x80)
        length >>= 7
    head.append(length)
    return bytes(head) + content
