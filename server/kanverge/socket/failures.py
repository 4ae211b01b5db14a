"""The word that an ask which failed is answered with (docs/protocol.md)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kanverge.errors import Forbidden, Invalid, KanvergeError, NotFound, StoreError

WORDS: Final[Mapping[type[KanvergeError], str]] = {
    Invalid: "invalid",
    NotFound: "not-found",
    Forbidden: "forbidden",
    StoreError: "store-away",
    KanvergeError: "internal",
}


def failure(error: KanvergeError) -> str:
    """Return the word for an error: that of its kind, or of the nearest kind above."""
    return next(WORDS[kind] for kind in type(error).__mro__ if kind in WORDS)
