"""Who may do what: one table of actions by roles, and nothing else decides."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, Literal, TypeAlias

Action: TypeAlias = str
Rule: TypeAlias = Literal["yes", "own", "-"]


class Role(StrEnum):
    """In what capacity someone acts: the first two in the workspace, the next five on a board."""

    ANYONE = "anyone"  # not signed in
    MEMBER = "member"  # signed in, whatever their boards
    VIEWER = "viewer"
    COMMENTER = "commenter"
    EDITOR = "editor"
    ADMIN = "admin"
    OWNER = "owner"
    WORKSPACE_ADMIN = "workspace-admin"


BOARD_ROLES: Final = (Role.VIEWER, Role.COMMENTER, Role.EDITOR, Role.ADMIN, Role.OWNER)
"""The roles one can have on a board, weakest first."""

# `own`: only where the thing acted upon is the actor's own. Actions are named `noun.verb`; the verbs of `ask`
# are actions under their own names. docs/accounts.md shows this table to people, and a test compares the two.
_TABLE: Final = """
action             anyone  member  viewer  commenter  editor  admin  owner  workspace-admin
pages.view         yes     yes     yes     yes        yes     yes    yes    yes
links.accept       yes     yes     yes     yes        yes     yes    yes    yes
feeds.read         yes     yes     yes     yes        yes     yes    yes    yes
self.view          -       yes     -       -          -       -      -      yes
self.edit          -       yes     -       -          -       -      -      yes
boards.list        -       yes     yes     yes        yes     yes    yes    yes
boards.create      -       -       -       -          -       -      -      yes
templates.list     -       yes     -       -          -       -      -      yes
templates.rename   -       -       -       -          -       -      -      yes
templates.withdraw -       -       -       -          -       -      -      yes
capacity.view      -       yes     -       -          -       -      -      yes
capacity.edit      -       own     -       -          -       -      -      yes
boards.import      -       -       -       -          -       -      -      yes
people.list        -       -       -       -          -       -      -      yes
people.manage      -       -       -       -          -       -      -      yes
board.view         -       -       yes     yes        yes     yes    yes    yes
board.export       -       -       yes     yes        yes     yes    yes    yes
history.view       -       -       yes     yes        yes     yes    yes    yes
presence.send      -       -       yes     yes        yes     yes    yes    yes
board.star         -       -       yes     yes        yes     yes    yes    yes
board.look         -       -       yes     yes        yes     yes    yes    yes
feeds.keep         -       -       yes     yes        yes     yes    yes    yes
members.list       -       -       yes     yes        yes     yes    yes    yes
comments.add       -       -       -       yes        yes     yes    yes    yes
comments.edit      -       -       -       own        own     own    own    own
comments.remove    -       -       -       own        own     yes    yes    yes
reactions.toggle   -       -       -       yes        yes     yes    yes    yes
cards.number       -       -       -       -          yes     yes    yes    yes
presence.spotlight -       -       -       -          yes     yes    yes    yes
board.edit         -       -       -       -          yes     yes    yes    yes
updates.add        -       -       -       -          yes     yes    yes    yes
updates.edit       -       -       -       -          own     own    own    own
updates.remove     -       -       -       -          own     yes    yes    yes
meetings.start     -       -       -       -          yes     yes    yes    yes
meetings.go        -       -       -       -          yes     yes    yes    yes
meetings.time      -       -       -       -          yes     yes    yes    yes
meetings.lead      -       -       -       -          yes     yes    yes    yes
meetings.end       -       -       -       -          own     yes    yes    yes
recurrences.add    -       -       -       -          yes     yes    yes    yes
recurrences.set    -       -       -       -          yes     yes    yes    yes
recurrences.remove -       -       -       -          yes     yes    yes    yes
templates.add      -       -       -       -          yes     yes    yes    yes
templates.set      -       -       -       -          yes     yes    yes    yes
templates.remove   -       -       -       -          yes     yes    yes    yes
rules.add          -       -       -       -          -       yes    yes    yes
rules.set          -       -       -       -          -       yes    yes    yes
rules.remove       -       -       -       -          -       yes    yes    yes
templates.publish  -       -       -       -          -       yes    yes    yes
board.share        -       -       -       -          -       yes    yes    yes
members.manage     -       -       -       -          -       yes    yes    yes
tokens.manage      -       -       -       -          -       yes    yes    yes
board.archive      -       -       -       -          -       yes    yes    yes
board.erase        -       -       -       -          -       -      yes    yes
"""


_CELLS: Final[dict[str, Rule]] = {"yes": "yes", "own": "own", "-": "-"}


def _rules(table: str) -> dict[Action, dict[Role, Rule]]:
    heading, *rows = (line.split() for line in table.strip().splitlines())
    roles = [Role(name) for name in heading[1:]]
    return {action: dict(zip(roles, map(_rule, cells), strict=True)) for action, *cells in rows}


def _rule(cell: str) -> Rule:
    return _CELLS[cell]


RULES: Final = _rules(_TABLE)
"""Action -> role -> rule, complete."""

ACTIONS: Final = frozenset(RULES)

NEVER_BY_TOKEN: Final = frozenset(
    {
        *("board.star", "board.look", "feeds.keep", "board.share"),
        *("members.manage", "tokens.manage", "board.erase"),
    }
)
"""What no token may do, whatever its role: one that leaks must not let in others, or outlive its own end.

Nor has it stars, looks or feeds: they are people's."""


def may(role: Role | None, action: Action, *, is_own: bool = False) -> bool:
    """Return whether ``role`` allows ``action``, on a thing that is or is not the actor's own."""
    rule = RULES[action][role or Role.ANYONE]
    return rule == "yes" or (rule == "own" and is_own)


def on_board(role: Role | None, *, is_admin: bool) -> Role | None:
    """Return in what role a member of ``role`` (None: no member) acts: workspace admins own every board."""
    return Role.OWNER if is_admin else role


def may_assign(by: Role, role: Role | None, *, current: Role | None) -> bool:
    """Return whether ``by`` may turn ``current`` into ``role`` (None: no member): nothing above their own."""
    assert role is None or role in BOARD_ROLES
    return may(by, "members.manage") and max(rank(role), rank(current)) <= rank(by)


def may_give(by: Role | None) -> tuple[Role, ...]:
    """Return the roles that ``by`` may give by a token or an invitation: none above their own, if any."""
    if not (may(by, "tokens.manage") and may(by, "board.share")):
        return ()
    return tuple(role for role in BOARD_ROLES if rank(role) <= rank(by))


def rank(role: Role | None) -> int:
    """Return how far up a role stands; a stronger role has a higher rank, none has the lowest."""
    return _RANKS[role]


_RANKS: Final[dict[Role | None, int]] = {None: -1, **{role: at for at, role in enumerate(Role)}}


def board_role(name: str) -> Role | None:
    """Return the board role spelled ``name``, or None."""
    return next((role for role in BOARD_ROLES if role.value == name), None)
