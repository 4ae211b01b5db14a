"""Names of people: what may be one, and when two are the same."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from kanverge.errors import Invalid

LENGTH_MAX: Final = 64
_TYPED_MAX: Final = 4 * LENGTH_MAX  # before spaces are dropped and characters composed

# Format characters reorder or hide text: after U+202E the rest of a line reads backwards. Two joiners are let
# in, which Persian, Indic scripts and emoji need, and the two that choose how an emoji is drawn.
_JOINERS: Final = "\u200c\u200d"
_VARIANTS: Final = "\ufe0e\ufe0f"
_REFUSED_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
# Of other categories, yet nothing to see: what Unicode calls ignorable by default, and the blank Braille pattern.
_UNSEEN: Final = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\ufe00-\ufe0d\uffa0\ufff0-\ufff8"
    "\U000e0000-\U000e0fff]"
)
# No script stacks more on one letter; a tower of them covers the lines around it.
_MARKS_IN_A_ROW_MAX: Final = 5

# Letters that look like a Latin one, as a capital or small: not all of Unicode's, but those that keyboards have.
_LOOK_ALIKE: Final = str.maketrans(
    "авсԁеһніјкӏморԛѕтуүѵԝх" + "αβεζηικμνορτυχω" + "ıɑɡ",  # noqa: RUF001
    "abcdehhijklmopqstyyvwx" + "abezhikmnoptyxw" + "iag",
)
_NO_DIFFERENCE: Final = dict.fromkeys(map(ord, _JOINERS + _VARIANTS))


def clean_name(name: str) -> str:
    """Return ``name`` as it is kept: composed, with single spaces; raise Invalid if it cannot be a name."""
    if len(name) > _TYPED_MAX:
        raise Invalid(f"a name has at most {LENGTH_MAX} characters")
    kept = " ".join(unicodedata.normalize("NFC", name).split())
    if any(map(_is_refused, kept)) or _UNSEEN.search(kept):
        raise Invalid("a name cannot hold control characters or marks that hide or reorder text")
    if not any(map(_is_visible, kept)):
        raise Invalid("a name needs at least one visible character")
    if _has_tower(kept):
        raise Invalid(f"a name has at most {_MARKS_IN_A_ROW_MAX} marks on one letter")
    if len(kept) > LENGTH_MAX:
        raise Invalid(f"a name has at most {LENGTH_MAX} characters")
    return kept


def name_key(name: str) -> str:
    """Return what two names share when people would read them as the same, such as ``ANA`` and ``Ana``."""
    folded = unicodedata.normalize("NFKC", name).translate(_NO_DIFFERENCE).casefold()
    apart = unicodedata.normalize("NFKD", folded)
    return " ".join(apart.translate(_LOOK_ALIKE).split())


def _is_refused(character: str) -> bool:
    return unicodedata.category(character) in _REFUSED_CATEGORIES and character not in _JOINERS


def _is_visible(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNPS"


def _has_tower(name: str) -> bool:
    in_a_row = 0
    for character in name:
        in_a_row = in_a_row + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if in_a_row > _MARKS_IN_A_ROW_MAX:
            return True
    return False
