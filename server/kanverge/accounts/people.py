"""People: who they are in the workspace, whatever the board."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

from kanverge.accounts.moments import now_ms
from kanverge.accounts.names import clean_name, name_key
from kanverge.accounts.principals import color_index
from kanverge.clock import Clock
from kanverge.errors import Invalid
from kanverge.store.accounts import AccountStore, PersonId, Record
from kanverge.zones import zone
from kanverge_crdt.ids import new_id

FIRST_ADMIN_NAME: Final = "Administrator"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account; moments in milliseconds since 1970."""

    id: PersonId
    name: str
    created_ms: int
    joined_ms: int | None = None
    """When they first signed in."""
    is_admin: bool = False
    """Whether they are an administrator of the workspace, who may do everything on every board."""
    zone: str = ""
    """The IANA zone by whose days they are told what is due; empty: they have not said, and it is UTC."""

    @property
    def color(self) -> int:
        """Return the index of their colour in ``principals.COLORS``."""
        return color_index(self.id)

    @property
    def record(self) -> Record:
        """Return what is stored of them under their id."""
        return {
            "name": self.name,
            "key": name_key(self.name),
            "created": self.created_ms,
            "joined": self.joined_ms or 0,
            "admin": self.is_admin,
            "zone": self.zone,
        }

    @classmethod
    def read(cls, id: PersonId, record: Record) -> Self:
        """Return the person whose record is ``record``."""
        return cls(
            id=id,
            name=str(record["name"]),
            created_ms=int(record["created"]),
            joined_ms=int(record["joined"]) or None,
            is_admin=bool(record["admin"]),
            zone=str(record.get("zone", "")),
        )


class People:
    """The people of the workspace. Every method raises StoreAway when the store cannot be reached."""

    def __init__(self, store: AccountStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def create(self, name: str, *, is_admin: bool = False) -> Person:
        """Add somebody who has not joined yet, or raise Invalid when the name is taken or cannot be one."""
        person = self._new(name, is_admin=is_admin)
        await self._store.create_person(person.id, person.record)
        return person

    async def ensure(self, name: str, *, is_admin: bool = False) -> Person:
        """Return the person called ``name``, made as asked if there is none."""
        found = await self.find(name)
        if found is not None:
            return found
        try:
            return await self.create(name, is_admin=is_admin)
        except Invalid:
            raced = await self.find(name)  # made by someone else meanwhile
            if raced is None:
                raise
            return raced

    async def first_admin(self) -> Person | None:
        """Return the administrator whom nobody has become yet, or None once one has joined."""
        try:
            return await self._first_admin(FIRST_ADMIN_NAME)
        except Invalid:  # someone else is called that already
            return await self._first_admin(f"{FIRST_ADMIN_NAME} {new_id(secrets.randbelow)[:4]}")

    async def _first_admin(self, name: str) -> Person | None:
        person = self._new(name, is_admin=True)
        found = await self._store.first_admin(person.id, person.record)
        return None if found is None else Person.read(*found)

    async def get(self, person: PersonId) -> Person | None:
        """Return the person with this id."""
        record = await self._store.person(person)
        return None if record is None else Person.read(person, record)

    async def find(self, name: str) -> Person | None:
        """Return the person called ``name``, in whatever case, or whose id it is."""
        holder = await self._store.person_named(name_key(clean_name(name)))
        return await self.get(holder or name)

    async def among(self, people: Sequence[PersonId]) -> dict[PersonId, Person]:
        """Return those of these people who there are."""
        found = await self._store.people_among(people)
        return {id: Person.read(id, record) for id, record in found.items()}

    async def administrators(self) -> list[Person]:
        """Return who administrates the workspace, in the order of their names."""
        return _by_name(await self._store.administrators())

    async def list(self) -> list[Person]:
        """Return everyone, in the order of their names."""
        return _by_name(await self._store.people())

    async def rename(self, person: PersonId, name: str) -> Person:
        """Give a person another name and return them, or raise NotFound, or Invalid when it is taken."""
        kept = clean_name(name)
        await self._store.rename_person(person, name=kept, key=name_key(kept))
        return await self._changed(person)

    async def set_zone(self, person: PersonId, name: str | None) -> Person:
        """Note where a person lives (None: not any more) and return them, or raise Invalid for no zone."""
        await self._store.set_zone(person, "" if name is None else zone(name).key)
        return await self._changed(person)

    async def set_admin(self, person: PersonId, *, is_admin: bool) -> Person:
        """Make a person an administrator or an ordinary one; raise NotFound, or Invalid for the last one."""
        await self._store.set_admin(person, is_admin=is_admin)
        return await self._changed(person)

    async def _changed(self, person: PersonId) -> Person:
        found = await self.get(person)
        assert found is not None, "people stay"
        return found

    def _new(self, name: str, *, is_admin: bool) -> Person:
        return Person(
            new_id(secrets.randbelow), clean_name(name), created_ms=now_ms(self._clock), is_admin=is_admin
        )


def _by_name(records: dict[PersonId, Record]) -> list[Person]:
    return sorted((Person.read(*row) for row in records.items()), key=lambda person: person.name.casefold())
