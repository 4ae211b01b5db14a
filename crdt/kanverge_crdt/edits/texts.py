"""Verbs of texts that many people type in at once: a card's title and description, an initiative's note.

Offsets in an intent are UTF-16 units, as browsers count; pycrdt counts bytes of UTF-8. Both are converted
exactly: an offset inside a character is an error, since Yjs would put U+FFFD for each half.

A text that is not there is begun first, with the words of the string it takes the place of, in an edit of its own:
of two that begin it at the same time one is refused and done over, and then nothing is left to begin
(docs/decisions/text-from-string.md).
"""

from __future__ import annotations

from collections.abc import Callable

from kanverge_crdt.board import Board
from kanverge_crdt.edits.arguments import Arguments
from kanverge_crdt.edits.draft import Draft
from kanverge_crdt.errors import EditError
from kanverge_crdt.kinds import Text, stored_key
from kanverge_crdt.schema import Card, Initiative
from kanverge_crdt.typed import Field, Record


def _texts(view: type[Record]) -> dict[str, Field[str]]:
    return {key: field for key, field in view.fields.items() if isinstance(field.kind, Text)}


VIEWS: dict[str, type[Record]] = {view.root: view for view in (Card, Initiative)}
TEXTS = {root: _texts(view) for root, view in VIEWS.items()}
"""Root -> the texts of its records by key; the root is the noun of their verbs as well."""


def limit(field: Field[str]) -> int:
    """Return how many characters a text may have."""
    assert isinstance(field.kind, Text)
    return field.kind.limit


def text_at(board: Board, root: str, id: object, key: object) -> tuple[Record, Field[str]] | None:
    """Return the record and the text that the arguments of a verb name; None if there is no such record or text."""
    field = TEXTS[root].get(key) if isinstance(key, str) else None
    record = board.find(VIEWS[root], id) if field is not None and isinstance(id, str) else None
    return None if field is None or record is None else (record, field)


def standing_text(record: Record, field: Field[str]) -> str | None:
    """Return what a text says in full, be nothing of it to be seen; None if there is none yet."""
    return record.shared.text(record.path, stored_key(field.key, field.kind))


def words(record: Record, field: Field[str]) -> str:
    """Return what a text says, or what reads in its place until it is begun."""
    text = standing_text(record, field)
    return field.__get__(record, type(record)) if text is None else text


class _Texts:
    """The verbs of one noun's texts."""

    def __init__(self, view: type[Record]) -> None:
        self._view = view
        self._noun = view.root
        self._fields = TEXTS[view.root]

    def verbs(self) -> dict[str, Callable[[Draft, Arguments], None]]:
        verbs = {"begin": self.begin, "text": self.text, "splice": self.splice}
        return {f"{self._noun}.{name}": verb for name, verb in verbs.items()}

    def begin(self, draft: Draft, arguments: Arguments) -> None:
        """Put a text where there is none yet, with the words of the string it takes the place of."""
        record, field = self._address(draft, arguments)
        _begin(draft, record, field)

    def text(self, draft: Draft, arguments: Arguments) -> None:
        """Turn a text into another by the smallest splice that does it."""
        record, field = self._address(draft, arguments)
        wanted = arguments.string("text", limit(field))
        guard = arguments.guard()
        now = words(record, field)
        if now == wanted or not guard.allows(now):
            return
        start, end, inserted = difference(now, wanted)
        _splice(draft, record, field, utf8(now[:start]), utf8(now[start:end]), inserted)
        draft.undo(f"{self._noun}.text", id=record.id, key=field.key, text=now, if_=wanted)

    def splice(self, draft: Draft, arguments: Arguments) -> None:
        """Replace ``remove`` UTF-16 units at ``at`` by ``insert``: one step of typing."""
        record, field = self._address(draft, arguments)
        at, remove = arguments.count("at"), arguments.count("remove")
        insert = arguments.optional_string("insert", max(map(limit, self._fields.values()))) or ""
        guard = arguments.guard()
        now = words(record, field)
        if guard.given and not still_reads(now, at, guard.value):
            return
        start, end = code_point(now, at), code_point(now, at + remove)
        removed = now[start:end]
        if removed == insert:
            return
        length = len(now) - len(removed) + len(insert)
        # What is brought back stood there before, however long the text was by then.
        if not guard.given and length > max(limit(field), len(now)):
            raise EditError("too-long", f"{field.key}: {length} characters, at most {limit(field)}")
        _splice(draft, record, field, utf8(now[:start]), utf8(removed), insert)
        undone = {"id": record.id, "key": field.key, "at": at, "remove": utf16(insert), "insert": removed}
        draft.undo(f"{self._noun}.splice", **undone, if_=insert)

    def _address(self, draft: Draft, arguments: Arguments) -> tuple[Record, Field[str]]:
        return draft.find(self._view, arguments.id()), arguments.word("key", self._fields)


def _begin(draft: Draft, record: Record, field: Field[str]) -> None:
    if standing_text(record, field) is None:
        draft.begin(record.path, stored_key(field.key, field.kind), words(record, field))


def _splice(draft: Draft, record: Record, field: Field[str], at: int, remove: int, insert: str) -> None:
    _begin(draft, record, field)
    draft.splice(record.path, stored_key(field.key, field.kind), at, remove, insert)


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


VERBS = _Texts(Card).verbs() | _Texts(Initiative).verbs()
