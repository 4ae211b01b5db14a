"""Members: roles on boards, their limits, and what is published."""

from __future__ import annotations

import pytest

from kanverge.accounts.notices import MemberChanged
from kanverge.accounts.roles import Role
from kanverge.errors import Invalid, NotFound
from kanverge.store.accounts import AccountLimits
from tests.accounts.workspace import BOARD, OTHER_BOARD, Workspace


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
