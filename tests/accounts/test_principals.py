"""Principals: their keys, their colours and what they may do."""

from __future__ import annotations

import pytest

from kanverge.accounts.principals import COLORS, Kind, Principal, color_index, machine
from kanverge.accounts.roles import ACTIONS, BOARD_ROLES, NEVER_BY_TOKEN, Role, may


@pytest.mark.parametrize(("kind", "key"), [("person", "u:7"), ("token", "t:7"), ("machine", "m:7")])
def test_a_key_tells_the_kind_and_the_id(kind: Kind, key: str) -> None:
    assert Principal(kind, "7", "Ana").key == key


def test_a_colour_depends_on_the_id_alone_and_all_are_used() -> None:
    assert Principal("person", "7", "Ana").color == Principal("person", "7", "Bo").color == color_index("7")
    assert {color_index(str(number)) for number in range(200)} == set(range(len(COLORS)))


@pytest.mark.parametrize("role", BOARD_ROLES)
def test_a_person_may_what_their_role_and_being_signed_in_allow(role: Role) -> None:
    person = Principal("person", "7", "Ana", role=role)
    allowed = {action for action in ACTIONS if person.may(action)}
    assert allowed == {action for action in ACTIONS if may(role, action) or may(Role.MEMBER, action)}


def test_an_admin_of_the_workspace_may_everything_but_edit_what_others_wrote() -> None:
    admin = Principal("person", "7", "Ana", is_admin=True)
    assert {action for action in ACTIONS if not admin.may(action)} == {"comments.edit", "updates.edit"}
    assert admin.may("comments.edit", is_own=True)


def test_a_token_never_lets_others_in_whatever_its_role() -> None:
    token = Principal("token", "7", "script", role=Role.OWNER)
    assert token.may("board.edit")
    assert not any(token.may(action, is_own=True) for action in NEVER_BY_TOKEN)


def test_a_token_is_no_person_of_the_workspace() -> None:
    assert not Principal("token", "7", "script", role=Role.EDITOR).may("self.view")


def test_without_a_role_on_the_board_nobody_sees_it() -> None:
    assert not Principal("person", "7", "Ana").may("board.view")
    assert not Principal("token", "7", "script").may("board.view")


def test_a_machine_edits_as_itself() -> None:
    assert machine("import").key == "m:import"
    assert machine("import").may("board.edit")
    assert not machine("import", role=Role.VIEWER).may("board.edit")
