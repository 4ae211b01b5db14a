"""JSON read one element at a time: a large file is never in memory as objects, nor a deep one on the stack.

``json.loads`` takes eight times the file and more (docs/decisions/import-parser.md). Here the bytes are walked
from bracket to bracket, and only one element of a wanted list is parsed at a time.
"""

from __future__ import annotations

import json
import re
from codecs import BOM_UTF8
from collections.abc import Collection, Iterator
from typing import Any, Final, NoReturn

from kanverge.errors import Invalid

DEPTH_MAX: Final = 64
"""Exports nest some eight deep; json.loads recurses."""
ELEMENT_BYTES_MAX: Final = 4 * 1024 * 1024
BRACKETS_MAX: Final = 100_000
"""Of one element: a card with a thousand pictures has half of this. An empty object of two bytes takes 64."""

_STRING = rb'"(?:[^"\\]++|\\.)*+"'
_TO_BRACKET: Final = re.compile(rb'[^][{}"]*+(?:' + _STRING + rb'[^][{}"]*+)*+[][{}]', re.DOTALL)
_SCALAR: Final = re.compile(_STRING + rb"|[-+.0-9A-Za-z]++", re.DOTALL)
_SPACE: Final = re.compile(rb"[ \t\r\n]*+")
_OPENING: Final = frozenset(b"[{")


def members(document: bytes, lists: Collection[str]) -> Iterator[tuple[str, Any]]:
    """Yield the members of the object that ``document`` is: each scalar, and one by one the elements of ``lists``.

    Each of ``lists`` is announced by a None before its elements; other lists and objects are passed over.
    Raises Invalid when it is not such a document, or cut off.
    """
    reader = _Reader(document)
    reader.expect(b"{", "it is no JSON object")
    for _ in reader.elements(b"}"):
        key = reader.value()
        if not isinstance(key, str):
            reader.fail("a name is missing")
        reader.expect(b":", "a colon is missing")
        first = reader.peek()
        if first == b"[" and key in lists:
            reader.expect(b"[", "")
            yield key, None
            for _ in reader.elements(b"]"):
                yield key, reader.value()
        elif first in (b"[", b"{"):
            reader.skip()
        else:
            yield key, reader.value()
    if reader.peek():
        reader.fail("something follows its end")


class _Reader:
    """A place in a document."""

    def __init__(self, document: bytes) -> None:
        self._document = document
        self._at = len(BOM_UTF8) if document.startswith(BOM_UTF8) else 0

    def peek(self) -> bytes:
        """Return the next byte that is no space, or nothing at the end."""
        found = _SPACE.match(self._document, self._at)
        assert found is not None, "the pattern matches the empty string"
        self._at = found.end()
        return self._document[self._at : self._at + 1]

    def expect(self, byte: bytes, otherwise: str) -> None:
        """Pass ``byte``."""
        if (found := self.peek()) != byte:
            self.fail(otherwise if found else "it is cut off")
        self._at += 1

    def elements(self, end: bytes) -> Iterator[None]:
        """Stop before each element of a list or member of an object, and pass its ``end``."""
        is_first = True
        while self.peek() != end:
            if not is_first:
                self.expect(b",", "a comma is missing")
            is_first = False
            yield
        self._at += 1

    def value(self) -> Any:
        """Parse one value."""
        self.peek()
        start = self._at
        brackets = self.skip()
        if self._at - start > ELEMENT_BYTES_MAX or brackets > BRACKETS_MAX:
            self.fail(
                f"one value takes more than {ELEMENT_BYTES_MAX >> 20} MB or {BRACKETS_MAX:,} brackets", start
            )
        try:
            return _DECODER.decode(str(memoryview(self._document)[start : self._at], "utf-8"))
        except UnicodeDecodeError as error:
            self.fail("it is not UTF-8", start + error.start)
        except json.JSONDecodeError as error:
            self.fail(error.msg, start + error.pos)
        except ValueError as error:  # a constant that is none, a number of thousands of digits
            self.fail(str(error), start)

    def skip(self) -> int:
        """Pass one value, looking only at the brackets and strings in it; return how many brackets it has."""
        first = self.peek()
        if first not in (b"[", b"{"):
            scalar = _SCALAR.match(self._document, self._at)
            if scalar is None and first in (b"", b'"'):
                self.fail("it is cut off", len(self._document))
            if scalar is None:
                self.fail("a value is missing")
            self._at = scalar.end()
            return 0
        depth = count = 0
        at = self._at
        while depth or not count:
            step = _TO_BRACKET.match(self._document, at)
            if step is None:
                self.fail("it is cut off", len(self._document))
            at = step.end()
            count += 1
            depth += 1 if self._document[at - 1] in _OPENING else -1
            if depth > DEPTH_MAX:
                self.fail(f"it is nested more than {DEPTH_MAX} deep", at)
        self._at = at
        return count

    def fail(self, why: str, at: int | None = None) -> NoReturn:
        raise Invalid(f"{why} (at byte {self._at if at is None else at})")


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")


_DECODER: Final = json.JSONDecoder(parse_constant=_refuse)
