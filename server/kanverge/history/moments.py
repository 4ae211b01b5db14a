"""Time travel: a board as it was at any moment that its history reaches back to. Nothing of it is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from kanverge.errors import Invalid
from kanverge.live.document import state_of
from kanverge.store.base import BoardId
from kanverge.store.boards import StoredBoards
from kanverge.store.earlier import Earlier
from kanverge.store.log import milliseconds, position
from kanverge_crdt.kinds import is_date

LATEST_COUNTER: Final = 2**63
"""Above the second half of any entry's id."""

LATEST: Final = f"{2**50}-0"
"""A position after every entry."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A board at one moment: its whole state as one Yjs update (v1), after entry ``entry`` of its log."""

    entry: str
    when: int
    """When that entry was written, in milliseconds since 1970; 0: before the first."""
    state: bytes


def read_position(text: str) -> str:
    """Return the position in a log that ``text`` names: the id of an entry, or an RFC 3339 date-time; raise Invalid."""
    first, dash, second = text.partition("-")
    is_entry = text.isascii() and dash and first.isdecimal() and second.isdecimal() and len(text) <= 40
    if is_entry:
        return text
    if not is_date(text) or "T" not in text:
        raise Invalid("a moment is the id of an entry, or an RFC 3339 date-time with its zone")
    try:
        moment = datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid("a moment of the calendar that computers can count to is needed") from None
    return f"{max(0, round(moment.timestamp() * 1_000))}-{LATEST_COUNTER}"


async def at(boards: StoredBoards, board: BoardId, where: str) -> Moment:
    """Return the board at a position of its log; raise HistoryGone where that is not known any more."""
    loaded = await Earlier(boards).at(board, where)
    assert position(loaded.last) <= position(where)
    return Moment(loaded.last, milliseconds(loaded.last), await state_of(board, loaded))
