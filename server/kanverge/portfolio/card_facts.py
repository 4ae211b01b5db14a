"""What is known of one card without opening its board: what views over many boards need, and when things happened."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import msgpack

from kanverge_crdt.schema import Card

TITLE_CHARS_MAX: Final = 1_000
LIST_MAX: Final = 200
"""Of assignees, labels and the like of one card; the document itself holds any number."""
DONE: Final = "done"
DOING: Final = "doing"


class CardFacts(NamedTuple):
    """One card. Moments are milliseconds since 1970, by the server's clock; dates are as in the document.

    A tuple, because that is how it is stored: a further field goes to the end and has a default, which is what rows
    that were stored before it say.
    """

    title: str
    column: str
    """As stored in the card: it may be unknown or archived."""
    archived: bool
    done: bool
    """Completed by hand, wherever it stands."""
    start: str | None
    due: str | None
    estimate: float | None
    priority: str | None
    progress: float | None
    assignees: tuple[str, ...]
    labels: tuple[str, ...]
    milestone: str | None
    parent: str | None
    blocks: tuple[str, ...]
    goals: tuple[str, ...]
    # From here on what the document does not say.
    number: int | None = None
    made: int | None = None
    """When it came to the board; None where the log no longer tells."""
    began: int | None = None
    """When it was first in a column where things are being done, or done."""
    finished: int | None = None
    """Since when it is done; None while it is not."""
    changed: int | None = None
    """When any of this changed last."""
    brought: bool = False
    """An import made it: when it was made and finished elsewhere is not known here."""
    came_done: bool = False
    """An import brought that it is done, since ``finished``: when that was elsewhere is not known here."""


FIELDS_MIN: Final = CardFacts._fields.index("number")


def read(card: Card) -> CardFacts:
    """Return what the document says of a card, nothing remembered."""
    return CardFacts(
        title=card.title[:TITLE_CHARS_MAX],
        column=card.column,
        archived=card.archived,
        done=card.done,
        start=card.start,
        due=card.due,
        estimate=card.estimate,
        priority=card.priority,
        progress=card.progress,
        assignees=card.assignees[:LIST_MAX],
        labels=card.labels[:LIST_MAX],
        milestone=card.milestone,
        parent=card.parent,
        blocks=card.blocks[:LIST_MAX],
        goals=card.goals[:LIST_MAX],
    )


def remembering(now: CardFacts, before: CardFacts | None) -> CardFacts:
    """Return what is read now, with what was remembered of the card before."""
    if before is None:
        return now
    return now._replace(
        number=before.number,
        made=before.made,
        began=before.began,
        finished=before.finished,
        changed=before.changed,
        brought=before.brought,
        came_done=before.came_done,
    )


def at_stage(card: CardFacts, stage: str | None, *, when: int, is_brought: bool = False) -> CardFacts:
    """Return the card with what follows from its being at ``stage`` (a column's category) now.

    ``is_brought`` says that an import has just changed it.
    """
    has_begun, is_done = stage in (DOING, DONE), stage == DONE
    began = when if card.began is None and has_begun else card.began
    finished = (when if card.finished is None else card.finished) if is_done else None
    came_done = is_brought if card.finished is None else card.came_done
    fresh = card._replace(began=began, finished=finished, came_done=came_done and is_done)
    return card if fresh == card else fresh


def pack(card: CardFacts) -> bytes:
    """Return the card as it is stored."""
    packed: bytes = msgpack.packb(card)
    return packed


def unpack(data: bytes) -> CardFacts:
    """Return a stored card; raise ValueError when it is none, or of a newer version."""
    values: Any = msgpack.unpackb(data, use_list=False)
    if not isinstance(values, tuple) or not FIELDS_MIN <= len(values) <= len(CardFacts._fields):
        raise ValueError("no card facts that this version knows")
    return CardFacts(*values)


def assignees_of(data: bytes) -> tuple[str, ...]:
    """Return who is assigned to a stored card."""
    return unpack(data).assignees
