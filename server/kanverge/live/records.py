"""Records beside a board's document: what has an owner, and what only the server may give (numbers, comments).

A verb is a function of the records as they are, who asks, what they ask and when; it returns what changes. It is tried
again on newer records if somebody else was faster, so it must not remember anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, TypeAlias

from kanverge.accounts.principals import Principal
from kanverge.errors import Forbidden, Invalid, NotFound
from kanverge.store.boards import RECORD_KINDS
from kanverge.store.log import RecordChange
from kanverge_crdt.ids import is_id

COMMENT_CHARS_MAX: Final = 20_000
COMMENTS_MAX: Final = 50_000
UPDATES_MAX: Final = 5_000
NUMBERS_MAX: Final = 200_000
NUMBERS_PER_ASK_MAX: Final = 5_000
REACTIONS_PER_COMMENT_MAX: Final = 50
EMOJI_CHARS_MAX: Final = 16

Args: TypeAlias = Mapping[str, Any]


@dataclass(slots=True)
class Records:
    """A board's records by kind and id, at one version."""

    version: int = 0
    rows: dict[str, dict[str, Any]] = field(default_factory=lambda: {kind: {} for kind in RECORD_KINDS})
    highest_number: int = 0

    @classmethod
    def loaded(cls, rows: dict[str, dict[str, Any]], version: int) -> Records:
        """Return records as the store has them."""
        highest = max(rows.get("number", {}).values(), default=0)
        return cls(version, rows, highest)

    def apply(self, changes: Iterable[RecordChange], version: int) -> None:
        """Take over changes that were committed as ``version``; one that is known already changes nothing."""
        if version <= self.version:
            return
        for change in changes:
            rows = self.rows.setdefault(change.kind, {})
            if change.value is None:
                rows.pop(change.id, None)
            else:
                rows[change.id] = change.value
            if change.kind == "number" and isinstance(change.value, int):
                self.highest_number = max(self.highest_number, change.value)
        self.version = version

    def as_changes(self) -> list[list[Any]]:
        """Return every record as rows of a ``records`` message, after the row that says to forget all others."""
        forget: list[Any] = ["*", "", None, self.version]
        return [forget] + [
            [kind, id_, value, self.version]
            for kind, rows in self.rows.items()
            for id_, value in rows.items()
        ]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an ask answers and changes; nothing to change means nothing is committed."""

    result: Any
    changes: tuple[RecordChange, ...] = ()


Verb: TypeAlias = Callable[[Records, Principal, Args, datetime], Outcome]


def number_cards(records: Records, _: Principal, args: Args, __: datetime) -> Outcome:
    """Give each card of ``cards`` its number: the one it has, or the next."""
    cards = args.get("cards")
    if not isinstance(cards, list) or not 1 <= len(cards) <= NUMBERS_PER_ASK_MAX:
        raise Invalid(f"cards must be a list of 1 to {NUMBERS_PER_ASK_MAX} card ids")
    numbers = records.rows["number"]
    given: dict[str, int] = {}
    for card in cards:
        if not isinstance(card, str) or not is_id(card):
            raise Invalid("cards holds something that is not a card id")
        if card not in numbers and card not in given:
            given[card] = records.highest_number + len(given) + 1
    if given and len(numbers) + len(given) > NUMBERS_MAX:
        raise Invalid(f"a board numbers at most {NUMBERS_MAX} cards")
    changes = tuple(RecordChange("number", card, number) for card, number in given.items())
    return Outcome([numbers.get(card) or given[card] for card in cards], changes)


def add_comment(records: Records, principal: Principal, args: Args, now: datetime) -> Outcome:
    """Add a comment under the id its author chose."""
    comment, card = _id(args, "id"), _id(args, "card")
    if comment in records.rows["comment"]:
        raise Invalid("there is a comment with this id already")
    if len(records.rows["comment"]) >= COMMENTS_MAX:
        raise Invalid(f"a board holds at most {COMMENTS_MAX} comments")
    value = {"card": card, **_said(principal, args, now)}
    return Outcome(value, (RecordChange("comment", comment, value),))


def add_update(records: Records, principal: Principal, args: Args, now: datetime) -> Outcome:
    """Post a status update to a row of a portfolio, under the id its author chose.

    Whether the row is there is not asked: the document may say so before or after, as with a comment's card.
    """
    update, about = _id(args, "id"), _id(args, "about")
    if update in records.rows["update"]:
        raise Invalid("there is a status update with this id already")
    if len(records.rows["update"]) >= UPDATES_MAX:
        raise Invalid(f"a portfolio holds at most {UPDATES_MAX} status updates")
    value = {"about": about, **_said(principal, args, now)}
    return Outcome(value, (RecordChange("update", update, value),))


def edit_update(records: Records, principal: Principal, args: Args, now: datetime) -> Outcome:
    """Change the text of one's own status update."""
    return _edited("update", records, principal, args, now)


def remove_update(records: Records, principal: Principal, args: Args, _: datetime) -> Outcome:
    """Remove a status update: one's own, or anyone's for those who moderate."""
    return _removed("update", records, principal, args)


def edit_comment(records: Records, principal: Principal, args: Args, now: datetime) -> Outcome:
    """Change the text of one's own comment."""
    return _edited("comment", records, principal, args, now)


def remove_comment(records: Records, principal: Principal, args: Args, _: datetime) -> Outcome:
    """Remove a comment: one's own, or anyone's for those who moderate."""
    return _removed("comment", records, principal, args)


def toggle_reaction(records: Records, principal: Principal, args: Args, _: datetime) -> Outcome:
    """Add one's reaction to a comment, or take it back."""
    comment, value = _known("comment", records, args)
    emoji = args.get("emoji")
    if not isinstance(emoji, str) or not 1 <= len(emoji) <= EMOJI_CHARS_MAX:
        raise Invalid(f"emoji must be text of 1 to {EMOJI_CHARS_MAX} characters")
    reactions: dict[str, list[str]] = {
        key: list(people) for key, people in value.get("reactions", {}).items()
    }
    people = reactions.setdefault(emoji, [])
    if principal.id in people:
        people.remove(principal.id)
    else:
        people.append(principal.id)
    kept = {key: who for key, who in reactions.items() if who}
    if len(kept) > REACTIONS_PER_COMMENT_MAX:
        raise Invalid(f"a comment takes at most {REACTIONS_PER_COMMENT_MAX} different reactions")
    value = {**value, "reactions": kept}
    return Outcome(value, (RecordChange("comment", comment, value),))


VERBS: Final[dict[str, Verb]] = {
    "cards.number": number_cards,
    "comments.add": add_comment,
    "comments.edit": edit_comment,
    "comments.remove": remove_comment,
    "reactions.toggle": toggle_reaction,
    "updates.add": add_update,
    "updates.edit": edit_update,
    "updates.remove": remove_update,
}
"""Every verb of ``ask``; its action in the role table has the same name."""


# What comments and status updates share: a text with who said it and when, by the server.


def _said(principal: Principal, args: Args, now: datetime) -> dict[str, Any]:
    return {
        "text": _text(args),
        "author": principal.id,
        "name": principal.name,
        "created": now.isoformat(timespec="milliseconds"),
    }


def _edited(kind: str, records: Records, principal: Principal, args: Args, now: datetime) -> Outcome:
    id, value = _known(kind, records, args)
    _allow(principal, kind, "edit", value)
    value = {**value, "text": _text(args), "edited": now.isoformat(timespec="milliseconds")}
    return Outcome(value, (RecordChange(kind, id, value),))


def _removed(kind: str, records: Records, principal: Principal, args: Args) -> Outcome:
    id, value = _known(kind, records, args)
    _allow(principal, kind, "remove", value)
    return Outcome(None, (RecordChange(kind, id, None),))


def _known(kind: str, records: Records, args: Args) -> tuple[str, dict[str, Any]]:
    id = _id(args, "id")
    value = records.rows[kind].get(id)
    if not isinstance(value, dict):
        raise NotFound(f"there is no such {kind}")
    return id, value


def _allow(principal: Principal, kind: str, deed: str, value: Mapping[str, Any]) -> None:
    if not principal.may(f"{kind}s.{deed}", is_own=value.get("author") == principal.id):
        raise Forbidden(f"this {kind} is not yours")


def _id(args: Args, name: str) -> str:
    value = args.get(name)
    if not isinstance(value, str) or not is_id(value):
        raise Invalid(f"{name} must be an id")
    return value


def _text(args: Args) -> str:
    text = args.get("text")
    if not isinstance(text, str) or not text.strip() or len(text) > COMMENT_CHARS_MAX:
        raise Invalid(f"text must be 1 to {COMMENT_CHARS_MAX} characters")
    return text
