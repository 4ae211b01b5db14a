"""What can go wrong with a board's document, as one tree.

::

    CrdtError
    ├── MalformedMessage   bytes that are not a message of the protocol (codec)
    │   └── MessageTooLarge  more bytes than one may send (close code 4413)
    ├── RefusedUpdate      an update that must never reach the document (scan, gate, guard)
    ├── OutOfOrder         a sound update that came before what it builds on (gate)
    ├── DeadDocument       a document whose memory can no longer be trusted (guard)
    ├── EditError          a verb that cannot be done as asked (edits)
    └── InvalidRank        a rank that no key lies beside (rank)

An error carries what the caller needs to answer with; it is put into words and protocol codes once, at the edge.
"""

from __future__ import annotations

from collections.abc import Mapping


class CrdtError(Exception):
    """Anything this package refuses or cannot do."""


class MalformedMessage(CrdtError):
    """Bytes that do not spell a message: cut off, too long, of an unknown type or with bytes left over."""


class MessageTooLarge(MalformedMessage):
    """A message of more bytes than one may send; it was not looked at."""


class RefusedUpdate(CrdtError):
    """An update that must never reach the document.

    ``code`` is one of a short, stable table of words (``scan.CODES``, ``gate.CODES``, ``guard.CODES``);
    ``detail`` is for a developer's eyes; ``at`` is the byte where the scan stopped, where one is known.
    """

    def __init__(self, code: str, detail: str = "", at: int | None = None) -> None:
        super().__init__(code, detail, at)
        self.code = code
        self.detail = detail
        self.at = at

    def __str__(self) -> str:
        place = "" if self.at is None else f" at byte {self.at}"
        return f"{self.code}: {self.detail}{place}" if self.detail else f"{self.code}{place}"


class OutOfOrder(CrdtError):
    """A sound update that builds on structs not yet here.

    ``missing`` maps a client id to the clock that must be reached before the update can be taken.
    """

    def __init__(self, missing: Mapping[int, int]) -> None:
        super().__init__(missing)
        self.missing = dict(missing)

    def __str__(self) -> str:
        return "waits for " + ", ".join(f"{client}:{clock}" for client, clock in sorted(self.missing.items()))


class DeadDocument(CrdtError):
    """A document that panicked: drop it and rebuild it from the store."""


class EditError(CrdtError):
    """A verb that cannot be done as asked; the document is untouched.

    ``code`` is a short, stable word (``unknown-card``, ``too-long``); ``detail`` names the offending value.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}" if self.detail else self.code


class InvalidRank(CrdtError):
    """A rank that is not well formed, or two neighbours between which no rank exists."""
