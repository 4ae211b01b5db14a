"""Tokens: bearers of one board, revocable, kept only as a hash."""

from __future__ import annotations

import pytest

from kanverge.accounts import credentials
from kanverge.accounts.moments import HOUR_MS, SECOND_MS
from kanverge.accounts.notices import TokenEnded
from kanverge.accounts.roles import BOARD_ROLES, Role
from kanverge.accounts.tokens import PREFIX
from kanverge.errors import Invalid
from kanverge.store.accounts import AccountLimits
from tests.accounts.workspace import BOARD, BY, OTHER_BOARD, Workspace


@pytest.mark.parametrize("role", BOARD_ROLES)
async def test_a_token_is_found_by_its_text_in_any_role_of_a_board(workspace: Workspace, role: Role) -> None:
    token, text = await workspace.tokens.create(BOARD, role, name="script", by=BY)
    assert text.startswith(PREFIX)
    assert (token.board, token.role, token.name, token.created_by) == (BOARD, role, "script", BY)
    assert await workspace.tokens.find(text) == token
    assert await workspace.tokens.get(BOARD, token.id) == token


async def test_any_other_text_finds_none(workspace: Workspace) -> None:
    token, text = await workspace.tokens.create(BOARD, Role.EDITOR, by=BY)
    forged = credentials.mint(BOARD)
    for other in ("", PREFIX, text.removeprefix(PREFIX), PREFIX + text, PREFIX + forged.text):
        assert await workspace.tokens.find(other) is None
    assert await workspace.tokens.find(f"{PREFIX}{BOARD}_{token.id}_{forged.secret}") is None
    assert await workspace.tokens.find(text.replace(BOARD, OTHER_BOARD)) is None


async def test_the_secret_of_a_token_is_not_stored(workspace: Workspace) -> None:
    token, text = await workspace.tokens.create(BOARD, Role.EDITOR, by=BY)
    credential = credentials.parse(text.removeprefix(PREFIX))
    assert credential is not None
    assert credential.secret not in str(await workspace.store.token(BOARD, token.id))


async def test_a_revoked_token_is_no_longer_found_and_every_node_is_told(workspace: Workspace) -> None:
    token, text = await workspace.tokens.create(BOARD, Role.EDITOR, by=BY)
    assert await workspace.tokens.revoke(BOARD, token.id)
    assert not await workspace.tokens.revoke(BOARD, token.id)
    await workspace.heard(TokenEnded(BOARD, token.id))
    assert await workspace.tokens.find(text) is None


async def test_a_token_with_a_life_ends_with_it(workspace: Workspace) -> None:
    lasting, _ = await workspace.tokens.create(BOARD, Role.EDITOR, by=BY)
    passing, text = await workspace.tokens.create(BOARD, Role.EDITOR, by=BY, life_ms=HOUR_MS)
    assert {token.id for token in await workspace.tokens.of(BOARD)} == {lasting.id, passing.id}
    await workspace.clock.advance(HOUR_MS / SECOND_MS)
    assert await workspace.tokens.find(text) is None
    assert await workspace.tokens.of(BOARD) == [lasting]


@pytest.mark.parametrize("limits", [AccountLimits(board_tokens=1)])
async def test_a_board_with_too_many_tokens_gets_no_further_one_until_one_ends(workspace: Workspace) -> None:
    await workspace.tokens.create(BOARD, Role.EDITOR, by=BY, life_ms=HOUR_MS)
    with pytest.raises(Invalid, match="already 1 tokens"):
        await workspace.tokens.create(BOARD, Role.EDITOR, by=BY)
    await workspace.tokens.create(OTHER_BOARD, Role.EDITOR, by=BY)
    await workspace.clock.advance(HOUR_MS / SECOND_MS)
    await workspace.tokens.create(BOARD, Role.EDITOR, by=BY)


@pytest.mark.parametrize("role", [Role.ANYONE, Role.MEMBER, Role.WORKSPACE_ADMIN])
async def test_a_role_that_is_none_of_a_board_is_refused(workspace: Workspace, role: Role) -> None:
    with pytest.raises(Invalid, match="a token's role is one of viewer, commenter, editor, admin, owner"):
        await workspace.tokens.create(BOARD, role, by=BY)


async def test_a_bad_name_board_or_life_is_refused(workspace: Workspace) -> None:
    with pytest.raises(Invalid, match="name"):
        await workspace.tokens.create(BOARD, Role.EDITOR, name="\u202e", by=BY)
    with pytest.raises(Invalid, match="not an id"):
        await workspace.tokens.create("no/board", Role.EDITOR, by=BY)
    with pytest.raises(Invalid, match="lives"):
        await workspace.tokens.create(BOARD, Role.EDITOR, by=BY, life_ms=0)
