"""Who is named in a text: `@name`, as the interface draws it (static/ui/markdown.tsx, static/ui/marks.ts)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final

HANDLE_CHARS_MAX: Final = 64
HANDLES_MAX: Final = 50
"""Of one text; who is named after so many is not told."""
_CODE: Final = re.compile(r"```.*?(?:```|\Z)|~~~.*?(?:~~~|\Z)|`[^`\n]+`", re.DOTALL)
_BETWEEN: Final = re.compile(r"[\s_.-]+")


def handles(text: str) -> frozenset[str]:
    """Return the names that stand behind an `@` in a text, as they are compared; in code there are none."""
    found: set[str] = set()
    if "@" in text:
        for handle in _written(_CODE.sub(" ", text)):
            found.add(bare(handle))
            if len(found) >= HANDLES_MAX:
                break
    return frozenset(found - {""})


def _written(text: str) -> Iterator[str]:
    at = text.find("@")
    while at >= 0:
        if at == 0 or not (_is_word(text[at - 1]) or text[at - 1] in "@./"):
            end = at + 1
            while end < len(text) and end - at <= HANDLE_CHARS_MAX and _goes_on(text[end]):
                end += 1
            handle = text[at + 1 : end].rstrip(".-\u200c\u200d")
            if handle and _begins(handle[0]):
                yield handle
        at = text.find("@", at + 1)


def _is_word(character: str) -> bool:
    return character == "_" or unicodedata.category(character)[0] in "LN"


def _begins(character: str) -> bool:
    return _is_word(character) or unicodedata.category(character) == "So"


def _goes_on(character: str) -> bool:
    category = unicodedata.category(character)
    is_emoji = category == "So" or "\U0001f3fb" <= character <= "\U0001f3ff"
    return character in "_.-\u200c\u200d" or category[0] in "LMN" or is_emoji


def mention(name: str) -> str:
    """Return a name as it stands behind an `@`: of what a mention carries, the rest is `_`."""
    return "".join(one if _goes_on(one) else "_" for one in name)


def bare(name: str) -> str:
    """Return a name as it is compared: without case, accents, spaces and what stands for them."""
    apart = unicodedata.normalize("NFD", name)
    folded = "".join(one for one in apart if unicodedata.category(one)[0] != "M").lower()
    return _BETWEEN.sub("", folded)


def named(handle: str, names: Mapping[str, str]) -> str | None:
    """Return which of these people (id -> name) a handle names: by the whole name, else the only one it begins."""
    known = {person: {bare(name), bare(mention(name))} - {""} for person, name in names.items()}
    exact = [person for person, spelled in known.items() if handle in spelled]
    if exact or handle.isdigit():
        return exact[0] if exact else None
    begun = [person for person, spelled in known.items() if any(one.startswith(handle) for one in spelled)]
    return begun[0] if len(begun) == 1 else None
