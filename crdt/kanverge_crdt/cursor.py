"""Read lib0's encoding strictly: what Yjs writes is taken, what a careless reader would take as well is not.

Format: lib0 `encoding.js`. A number is its 7-bit groups, lowest first, the high bit set on all but the last;
a signed one spends a bit of its first group on the sign. A string is its length in bytes and UTF-8.
"""

from __future__ import annotations

from kanverge_crdt.errors import RefusedUpdate

NUMBER_MAX = 2**53 - 1


class Cursor:
    """A place in some bytes that reading moves forward and never past the end."""

    __slots__ = ("at", "data", "end")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0
        self.end = len(data)

    def refuse(self, code: str, detail: str) -> RefusedUpdate:
        return RefusedUpdate(code, detail, self.at)

    def byte(self) -> int:
        if self.at >= self.end:
            raise self.refuse("malformed", "unexpected end")
        self.at += 1
        return self.data[self.at - 1]

    def number(self) -> int:
        """Read an unsigned number up to 2^53 - 1 in its shortest form."""
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            if value > NUMBER_MAX:
                raise self.refuse("malformed", "number beyond 2^53 - 1")
            if byte < 0x80:
                break
            shift += 7
            if shift > 49:  # 8 groups hold 53 bits
                raise self.refuse("malformed", "number too long")
        if shift and not byte:
            raise self.refuse("malformed", "padded number")
        return value

    def signed(self) -> int:
        """Read a signed number of a magnitude up to 2^53 - 1 in its shortest form."""
        byte = self.byte()
        negative = byte & 0x40
        value = byte & 0x3F
        shift = 6
        while byte >= 0x80:
            if shift > 48:
                raise self.refuse("malformed", "number too long")
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            shift += 7
        if value > NUMBER_MAX:
            raise self.refuse("value-not-allowed", "whole number beyond 2^53 - 1")
        if shift > 6 and not byte:
            raise self.refuse("malformed", "padded number")
        return -value if negative else value

    def take(self, size: int) -> bytes:
        if size > self.end - self.at:
            raise self.refuse("malformed", f"{size} bytes do not fit")
        self.at += size
        return self.data[self.at - size : self.at]

    def string(self) -> str:
        """Read a string; half a surrogate pair is not UTF-8."""
        taken = self.take(self.number())
        try:
            return taken.decode()
        except UnicodeDecodeError as error:
            raise self.refuse("malformed", f"not UTF-8: {error.reason}") from error

    def expect_end(self) -> None:
        if self.at != self.end:
            raise self.refuse("malformed", f"{self.end - self.at} bytes left over")
