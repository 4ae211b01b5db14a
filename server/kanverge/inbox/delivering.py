"""Putting notices into people's inboxes: what was found on boards, and what is due soon.

A person's inbox may lie elsewhere than the board's keys, so no one step changes both: the notice is written first,
under an id that follows from what it is about, then what led to it is taken away. Whoever dies between the two repeats
the first, which changes nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from kanverge.accounts.members import Members
from kanverge.accounts.moments import DAY_MS, SECOND_MS, now_ms
from kanverge.accounts.people import People
from kanverge.accounts.principals import Principal, person_key
from kanverge.accounts.roles import on_board
from kanverge.clock import Clock
from kanverge.errors import Invalid, StoreAway
from kanverge.inbox import due
from kanverge.inbox.finding import DUE, MENTIONED, SETTLED_MS, Happening, unpack
from kanverge.inbox.mentions import named
from kanverge.live.called import RENEW_S, Called
from kanverge.store import keys
from kanverge.store.base import BoardId
from kanverge.store.boards import StoredBoards
from kanverge.store.client import StoreClient
from kanverge.store.faces import FacesStore, Looking
from kanverge.store.inbox import (
    Filed,
    boards_with_happenings,
    happenings,
    next_snoozed,
    put_notices,
    take_happenings,
    wake_snoozed,
)
from kanverge.store.leases import Lease
from kanverge.store.replies import pairs, write
from kanverge.zones import DEFAULT, zone

logger = logging.getLogger(__name__)

LEASE: Final = "inbox"
REMIND_EVERY_S: Final = 60.0
STALE_MS: Final = 3 * DAY_MS
"""What happened longer ago is told nobody: a log that is followed for the first time begins years back."""
AT_ONCE_MAX: Final = 500
AFTER_FAILURE_MS: Final = 60_000


@dataclass(slots=True)
class Delivering:
    """The inboxes of one store, filled by this process while it holds the lease."""

    client: StoreClient
    boards: StoredBoards
    people: People
    members: Members
    clock: Clock
    _called: Called = field(init=False)
    _faces: FacesStore = field(init=False)
    _later: dict[BoardId, int] = field(default_factory=dict)
    """Boards on which something waits until a moment (ms)."""
    _sweep_at: float = 0.0

    def __post_init__(self) -> None:
        lease = Lease(self.client, LEASE, self.boards.node)
        self._called = Called(self.client, lease, self.clock, keys.HAPPENED)
        self._faces = FacesStore(self.client, self.boards.node)

    async def run(self) -> None:
        """Deliver for ever, whenever the lease can be had; cancel to end."""
        await self._called.run(self._once)

    async def run_once(self) -> None:
        """Deliver what waits and remind of what is due, then let others have the lease."""
        await self._called.run_once(self._once)

    async def once(self) -> bool:
        """Deliver what waits, if nobody else does; return whether it was ours to do."""
        return await self._called.once(self._once)

    async def _once(self) -> float:
        """Deliver on the boards that were named, and what the clock calls; return in how many seconds it does next."""
        if not await self._called.hold():
            return RENEW_S
        await wake_snoozed(self.client, now_ms(self.clock))
        for board in await self._due(self._called.take()):
            await self._guarded(board, self.deliver)
            await self._guarded(board, self.remind)
        if self.clock.monotonic() >= self._sweep_at:
            self._sweep_at = self.clock.monotonic() + REMIND_EVERY_S
            for head in await self.boards.heads():
                if not head.is_archived:
                    await self._guarded(head.id, self.remind)
        return await self._next_s()

    async def _due(self, named: list[BoardId] | None) -> list[BoardId]:
        if named is None:
            named = await boards_with_happenings(self.client)
        now = now_ms(self.clock)
        settled = [board for board, at in self._later.items() if at <= now]
        for board in settled:
            del self._later[board]
        return list(dict.fromkeys([*named, *settled]))

    async def _next_s(self) -> float:
        """Return in how many seconds something is to be done though nothing happens."""
        now = now_ms(self.clock)
        moments = [*self._later.values(), await next_snoozed(self.client)]
        waits = [(at - now) / SECOND_MS for at in moments if at is not None]
        return max(0.0, min([*waits, self._sweep_at - self.clock.monotonic()]))

    async def _guarded(self, board: BoardId, work: Any) -> None:
        """Look at one board; its trouble must not keep the others waiting."""
        try:
            await work(board)
        except StoreAway:
            raise
        except Exception:
            logger.exception("what concerns the people of board %s could not be told", board)
            self._later[board] = now_ms(self.clock) + AFTER_FAILURE_MS
        await asyncio.sleep(0)

    # What happened.

    async def deliver(self, board: BoardId) -> None:
        """Put what happened on a board into the inboxes of those whom it concerns."""
        waiting = await happenings(self.client, board)
        now = now_ms(self.clock)
        ready = {
            name: stored
            for name, stored in sorted(waiting.items())
            if not (one := unpack(stored)).is_settling or now - one.when >= SETTLED_MS
        }
        if settling := [unpack(stored).when for name, stored in waiting.items() if name not in ready]:
            self._later[board] = min(settling) + SETTLED_MS
        delivered = dict(list(ready.items())[:AT_ONCE_MAX])
        if not delivered:
            return
        if len(delivered) < len(ready):
            self._called.call(board)
        found = [one for stored in delivered.values() if now - (one := unpack(stored)).when < STALE_MS]
        if found:
            await self._tell(board, _concerned(found, await self._names(board, found)))
        await take_happenings(self.client, board, delivered)

    async def _names(self, board: BoardId, found: Iterable[Happening]) -> Mapping[str, str]:
        """Return who can be named on a board; nobody is asked for where nobody is named."""
        if not any(one.handles for one in found):
            return {}
        known = {one.person.id: one.person.name for one in await self.members.of_board(board)}
        return known | {person.id: person.name for person in await self.people.administrators()}

    async def _tell(self, board: BoardId, notices: Mapping[str, list[Filed]]) -> None:
        allowed = await self._allowed(board, notices)
        looking = await self._looking(board) if allowed else frozenset()
        for person in allowed:
            filed = [
                Filed(f"{board}/{id}", notice | {"board": board})
                for id, notice in notices[person]
                if (person, notice["card"]) not in looking
            ]
            if filed:
                await put_notices(self.client, person, filed)

    async def _allowed(self, board: BoardId, people: Iterable[str]) -> list[str]:
        """Return those of these people who may see the board now."""
        head = await self.boards.head(board)
        if head is None or head.is_archived:
            return []
        known = await self.people.among(list(people))
        roles = {one.person.id: one.role for one in await self.members.of_board(board)}
        allowed = []
        for id, person in known.items():
            role = on_board(roles.get(id), is_admin=person.is_admin)
            if Principal("person", id, person.name, role=role, is_admin=person.is_admin).may("board.view"):
                allowed.append(id)
        return allowed

    async def _looking(self, board: BoardId) -> frozenset[Looking]:
        """Return who has which card of the board open before their eyes, on whatever node."""
        nodes = (await self._faces.others()).values()
        return frozenset(one for node in nodes if board in node for one in node[board].looking)

    # What is due.

    async def remind(self, board: BoardId) -> None:
        """Tell those to whom a card is assigned that it is due soon; once for each due date."""
        now = self.clock.now()
        stored = await self.client.call("HGET", keys.facts(board), "summary")
        if not due.has_soon(stored, now):
            return
        rows = pairs(await self.client.call("HGETALL", keys.facts_cards(board)))
        told = pairs(await self.client.call("HGETALL", keys.reminded(board)))
        soon = await self._where_they_live(due.soon(rows, now), now)
        notices: dict[str, list[Filed]] = {}
        fresh: dict[str, str] = {}
        for one in soon:
            field = f"{one.card}/{one.person}"
            if told.get(field) != one.due.encode():
                fresh[field] = one.due
                notice = _notice(DUE, one.card, one.title, "", now_ms(self.clock), text=one.due)
                notices.setdefault(one.person, []).append(Filed(f"due/{one.card}/{one.due}", notice))
        if fresh:
            await self._tell(board, notices)
            await write(
                self.client,
                ("HSET", keys.reminded(board), *(part for pair in fresh.items() for part in pair)),
            )
        current = {f"{one.card}/{one.person}" for one in soon}
        if over := [field for field in told if field not in current]:
            await write(self.client, ("HDEL", keys.reminded(board), *over))

    async def _where_they_live(self, soon: list[due.Soon], now: datetime) -> list[due.Soon]:
        """Return what is due soon by the days of whoever it is assigned to."""
        people = await self.people.among(sorted({one.person for one in soon}))
        zones = {id: _zone_of(person.zone) for id, person in people.items()}
        return [one for one in soon if one.person in zones and due.is_soon(one.due, now, zones[one.person])]


def _zone_of(name: str) -> ZoneInfo:
    """Return where somebody lives; a zone that this machine does not know is UTC."""
    try:
        return zone(name or DEFAULT)
    except Invalid:
        return zone(DEFAULT)


def _concerned(found: Iterable[Happening], names: Mapping[str, str]) -> dict[str, list[Filed]]:
    """Return the notices of each person; of what one did oneself there is none."""
    notices: dict[str, list[Filed]] = {}
    for one in found:
        mentioned = {person for handle in one.handles if (person := named(handle, names)) is not None}
        for person in sorted(mentioned | set(one.people)):
            if one.by == person_key(person):
                continue
            kind = MENTIONED if person in mentioned else one.kind
            notice = _notice(kind, one.card, one.title, one.by, one.when, text=one.text)
            notices.setdefault(person, []).append(Filed(one.name, notice))
    return notices


def _notice(kind: str, card: str, title: str, by: str, when: int, *, text: str) -> dict[str, Any]:
    return {
        "kind": kind,
        "card": card,
        "title": title,
        "by": by,
        "when": when,
        "text": text,
        "read": 0,
        "snoozed": 0,
    }
