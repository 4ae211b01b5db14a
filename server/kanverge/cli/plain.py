"""Text as it may be written where a line is a line: nothing in it moves the cursor, ends the line or reorders it.

Names of boards, cards and people come from whoever typed them; a terminal obeys what is in them (robustness E22).
"""

from __future__ import annotations

import re
from typing import Final

# Control characters, what some readers take for the end of a line, and marks that reorder a line.
_CONTROLS: Final = "\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
_IN_TEXT: Final = re.compile(f"[\x00-\x1f{_CONTROLS}]")
_IN_JSON: Final = re.compile(f"[{_CONTROLS}]")


def plain(text: str) -> str:
    """Return ``text`` as one line, with escapes in place of what is no visible character."""
    return _IN_TEXT.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def plain_json(encoded: str) -> str:
    """Return the same JSON value with escapes for those that JSON leaves as they are."""
    return _IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", encoded)
