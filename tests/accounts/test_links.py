"""Links: used as often as they say, by whom they are for, and never half."""

from __future__ import annotations

import asyncio

import pytest

from kanverge.accounts import credentials
from kanverge.accounts.links import INVITATION_LIFE_MS, RETRY_MS, SIGN_IN_LIFE_MS, SignedIn
from kanverge.accounts.moments import MINUTE_MS, SECOND_MS, now_ms
from kanverge.accounts.notices import MemberChanged, SessionEnded
from kanverge.accounts.roles import Role
from kanverge.errors import Invalid, NotFound
from kanverge.store.accounts import AccountLimits
from tests.accounts.workspace import BOARD, BY, OTHER_BOARD, Workspace, new_attempt

# Signing in by a link.


async def test_a_sign_in_link_makes_its_person_join_once(workspace: Workspace) -> None:
    person = await workspace.people.create("Ana")
    link = await workspace.links.sign_in(person.id, by=BY)
    signed_in = await workspace.links.accept(link)
    assert signed_in.person.id == person.id
    assert signed_in.person.joined_ms == now_ms(workspace.clock)
    assert signed_in.board is None
    assert await workspace.people.get(person.id) == signed_in.person
    with pytest.raises(NotFound, match="used already"):
        await workspace.links.accept(link)


async def test_of_many_uses_of_one_link_at_once_exactly_one_wins(workspace: Workspace) -> None:
    person = await workspace.people.create("Ana")
    link = await workspace.links.sign_in(person.id, by=BY)
    results = await asyncio.gather(*(workspace.links.accept(link) for _ in range(10)), return_exceptions=True)
    assert sum(isinstance(result, SignedIn) for result in results) == 1
    assert sum(isinstance(result, NotFound) for result in results) == 9
    assert len(await workspace.sessions.of(person.id)) == 1


async def test_a_link_expires_after_a_day(workspace: Workspace) -> None:
    person = await workspace.people.create("Ana")
    link = await workspace.links.sign_in(person.id, by=BY)
    await workspace.clock.advance(SIGN_IN_LIFE_MS / SECOND_MS)
    assert await workspace.links.peek(link) is None
    with pytest.raises(NotFound, match="not valid"):
        await workspace.links.accept(link)


async def test_looking_at_a_link_does_not_use_it(workspace: Workspace) -> None:
    person = await workspace.people.create("Ana")
    link = await workspace.links.sign_in(person.id, by=BY)
    for _ in range(3):
        seen = await workspace.links.peek(link)
        assert seen is not None
        assert (seen.person, seen.uses_left) == (person.id, 1)
    await workspace.links.accept(link)
    used = await workspace.links.peek(link)
    assert used is not None
    assert used.uses_left == 0


async def test_a_forged_link_opens_nothing(workspace: Workspace) -> None:
    person = await workspace.people.create("Ana")
    real = credentials.parse(await workspace.links.sign_in(person.id, by=BY))
    assert real is not None
    forged = credentials.mint(person.id)
    for text in (forged.text, f"{person.id}_{real.id}_{forged.secret}", "nonsense", ""):
        assert await workspace.links.peek(text) is None
        with pytest.raises(NotFound):
            await workspace.links.accept(text)
        with pytest.raises(NotFound):
            await workspace.links.join(text, person.id)


async def test_the_name_chosen_counts_only_when_joining(workspace: Workspace) -> None:
    person = await workspace.people.create("Ana")
    first = await workspace.links.accept(await workspace.links.sign_in(person.id, by=BY), name="Anna")
    second = await workspace.links.accept(await workspace.links.sign_in(person.id, by=BY), name="Bo")
    assert first.person.name == second.person.name == "Anna"
    assert await workspace.people.find("Ana") is None
    assert await workspace.people.find("Anna") == second.person


async def test_a_taken_name_leaves_the_link_unused(workspace: Workspace) -> None:
    await workspace.people.create("Bo")
    person = await workspace.people.create("Ana")
    link = await workspace.links.sign_in(person.id, by=BY)
    with pytest.raises(Invalid, match="already has this name"):
        await workspace.links.accept(link, name="BO")
    assert (await workspace.links.accept(link, name="Cy")).person.name == "Cy"


async def test_signing_in_closes_the_persons_other_links(workspace: Workspace) -> None:
    person = await workspace.people.create("Ana")
    older, newer = [await workspace.links.sign_in(person.id, by=BY) for _ in range(2)]
    await workspace.links.accept(older)
    with pytest.raises(NotFound):
        await workspace.links.accept(newer)


@pytest.mark.parametrize("limits", [AccountLimits(person_links=2)])
async def test_of_too_many_links_for_one_person_the_oldest_ends(workspace: Workspace) -> None:
    person = await workspace.people.create("Ana")
    links = []
    for _ in range(3):
        links.append(await workspace.links.sign_in(person.id, by=BY))
        await workspace.clock.advance(1)
    assert [await workspace.links.peek(link) is not None for link in links] == [False, True, True]


async def test_nobody_who_does_not_exist_gets_a_link(workspace: Workspace) -> None:
    with pytest.raises(NotFound):
        await workspace.links.sign_in("0nobody000000000000001", by=BY)


# Trying again when the answer was lost.


async def test_the_same_attempt_again_signs_the_same_person_in_again(workspace: Workspace) -> None:
    person = await workspace.people.create("Ana")
    link, attempt = await workspace.links.sign_in(person.id, by=BY), new_attempt()
    lost = await workspace.links.accept(link, attempt=attempt)
    again = await workspace.links.accept(link, attempt=attempt)
    assert again.person.id == lost.person.id
    assert await workspace.sessions.find(lost.cookie) is None
    assert await workspace.sessions.find(again.cookie) == again.session
    await workspace.heard(SessionEnded(person.id, lost.session.id))


async def test_another_attempt_or_a_late_one_is_refused(workspace: Workspace) -> None:
    person = await workspace.people.create("Ana")
    link, attempt = await workspace.links.sign_in(person.id, by=BY), new_attempt()
    await workspace.links.accept(link, attempt=attempt)
    with pytest.raises(NotFound, match="used already"):
        await workspace.links.accept(link, attempt=new_attempt())
    await workspace.clock.advance(RETRY_MS / SECOND_MS)
    with pytest.raises(NotFound):
        await workspace.links.accept(link, attempt=attempt)


async def test_after_signing_out_the_same_attempt_does_not_sign_in_again(workspace: Workspace) -> None:
    person = await workspace.people.create("Ana")
    link, attempt = await workspace.links.sign_in(person.id, by=BY), new_attempt()
    signed_in = await workspace.links.accept(link, attempt=attempt)
    await workspace.sessions.end(person.id, signed_in.session.id)
    with pytest.raises(NotFound, match="used already"):
        await workspace.links.accept(link, attempt=attempt)


async def test_repeating_an_attempt_at_an_invitation_makes_one_person(workspace: Workspace) -> None:
    _, secret = await workspace.links.invite(BOARD, Role.EDITOR, by=BY, uses=5)
    attempt = new_attempt()
    results = await asyncio.gather(
        *(workspace.links.accept(secret, name="Ana", attempt=attempt) for _ in range(5))
    )
    assert len({result.person.id for result in results}) == 1
    [invitation] = await workspace.links.invitations(BOARD)
    assert invitation.uses_left == 4
    assert len(await workspace.people.list()) == 1
    assert len(await workspace.sessions.of(results[0].person.id)) == 1


async def test_an_old_attempt_at_an_invitation_is_nobody_known(workspace: Workspace) -> None:
    _, secret = await workspace.links.invite(BOARD, Role.EDITOR, by=BY, uses=5)
    attempt = new_attempt()
    ana = await workspace.links.accept(secret, name="Ana", attempt=attempt)
    await workspace.sessions.end(ana.person.id, ana.session.id)
    with pytest.raises(NotFound, match="used already"):
        await workspace.links.accept(secret, name="Bo", attempt=attempt)
    await workspace.clock.advance(RETRY_MS / SECOND_MS)
    bo = await workspace.links.accept(secret, name="Bo", attempt=attempt)
    assert bo.person.id != ana.person.id


@pytest.mark.parametrize("attempt", ["1", "x" * 21, "x" * 65, "x" * 21 + "/"])
async def test_an_attempt_that_could_be_guessed_is_refused(workspace: Workspace, attempt: str) -> None:
    person = await workspace.people.create("Ana")
    link = await workspace.links.sign_in(person.id, by=BY)
    with pytest.raises(Invalid, match="attempt"):
        await workspace.links.accept(link, attempt=attempt)


# Being invited.


async def test_an_invitation_makes_a_new_person_a_member(workspace: Workspace) -> None:
    _, secret = await workspace.links.invite(BOARD, Role.COMMENTER, by=BY)
    ana = await workspace.links.accept(secret, name=" Ana ")
    assert (ana.person.name, ana.person.is_admin, ana.board) == ("Ana", False, BOARD)
    assert ana.person.joined_ms == now_ms(workspace.clock)
    assert await workspace.members.role(BOARD, ana.person.id) is Role.COMMENTER
    assert await workspace.sessions.find(ana.cookie) == ana.session
    await workspace.heard(MemberChanged(BOARD, ana.person.id, Role.COMMENTER))


async def test_an_invitation_is_used_as_often_as_it_says(workspace: Workspace) -> None:
    _, secret = await workspace.links.invite(BOARD, Role.VIEWER, by=BY, uses=3)
    results = await asyncio.gather(
        *(workspace.links.accept(secret, name=f"Guest {number}") for number in range(6)),
        return_exceptions=True,
    )
    assert sum(isinstance(result, SignedIn) for result in results) == 3
    assert len(await workspace.members.of_board(BOARD)) == len(await workspace.people.list()) == 3
    assert await workspace.links.invitations(BOARD) == []


async def test_the_invited_have_to_choose_a_name_that_is_free(workspace: Workspace) -> None:
    await workspace.people.create("Ana")
    _, secret = await workspace.links.invite(BOARD, Role.VIEWER, by=BY)
    for name in (None, "", "ana", "\u202e"):
        with pytest.raises(Invalid):
            await workspace.links.accept(secret, name=name)
    assert (await workspace.links.accept(secret, name="Bo")).person.name == "Bo"


async def test_somebody_signed_in_joins_as_who_they_are(workspace: Workspace) -> None:
    ana = await workspace.sign_in("Ana")
    _, secret = await workspace.links.invite(BOARD, Role.EDITOR, by=BY)
    assert await workspace.links.join(secret, ana.person.id) == (BOARD, Role.EDITOR)
    assert await workspace.members.role(BOARD, ana.person.id) is Role.EDITOR
    await workspace.heard(MemberChanged(BOARD, ana.person.id, Role.EDITOR))
    assert await workspace.links.join(secret, ana.person.id) == (BOARD, Role.EDITOR)
    bo = await workspace.sign_in("Bo")
    with pytest.raises(NotFound, match="used already"):
        await workspace.links.join(secret, bo.person.id)


async def test_joining_again_raises_a_role_but_never_lowers_it_or_wastes_the_link(
    workspace: Workspace,
) -> None:
    ana = await workspace.member("Ana", Role.EDITOR)
    lower, lower_secret = await workspace.links.invite(BOARD, Role.VIEWER, by=BY)
    _, higher_secret = await workspace.links.invite(BOARD, Role.ADMIN, by=BY)
    assert await workspace.links.join(lower_secret, ana.person.id) == (BOARD, Role.EDITOR)
    assert await workspace.links.join(higher_secret, ana.person.id) == (BOARD, Role.ADMIN)
    assert await workspace.links.invitations(BOARD) == [lower]


async def test_a_sign_in_link_is_no_invitation(workspace: Workspace) -> None:
    ana = await workspace.people.create("Ana")
    link = await workspace.links.sign_in(ana.id, by=BY)
    with pytest.raises(NotFound):
        await workspace.links.join(link, ana.id)


async def test_a_revoked_invitation_lets_nobody_in_but_who_came_by_it_stays(workspace: Workspace) -> None:
    invitation, secret = await workspace.links.invite(BOARD, Role.EDITOR, by=BY, uses=2)
    ana = await workspace.links.accept(secret, name="Ana")
    assert await workspace.links.revoke(BOARD, invitation.id)
    assert not await workspace.links.revoke(BOARD, invitation.id)
    assert not await workspace.links.revoke(OTHER_BOARD, invitation.id)
    with pytest.raises(NotFound):
        await workspace.links.accept(secret, name="Bo")
    assert await workspace.members.role(BOARD, ana.person.id) is Role.EDITOR


async def test_an_invitation_expires_as_it_says(workspace: Workspace) -> None:
    brief, brief_secret = await workspace.links.invite(BOARD, Role.EDITOR, by=BY, life_ms=MINUTE_MS)
    await workspace.clock.advance(1)
    usual, usual_secret = await workspace.links.invite(BOARD, Role.EDITOR, by=BY)
    assert await workspace.links.invitations(BOARD) == [brief, usual]
    await workspace.clock.advance(MINUTE_MS / SECOND_MS - 1)
    with pytest.raises(NotFound):
        await workspace.links.accept(brief_secret, name="Ana")
    assert await workspace.links.invitations(BOARD) == [usual]
    await workspace.clock.advance(INVITATION_LIFE_MS / SECOND_MS)
    assert await workspace.links.peek(usual_secret) is None


@pytest.mark.parametrize("limits", [AccountLimits(board_invitations=1)])
async def test_a_board_with_too_many_invitations_gets_no_further_one_until_one_ends(
    workspace: Workspace,
) -> None:
    await workspace.links.invite(BOARD, Role.EDITOR, by=BY, life_ms=MINUTE_MS)
    with pytest.raises(Invalid, match="already 1 invitations"):
        await workspace.links.invite(BOARD, Role.EDITOR, by=BY)
    await workspace.clock.advance(MINUTE_MS / SECOND_MS)
    await workspace.links.invite(BOARD, Role.EDITOR, by=BY)


async def test_an_invitation_that_makes_no_sense_is_refused(workspace: Workspace) -> None:
    for role in (Role.OWNER, Role.WORKSPACE_ADMIN, Role.MEMBER):
        with pytest.raises(Invalid, match="an invitation makes"):
            await workspace.links.invite(BOARD, role, by=BY)
    for uses in (0, 1_001):
        with pytest.raises(Invalid, match="1 to 1,000 times"):
            await workspace.links.invite(BOARD, Role.EDITOR, by=BY, uses=uses)
    for life_ms in (0, MINUTE_MS - 1, 91 * 24 * 60 * MINUTE_MS):
        with pytest.raises(Invalid, match="90 days"):
            await workspace.links.invite(BOARD, Role.EDITOR, by=BY, life_ms=life_ms)
    with pytest.raises(Invalid, match="not an id"):
        await workspace.links.invite("no/board", Role.EDITOR, by=BY)


@pytest.mark.parametrize("limits", [AccountLimits(board_members=1, people=5)])
async def test_a_full_board_refuses_the_invited_and_makes_no_person(workspace: Workspace) -> None:
    await workspace.member("Ana", Role.OWNER)
    bo = await workspace.sign_in("Bo")
    _, secret = await workspace.links.invite(BOARD, Role.EDITOR, by=BY)
    with pytest.raises(Invalid, match="already 1 members"):
        await workspace.links.accept(secret, name="Cy")
    with pytest.raises(Invalid, match="already 1 members"):
        await workspace.links.join(secret, bo.person.id)
    assert await workspace.people.find("Cy") is None
    [invitation] = await workspace.links.invitations(BOARD)
    assert invitation.uses_left == 1


@pytest.mark.parametrize("limits", [AccountLimits(people=1)])
async def test_a_full_workspace_refuses_the_invited(workspace: Workspace) -> None:
    await workspace.people.create("Ana")
    _, secret = await workspace.links.invite(BOARD, Role.EDITOR, by=BY)
    with pytest.raises(Invalid, match="already 1 people"):
        await workspace.links.accept(secret, name="Bo")
    assert await workspace.members.of_board(BOARD) == []
