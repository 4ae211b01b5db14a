"""Find where a splice of a text belongs by now: the document's own merging says it, on a copy.

An offset is true only at its moment. The bytes of an edit say more: between which characters the insertion
stood and which ones were removed, by their ids. So the same is merged into a copy of the document under a client
id that is never sent, and what that changed in the text is what is to be done on the board itself; whatever
others typed meanwhile stays theirs. In the copy it stands for what the board then holds.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias

from pycrdt import Map, Text, write_var_uint

from kanverge_client.steps import BEGINS, noun_of, splice
from kanverge_crdt import guard
from kanverge_crdt.board import Board
from kanverge_crdt.edits.texts import still_reads, text_at, utf16, words
from kanverge_crdt.ids import PERSON_CLIENT_IDS
from kanverge_crdt.kinds import stored_key
from kanverge_crdt.outbox import Intent, Row
from kanverge_crdt.scan import scan
from kanverge_crdt.typed import Field, Record
from kanverge_crdt.update import (
    AFTER,
    BEFORE,
    CLOCK_MAX,
    IN_PARENT,
    IN_ROOT,
    MAP,
    ROOTS,
    STORED,
    STRING,
    TEXT,
    ClientId,
    Clock,
    Scanned,
    pack,
    unpack,
)

Unit: TypeAlias = tuple[ClientId, Clock]
Run: TypeAlias = tuple[ClientId, Clock, Clock]
_Found: TypeAlias = tuple[int, int, bool]
"""What changed in a text: UTF-16 offset, units removed, whether the insertion is there."""

NOBODY = PERSON_CLIENT_IDS.stop
"""A client id that no document has."""
HAS_LEFT, HAS_RIGHT, IS_STRING, PARENT_BY_ID = 0x80, 0x40, 4, 0


class _Untraced(Exception):
    """The document does not hold what stood beside an edit."""


class _Span(NamedTuple):
    """Clocks that an edit had which was done over, and the unit they begin with now."""

    start: Clock
    end: Clock
    now: Unit


class Retracer:
    """Tells what rows do, one after the other, on a board that does not hold them."""

    def __init__(self, board: Board, *, ids_hold: bool) -> None:
        """Begin with ``board`` as it is; ``ids_hold``: the rows were made on an older state of this document."""
        self._board = board
        self._ids_hold = ids_hold
        self._clocks: dict[ClientId, Clock] = {}
        self._spans: dict[ClientId, list[_Span]] = {}
        self._copy = Board(client_id=NOBODY)
        self._merge(board.doc.get_update())
        self._inserted: Run | None = None

    def intents(self, row: Row) -> list[Intent]:
        """Return what does the same as ``row`` now, the last place first; none if nothing is left to do."""
        verb, arguments = row.intent
        noun, id, key = noun_of(verb), arguments.get("id"), arguments.get("key")
        found_here = None if row.removed is None else text_at(self._board, noun, id, key)
        text = None if found_here is None else self._text(*found_here)
        if row.removed is None or found_here is None or text is None:
            return [row.intent]
        now, insert = words(*found_here), arguments["insert"]
        try:
            found = self._traced(text, now, row)
        except _Untraced:
            found = [_unguided(now, arguments["at"], row.removed)]
        return [
            splice(noun, str(id), str(key), at, remove, insert if is_inserted else "")
            for at, remove, is_inserted in reversed(found)
            if remove or (is_inserted and insert)
        ]

    def done(self, row: Row, updates: Sequence[bytes]) -> None:
        """Note which updates ``row`` was done over by; none if all of it stood there already."""
        for update in updates:
            self._merge(update)
        inserted, self._inserted = self._inserted, None
        new = _span(updates)
        if inserted is not None and new is not None:
            self._remove([new])
        self._follow(row, inserted or new or self._begun(row))

    def dropped(self, row: Row) -> None:
        """Note that ``row`` is not done over; what was typed beside its text still finds its place."""
        inserted, self._inserted = self._inserted, None
        if row.removed is None:
            return
        if inserted is None:
            inserted = self._buried(row)
        if inserted is not None:
            self._remove([inserted])
        self._follow(row, inserted)

    def _buried(self, row: Row) -> Run | None:
        try:
            update, inserted = self._update(row, removes=False)
        except _Untraced:
            return None
        guard.apply(self._copy.doc, [update])
        return inserted

    def _begun(self, row: Row) -> Run | None:
        """Return where the words stand that ``row`` put into a text which somebody else has begun with the same."""
        verb, arguments = row.intent
        old = _span([row.update])
        if verb not in BEGINS or old is None:
            return None
        found = text_at(self._copy, noun_of(verb), arguments["id"], arguments["key"])
        unit = None if found is None else self._unit_of(*found)
        return None if unit is None else (*unit, unit[1] + old[2] - old[1])

    def _unit_of(self, record: Record, field: Field[str]) -> Unit | None:
        """Return the unit by which the copy calls a text; its first words follow it."""
        types = list(scan(self._copy.doc.get_update(), STORED).types())
        key, root = stored_key(field.key, field.kind).encode(), ROOTS.index(record.root)
        holders = {
            pack(struct.client, struct.clock)
            for struct in types
            if struct.kind == MAP
            and struct.bits & IN_ROOT
            and struct.ref == root
            and struct.key == record.id.encode()
        }
        for struct in types:
            if (
                struct.kind == TEXT
                and struct.key == key
                and struct.bits & IN_PARENT
                and struct.ref in holders
            ):
                return struct.client, struct.clock
        return None

    def _follow(self, row: Row, now: Run | None) -> None:
        """Note where the clocks that ``row`` had are now."""
        old = _span([row.update])
        if old is not None and now is not None and now[2] - now[1] == old[2] - old[1]:
            self._spans.setdefault(old[0], []).append(_Span(old[1], old[2], now[:2]))

    def _remove(self, runs: Sequence[Run]) -> None:
        guard.apply(self._copy.doc, [write_var_uint(0) + _deletions(runs)])

    def _merge(self, update: bytes) -> None:
        guard.apply(self._copy.doc, [update])
        for client, _, end, *_ in scan(update, STORED).sections:
            self._clocks[client] = max(end, self._clocks.get(client, 0))

    def _text(self, record: Record, field: Field[str]) -> Text | None:
        """Return the same text in the copy."""
        row = self._copy.doc.get(record.root, type=Map).get(record.id)
        text = row.get(stored_key(field.key, field.kind)) if isinstance(row, Map) else None
        return text if isinstance(text, Text) else None

    def _traced(self, text: Text, now: str, row: Row) -> list[_Found]:
        """Merge what ``row`` did into the copy and return what that changed in ``text``, in order."""
        before = str(text)
        if before != now:  # something was done over only in part
            raise _Untraced
        update, inserted = self._update(row)
        deltas: list[dict[str, Any]] = []

        def note(event: Any) -> None:
            deltas.extend(event.delta)

        subscription = text.observe(note)
        guard.apply(self._copy.doc, [update])
        text.unobserve(subscription)
        found = _found(deltas, before)
        if inserted is not None and not any(is_inserted for _, _, is_inserted in found):
            raise _Untraced
        self._inserted = inserted
        return found

    # Ids of then, as they are now.

    def _now(self, client: ClientId, clock: Clock) -> Unit:
        """Return a unit as it is called now; raise _Untraced if the copy does not hold it."""
        span = self._span(client, clock)
        if span is not None:
            return span.now[0], span.now[1] + clock - span.start
        if not self._ids_hold or clock >= self._clocks.get(client, 0):
            raise _Untraced
        return client, clock

    def _standing(self, client: ClientId, start: Clock, end: Clock) -> Iterator[Run]:
        """Yield the runs of units that a deleted range of then is now; raise _Untraced if it is not known."""
        while start < end:
            span = self._span(client, start)
            stop = min(end, span.end if span else self._next_start(client, start))
            owner, first = self._now(client, start)
            self._now(client, stop - 1)
            yield owner, first, first + stop - start
            start = stop

    def _next_start(self, client: ClientId, clock: Clock) -> Clock:
        spans = self._spans.get(client, [])
        at = bisect_right(spans, clock, key=lambda span: span.start)
        return spans[at].start if at < len(spans) else CLOCK_MAX

    def _span(self, client: ClientId, clock: Clock) -> _Span | None:
        spans = self._spans.get(client, [])
        at = bisect_right(spans, clock, key=lambda span: span.start) - 1
        return spans[at] if at >= 0 and clock < spans[at].end else None

    # Bytes of an update (update.py names the format).

    def _update(self, row: Row, *, removes: bool = True) -> tuple[bytes, Run | None]:
        """Return what ``row`` did to a text as an update of the copy, and the units it inserts; raise _Untraced."""
        scanned = scan(row.update, STORED)
        ranges = scanned.delete_ranges() if removes else ()
        removed = [run for wanted in ranges for run in self._standing(*wanted)]
        insert = row.intent[1]["insert"]
        if not insert:
            return write_var_uint(0) + _deletions(removed), None
        struct = self._struct(scanned, insert)
        start = self._clocks.get(NOBODY, 0)
        end = self._clocks[NOBODY] = start + utf16(insert)
        section = write_var_uint(1) + _unit((NOBODY, start)) + struct
        return write_var_uint(1) + section + _deletions(removed), (NOBODY, start, end)

    def _struct(self, scanned: Scanned, insert: str) -> bytes:
        """Return a text where ``scanned`` inserted one."""
        struct = next((struct for struct in scanned.structs() if struct.kind == STRING), None)
        if struct is None:
            raise _Untraced
        has_left, has_right = bool(struct.bits & AFTER), bool(struct.bits & BEFORE)
        place = _unit(self._now(*unpack(struct.ref))) if has_left else b""
        place += _unit(self._now(*unpack(struct.right))) if has_right else b""
        if not place:
            place = write_var_uint(PARENT_BY_ID) + _unit(self._now(*unpack(struct.ref)))
        info = IS_STRING | has_left * HAS_LEFT | has_right * HAS_RIGHT
        content = insert.encode()
        return bytes([info]) + place + write_var_uint(len(content)) + content


def _found(deltas: Iterable[dict[str, Any]], before: str) -> list[_Found]:
    """Return what a text's events say; they count bytes of UTF-8 in the text ``before``."""
    encoded = before.encode()
    found: list[tuple[int, int, bool]] = []
    at = 0
    for delta in deltas:
        at += delta.get("retain", 0)
        remove = delta.get("delete", 0)
        if remove or "insert" in delta:
            last = found.pop() if found and found[-1][0] + found[-1][1] == at else (at, 0, False)
            found.append((last[0], last[1] + remove, last[2] or "insert" in delta))
        at += remove
    return [
        (utf16(encoded[:at].decode()), utf16(encoded[at : at + remove].decode()), is_inserted)
        for at, remove, is_inserted in found
    ]


def _unguided(text: str, at: int, removed: str) -> _Found:
    """Return where an edit goes of which only the offset is known: what it removed goes if it still stands there."""
    encoded = text.encode("utf-16-le")
    at = min(at, len(encoded) // 2)
    if 0xDC <= int.from_bytes(encoded[2 * at + 1 : 2 * at + 2]) <= 0xDF:  # inside a character
        at -= 1
    return at, utf16(removed) if still_reads(text, at, removed) else 0, True


def _span(updates: Iterable[bytes]) -> Run | None:
    """Return the clocks that ``updates`` of one client write, in one run."""
    sections = [section for update in updates for section in scan(update, STORED).sections]
    if not sections:
        return None
    return sections[0][0], min(section[1] for section in sections), max(section[2] for section in sections)


# Bytes of an update (update.py names the format).


def _deletions(removed: Iterable[Run]) -> bytes:
    runs: dict[ClientId, list[bytes]] = {}
    for client, start, end in removed:
        runs.setdefault(client, []).append(write_var_uint(start) + write_var_uint(end - start))
    encoded = write_var_uint(len(runs))
    for client, ranges in runs.items():
        encoded += write_var_uint(client) + write_var_uint(len(ranges)) + b"".join(ranges)
    return encoded


def _unit(unit: Unit) -> bytes:
    return write_var_uint(unit[0]) + write_var_uint(unit[1])
