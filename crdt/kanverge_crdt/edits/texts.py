"""Verbs of a card's title and description, which many people type in at once.

Offsets in an intent are UTF-16 units, as browsers count; pycrdt counts bytes of UTF-8. Both are converted
exactly: an offset inside a character is an error, since Yjs would put U+FFFD for each half.
"""

from __future__ import annotations

from kanverge_crdt.edits.arguments import Arguments
from kanverge_crdt.edits.draft import Draft
from kanverge_crdt.errors import EditError
from kanverge_crdt.schema import Card

TEXTS = {"title": Card.title, "description": Card.description}
LIMITS = {"title": 1_000, "description": 100_000}
LIMIT_MAX = max(LIMITS.values())


def text(draft: Draft, arguments: Arguments) -> None:
    """Turn a text into another by the smallest splice that does it."""
    card = draft.card(arguments.id())
    field = arguments.word("key", TEXTS)
    wanted = arguments.string("text", LIMITS[field.key])
    guard = arguments.guard()
    now = draft.board.shared.text(card.path, field.key) or ""
    if now == wanted or not guard.allows(now):
        return
    start, end, inserted = difference(now, wanted)
    draft.splice(card.path, field.key, utf8(now[:start]), utf8(now[start:end]), inserted)
    draft.undo("cards.text", id=card.id, key=field.key, text=now, if_=wanted)


def splice(draft: Draft, arguments: Arguments) -> None:
    """Replace ``remove`` UTF-16 units at ``at`` by ``insert``: one step of typing."""
    card = draft.card(arguments.id())
    field = arguments.word("key", TEXTS)
    at, remove = arguments.count("at"), arguments.count("remove")
    insert = arguments.optional_string("insert", LIMIT_MAX) or ""
    guard = arguments.guard()
    now = draft.board.shared.text(card.path, field.key) or ""
    if guard.given and not still_reads(now, at, guard.value):
        return
    start, end = code_point(now, at), code_point(now, at + remove)
    removed = now[start:end]
    if removed == insert:
        return
    length = len(now) - len(removed) + len(insert)
    # What is brought back stood there before, however long the text was by then.
    if not guard.given and length > max(LIMITS[field.key], len(now)):
        raise EditError("too-long", f"{field.key}: {length} characters, at most {LIMITS[field.key]}")
    draft.splice(card.path, field.key, utf8(now[:start]), utf8(removed), insert)
    draft.undo(
        "cards.splice", id=card.id, key=field.key, at=at, remove=utf16(insert), insert=removed, if_=insert
    )


def difference(old: str, new: str) -> tuple[int, int, str]:
    """Return the part of ``old`` to replace, in code points, and what by, for ``new`` to come out."""
    shorter = min(len(old), len(new))
    start = 0
    while start < shorter and old[start] == new[start]:
        start += 1
    behind = 0
    while behind < shorter - start and old[-1 - behind] == new[-1 - behind]:
        behind += 1
    return start, len(old) - behind, new[start : len(new) - behind]


def still_reads(text: str, at: int, expected: object) -> bool:
    """Say whether ``expected``, be it empty, stands at ``at`` UTF-16 units of ``text``, between two characters."""
    if not isinstance(expected, str):
        return False
    units = text.encode("utf-16-le")
    stands = units[2 * at :].startswith(expected.encode("utf-16-le", "surrogatepass"))
    return stands and 2 * at <= len(units) and not _is_second_half(units[2 * at : 2 * at + 2])


def _is_second_half(unit: bytes) -> bool:
    return 0xDC00 <= int.from_bytes(unit, "little") <= 0xDFFF


def code_point(text: str, offset: int) -> int:
    """Return how many code points ``offset`` UTF-16 units are, or raise EditError: outside, or inside one."""
    if text.isascii():
        units = len(text)
    else:
        encoded = text.encode("utf-16-le")
        units = len(encoded) // 2
    if offset > units:
        raise EditError("out-of-range", f"offset {offset} in a text of {units} UTF-16 units")
    if text.isascii():
        return offset
    try:
        return len(encoded[: 2 * offset].decode("utf-16-le"))
    except UnicodeDecodeError:
        raise EditError("splits-character", f"offset {offset}") from None


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def utf8(text: str) -> int:
    return len(text.encode())


VERBS = {"cards.text": text, "cards.splice": splice}
