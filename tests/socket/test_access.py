"""Open connections when somebody's access changes: at once, on every node, and later where it was missed."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest
from websockets.exceptions import ConnectionClosed

from kanverge.accounts.principals import Principal
from kanverge.accounts.roles import Role
from kanverge.store import keys
from kanverge.store.archival import set_archived
from kanverge.store.embedded import Embedded
from kanverge_crdt import codec
from tests.doubles.eventually import eventually
from tests.doubles.service import BOARD, OTHER_BOARD, Running, running_service


@pytest.fixture
async def service(valkey: Embedded) -> AsyncIterator[Running]:
    async with running_service(valkey) as service:
        yield service


@pytest.fixture
async def other_node(service: Running, valkey: Embedded) -> AsyncIterator[Running]:
    async with running_service(valkey) as other:
        yield other


async def test_signing_out_closes_the_sockets_of_that_session_on_every_node(
    service: Running, other_node: Running
) -> None:
    phone, laptop = await service.sign_in("Ann", Role.EDITOR), await service.sign_in("Ann")
    here, there = await service.visitor(phone), await other_node.visitor(phone)
    stays = await other_node.visitor(laptop)
    await service.service.stored.sessions.end(phone.person.id, phone.session.id)
    assert await here.closed() == await there.closed() == 4401
    await stays.name_board("still here")
    await stays.saved()


async def test_a_revoked_token_closes_its_sockets(service: Running, other_node: Running) -> None:
    stored = service.service.stored
    token, text = await stored.tokens.create(BOARD, Role.EDITOR, by="m:test")
    caller = other_node.connect()
    await caller.open()
    await caller.join(token=text)
    await stored.tokens.revoke(BOARD, token.id)
    assert await caller.closed() == 4401


async def test_a_demotion_is_told_and_rules_the_next_edit(service: Running, other_node: Running) -> None:
    ann = await service.sign_in("Ann", Role.EDITOR)
    visitor = await other_node.visitor(ann)
    await visitor.name_board("before")
    await visitor.saved()
    await service.service.stored.members.set(BOARD, ann.person.id, Role.VIEWER)
    assert (await visitor.expect(codec.Role)).role == "viewer"
    await visitor.name_board("after")
    assert (await visitor.expect(codec.Refused)).code == "forbidden"


async def test_a_promotion_is_told_and_lets_one_edit(service: Running) -> None:
    ann = await service.sign_in("Ann", Role.VIEWER)
    visitor = await service.visitor(ann)
    await service.service.stored.members.set(BOARD, ann.person.id, Role.EDITOR)
    assert (await visitor.expect(codec.Role)).role == "editor"
    await visitor.name_board("after")
    await visitor.saved()


async def test_who_is_taken_off_the_board_leaves_and_cannot_come_back(service: Running) -> None:
    ann = await service.sign_in("Ann", Role.EDITOR)
    visitor = await service.visitor(ann)
    await service.service.stored.members.remove(BOARD, ann.person.id)
    assert await visitor.closed() == 4403
    assert not (room := service.service.rooms.at_hand(BOARD)) or not room.peers
    again = service.connect(cookie=service.cookie(ann))
    await again.open()
    await again.hello()
    assert await again.closed() == 4403


async def test_what_somebody_asked_for_before_they_were_taken_off_is_not_done_after(service: Running) -> None:
    ann = await service.sign_in("Ann", Role.EDITOR)
    visitor = await service.visitor(ann)
    room = await service.service.rooms.open(BOARD)
    async with room.asking._turn:
        await visitor.send(codec.Ask(1, "key", "cards.number", {"cards": ["c" * 22]}))
        await eventually(lambda: bool(room.asking._turn._waiters))
        await service.service.stored.members.remove(BOARD, ann.person.id)
        assert await visitor.closed() == 4403
    async with room.asking._turn:
        assert not room.asking.records.rows["number"]


async def test_an_administrator_stays_whatever_the_members_say(service: Running) -> None:
    root = await service.sign_in("Root", Role.VIEWER, is_admin=True)
    visitor = await service.visitor(root)
    await service.service.stored.members.remove(BOARD, root.person.id)
    await visitor.name_board("still here")
    await visitor.saved()


async def test_who_ceases_to_administrate_falls_back_to_their_role(service: Running) -> None:
    await service.sign_in("Root", is_admin=True)
    ann = await service.sign_in("Ann", Role.VIEWER, is_admin=True)
    visitor = await service.visitor(ann)
    await service.service.stored.people.set_admin(ann.person.id, is_admin=False)
    assert (await visitor.expect(codec.Role)).role == "viewer"


async def test_of_two_changes_at_once_the_second_counts(
    service: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    await service.sign_in("Root", is_admin=True)
    ann = await service.sign_in("Ann", Role.VIEWER)
    visitor = await service.visitor(ann)
    hub, people = service.service.hub, service.service.stored.people
    ask, may_answer, asked = hub.access.again, asyncio.Event(), list[Principal | None]()

    async def answer_late(principal: Principal) -> Principal | None:
        asked.append(await ask(principal))
        await may_answer.wait()
        return asked[-1]

    monkeypatch.setattr(hub.access, "again", answer_late)
    before = hub.notices_heard
    await people.set_admin(ann.person.id, is_admin=True)
    await eventually(lambda: len(asked) == 1)
    await people.set_admin(ann.person.id, is_admin=False)
    await eventually(lambda: hub.notices_heard == before + 2)
    may_answer.set()
    await eventually(lambda: len(asked) == 2)
    await visitor.name_board("not any more")
    assert (await visitor.expect(codec.Refused)).code == "forbidden"


async def test_another_name_is_seen_by_the_others(service: Running) -> None:
    ann = await service.sign_in("Ann", Role.EDITOR)
    visitor, other = await service.visitor(ann), await service.caller()
    await visitor.send(codec.Presence({"view": "board"}))
    await other.expect(codec.Present)
    await service.service.stored.people.rename(ann.person.id, "Anna")
    [[_, person, state]] = (await other.expect(codec.Present)).changes
    assert (person["name"], state) == ("Anna", {"view": "board"})


async def test_archiving_sends_everyone_away_and_restoring_lets_them_in(
    service: Running, other_node: Running
) -> None:
    client = service.service.stored.client
    callers = [await node.caller(Role.OWNER) for node in (service, other_node)]
    assert await set_archived(client, BOARD, is_archived=True)
    assert not await set_archived(client, BOARD, is_archived=True), "it is archived already"
    assert [await caller.closed() for caller in callers] == [4404, 4404]
    assert await set_archived(client, BOARD, is_archived=False)
    await service.caller()


async def test_what_happens_to_others_disturbs_nobody(service: Running) -> None:
    ann, bob = await service.sign_in("Ann", Role.EDITOR), await service.sign_in("Bob", Role.EDITOR)
    visitor = await service.visitor(ann)
    await service.service.stored.members.set(BOARD, bob.person.id, Role.VIEWER)
    await service.service.stored.members.set(OTHER_BOARD, ann.person.id, Role.VIEWER)
    await service.service.stored.sessions.end(bob.person.id, bob.session.id)
    await eventually(lambda: service.service.hub.notices_heard >= 3)
    await visitor.barrier()
    assert not [message for message in visitor.heard if isinstance(message, codec.Role | codec.Gone)]


async def test_what_changes_while_somebody_joins_is_not_missed(service: Running) -> None:
    ann = await service.sign_in("Ann", Role.EDITOR)
    caller = service.connect(cookie=service.cookie(ann))
    await caller.open()
    await caller.hello()
    await service.service.stored.members.set(BOARD, ann.person.id, Role.VIEWER)
    await caller.expect(codec.Sync)
    await caller.name_board("too late")
    assert (await caller.expect(codec.Refused)).code == "forbidden"


# A notice that was missed: the store is changed behind the service's back.


async def _end_unheard(service: Running, person: str) -> None:
    await service.service.stored.client.call("DEL", keys.sessions(person))


async def test_each_minute_everybody_is_asked_about_again(service: Running) -> None:
    ann = await service.sign_in("Ann", Role.EDITOR)
    visitor, stays = await service.visitor(ann), await service.caller()
    await _end_unheard(service, ann.person.id)
    for _ in range(4):
        await service.clock.advance(15)
        await stays.barrier()
        with contextlib.suppress(ConnectionClosed):
            await visitor.barrier()
    assert await visitor.closed() == 4401
    await stays.name_board("still here")
    await stays.saved()


async def test_after_the_store_came_back_everybody_is_asked_about_soon(service: Running) -> None:
    ann = await service.sign_in("Ann", Role.EDITOR)
    visitor = await service.visitor(ann)
    await _end_unheard(service, ann.person.id)
    service.service.hub.missed_notices(within_s=10)
    await service.clock.advance(11)
    assert await visitor.closed() == 4401


async def test_while_the_store_is_away_everybody_stays(service: Running) -> None:
    ann = await service.sign_in("Ann", Role.EDITOR)
    visitor = await service.visitor(ann)
    await service.lose_store()
    for _ in range(8):
        await service.clock.advance(10)
        await visitor.barrier()
    assert not [message for message in visitor.heard if isinstance(message, codec.Gone)]
