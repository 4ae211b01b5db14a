"""Members: who has which role on which board."""

from __future__ import annotations

from dataclasses import dataclass

from kanverge.accounts.notices import MemberChanged
from kanverge.accounts.people import Person
from kanverge.accounts.principals import person_key
from kanverge.accounts.roles import BOARD_ROLES, Role, may_give
from kanverge.store.accounts import AccountStore, PersonId
from kanverge.store.base import BoardId


@dataclass(frozen=True, slots=True)
class Member:
    """A person and their role on one board."""

    person: Person
    role: Role


class Members:
    """The members of all boards. Every change is published in the same step as it is made."""

    def __init__(self, store: AccountStore) -> None:
        self._store = store

    async def set(self, board: BoardId, person: PersonId, role: Role) -> MemberChanged | None:
        """Make a person a member or change their role; return what was published, or None if nothing changed.

        Whoever may give less than before, or nothing, takes with them the tokens and invitations they gave.

        Raises NotFound for nobody, Invalid at a limit and for the last owner.
        """
        assert role in BOARD_ROLES, role
        return await self._put(board, person, role)

    async def remove(self, board: BoardId, person: PersonId) -> MemberChanged | None:
        """Take a person off a board; return what was published, or None; raise Invalid for the last owner."""
        return await self._put(board, person, None)

    async def change(
        self, board: BoardId, person: PersonId, role: Role | None, *, current: Role | None
    ) -> MemberChanged | None:
        """Do as ``set`` or ``remove``, or raise Conflict unless the person is still what it was decided on."""
        return await self._put(board, person, role, only_from=current or "")

    async def _put(
        self, board: BoardId, person: PersonId, role: Role | None, *, only_from: str | None = None
    ) -> MemberChanged | None:
        has_changed = await self._store.set_role(
            board, person, role, giver=person_key(person), gives=may_give(role), only_from=only_from
        )
        return MemberChanged(board, person, role) if has_changed else None

    async def role(self, board: BoardId, person: PersonId) -> Role | None:
        """Return the person's role on the board, or None."""
        role = await self._store.role(board, person)
        return None if role is None else Role(role)

    async def of_board(self, board: BoardId) -> list[Member]:
        """Return the board's members, in the order of their names."""
        roles = await self._store.members(board)
        people = await self._store.people_among(list(roles))
        members = [Member(Person.read(*row), Role(roles[row[0]])) for row in people.items()]
        return sorted(members, key=lambda member: member.person.name.casefold())

    async def boards_of(self, person: PersonId) -> dict[BoardId, Role]:
        """Return the boards a person is a member of and their role on each."""
        return {board: Role(role) for board, role in (await self._store.boards_of(person)).items()}
