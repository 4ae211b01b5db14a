"""Sessions: proved by a cookie, ended by time, by their person, or by too many others."""

from __future__ import annotations

import pytest

from kanverge.accounts import credentials
from kanverge.accounts.moments import MINUTE_MS, SECOND_MS, now_ms
from kanverge.accounts.notices import SessionEnded
from kanverge.accounts.sessions import IDLE_MS, LIFE_MS
from kanverge.errors import NotFound
from kanverge.store.accounts import AccountLimits
from tests.accounts.workspace import BY, Workspace


async def test_a_cookie_proves_its_session(workspace: Workspace) -> None:
    ana = await workspace.sign_in("Ana")
    assert await workspace.sessions.find(ana.cookie) == ana.session
    assert ana.session.person == ana.person.id


async def test_a_cookie_with_another_secret_proves_nothing(workspace: Workspace) -> None:
    ana = await workspace.sign_in("Ana")
    forged = credentials.mint(ana.person.id)
    assert await workspace.sessions.find(forged.text) is None
    assert await workspace.sessions.find(f"{ana.person.id}_{ana.session.id}_{forged.secret}") is None
    assert await workspace.sessions.find("nonsense") is None


async def test_a_session_of_one_person_does_not_pass_for_anothers(workspace: Workspace) -> None:
    ana, bo = await workspace.sign_in("Ana"), await workspace.sign_in("Bo")
    assert await workspace.sessions.find(ana.cookie.replace(ana.person.id, bo.person.id)) is None


async def test_every_sign_in_begins_a_new_session(workspace: Workspace) -> None:
    first, second = await workspace.sign_in("Ana"), await workspace.sign_in("Ana")
    assert first.session.id != second.session.id
    assert first.cookie != second.cookie


async def test_neither_secret_nor_cookie_is_stored(workspace: Workspace) -> None:
    ana = await workspace.sign_in("Ana")
    credential = credentials.parse(ana.cookie)
    assert credential is not None
    record = await workspace.store.session(ana.person.id, ana.session.id)
    assert record is not None
    assert credential.secret not in str(record)


async def test_an_idle_session_ends_and_a_used_one_goes_on_until_it_is_too_old(workspace: Workspace) -> None:
    idle, used = await workspace.sign_in("Ana"), await workspace.sign_in("Ana")
    for _ in range(LIFE_MS // IDLE_MS):
        assert await workspace.sessions.find(used.cookie) is not None
        await workspace.clock.advance((IDLE_MS - SECOND_MS) / SECOND_MS)
    assert await workspace.sessions.find(idle.cookie) is None
    assert [session.id for session in await workspace.sessions.of(used.person.id)] == [used.session.id]
    assert await workspace.sessions.find(used.cookie) is not None
    await workspace.clock.advance((LIFE_MS % IDLE_MS) / SECOND_MS + LIFE_MS // IDLE_MS)
    assert await workspace.sessions.find(used.cookie) is None
    assert await workspace.sessions.get(used.person.id, used.session.id) is None


async def test_last_seen_is_noted_at_most_once_a_minute(workspace: Workspace) -> None:
    ana = await workspace.sign_in("Ana")
    begun = now_ms(workspace.clock)
    for seconds, expected in ((59, begun), (1, begun + MINUTE_MS), (30, begun + MINUTE_MS)):
        await workspace.clock.advance(seconds)
        await workspace.sessions.find(ana.cookie)
        [session] = await workspace.sessions.of(ana.person.id)
        assert session.seen_ms == expected


async def test_a_session_that_ended_meanwhile_is_not_brought_back_by_being_seen(workspace: Workspace) -> None:
    ana = await workspace.sign_in("Ana")
    await workspace.sessions.end(ana.person.id, ana.session.id)
    await workspace.store.session_seen(ana.person.id, ana.session.id, now=now_ms(workspace.clock))
    assert await workspace.store.sessions(ana.person.id) == {}


async def test_a_clock_that_went_back_does_not_make_a_session_older(workspace: Workspace) -> None:
    ana = await workspace.sign_in("Ana")
    await workspace.store.session_seen(ana.person.id, ana.session.id, now=ana.session.seen_ms - MINUTE_MS)
    assert await workspace.sessions.find(ana.cookie) == ana.session


async def test_signing_out_ends_one_session_and_tells_every_node(workspace: Workspace) -> None:
    here, there = await workspace.sign_in("Ana"), await workspace.sign_in("Ana")
    assert await workspace.sessions.end(here.person.id, here.session.id)
    assert not await workspace.sessions.end(here.person.id, here.session.id)
    await workspace.heard(SessionEnded(here.person.id, here.session.id))
    assert await workspace.sessions.find(here.cookie) is None
    assert await workspace.sessions.find(there.cookie) is not None


async def test_signing_out_everywhere_ends_all_sessions_and_open_links_of_that_person(
    workspace: Workspace,
) -> None:
    bo = await workspace.sign_in("Bo")
    sessions = [await workspace.sign_in("Ana") for _ in range(3)]
    ana = sessions[0].person
    link = await workspace.links.sign_in(ana.id, by=BY)
    assert set(await workspace.sessions.end_all(ana.id)) == {each.session.id for each in sessions}
    assert await workspace.sessions.of(ana.id) == []
    with pytest.raises(NotFound):
        await workspace.links.accept(link)
    assert await workspace.sessions.find(bo.cookie) is not None
    assert await workspace.sessions.end_all(ana.id) == []


async def test_signing_out_everywhere_is_published_for_each_session(workspace: Workspace) -> None:
    ana = await workspace.sign_in("Ana")
    await workspace.sessions.end_all(ana.person.id)
    await workspace.heard(SessionEnded(ana.person.id, ana.session.id))


@pytest.mark.parametrize("limits", [AccountLimits(person_sessions=2)])
async def test_too_many_sessions_end_the_one_unseen_for_longest(workspace: Workspace) -> None:
    first, second = await workspace.sign_in("Ana"), await workspace.sign_in("Ana")
    await workspace.clock.advance(90)
    await workspace.sessions.find(first.cookie)
    third = await workspace.sign_in("Ana")
    await workspace.heard(SessionEnded(second.person.id, second.session.id))
    held = {session.id for session in await workspace.sessions.of(first.person.id)}
    assert held == {first.session.id, third.session.id}


@pytest.mark.parametrize("limits", [AccountLimits(person_sessions=2)])
async def test_sessions_that_are_too_old_make_room_without_a_word(workspace: Workspace) -> None:
    for _ in range(2):
        await workspace.sign_in("Ana")
    await workspace.clock.advance(LIFE_MS / SECOND_MS)
    ana = await workspace.sign_in("Ana")
    assert list(await workspace.store.sessions(ana.person.id)) == [ana.session.id]
    assert workspace.notices == []
