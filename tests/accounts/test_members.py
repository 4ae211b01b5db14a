"""Members: roles on boards, their limits, and what is published."""

from __future__ import annotations

import pytest

from kanverge.accounts.links import Link
from kanverge.accounts.notices import MemberChanged, TokenEnded
from kanverge.accounts.principals import person_key
from kanverge.accounts.roles import Role
from kanverge.accounts.tokens import Token
from kanverge.errors import Conflict, Invalid, NotFound
from kanverge.store.accounts import AccountLimits
from tests.accounts.workspace import BOARD, BY, OTHER_BOARD, Workspace


async def test_a_member_has_a_role_on_the_board_and_nowhere_else(workspace: Workspace) -> None:
    ana = await workspace.people.create("Ana")
    change = await workspace.members.set(BOARD, ana.id, Role.EDITOR)
    assert change == MemberChanged(BOARD, ana.id, Role.EDITOR)
    await workspace.heard(change)
    assert await workspace.members.role(BOARD, ana.id) is Role.EDITOR
    assert await workspace.members.role(OTHER_BOARD, ana.id) is None
    assert await workspace.members.boards_of(ana.id) == {BOARD: Role.EDITOR}


async def test_members_are_listed_by_name_with_their_roles(workspace: Workspace) -> None:
    for name, role in (("bo", Role.VIEWER), ("Ana", Role.OWNER)):
        person = await workspace.people.create(name)
        await workspace.members.set(BOARD, person.id, role)
    members = await workspace.members.of_board(BOARD)
    assert [(member.person.name, member.role) for member in members] == [
        ("Ana", Role.OWNER),
        ("bo", Role.VIEWER),
    ]
    assert await workspace.members.of_board(OTHER_BOARD) == []


async def test_a_changed_role_is_published_and_an_unchanged_one_is_not(workspace: Workspace) -> None:
    ana = await workspace.people.create("Ana")
    first = await workspace.members.set(BOARD, ana.id, Role.EDITOR)
    assert await workspace.members.set(BOARD, ana.id, Role.EDITOR) is None
    second = await workspace.members.set(BOARD, ana.id, Role.VIEWER)
    assert first is not None
    assert second is not None
    await workspace.heard(first, second)


async def test_who_is_removed_is_a_member_no_more_and_everyone_is_told(workspace: Workspace) -> None:
    ana = await workspace.people.create("Ana")
    await workspace.members.set(BOARD, ana.id, Role.EDITOR)
    workspace.notices.clear()
    assert await workspace.members.remove(BOARD, ana.id) == MemberChanged(BOARD, ana.id, None)
    assert await workspace.members.remove(BOARD, ana.id) is None
    assert await workspace.members.role(BOARD, ana.id) is None
    assert await workspace.members.boards_of(ana.id) == {}
    assert await workspace.members.of_board(BOARD) == []


async def test_the_last_owner_stays_but_one_of_two_may_go(workspace: Workspace) -> None:
    ana, bo = await workspace.people.create("Ana"), await workspace.people.create("Bo")
    await workspace.members.set(BOARD, ana.id, Role.OWNER)
    with pytest.raises(Invalid, match="last owner"):
        await workspace.members.remove(BOARD, ana.id)
    with pytest.raises(Invalid, match="last owner"):
        await workspace.members.set(BOARD, ana.id, Role.ADMIN)
    await workspace.members.set(BOARD, bo.id, Role.OWNER)
    assert await workspace.members.remove(BOARD, ana.id) is not None
    assert await workspace.members.role(BOARD, bo.id) is Role.OWNER


async def test_a_change_decided_on_another_role_is_refused(workspace: Workspace) -> None:
    ana = (await workspace.member("Ana", Role.EDITOR)).person.id
    await workspace.member("Bo", Role.OWNER)
    await workspace.members.set(BOARD, ana, Role.OWNER)  # between the look at her role and the change
    for role in (Role.VIEWER, None):
        with pytest.raises(Conflict):
            await workspace.members.change(BOARD, ana, role, current=Role.EDITOR)
    assert await workspace.members.role(BOARD, ana) is Role.OWNER
    await workspace.members.remove(BOARD, ana)
    with pytest.raises(Conflict):
        await workspace.members.change(BOARD, ana, Role.ADMIN, current=Role.OWNER)
    assert await workspace.members.role(BOARD, ana) is None
    await workspace.members.change(BOARD, ana, Role.VIEWER, current=None)
    assert await workspace.members.role(BOARD, ana) is Role.VIEWER


async def test_nobody_who_does_not_exist_becomes_a_member(workspace: Workspace) -> None:
    with pytest.raises(NotFound):
        await workspace.members.set(BOARD, "0nobody000000000000001", Role.VIEWER)
    assert await workspace.members.of_board(BOARD) == []


@pytest.mark.parametrize("limits", [AccountLimits(board_members=1)])
async def test_a_full_board_takes_no_further_member_but_still_changes_roles(workspace: Workspace) -> None:
    ana, bo = await workspace.people.create("Ana"), await workspace.people.create("Bo")
    await workspace.members.set(BOARD, ana.id, Role.VIEWER)
    with pytest.raises(Invalid, match="already 1 members"):
        await workspace.members.set(BOARD, bo.id, Role.VIEWER)
    assert await workspace.members.set(BOARD, ana.id, Role.EDITOR) is not None


@pytest.mark.parametrize("limits", [AccountLimits(person_boards=1)])
async def test_a_person_on_too_many_boards_joins_no_further_one(workspace: Workspace) -> None:
    ana = await workspace.people.create("Ana")
    await workspace.members.set(BOARD, ana.id, Role.VIEWER)
    with pytest.raises(Invalid, match="already 1 boards"):
        await workspace.members.set(OTHER_BOARD, ana.id, Role.VIEWER)
    assert await workspace.members.of_board(OTHER_BOARD) == []


async def test_what_somebody_gave_ends_with_the_right_to_give_it(workspace: Workspace) -> None:
    olga = (await workspace.member("Olga", Role.OWNER)).person.id
    ann = (await workspace.member("Ann", Role.OWNER)).person.id
    await workspace.heard(MemberChanged(BOARD, olga, Role.OWNER), MemberChanged(BOARD, ann, Role.OWNER))
    tokens: dict[tuple[str, Role], Token] = {}
    links: dict[tuple[str, Role], Link] = {}
    for by in (person_key(ann), BY):
        for role in (Role.EDITOR, Role.OWNER):
            tokens[by, role], _ = await workspace.tokens.create(BOARD, role, by=by)
        for role in (Role.EDITOR, Role.ADMIN):
            links[by, role], _ = await workspace.links.invite(BOARD, role, by=by)

    async def left() -> set[str]:
        invitations = await workspace.links.invitations(BOARD)
        return {token.id for token in await workspace.tokens.of(BOARD)} | {link.id for link in invitations}

    async def become(role: Role | None) -> None:
        if role is None:
            await workspace.members.remove(BOARD, ann)
        else:
            await workspace.members.set(BOARD, ann, role)

    everything = {token.id for token in tokens.values()} | {link.id for link in links.values()}
    assert await left() == everything
    await become(Role.ADMIN)
    above = tokens[person_key(ann), Role.OWNER].id
    await workspace.heard(TokenEnded(BOARD, above), MemberChanged(BOARD, ann, Role.ADMIN))
    assert await left() == everything - {above}
    await become(None)
    gone = {token.id for (by, _), token in tokens.items() if by != BY}
    gone |= {link.id for (by, _), link in links.items() if by != BY}
    await workspace.heard(
        TokenEnded(BOARD, tokens[person_key(ann), Role.EDITOR].id), MemberChanged(BOARD, ann, None)
    )
    assert await left() == everything - gone


async def test_an_administrator_keeps_what_they_gave_whatever_the_members_say(workspace: Workspace) -> None:
    root = (await workspace.sign_in("Root", is_admin=True)).person.id
    await workspace.members.set(BOARD, root, Role.EDITOR)
    token, _ = await workspace.tokens.create(BOARD, Role.OWNER, by=person_key(root))
    await workspace.members.remove(BOARD, root)
    assert [kept.id for kept in await workspace.tokens.of(BOARD)] == [token.id]
