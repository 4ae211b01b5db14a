"""Who acts: a person, a token or a machine, as log entries and rooms know them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal, TypeAlias

from kanverge.accounts.roles import NEVER_BY_TOKEN, Action, Role, may

Kind: TypeAlias = Literal["person", "token", "machine"]

COLORS: Final = ("red", "orange", "yellow", "green", "teal", "blue", "purple", "pink")
"""The hues of people; data-model.md's colours without grey, which stands for nobody."""

_KEY_PREFIXES: Final[dict[Kind, str]] = {"person": "u", "token": "t", "machine": "m"}


def color_index(id: str) -> int:
    """Return which of ``COLORS`` belongs to ``id``, the same everywhere and for ever."""
    return hashlib.sha256(id.encode()).digest()[0] % len(COLORS)


@dataclass(frozen=True, slots=True)
class Principal:
    """Someone who acts on one board, or in the workspace (``role`` is None)."""

    kind: Kind
    id: str
    name: str
    role: Role | None = None
    is_admin: bool = False
    """Whether they are an administrator of the workspace."""
    board: str = ""
    """The board ``role`` is meant for."""
    session: str = ""
    """The id of the session a person came with, by which their sockets are found when it ends."""

    @property
    def key(self) -> str:
        """Return how log entries and bindings of client ids spell this principal."""
        return f"{_KEY_PREFIXES[self.kind]}:{self.id}"

    @property
    def color(self) -> int:
        """Return the index of their colour in ``COLORS``."""
        return color_index(self.id)

    def may(self, action: Action, *, is_own: bool = False) -> bool:
        """Return whether they may do ``action`` here, on a thing that is or is not their own."""
        return _may(self.kind, self.role, self.is_admin, action, is_own)


@cache  # asked for every message; the table of roles bounds what there is to ask
def _may(kind: Kind, role: Role | None, is_admin: bool, action: Action, is_own: bool) -> bool:
    if kind == "token" and action in NEVER_BY_TOKEN:
        return False
    roles = [role]
    if kind == "person":
        roles.append(Role.WORKSPACE_ADMIN if is_admin else Role.MEMBER)
    return any(may(each, action, is_own=is_own) for each in roles)


def person_key(person: str) -> str:
    """Return how the person is spelled as a principal."""
    return f"{_KEY_PREFIXES['person']}:{person}"


def machine(name: str, *, board: str = "", role: Role | None = Role.EDITOR) -> Principal:
    """Return the principal of a part of the service that writes by itself, such as ``import``."""
    return Principal("machine", name, name, role=role, board=board)


def is_machine_key(key: str) -> bool:
    """Return whether a principal's key is that of a machine."""
    return key.startswith(f"{_KEY_PREFIXES['machine']}:")
