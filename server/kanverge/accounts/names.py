"""Names of people: what may be one, and when two are the same."""

from __future__ import annotations

import unicodedata
from typing import Final

from kanverge.errors import Invalid

LENGTH_MAX: Final = 64
_TYPED_MAX: Final = 4 * LENGTH_MAX  # before spaces are dropped and characters composed

# Format characters reorder or hide text: after U+202E the rest of a line reads backwards. Two joiners are let
# in, which Persian, Indic scripts and emoji need.
_JOINERS: Final = frozenset("\u200c\u200d")
_REFUSED_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
# Letters and symbols by category, yet nothing to see: Hangul fillers and the blank Braille pattern.
_BLANK: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800")


def clean_name(name: str) -> str:
    """Return ``name`` as it is kept: composed, with single spaces; raise Invalid if it cannot be a name."""
    if len(name) > _TYPED_MAX:
        raise Invalid(f"a name has at most {LENGTH_MAX} characters")
    kept = " ".join(unicodedata.normalize("NFC", name).split())
    if any(_is_refused(character) for character in kept):
        raise Invalid("a name cannot hold control characters or marks that hide or reorder text")
    if not any(_is_visible(character) for character in kept):
        raise Invalid("a name needs at least one visible character")
    if len(kept) > LENGTH_MAX:
        raise Invalid(f"a name has at most {LENGTH_MAX} characters")
    return kept


def name_key(name: str) -> str:
    """Return what two names share when people would read them as the same, such as ``ANA`` and ``Ana``."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return " ".join("".join(character for character in folded if character not in _JOINERS).split())


def _is_refused(character: str) -> bool:
    return unicodedata.category(character) in _REFUSED_CATEGORIES and character not in _JOINERS


def _is_visible(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNPS" and character not in _BLANK
