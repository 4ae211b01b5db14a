"""Who did what rows of activity tell: of what a board does by itself, which rule or recurring card it was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from kanverge.api import answers
from kanverge.api.answers import Json
from kanverge.api.context import Context
from kanverge.automation.matching import RULES, doer_of
from kanverge.history.activity import Row

NO_NAME: Final = ""


async def of_rows(with_: Context, board: str, rows: Iterable[Row]) -> list[Json]:
    """Return who did each row; names are those of now, and of what is gone empty."""
    rows = list(rows)
    who = await answers.who(with_.people, {row.principal for row in rows})
    doers = [doer_of(row.principal, row.group) for row in rows]
    ids: dict[str, set[str]] = {}
    for kind, id in filter(None, doers):
        ids.setdefault(kind, set()).add(id)
    called = {kind: await with_.boards.automated.records(board, kind, some) for kind, some in ids.items()}
    found: list[Json] = []
    for row, doer in zip(rows, doers, strict=True):
        if doer is not None:
            kind, id = doer
            found.append(who[row.principal] | {"kind": kind, "id": id, "name": _name(called[kind].get(id))})
        elif row.principal == RULES.key:
            found.append(who[row.principal] | {"name": _signed(row)})
        else:
            found.append(who[row.principal])
    return found


def action_of(row: Row) -> str:
    """Return what the rows of one action share: a rule marks whatever it does alike, so that its entry counts, too."""
    return f"{row.group}/{row.entry}" if doer_of(row.principal, row.group) else row.group


def _name(value: Any) -> str:
    """Return what a rule is called; a recurring card is called as the cards it makes."""
    if not isinstance(value, Mapping):
        return NO_NAME
    card = value.get("card")
    name = value.get("name") or (card.get("title") if isinstance(card, Mapping) else None)
    return name if isinstance(name, str) else NO_NAME


def _signed(row: Row) -> str:
    """Return the name under which comments were written, if it is one: what is said has no group of a rule's."""
    names = {(change.after or {}).get("name") for change in row.changes if change.kind == "comment"}
    [*only] = names
    return only[0] if len(only) == 1 and isinstance(only[0], str) else NO_NAME
