"""Doing what the rules and recurring cards of all boards lead to, exactly once however many there are to do it.

What calls a rule waits in the store (calling.py) or is the clock's (timing.py). A look at a board makes one commit that
does it and takes it away: of two who look at once, one finds that it is done.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from kanverge.accounts.moments import SECOND_MS, now_ms
from kanverge.automation import calling, recurring, rules
from kanverge.automation.acting import Acting
from kanverge.automation.firing import Means, Work, cut_or_run
from kanverge.automation.matching import Occasion
from kanverge.automation.recurring import milliseconds, moment
from kanverge.automation.replica import Replica
from kanverge.automation.timing import Timing
from kanverge.clock import Clock
from kanverge.errors import DamagedEntry, Invalid, NotFound, StoreAway, StoreCorrupt, StoreError
from kanverge.live.called import RENEW_S, Called
from kanverge.live.document import Document
from kanverge.store import keys
from kanverge.store.automated import Waiting
from kanverge.store.base import BoardId, Committed, Conflict, Unwritable, WrongEpoch
from kanverge.store.boards import StoredBoards
from kanverge.store.client import StoreClient
from kanverge.store.leases import Lease
from kanverge.store.log import position
from kanverge.zones import today, zone
from kanverge_crdt import rank
from kanverge_crdt.errors import DeadDocument
from kanverge_crdt.ids import machine_client_id, new_id

logger = logging.getLogger(__name__)

LEASE: Final = "automation"
FIRINGS_PER_COMMIT: Final = 100
TRIES_MAX: Final = 10
AFTER_FAILURE: Final = timedelta(minutes=1)
ARCHIVED_AGAIN: Final = timedelta(minutes=10)
WRITERS_MAX: Final = 1_000
REPLICAS_MAX: Final = 30
"""Boards kept in memory; a further one takes the place of the one that was quiet for longest."""


@dataclass(slots=True)
class _Writer:
    """The client id that this process writes one board under, and its last edit; never used by another."""

    client: int
    seq: int = 0


@dataclass(slots=True)
class Runner:
    """What the boards of one store do by themselves, done by this process."""

    client: StoreClient
    boards: StoredBoards
    clock: Clock
    _called: Called = field(init=False)
    _writers: dict[BoardId, _Writer] = field(default_factory=dict)
    _replicas: dict[BoardId, Replica] = field(default_factory=dict)
    _not_before: dict[BoardId, datetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        lease = Lease(self.client, LEASE, self.boards.node)
        self._called = Called(self.client, lease, self.clock, keys.CALLED)
        # Apart: rooms of this process, if there are any, hear these commits as another's.
        self.boards = self.boards.apart(new_id(secrets.randbelow))

    async def run(self) -> None:
        """Look at the boards for ever, whenever the lease can be had; cancel to end."""
        await self._called.run(self._once)

    async def run_once(self) -> None:
        """Look at every board that has something to do, then let others have the lease."""
        await self._called.run_once(self._once)

    async def _once(self) -> float:
        """Look at the boards that were named and those that the clock calls; return in how many seconds the next is."""
        if not await self._called.hold():
            return RENEW_S
        for board in await self._due(self._called.take()):
            if self._not_before.get(board, self.clock.now()) <= self.clock.now():
                await self._guarded(board)
            if not await self._called.hold():
                return RENEW_S
        now = now_ms(self.clock)
        following = await self.boards.automated.next_after(now)
        return RENEW_S if following is None else (following - now) / SECOND_MS

    async def _due(self, named: list[BoardId] | None) -> list[BoardId]:
        if named is None:
            return await self.boards.automated.due(now_ms(self.clock))
        return list(dict.fromkeys([*named, *await self.boards.automated.overdue(now_ms(self.clock))]))

    async def _guarded(self, board: BoardId) -> None:
        """Look at one board; its trouble must not keep the others waiting."""
        self._not_before.pop(board, None)
        try:
            await self.look(board)
        except NotFound:
            self._replicas.pop(board, None)
            await self.boards.automated.forget(board)
        except StoreAway:
            self._writers.pop(board, None)  # nobody knows whether the last edit was made
            raise
        except Exception:
            logger.exception("the rules of board %s could not be run", board)
            self._not_before[board] = self.clock.now() + AFTER_FAILURE

    async def look(self, board: BoardId) -> None:
        """Do everything the board has to do by now."""
        head = await self.boards.head(board)
        if head is None:
            raise NotFound(f"there is no board {board}")
        if head.is_archived:
            self._not_before[board] = self.clock.now() + ARCHIVED_AGAIN
            await self.boards.automated.note(board)  # what waits there is found once it is back
            return
        mark = await self.boards.automated.begin(board, now_ms(self.clock))
        for _ in range(TRIES_MAX):
            waiting = await self.boards.automated.waiting(board)
            again = await self._do(board, waiting, await self._replica(board, head.epoch))
            if again is not None:
                await self.boards.automated.end(board, mark, at_ms=milliseconds(again))
                return
        self._called.call(
            board
        )  # others wrote each time, or there is more to do: other boards have their turn first

    async def _replica(self, board: BoardId, epoch: int) -> Replica:
        """Take out what is known of a board, up to now. It is kept again only by a commit of what was done to it."""
        known = self._replicas.pop(board, None)
        if known is not None and (known.epoch, known.client) == (epoch, self._writer(board).client):
            with contextlib.suppress(DamagedEntry, DeadDocument):  # whoever reads it anew deals with that
                if await known.move_on(self.boards, board):
                    return known
        return await Replica.read(self.boards, board, self._writer(board).client)

    def _keep(self, board: BoardId, replica: Replica) -> None:
        self._replicas[board] = replica  # at the end: it was busy last
        while len(self._replicas) > REPLICAS_MAX:
            self._replicas.pop(next(iter(self._replicas)))

    async def _do(self, board: BoardId, waiting: Waiting, replica: Replica) -> datetime | None:
        """Do the first of what waits; return when to look again, None: now."""
        known = _known_rules(replica.records.rows)
        fired = {*known, *replica.records.rows["recurrence"]}
        fired |= {_occasion_of(one).rule for name, one in waiting.occasions.items() if name != calling.LOOK}
        work = Work(
            board_id=board,
            epoch=replica.epoch,
            copy=replica.board,
            records=replica.records,
            stored_logs=await self.boards.automated.firings(board, fired),
            means=Means(_new_id, lambda: secrets.randbelow(rank.BASE), self.clock.now()),
            client=self._writer(board).client,
            seq=self._writer(board).seq,
        )
        is_all = await self._plan(work, waiting, known)
        again = self._look_at_the_clock(work, waiting, known) if is_all else None
        if not work.is_empty:
            if not await self._commit(work, replica.document):
                return None
            replica.records.version = work.version
        self._keep(board, replica)
        return again

    async def _plan(self, work: Work, waiting: Waiting, known: Mapping[str, Mapping[str, Any]]) -> bool:
        """Answer the occasions in the order in which they came; return False when some are left for the next commit."""
        stored_look = waiting.occasions.get(calling.LOOK)
        if stored_look is not None:
            work.answer(keys.occasions(work.board_id), calling.LOOK, stored_look)
        occasions = {name: one for name, one in waiting.occasions.items() if name != calling.LOOK}
        for name in sorted(occasions, key=_order):
            if work.firings >= FIRINGS_PER_COMMIT:
                return False
            occasion = _occasion_of(occasions[name])
            work.answer(keys.occasions(work.board_id), name, occasions[name])
            self._answer(work, occasion, known)
            await asyncio.sleep(0)
        return True

    def _answer(self, work: Work, occasion: Occasion, known: Mapping[str, Mapping[str, Any]]) -> None:
        recurrence = work.records.rows["recurrence"].get(occasion.rule)
        if recurrence is not None:
            if recurrence.get("last") == occasion.card and "next" not in recurrence:
                done = recurring.completed(recurring.read(recurrence), moment(occasion.when))
                work.put("recurrence", occasion.rule, done)
            return
        rule = known.get(occasion.rule)
        if rule is None or rule.get("off"):
            why = "the rule was switched off or taken away before its turn came"
            work.note(occasion.rule, "skipped", why, card=occasion.card, depth=occasion.depth)
            return
        day = today(moment(occasion.when), zone(rule.get("zone", "UTC")))
        acting = Acting(work.copy, day, occasion.actor, work.means.new_id)
        cut_or_run(work, acting, occasion.rule, rule, occasion.card, occasion.depth)

    def _look_at_the_clock(
        self, work: Work, waiting: Waiting, known: Mapping[str, Mapping[str, Any]]
    ) -> datetime:
        timing = Timing(work, waiting.state, self.clock.now(), work.means.new_id)
        for id, stored in sorted(work.records.rows["recurrence"].items()):
            try:
                value = recurring.read(stored)
            except Invalid as error:
                logger.warning("board %s: recurring card %s cannot be read: %s", work.board_id, id, error)
                continue
            timing.recurrence(id, value)
        for id, rule in sorted(known.items()):
            if rule.get("off"):
                continue
            if rule["when"]["on"] == "schedule":
                timing.schedule(id, rule)
            elif rule["when"]["on"] == "due":
                timing.due_soon(id, rule)
        return timing.again

    async def _commit(self, work: Work, document: Document) -> bool:
        """Commit everything in one step; False when it has to be planned again, because others wrote."""
        if work.rows and not document.has_room_for(sum(len(row.update) for row in work.rows)):
            raise StoreError(f"board {work.board_id} is full: its rules change nothing more")
        commit = work.commit(now_ms(self.clock))
        [result] = await self.boards.commit([commit])
        match result:
            case Committed():
                self._writer(work.board_id).seq = work.seq
                return True
            case Conflict(check):
                # Nothing was written: somebody was faster, or the client id is another's.
                if commit.checks[check].key == keys.clients(work.board_id):
                    self._writers.pop(work.board_id, None)
                return False
            case WrongEpoch():
                raise NotFound("the board was rebuilt")
            case Unwritable(reason):
                raise StoreError(reason)

    def _writer(self, board: BoardId) -> _Writer:
        if board not in self._writers:
            while len(self._writers) >= WRITERS_MAX:
                self._writers.pop(next(iter(self._writers)))
            self._writers[board] = _Writer(machine_client_id(secrets.randbelow))
        return self._writers[board]


def _known_rules(records: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the rules that this version understands, by id."""
    known: dict[str, dict[str, Any]] = {}
    for id, value in records["rule"].items():
        try:
            known[id] = rules.read(value)
        except Invalid as error:
            logger.warning("rule %s cannot be read: %s", id, error)
    return known


def _occasion_of(stored: bytes) -> Occasion:
    return calling.unpack(stored)


def _order(name: str) -> tuple[tuple[int, int], int, str]:
    """Sort the names of occasions as the log does."""
    entry, _, rest = name.partition("/")
    number, _, who = rest.partition("/")
    try:
        return position(entry), int(number), who
    except ValueError:
        raise StoreCorrupt(f"an occasion is named {name!r:.80}") from None


def _new_id() -> str:
    return new_id(secrets.randbelow)
