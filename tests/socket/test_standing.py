"""What a change of access means for a connection, decided without one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kanverge.accounts.notices import (
    BoardArchived,
    MemberChanged,
    Notice,
    PersonChanged,
    SessionEnded,
    TokenEnded,
)
from kanverge.accounts.principals import Principal, machine
from kanverge.accounts.roles import Role
from kanverge.socket.standing import (
    ARCHIVED,
    REMOVED,
    SIGNED_OUT,
    AskAgain,
    Become,
    after_asking,
    after_notice,
)

ANN = Principal("person", "ann", "Ann", role=Role.EDITOR, board="b1", session="s1")
ADMIN = replace(ANN, role=Role.OWNER, is_admin=True)
SCRIPT = Principal("token", "t1", "Script", role=Role.EDITOR, board="b1")


@pytest.mark.parametrize(
    ("principal", "notice"),
    [
        (ANN, SessionEnded("ann", "s1")),
        (SCRIPT, TokenEnded("b1", "t1")),
    ],
)
def test_the_end_of_what_they_came_with_signs_them_out(principal: Principal, notice: Notice) -> None:
    assert after_notice(principal, notice) == SIGNED_OUT


@pytest.mark.parametrize(
    ("principal", "notice"),
    [
        (ANN, SessionEnded("ann", "s2")),
        (ANN, SessionEnded("bob", "s1")),
        (ANN, TokenEnded("b1", "ann")),
        (ANN, MemberChanged("b2", "ann", None)),
        (ANN, MemberChanged("b1", "bob", None)),
        (ANN, PersonChanged("bob")),
        (ANN, BoardArchived("b2")),
        (ANN, MemberChanged("b1", "ann", Role.EDITOR)),
        (SCRIPT, TokenEnded("b1", "t2")),
        (SCRIPT, TokenEnded("b2", "t1")),
        (SCRIPT, MemberChanged("b1", "t1", None)),
        (SCRIPT, PersonChanged("t1")),
        (machine("import", board="b1"), PersonChanged("import")),
    ],
)
def test_what_happens_to_others_or_elsewhere_means_nothing(principal: Principal, notice: Notice) -> None:
    assert after_notice(principal, notice) is None


def test_another_role_is_theirs_at_once() -> None:
    verdict = after_notice(ANN, MemberChanged("b1", "ann", Role.VIEWER))
    assert verdict == Become(replace(ANN, role=Role.VIEWER))


def test_without_a_role_they_leave() -> None:
    assert after_notice(ANN, MemberChanged("b1", "ann", None)) == REMOVED


def test_an_archived_board_sends_everyone_away() -> None:
    assert after_notice(ANN, BoardArchived("b1")) == ARCHIVED
    assert after_notice(SCRIPT, BoardArchived("b1")) == ARCHIVED


def test_what_a_notice_cannot_tell_is_asked() -> None:
    assert after_notice(ANN, PersonChanged("ann")) == AskAgain()
    assert after_notice(ADMIN, MemberChanged("b1", "ann", None)) == AskAgain()


def test_who_asked_again_is_the_same_stays_as_they_are() -> None:
    assert after_asking(ANN, replace(ANN)) is None


def test_who_is_another_now_goes_on_as_that() -> None:
    assert after_asking(ANN, replace(ANN, name="Anna")) == Become(replace(ANN, name="Anna"))


def test_who_is_nobody_now_is_signed_out_and_who_has_no_role_is_off_the_board() -> None:
    assert after_asking(ANN, None) == SIGNED_OUT
    assert after_asking(ANN, replace(ANN, role=None)) == REMOVED
