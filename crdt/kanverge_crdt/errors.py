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

An error carries what the caller needs to answer with; it is put into words and protocol codes once, at the
edge.
"""

from __future__ import annotations

from collections.abc import Mapping

REFUSALS = {
    "malformed": "these bytes are not a Yjs update",
    "too-large": "more bytes than one update or one value may have",
    "too-many": "more structs, deleted ranges or clients than one update may have",
    "too-deep": "a value or shared types nested too deeply",
    "repeated-client": "one client id twice in one update",
    "client-id": "a client id outside the range kept for this kind of author",
    "clock-overflow": "a clock beyond 2^31 - 1",
    "future-reference": "a struct that refers to itself or to what comes after it",
    "kind-not-allowed": "a content or shared type the data model does not use",
    "value-not-allowed": "a value that is not JSON, or is null, not finite or beyond 2^53",
    "root-not-allowed": "a root the data model does not have",
    "key-not-allowed": "a key that is empty, too long or reserved",
    "repeated-key": "one client sets one key twice as if for the first time",
    "misplaced": "text among entries, an entry in a text, or a parent that holds nothing",
    "splits-pair": "a cut through one character",
    "deletes-type": "deletes or replaces a map or a text: such things are archived",
    "made-already": "makes a map or a text where one is, as of two that are made at the same time the later one",
    "foreign-client": "new structs under another person's client id",
    "undecodable": "yrs cannot read it",
}


class CrdtError(Exception):
    """Anything this package refuses or cannot do."""


class MalformedMessage(CrdtError):
    """Bytes that do not spell a message: cut off, too long, of an unknown type or with bytes left over."""


class MessageTooLarge(MalformedMessage):
    """A message of more bytes than one may send; it was not looked at."""


class RefusedUpdate(CrdtError):
    """An update that must never reach the document.

    ``code`` is a word of `REFUSALS`; ``detail`` is for a developer's eyes; ``at`` is the byte where the scan
    stopped, where one is known.
    """

    def __init__(self, code: str, detail: str = "", at: int | None = None) -> None:
        assert code in REFUSALS, code
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
