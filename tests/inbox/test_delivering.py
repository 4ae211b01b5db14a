"""What people are told of, over a real store: each thing once, whoever dies when; nothing of what one did oneself."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from kanverge.accounts.people import Person
from kanverge.accounts.roles import Role
from kanverge.inbox import delivering
from kanverge.inbox.finding import SETTLED_MS
from kanverge.store.archival import set_archived
from kanverge.store.faces import FacesStore, Present
from kanverge.store.inbox import (
    NOTICES_MAX,
    Filed,
    boards_with_happenings,
    notices_of,
    put_notices,
    set_read,
    snooze,
)
from tests.doubles.eventually import eventually
from tests.inbox.conftest import BOARD, START, Town, Worker

MS = int(START.timestamp() * 1_000)


@pytest.fixture
async def ann(town: Town) -> Person:
    return await town.person("Ann", Role.OWNER)


@pytest.fixture
async def bob(town: Town) -> Person:
    return await town.person("Bob Lee")


@pytest.fixture
async def worker(town: Town) -> Worker:
    return await town.worker()


async def test_who_is_assigned_by_somebody_else_is_told_once(
    town: Town, ann: Person, bob: Person, worker: Worker
) -> None:
    card = await town.card(ann, title="Plan", assignees=[ann.id, bob.id])
    await worker.work()
    await worker.work()
    [one] = await town.inbox(bob)
    assert one.notice == {
        "kind": "assigned",
        "board": BOARD,
        "card": card,
        "title": "Plan",
        "by": f"u:{ann.id}",
        "when": MS,
        "text": "",
        "read": 0,
        "snoozed": 0,
    }
    assert await town.told(ann) == []
    await town.do(ann, "cards.exclude", id=card, family="assignee", member=bob.id)
    await town.assign(ann, card, bob)
    await town.assign(bob, card, bob)
    await worker.work()
    assert [kind for kind, _ in await town.told(bob)] == ["assigned", "assigned"]


async def test_comments_tell_whom_they_name_and_to_whom_the_card_is_assigned(
    town: Town, ann: Person, bob: Person, worker: Worker
) -> None:
    cy = await town.person("Cy")
    card = await town.card(bob, title="Plan", assignees=[bob.id])
    comment = await town.comment(ann, card, "Look, @cy:\n  it is *done*")
    await worker.work()
    assert await town.told(bob) == [("commented", "Look, @cy: it is *done*")]
    assert await town.told(cy) == [("mentioned", "Look, @cy: it is *done*")]
    await town.ask(ann, "comments.edit", id=comment, text="Look, @cy and @bob_lee")
    await town.clock.advance(1)
    await town.comment(bob, card, "mine, @bob_lee")
    await town.comment(ann, card, "@Bob.Lee!")
    await town.ask(ann, "reactions.toggle", id=comment, emoji="+")
    await worker.work()
    assert await town.told(bob) == [("mentioned", "@Bob.Lee!"), ("commented", "Look, @cy: it is *done*")]
    assert len(await town.told(cy)) == 1
    assert await town.told(ann) == []


async def test_a_description_tells_whom_it_names_once_nobody_types_any_more(
    town: Town, ann: Person, bob: Person, worker: Worker
) -> None:
    other = await town.person("Bo")
    card = await town.card(ann, title="Plan", description="Made by @ann")
    for text in ("for @b", "for @bo", "for @bob", "for @boblee", "for @boblee and @an"):
        await town.do(ann, "cards.text", id=card, key="description", text=text)
        await worker.work()
        await town.clock.advance(1)
    assert await town.told(bob) == await town.told(other) == []
    # Another goes on in the middle of it.
    another = await town.worker("another")
    await town.do(ann, "cards.text", id=card, key="description", text="for @boblee and @ann, now")
    await another.work()
    await town.clock.advance(SETTLED_MS / 1_000)
    await another.work()
    assert await town.told(bob) == [("mentioned", "")]
    assert await town.told(other) == await town.told(ann) == []
    await town.clock.advance(SETTLED_MS)
    await town.do(ann, "cards.text", id=card, key="description", text="for @boblee and @bo")
    await another.work()
    await town.clock.advance(SETTLED_MS / 1_000)
    await another.work()
    assert [len(await town.told(person)) for person in (ann, bob, other)] == [0, 1, 1]


async def test_a_kill_between_the_two_writes_tells_nothing_twice(
    town: Town, ann: Person, bob: Person, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    async def killed(*_: object) -> None:
        raise Killed

    await town.card(ann, title="Plan", assignees=[bob.id], due="2026-03-02")
    await worker.follower.run_once()
    with monkeypatch.context() as patch:
        patch.setattr(delivering, "take_happenings", killed)
        with pytest.raises(Killed):
            await worker.delivering.once()
    [one] = await town.inbox(bob)
    await set_read(town.client, bob.id, [one.id], at_ms=MS)
    await worker.delivering._called.lease.give_back()
    another = await town.worker("another")
    with monkeypatch.context() as patch:
        patch.setattr(delivering, "write", killed)  # of the reminder, which was told by then
        with pytest.raises(Killed):
            await another.delivering.once()
    assert [kind for kind, _ in await town.told(bob)] == ["due", "assigned"]
    await another.delivering._called.lease.give_back()
    await (await town.worker("third")).work()
    assert [(kind, told) for kind, told in await town.told(bob)] == [("due", "2026-03-02"), ("assigned", "")]
    assert {one.notice["read"] for one in await town.inbox(bob) if one.notice["kind"] == "assigned"} == {MS}
    assert await boards_with_happenings(town.client) == []


async def test_of_two_workers_one_delivers(town: Town, ann: Person, bob: Person, worker: Worker) -> None:
    other = await town.worker("other")
    await town.card(ann, title="Plan", assignees=[bob.id])
    await worker.follower.run_once()
    assert await worker.delivering.once()
    assert not await other.delivering.once()
    # A lease that was lost unnoticed: both deliver the same.
    await town.card(ann, title="Plan", assignees=[bob.id])
    await worker.follower.run_once()
    await worker.delivering.deliver(BOARD)
    await other.delivering.deliver(BOARD)
    assert len(await town.told(bob)) == 2


async def test_nobody_is_told_of_a_board_that_they_may_not_see(
    town: Town, ann: Person, bob: Person, worker: Worker
) -> None:
    stranger, root = await town.person("Cy", None), await town.person("Root", None, is_admin=True)
    await town.card(ann, title="Plan", assignees=[bob.id, stranger.id, root.id, "n" * 22])
    await town.members.remove(BOARD, bob.id)
    await worker.work()
    assert [len(await town.told(person)) for person in (bob, stranger, root)] == [0, 0, 1]
    await town.card(ann, title="Plan", assignees=[root.id])
    await set_archived(town.client, BOARD, is_archived=True)
    await worker.work()
    assert len(await town.told(root)) == 1


async def test_of_the_card_that_one_looks_at_one_is_told_nothing(
    town: Town, ann: Person, bob: Person, worker: Worker
) -> None:
    seen = await town.card(ann, title="Seen", assignees=[ann.id])
    other = await town.card(ann, title="Other", assignees=[ann.id])
    faces = FacesStore(town.client, "a node")
    face = (bob.id, "Bob Lee", "red")
    await faces.say({BOARD: Present((face,), looking=frozenset({(bob.id, seen)}))}, now_ms=MS)
    for card in (seen, other):
        await town.assign(ann, card, bob)
        await town.comment(ann, card, "@boblee")
    await worker.work()
    [mentioned, assigned] = await town.inbox(bob)
    assert {one.notice["card"] for one in (mentioned, assigned)} == {other}
    assert {one.notice["read"] for one in (mentioned, assigned)} == {0}
    await faces.say({BOARD: Present((face,))}, now_ms=MS)  # and has closed it
    await town.comment(ann, seen, "@boblee")
    await worker.work()
    assert len(await town.inbox(bob)) == 3


async def test_an_import_and_what_is_long_past_tell_nobody(
    town: Town, ann: Person, bob: Person, worker: Worker
) -> None:
    await town.card("m:import", title="Old", assignees=[bob.id])
    await town.card(ann, title="Plan", assignees=[bob.id])
    await town.clock.advance(timedelta(days=4).total_seconds())
    await worker.work()
    assert await town.told(bob) == []
    assert await boards_with_happenings(town.client) == []
    await town.card("r:rule", title="By a rule", assignees=[bob.id])
    await worker.work()
    assert [one.notice["by"] for one in await town.inbox(bob)] == ["r:rule"]


@pytest.mark.parametrize(
    ("due", "is_told"),
    [
        ("2026-03-01", False),
        ("2026-03-02", True),
        ("2026-03-03", True),
        ("2026-03-04", False),
        ("2026-03-02T07:59:59Z", False),
        ("2026-03-02T09:00:00+01:00", True),
        ("2026-03-03T08:00:00Z", True),
        ("2026-03-03T10:00:00Z", False),
    ],
)
async def test_what_is_due_soon_is_told_once_for_each_date(
    town: Town, ann: Person, bob: Person, worker: Worker, due: str, is_told: bool
) -> None:
    card = await town.card(bob, title="Plan", assignees=[bob.id], due=due)
    await town.card(bob, title="Done", assignees=[bob.id], due=due, done=True)
    await town.card(bob, title="Nobody's", due=due)
    await worker.work()
    assert await town.told(bob) == [("due", due)] * is_told
    [*found] = await notices_of(town.client, bob.id)
    await town.client.call("DEL", f"kv1:{{accounts}}:inbox:{bob.id}")  # however full an inbox was
    await town.clock.advance(delivering.REMIND_EVERY_S)
    await worker.work()
    assert await town.told(bob) == []
    await town.do(bob, "cards.set", id=card, key="due", value="2026-03-03")
    await town.clock.advance(delivering.REMIND_EVERY_S)
    await worker.work()
    assert len(await town.told(bob)) == (0 if due == "2026-03-03" else 1)
    assert len(found) == is_told


async def test_an_inbox_is_bounded_and_what_was_read_goes_first(town: Town, ann: Person) -> None:
    def filed(at: int, *, read: bool) -> Filed:
        return Filed(str(at), {"board": BOARD, "when": at, "read": int(read), "snoozed": 0})

    await put_notices(town.client, ann.id, [filed(at, read=at % 2 == 0) for at in range(NOTICES_MAX)])
    await put_notices(town.client, ann.id, [filed(NOTICES_MAX + at, read=False) for at in range(2)])
    kept = {int(one.id) for one in await town.inbox(ann)}
    assert kept == set(range(NOTICES_MAX + 2)) - {0, 2}


async def test_what_was_put_off_comes_back_and_pages_are_told(
    town: Town, ann: Person, bob: Person, worker: Worker
) -> None:
    await town.card(ann, title="Plan", assignees=[bob.id])
    await worker.work()
    [one] = await town.inbox(bob)
    heard: list[bytes] = []
    await town.client.subscribe("kv1:{accounts}:inboxes", heard.append)
    assert await snooze(town.client, bob.id, [one.id, "none"], until_ms=MS + 60_000) == 1
    await worker.work()
    await town.client.call("PING")
    assert heard == [bob.id.encode()]
    await town.clock.advance(60)
    await worker.work()
    await worker.work()
    await town.client.call("PING")
    assert heard == [bob.id.encode()] * 2


async def test_what_happened_is_told_though_no_time_passes(
    town: Town, ann: Person, bob: Person, worker: Worker
) -> None:
    await worker.work()
    running = asyncio.create_task(worker.delivering.run())
    try:
        for count, arguments in enumerate(({}, {"due": "2026-03-02"}), 1):
            await town.card(ann, title="Plan", assignees=[bob.id], **arguments)
            await worker.follower.run_once()

            async def is_told() -> bool:
                return len(await town.told(bob)) == count + bool(arguments)  # noqa: B023

            await eventually(is_told)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_what_is_put_off_or_still_typed_is_waited_for_by_the_clock(
    town: Town, ann: Person, bob: Person, worker: Worker
) -> None:
    await town.card(ann, title="Plan", description="for @boblee")
    await worker.follower.run_once()
    assert await worker.delivering.once()
    assert await worker.delivering._next_s() == SETTLED_MS / 1_000
    await town.clock.advance(SETTLED_MS / 1_000)
    await worker.delivering._once()
    [one] = await town.inbox(bob)
    await snooze(town.client, bob.id, [one.id], until_ms=MS + SETTLED_MS + 3_000)
    assert await worker.delivering._next_s() == 3.0


async def test_a_day_is_due_by_the_days_of_where_each_lives(
    town: Town, ann: Person, bob: Person, worker: Worker
) -> None:
    # 08:00 UTC on the 2nd: still the 1st in Honolulu at 22:00, already the 2nd at 21:00 in Auckland.
    await town.people.set_zone(ann.id, "Pacific/Honolulu")
    await town.people.set_zone(bob.id, "Pacific/Auckland")
    await town.card("m:rules", title="First", assignees=[ann.id, bob.id], due="2026-03-01")
    await town.card("m:rules", title="Third", assignees=[ann.id, bob.id], due="2026-03-03")
    await worker.work()

    async def dues(person: Person) -> list[str]:
        return sorted(text for kind, text in await town.told(person) if kind == "due")

    assert await dues(ann) == ["2026-03-01"]
    assert await dues(bob) == ["2026-03-03"]
    await town.clock.advance(2 * 3_600)  # midnight in Honolulu
    await worker.work()
    assert await dues(ann) == ["2026-03-01", "2026-03-03"]
    await town.people.set_zone(bob.id, None)
    await worker.work()
    assert await dues(bob) == ["2026-03-03"]
