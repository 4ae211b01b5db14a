"""What reaches every connection, each for itself; and how many boards one principal may have open."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from typing import cast

import pytest

from kanverge.accounts.access import Access
from kanverge.accounts.notices import Notice, PersonChanged
from kanverge.config import Limits
from kanverge.live.rooms import Rooms
from kanverge.socket.hub import Hub
from tests.doubles.clock import FakeClock


@dataclass(eq=False)
class Listener:
    """A connection that remembers what reached it, or fails at everything."""

    fails: bool = False
    told: list[object] = field(default_factory=list)
    has_failed: bool = False

    def heard(self, notice: Notice) -> None:
        self._note(notice)

    def tell_availability(self, available: bool) -> None:
        self._note(available)

    def sweep(self, now: float) -> None:
        self._note(now)

    def ask_again_by(self, moment: float) -> None:
        self._note(moment)

    def fail(self) -> None:
        self.has_failed = True

    def _note(self, what: object) -> None:
        if self.fails:
            raise ZeroDivisionError
        self.told.append(what)


@pytest.fixture
def hub() -> Hub:
    # Neither rooms nor accounts are asked here.
    return Hub(cast(Rooms, None), cast(Access, None), FakeClock(), Limits(boards_per_person=2))


async def test_one_connection_that_fails_ends_and_keeps_nothing_from_the_others(
    hub: Hub, caplog: pytest.LogCaptureFixture
) -> None:
    good, bad = [Listener() for _ in range(5)], [Listener(fails=True) for _ in range(5)]
    hub.connections |= {*good, *bad}
    hub.run()
    clock = cast(FakeClock, hub.clock)
    with caplog.at_level(logging.CRITICAL):
        hub.heard(PersonChanged("ann"))
        hub.tell_availability(False)
        await clock.advance(2)
    await hub.stop()
    assert all(listener.told == [PersonChanged("ann"), False, 1.0, 2.0] for listener in good)
    assert all(listener.has_failed for listener in bad)
    assert not any(listener.has_failed for listener in good)


async def test_after_missed_notices_the_asking_is_spread(hub: Hub) -> None:
    listeners = [Listener() for _ in range(5)]
    hub.connections |= set(listeners)
    before = hub.notices_heard
    hub.missed_notices(within_s=10)
    assert sorted(cast(float, listener.told[0]) for listener in listeners) == [0, 2, 4, 6, 8]
    assert hub.notices_heard != before, "who joins meanwhile is asked about again"


async def test_what_was_begun_may_end_when_the_server_stops(hub: Hub) -> None:
    done = asyncio.Event()

    async def work() -> None:
        await asyncio.sleep(0)
        done.set()

    task = hub.start(work())
    await hub.stop()
    assert done.is_set()
    assert task.done()


async def test_what_does_not_end_is_ended(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kanverge.socket.hub.STOP_LIMIT_S", 0)
    task = hub.start(asyncio.Event().wait())  # type: ignore[arg-type]
    await hub.stop()
    assert task.cancelled()


def test_one_principal_has_so_many_boards_open_and_as_many_connections_to_each(hub: Hub) -> None:
    assert [hub.enter("u:ann", board) for board in ("b1", "b1", "b2", "b3")] == [True, True, True, False]
    assert hub.enter("u:bob", "b3")
    hub.leave("u:ann", "b1")
    assert not hub.enter("u:ann", "b3"), "one connection to the first board is left"
    hub.leave("u:ann", "b1")
    assert hub.enter("u:ann", "b3")


def test_nothing_is_kept_of_who_left(hub: Hub) -> None:
    assert hub.enter("u:ann", "b1")
    hub.leave("u:ann", "b1")
    assert not hub._boards_of


def test_nobody_takes_all_the_places_of_a_board() -> None:
    limits = Limits(connections_per_person=2)
    hub = Hub(cast(Rooms, None), cast(Access, None), FakeClock(), limits)
    assert [hub.enter("t:script", board) for board in ("b1", "b1", "b1", "b2")] == [True, True, False, False]
    assert hub.enter("u:ann", "b1")
    hub.leave("t:script", "b1")
    assert hub.enter("t:script", "b2")
