"""What an import changes beside the document: comments and card numbers, which are records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from kanverge.live.records import COMMENTS_MAX, Records
from kanverge.store.log import RecordChange
from kanverge.transfer.memory import Memory, Seen, digests
from kanverge.transfer.merging import Merged
from kanverge.transfer.plan import Comment, Plain
from kanverge.transfer.report import Told
from kanverge.transfer.rows import Key

NOUN: Final = "comments"
NAME_CHARACTERS_MAX: Final = 60
"""How much of a comment is told in a report."""


def seen_comments(comments: Iterable[Comment], before: Memory) -> dict[Key, Seen]:
    """Return what to remember of comments: those of the file, and older ones, which an export may stop before."""
    kept = {key: seen for key, seen in before.seen.items() if key[0] == NOUN}
    return kept | {(NOUN, one.id): Seen("", one.card, _digests(one.text)) for one in comments}


def take_comments(
    comments: Iterable[Comment], before: Memory, here: Mapping[str, Any], merged: Merged
) -> Iterator[RecordChange]:
    """Yield what makes comments arrive that are new or edited there, and neither edited nor removed here."""
    room = COMMENTS_MAX - len(here)
    for comment in comments:
        seen, ours = before.seen.get((NOUN, comment.id)), here.get(comment.id)
        old, new = seen and seen.digests, _digests(comment.text)
        mine = ours and _digests(ours["text"])
        if new in (old, mine) or (ours is None and (old is not None or room == 0)):
            continue
        if ours is None:
            room -= 1
            merged.added[NOUN] += 1
            yield RecordChange("comment", comment.id, _value(comment))
        elif mine == old:
            merged.changed[NOUN] += 1
            yield RecordChange("comment", comment.id, {**ours, "text": comment.text})
        else:
            merged.conflicts.append(Told(NOUN, comment.id, ours["text"][:NAME_CHARACTERS_MAX], "text"))


def discussed_cards(here: Mapping[str, Any], before: Memory) -> set[str]:
    """Return the cards with a comment that was written or edited here."""
    return {
        comment["card"]
        for id, comment in here.items()
        if (seen := before.seen.get((NOUN, id))) is None or seen.digests != _digests(comment["text"])
    }


def give_numbers(cards: Iterable[str], records: Records) -> list[RecordChange]:
    """Return the next numbers, for those of ``cards`` that have none."""
    new = [card for card in cards if card not in records.rows["number"]]
    return [
        RecordChange("number", card, number) for number, card in enumerate(new, records.highest_number + 1)
    ]


def _value(comment: Comment) -> Plain:
    return {
        "card": comment.card,
        "text": comment.text,
        "author": comment.author,
        "name": comment.name,
        "created": comment.created,
    }


def _digests(text: str) -> dict[str, bytes]:
    return digests({"text": text})
