"""What a change of somebody's access means for a connection of theirs: decided here, done by the connection."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

from kanverge.accounts.notices import (
    BoardArchived,
    BoardRestored,
    MemberChanged,
    Notice,
    PersonChanged,
    SessionEnded,
    TokenEnded,
)
from kanverge.accounts.principals import Principal
from kanverge.socket.limits import Close


@dataclass(frozen=True, slots=True)
class Leave:
    """Close the connection."""

    code: int
    reason: str


@dataclass(frozen=True, slots=True)
class Become:
    """Go on as this principal, from the next message on."""

    principal: Principal


@dataclass(frozen=True, slots=True)
class AskAgain:
    """Only the store knows: ask who they are now."""


Verdict: TypeAlias = Leave | Become | AskAgain | None

SIGNED_OUT = Leave(Close.NOT_SIGNED_IN, "the session or token has ended")
REMOVED = Leave(Close.NO_ACCESS, "you are not on this board any more")
ARCHIVED = Leave(Close.BOARD_GONE, "the board was archived")


def after_notice(principal: Principal, notice: Notice) -> Verdict:
    """Return what ``notice`` means for a connection of ``principal``; None: nothing."""
    match notice:
        case BoardArchived(board):
            return ARCHIVED if principal.board == board else None
        case BoardRestored():
            return None
        case TokenEnded(board, token):
            is_theirs = principal.kind == "token" and (principal.board, principal.id) == (board, token)
            return SIGNED_OUT if is_theirs else None
        case _ if principal.kind != "person" or principal.id != notice.person:
            return None
        case SessionEnded(_, session):
            return SIGNED_OUT if principal.session == session else None
        case MemberChanged(board, _, role):
            if principal.board != board:
                return None
            # An administrator of the workspace is an owner here whatever the members say.
            return (
                AskAgain() if principal.is_admin else after_asking(principal, replace(principal, role=role))
            )
        case PersonChanged():
            return AskAgain()


def without_rights(principal: Principal) -> Principal:
    """Return who someone is once they had to leave: what they asked for, and what waits, needs the right to it."""
    return replace(principal, role=None, is_admin=False)


def after_asking(principal: Principal, now: Principal | None) -> Verdict:
    """Return what it means that ``principal`` is ``now`` another, or (None) nobody any more."""
    if now is None:
        return SIGNED_OUT
    if not now.may("board.view"):
        return REMOVED
    return None if now == principal else Become(now)
