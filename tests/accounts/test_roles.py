"""Roles: the table is complete, each step up only adds, and docs/accounts.md says the same."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from kanverge.accounts.roles import (
    ACTIONS,
    BOARD_ROLES,
    NEVER_BY_TOKEN,
    RULES,
    Role,
    board_role,
    may,
    may_assign,
    may_give,
    on_board,
    rank,
)

DOCS = Path(__file__).parents[2] / "docs" / "accounts.md"
STRENGTH = {"-": 0, "own": 1, "yes": 2}


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_every_action_has_a_rule_for_every_role(action: str) -> None:
    assert list(RULES[action]) == list(Role)
    assert set(RULES[action].values()) <= STRENGTH.keys()


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_a_stronger_role_on_a_board_never_takes_a_right_away(action: str) -> None:
    for weaker, stronger in pairwise((*BOARD_ROLES, Role.WORKSPACE_ADMIN)):
        assert STRENGTH[RULES[action][weaker]] <= STRENGTH[RULES[action][stronger]]
    assert STRENGTH[RULES[action][Role.ANYONE]] <= STRENGTH[RULES[action][Role.MEMBER]]


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_actions_are_named_noun_and_verb(action: str) -> None:
    assert re.fullmatch(r"[a-z]+\.[a-z]+", action)


@pytest.mark.parametrize("role", [None, *BOARD_ROLES])
def test_a_workspace_admin_owns_every_board_whatever_the_members_say(role: Role | None) -> None:
    assert on_board(role, is_admin=True) is Role.OWNER
    assert on_board(role, is_admin=False) is role


def test_whoever_is_not_signed_in_may_only_open_pages_take_links_and_read_feeds_by_their_secret() -> None:
    allowed = {action for action in ACTIONS if may(None, action, is_own=True)}
    assert allowed == {"pages.view", "links.accept", "feeds.read"}


def test_viewers_and_commenters_cannot_edit_and_editors_cannot_share() -> None:
    assert [role for role in BOARD_ROLES if may(role, "board.edit")] == [Role.EDITOR, Role.ADMIN, Role.OWNER]
    assert [role for role in BOARD_ROLES if may(role, "board.share")] == [Role.ADMIN, Role.OWNER]
    assert [role for role in BOARD_ROLES if may(role, "comments.add")] == list(BOARD_ROLES[1:])
    assert [role for role in BOARD_ROLES if may(role, "board.erase")] == [Role.OWNER]


def test_a_comment_is_edited_only_by_its_author_and_removed_also_by_an_admin() -> None:
    assert not any(may(role, "comments.edit") for role in Role)
    assert may(Role.COMMENTER, "comments.edit", is_own=True)
    assert not may(Role.VIEWER, "comments.edit", is_own=True)
    assert not may(Role.EDITOR, "comments.remove")
    assert may(Role.ADMIN, "comments.remove")


def test_an_unknown_action_is_our_own_mistake_and_allows_nothing() -> None:
    with pytest.raises(KeyError):
        may(Role.OWNER, "board.fly")


def test_nobody_gives_or_takes_a_role_above_their_own() -> None:
    assert may_assign(Role.ADMIN, Role.ADMIN, current=None)
    assert may_assign(Role.OWNER, Role.OWNER, current=Role.VIEWER)
    assert may_assign(Role.WORKSPACE_ADMIN, None, current=Role.OWNER)
    assert not may_assign(Role.ADMIN, Role.OWNER, current=None)
    assert not may_assign(Role.ADMIN, Role.VIEWER, current=Role.OWNER)
    assert not may_assign(Role.ADMIN, None, current=Role.OWNER)
    assert not may_assign(Role.EDITOR, Role.VIEWER, current=None)


def test_tokens_and_invitations_are_given_up_to_ones_own_role() -> None:
    assert may_give(Role.OWNER) == may_give(Role.WORKSPACE_ADMIN) == BOARD_ROLES
    assert may_give(Role.ADMIN) == BOARD_ROLES[:-1]
    assert may_give(Role.EDITOR) == may_give(Role.MEMBER) == may_give(None) == ()


def test_a_role_is_read_by_its_name_only_when_it_is_one_of_a_board() -> None:
    assert [board_role(role.value) for role in BOARD_ROLES] == list(BOARD_ROLES)
    assert (
        board_role("workspace-admin") is board_role("anyone") is board_role("Owner") is board_role("") is None
    )


def test_roles_rank_as_they_are_listed_and_none_ranks_below_all() -> None:
    assert sorted([None, *Role], key=rank) == [None, *Role]


def test_what_no_token_may_do_is_known_to_the_table() -> None:
    assert NEVER_BY_TOKEN <= ACTIONS


def test_the_documentation_shows_the_same_table() -> None:
    rows = [
        [cell.strip(" `") for cell in line.strip("|").split("|")]
        for line in DOCS.read_text().splitlines()
        if line.startswith(("| `", "| action "))
    ]
    heading, *body = rows
    assert heading == ["action", *Role, "token"]
    documented = {action: cells for action, *cells in body}
    assert documented == {
        action: [*rules.values(), "never" if action in NEVER_BY_TOKEN else "by role"]
        for action, rules in RULES.items()
    }
