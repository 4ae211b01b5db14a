"""Access: from a cookie or a token to who acts, and again when something changed."""

from __future__ import annotations

import pytest

from kanverge.accounts.principals import machine
from kanverge.accounts.roles import Role
from kanverge.errors import StoreAway
from kanverge.store import keys
from kanverge.store.client import StoreClient
from tests.accounts.workspace import BOARD, BY, OTHER_BOARD, Workspace


async def test_a_cookie_stands_for_its_person_with_their_role_on_the_board(workspace: Workspace) -> None:
    ana = await workspace.member("Ana", Role.EDITOR)
    principal = await workspace.access.by_session(ana.cookie, BOARD)
    assert principal is not None
    assert (principal.key, principal.name, principal.role) == (f"u:{ana.person.id}", "Ana", Role.EDITOR)
    assert (principal.session, principal.board) == (ana.session.id, BOARD)
    assert principal.color == ana.person.color


async def test_a_person_has_no_role_where_they_are_no_member_and_none_in_the_workspace(
    workspace: Workspace,
) -> None:
    ana = await workspace.member("Ana", Role.EDITOR)
    elsewhere = await workspace.access.by_session(ana.cookie, OTHER_BOARD)
    anywhere = await workspace.access.by_session(ana.cookie)
    assert elsewhere is not None
    assert anywhere is not None
    assert elsewhere.role is anywhere.role is None
    assert not elsewhere.may("board.view")


async def test_an_administrator_of_the_workspace_owns_every_board(workspace: Workspace) -> None:
    ana = await workspace.sign_in("Ana", is_admin=True)
    principal = await workspace.access.by_session(ana.cookie, BOARD)
    assert principal is not None
    assert principal.role is Role.OWNER
    assert principal.may("boards.import")


async def test_a_token_acts_on_its_own_board_only(workspace: Workspace) -> None:
    token, text = await workspace.tokens.create(BOARD, Role.COMMENTER, name="script", by=BY)
    here = await workspace.access.by_token(text)
    there = await workspace.access.by_token(text, OTHER_BOARD)
    assert here is not None
    assert there is not None
    assert (here.key, here.name, here.role, here.board) == (f"t:{token.id}", "script", Role.COMMENTER, BOARD)
    assert here == await workspace.access.by_token(text, BOARD)
    assert there.role is None


async def test_nothing_else_stands_for_anyone(workspace: Workspace) -> None:
    _, token = await workspace.tokens.create(BOARD, Role.EDITOR, by=BY)
    ana = await workspace.sign_in("Ana")
    for cookie in ("", "nonsense", token, token.removeprefix("kvt_")):
        assert await workspace.access.by_session(cookie, BOARD) is None
    for text in ("", "nonsense", ana.cookie, "kvt_" + ana.cookie):
        assert await workspace.access.by_token(text, BOARD) is None


async def test_asking_again_shows_a_changed_role_and_name(workspace: Workspace) -> None:
    ana = await workspace.member("Ana", Role.EDITOR)
    before = await workspace.access.by_session(ana.cookie, BOARD)
    assert before is not None
    assert await workspace.access.again(before) == before
    await workspace.members.set(BOARD, ana.person.id, Role.VIEWER)
    await workspace.people.rename(ana.person.id, "Anna")
    after = await workspace.access.again(before)
    assert after is not None
    assert (after.role, after.name, after.key) == (Role.VIEWER, "Anna", before.key)
    await workspace.members.remove(BOARD, ana.person.id)
    removed = await workspace.access.again(after)
    assert removed is not None
    assert removed.role is None


async def test_asking_again_after_a_session_or_token_ended_finds_nobody(workspace: Workspace) -> None:
    ana = await workspace.member("Ana", Role.EDITOR)
    token, text = await workspace.tokens.create(BOARD, Role.EDITOR, by=BY)
    person, bearer = (
        await workspace.access.by_session(ana.cookie, BOARD),
        await workspace.access.by_token(text),
    )
    assert person is not None
    assert bearer is not None
    assert await workspace.access.again(bearer) == bearer
    await workspace.sessions.end(ana.person.id, ana.session.id)
    await workspace.tokens.revoke(BOARD, token.id)
    assert await workspace.access.again(person) is None
    assert await workspace.access.again(bearer) is None


async def test_a_session_whose_person_is_gone_stands_for_nobody(
    workspace: Workspace, client: StoreClient
) -> None:
    ana = await workspace.sign_in("Ana")
    await client.call("HDEL", keys.PEOPLE, ana.person.id)
    assert await workspace.access.by_session(ana.cookie, BOARD) is None


async def test_a_machine_stays_who_it_is(workspace: Workspace) -> None:
    assert await workspace.access.again(machine("import", board=BOARD)) == machine("import", board=BOARD)


async def test_while_the_store_is_away_nobody_is_let_in(workspace: Workspace, client: StoreClient) -> None:
    ana = await workspace.sign_in("Ana")
    await client.close()
    with pytest.raises(StoreAway):
        await workspace.access.by_session(ana.cookie, BOARD)
