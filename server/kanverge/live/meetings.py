"""A board's meeting as records: who leads it, which cards it walks, at which it is, and its timer (docs/meetings.md).

There is one at a time. Moments are milliseconds since 1970 by the server's clock, so that the clocks of those who meet
do not matter. Moving on names the step it moves from: of two who press at once, one moves.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from kanverge.accounts.principals import Principal
from kanverge.errors import Forbidden, Invalid, NotFound
from kanverge.live.records import Args, Outcome, Records, Verb
from kanverge.store.log import RecordChange
from kanverge_crdt.ids import is_id

KIND: Final = "meeting"
NOW, AGENDA, LAST = "now", "agenda", "last"
"""The ids of its records: how it stands, the cards it walks, and what is left of the one before."""

CARDS_MAX: Final = 500
TIMER_SECONDS_MAX: Final = 6 * 3_600
LIFE: Final = timedelta(hours=12)
"""A meeting that nobody ended is over after this."""

Meeting = dict[str, Any]


def start(records: Records, principal: Principal, args: Args, now: datetime) -> Outcome:
    """Begin a meeting, unless there is one: then everybody meets there."""
    meeting, cards = _id(args), _cards(args)
    if (running := at(records, now)) is not None:
        return Outcome({"meeting": running["id"], "started": False})
    began = _ms(now)
    value = {"id": meeting, **_leader(principal), "began": began, "step": 0, "timer": None}
    return Outcome(
        {"meeting": meeting, "started": True},
        (RecordChange(KIND, AGENDA, {"id": meeting, "cards": cards}), RecordChange(KIND, NOW, value)),
    )


def go(records: Records, _: Principal, args: Args, now: datetime) -> Outcome:
    """Move everybody ``to`` a step, if the meeting is still at the step ``from`` which they see."""
    value = _running(records, args, now)
    cards = records.rows[KIND].get(AGENDA, {}).get("cards", ())
    come_from, to = _number(args, "from", CARDS_MAX), _number(args, "to", max(0, len(cards) - 1))
    if come_from != value["step"]:
        return Outcome({"step": value["step"]})
    return Outcome({"step": to}, (RecordChange(KIND, NOW, {**value, "step": to}),))


def time(records: Records, _: Principal, args: Args, now: datetime) -> Outcome:
    """Let the timer run for so many seconds from now on; 0 takes it away."""
    value = _running(records, args, now)
    seconds = _number(args, "seconds", TIMER_SECONDS_MAX)
    timer = {"began": _ms(now), "seconds": seconds} if seconds else None
    return Outcome(timer, (RecordChange(KIND, NOW, {**value, "timer": timer}),))


def lead(records: Records, principal: Principal, args: Args, now: datetime) -> Outcome:
    """Lead the meeting in place of whoever did."""
    value = _running(records, args, now)
    return Outcome(None, (RecordChange(KIND, NOW, {**value, **_leader(principal)}),))


def end(records: Records, principal: Principal, args: Args, now: datetime) -> Outcome:
    """End the meeting: what changed in its time is in the log."""
    value = _running(records, args, now)
    if not principal.may("meetings.end", is_own=value["leader"] == principal.id):
        raise Forbidden("this meeting is led by somebody else: lead it first")
    kept = {key: value[key] for key in ("id", "leader", "name", "began")}
    last = {**kept, "ended": max(_ms(now), value["began"])}
    changes = (
        RecordChange(KIND, AGENDA, None),
        RecordChange(KIND, NOW, None),
        RecordChange(KIND, LAST, last),
    )
    return Outcome(last, changes)


VERBS: Final[dict[str, Verb]] = {
    "meetings.start": start,
    "meetings.go": go,
    "meetings.time": time,
    "meetings.lead": lead,
    "meetings.end": end,
}
"""Every verb of meetings; its action in the role table has the same name."""


def at(records: Records, now: datetime) -> Meeting | None:
    """Return how the board's meeting stands; None: there is none, or it was forgotten."""
    value: Meeting | None = records.rows.get(KIND, {}).get(NOW)
    if value is None or value["began"] + LIFE // timedelta(milliseconds=1) <= _ms(now):
        return None
    return value


def _running(records: Records, args: Args, now: datetime) -> Meeting:
    """Return the meeting that is meant; one that is over is not another that began since."""
    value = at(records, now)
    if value is None or value["id"] != _id(args):
        raise NotFound("this meeting is over")
    return value


def _leader(principal: Principal) -> Meeting:
    return {"leader": principal.id, "name": principal.name}


def _ms(now: datetime) -> int:
    return round(now.timestamp() * 1_000)


def _id(args: Args) -> str:
    value = args.get("id")
    if not isinstance(value, str) or not is_id(value):
        raise Invalid("id must be an id")
    return value


def _cards(args: Args) -> list[str]:
    cards = args.get("cards")
    if not isinstance(cards, list) or len(cards) > CARDS_MAX:
        raise Invalid(f"cards must be a list of at most {CARDS_MAX} card ids")
    if not all(isinstance(card, str) and is_id(card) for card in cards) or len(set(cards)) < len(cards):
        raise Invalid("cards must be different card ids")
    return cards


def _number(args: Args, name: str, highest: int) -> int:
    value = args.get(name)
    if type(value) is not int or not 0 <= value <= highest:
        raise Invalid(f"{name} must be a whole number from 0 to {highest}")
    return value
