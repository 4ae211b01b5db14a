"""Following a board's log for what may concern somebody: written down with the cursor, so each is found exactly once.

Who is concerned is for accounts to say, which no log knows: delivering.py, which takes away what it has delivered.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

import msgpack

from kanverge.errors import StoreCorrupt
from kanverge.inbox.mentions import handles
from kanverge.live.replay import Delta, Replay, Step
from kanverge.store import keys
from kanverge.store.base import Write
from kanverge.store.following import Followed, Outcome

PER_ENTRY_MAX: Final = 1_000
"""Of one entry; more at once is an import by other means, which tells nobody."""
PEOPLE_MAX: Final = 200
TEXT_CHARS_MAX: Final = 200
TITLE_CHARS_MAX: Final = 200
SETTLED_MS: Final = 10_000
"""How long nobody types into a description before who is named in it is told: `@an` may become `@ann`."""
TOLD_BY_ITSELF: Final = "m:import"
"""Whoever imports a board knows what is on it, and everybody else never asked for it."""
_DUE_BY: Final = frozenset({"due", "done", "column", "archived"})
ASSIGNED, MENTIONED, COMMENTED, DUE = "assigned", "mentioned", "commented", "due"


@dataclass(frozen=True, slots=True)
class Happening:
    """What may concern somebody. The same happening has the same ``name`` however often it is found."""

    name: str
    kind: str
    card: str
    title: str
    """Of the card, as it was."""
    by: str
    when: int
    text: str = ""
    """The beginning of what was said."""
    people: tuple[str, ...] = ()
    """Whom it concerns as far as the board knows."""
    handles: tuple[str, ...] = ()
    """Who is named in it, to be looked up."""
    is_settling: bool = False
    """Whether it is still being typed, so that a name may be only half there."""


@dataclass(slots=True)
class Finding:
    """What was found on one board since the last outcome."""

    replay: Replay
    _named: dict[str, frozenset[str]]
    """Card -> who was named in its description."""
    _typed: dict[str, tuple[int, frozenset[str]]] = field(default_factory=dict)
    """Card -> when somebody typed into its description last, and who was named since they began."""
    _found: dict[str, Happening] = field(default_factory=dict)
    _is_dated: bool = False
    """Whether something changed by which a card may be due soon for somebody."""

    def take(self, steps: Sequence[Step]) -> None:
        """Take what one entry changed."""
        found = 0
        for step in steps:
            for happening in self._happenings(step):
                if step.principal == TOLD_BY_ITSELF or found >= PER_ENTRY_MAX:
                    continue  # what it does to the names of descriptions was noted nevertheless
                found += 1
                self._found[happening.name] = happening
            self._is_dated |= any(map(_may_be_due, step.changes))

    def resume(self, waiting: Happening) -> None:
        """Go on with a description that somebody was typing into when another followed the log."""
        self._typed[waiting.card] = waiting.when, frozenset(waiting.handles)

    def outcome(self) -> Outcome:
        """Return what was found, to be written down."""
        found, self._found = self._found, {}
        is_dated, self._is_dated = self._is_dated, False
        key = keys.happenings(self.replay.id)
        writes = [Write(key, name, pack(happening)) for name, happening in found.items()]
        return Outcome(writes=writes, calls=[keys.HAPPENED] if writes or is_dated else [])

    def _happenings(self, step: Step) -> Iterator[Happening]:
        for delta in step.changes:
            if delta.kind == "card":
                yield from self._of_card(step, delta)
            elif delta.kind == "comment" and step.verb in ("comments.add", "comments.edit"):
                yield from self._of_comment(step, delta)

    def _of_card(self, step: Step, delta: Delta) -> Iterator[Happening]:
        if delta.after is None:
            self._named.pop(delta.id, None)
            self._typed.pop(delta.id, None)
            return
        assigned = [
            key.removeprefix("assignee:") for key, value in delta.after.items() if _assigns(key, value)
        ]
        if assigned:
            name = f"{step.entry}/{step.number}/{ASSIGNED}/{delta.id}"
            yield self._happening(step, name, ASSIGNED, delta.id, people=tuple(assigned[:PEOPLE_MAX]))
        if "description" in delta.after:
            yield from self._described(step, delta)

    def _described(self, step: Step, delta: Delta) -> Iterator[Happening]:
        card = self.replay.board.card(delta.id)
        now = handles(card.description) if card is not None else frozenset()
        before = self._named.pop(delta.id, frozenset())
        if now:
            self._named[delta.id] = now
        typed_at, typed = self._typed.pop(delta.id, (0, frozenset()))
        if step.when - typed_at > SETTLED_MS:
            typed = frozenset()
        fresh = (typed | (now - before)) & now
        if not fresh and not typed:
            return
        self._typed[delta.id] = step.when, fresh
        yield self._happening(
            step, f"described/{delta.id}", MENTIONED, delta.id, handles=tuple(sorted(fresh)), is_settling=True
        )

    def _of_comment(self, step: Step, delta: Delta) -> Iterator[Happening]:
        after = delta.after or {}
        card, text = after.get("card"), after.get("text")
        if not isinstance(card, str) or not isinstance(text, str):
            return
        said = handles(text) - handles(str((delta.before or {}).get("text", "")))
        name, shown = f"said/{delta.id}", " ".join(text[: 2 * TEXT_CHARS_MAX].split())[:TEXT_CHARS_MAX]
        on = self.replay.board.card(card)
        people = on.assignees[:PEOPLE_MAX] if on is not None and step.verb == "comments.add" else ()
        if said or people:
            kind = COMMENTED if step.verb == "comments.add" else MENTIONED
            yield self._happening(
                step, name, kind, card, text=shown, people=people, handles=tuple(sorted(said))
            )

    def _happening(self, step: Step, name: str, kind: str, card: str, **more: Any) -> Happening:
        known = self.replay.board.card(card)
        title = known.title[:TITLE_CHARS_MAX] if known is not None else ""
        return Happening(name, kind, card, title, step.principal, step.when, **more)


def _assigns(key: str, value: Any) -> bool:
    return key.startswith("assignee:") and value is True


def _may_be_due(delta: Delta) -> bool:
    after = delta.after or {}
    return delta.kind == "card" and (
        bool(_DUE_BY & after.keys()) or any(_assigns(*one) for one in after.items())
    )


async def open_finding(followed: Followed, replay: Replay) -> Finding:
    """Return what follows a board for the inboxes of its people, from here on."""
    cards = replay.board.index.cards.items()
    finding = Finding(replay, {id: found for id, card in cards if (found := handles(card.description))})
    for stored in (await followed.hash(keys.happenings(replay.id))).values():
        if (waiting := unpack(stored)).is_settling:
            finding.resume(waiting)
    return finding


def pack(happening: Happening) -> bytes:
    """Return a happening as it is stored."""
    packed: bytes = msgpack.packb(asdict(happening))
    return packed


def unpack(stored: bytes) -> Happening:
    """Return a stored happening; raise StoreCorrupt."""
    try:
        return Happening(**msgpack.unpackb(stored, use_list=False))
    except (TypeError, ValueError) as error:
        raise StoreCorrupt(f"a happening cannot be read: {error}") from error
