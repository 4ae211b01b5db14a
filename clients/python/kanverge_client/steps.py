"""An edit as the steps it was written in: for each update the intent that does it over, and it alone.

Setting a whole text is a splice when it is done over, so that what others typed meanwhile stays. A text too
long for one update is a splice for each of its pieces.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

from kanverge_crdt.edits.draft import split_text
from kanverge_crdt.edits.texts import TEXTS, code_point, difference, utf16
from kanverge_crdt.outbox import Intent, Row

WHOLE = tuple(f"{noun}.text" for noun in TEXTS)
SPLICES = tuple(f"{noun}.splice" for noun in TEXTS)
BEGINS = tuple(f"{noun}.begin" for noun in TEXTS)
TEXT_VERBS = (*WHOLE, *SPLICES)
CONTINUED = {"cards.add": "description"} | dict.fromkeys(SPLICES, "insert")
"""The verbs whose further updates go on with a text, and the argument that holds its first piece."""


class Step(NamedTuple):
    """What one update did; ``removed`` is the text it took away, None if it is no splice of a text."""

    intent: Intent
    removed: str | None


def steps(verb: str, arguments: Mapping[str, Any], before: str, updates: int) -> list[Step]:
    """Return the steps of an edit that was written in so many updates; ``before``: the text it was done on."""
    if not updates:
        return []
    if verb in TEXT_VERBS:
        splices = _splices(verb, arguments, before)
        return [_begin(verb, arguments)] * (updates - len(splices)) + splices
    first, *further = split_text(arguments.get("description") or "") if verb == "cards.add" else [""]
    if not further:
        return [Step((verb, dict(arguments)), None)] * updates
    intent = (verb, {**arguments, "description": first})
    rest = _insertions("cards", arguments["id"], "description", 0, [first, *further])
    return [Step(intent, None)] * (updates - len(rest)) + rest


def whole(rows: Sequence[Row]) -> Intent:
    """Return what the rows of one action did together, as one intent."""
    (verb, arguments), *further = (
        row.intent for row in rows if row.intent[0] not in BEGINS or len(rows) == 1
    )
    key = CONTINUED.get(verb)
    pieces = [step["insert"] for name, step in further if name in SPLICES]
    return (
        (verb, {**arguments, key: arguments[key] + "".join(pieces)}) if key and pieces else (verb, arguments)
    )


def splice(noun: str, id: str, key: str, at: int, remove: int, insert: str) -> Intent:
    return (f"{noun}.splice", {"id": id, "key": key, "at": at, "remove": remove, "insert": insert})


def _begin(verb: str, arguments: Mapping[str, Any]) -> Step:
    """Return the step before a splice of a text that was not there yet."""
    return Step((f"{noun_of(verb)}.begin", {"id": arguments["id"], "key": arguments["key"]}), None)


def noun_of(verb: str) -> str:
    return verb.partition(".")[0]


def _splices(verb: str, arguments: Mapping[str, Any], before: str) -> list[Step]:
    if verb in WHOLE:
        start, end, inserted = difference(before, arguments["text"])
    else:
        start = code_point(before, arguments["at"])
        end = code_point(before, arguments["at"] + arguments["remove"])
        inserted = arguments.get("insert") or ""
    noun, id, key = noun_of(verb), arguments["id"], arguments["key"]
    at, removed = utf16(before[:start]), before[start:end]
    pieces = split_text(inserted)
    first = Step(splice(noun, id, key, at, utf16(removed), pieces[0]), removed)
    return [first, *_insertions(noun, id, key, at, pieces)]


def _insertions(noun: str, id: str, key: str, at: int, pieces: Sequence[str]) -> list[Step]:
    """Return the steps that insert all pieces but the first, each behind the one before."""
    places = accumulate((utf16(piece) for piece in pieces[:-1]), initial=at)
    inserted = list(zip(places, pieces, strict=True))[1:]
    return [Step(splice(noun, id, key, place, 0, piece), "") for place, piece in inserted]
