"""The verbs of ``ask`` for what a board does by itself: rules, recurring cards, and templates of cards.

As all verbs of records: pure, and tried again on newer records if somebody else was faster.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from kanverge.accounts.principals import Principal
from kanverge.automation import blueprints, recurring, rules
from kanverge.automation.recurring import milliseconds
from kanverge.automation.shapes import take, text
from kanverge.errors import Invalid, NotFound
from kanverge.live.records import Args, Outcome, Records, Verb
from kanverge.store.log import RecordChange
from kanverge_crdt.ids import is_id

NAME_CHARS_MAX: Final = 100


def _rule(value: Any, _: datetime) -> dict[str, Any]:
    return rules.asked(value)


def _template(value: Any, _: datetime) -> dict[str, Any]:
    return take(value, "template", {"name": text(NAME_CHARS_MAX), "card": blueprints.read})


def _as_it_is(value: Mapping[str, Any], _: datetime) -> dict[str, Any]:
    return dict(value)


@dataclass(frozen=True, slots=True)
class Noun:
    """One kind of record: what it is called, how many a board holds, how one is checked, and what begins with it."""

    kind: str
    plural: str
    most: int
    check: Callable[[Any, datetime], dict[str, Any]]
    begin: Callable[[Mapping[str, Any], datetime], dict[str, Any]] = _as_it_is

    def verbs(self) -> dict[str, Verb]:
        """Return its verbs by name."""
        return {
            f"{self.plural}.add": self.add,
            f"{self.plural}.set": self.set,
            f"{self.plural}.remove": self.remove,
        }

    def add(self, records: Records, principal: Principal, args: Args, now: datetime) -> Outcome:
        """Make one under the id its author chose."""
        id, rows = _id(args), records.rows[self.kind]
        if id in rows:
            raise Invalid(f"there is a {self.kind} with this id already")
        if len(rows) >= self.most:
            raise Invalid(f"a board has at most {self.most} {self.plural}")
        noted = {"by": principal.key, "created": milliseconds(now), "changed": milliseconds(now)}
        return self._put(id, self.begin(self._checked(args, now), now) | noted)

    def set(self, records: Records, _: Principal, args: Args, now: datetime) -> Outcome:
        """Put another in its place, which begins anew; who made it stays."""
        id, before = self._found(records, args)
        kept = {key: before[key] for key in ("by", "created", "made") if key in before}
        return self._put(
            id, self.begin(self._checked(args, now), now) | kept | {"changed": milliseconds(now)}
        )

    def remove(self, records: Records, _: Principal, args: Args, __: datetime) -> Outcome:
        """Take one away; what it did stays."""
        id, _before = self._found(records, args)
        return Outcome(None, (RecordChange(self.kind, id, None),))

    def _checked(self, args: Args, now: datetime) -> dict[str, Any]:
        return self.check(args.get(self.kind), now)

    def _put(self, id: str, value: dict[str, Any]) -> Outcome:
        return Outcome(value, (RecordChange(self.kind, id, value),))

    def _found(self, records: Records, args: Args) -> tuple[str, Mapping[str, Any]]:
        id = _id(args)
        value = records.rows[self.kind].get(id)
        if not isinstance(value, Mapping):
            raise NotFound(f"there is no such {self.kind}")
        return id, value


def _id(args: Args) -> str:
    value = args.get("id")
    if not isinstance(value, str) or not is_id(value):
        raise Invalid("id must be an id")
    return value


NOUNS: Final = (
    Noun("rule", "rules", 100, _rule),
    Noun("recurrence", "recurrences", 200, recurring.asked, recurring.begun),
    Noun("template", "templates", 100, _template),
)

VERBS: Final[dict[str, Verb]] = {name: verb for noun in NOUNS for name, verb in noun.verbs().items()}
"""Every verb of automation; its action in the role table has the same name."""
