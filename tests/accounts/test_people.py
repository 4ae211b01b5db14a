"""People: made, renamed, found, and the first administrator."""

from __future__ import annotations

import asyncio

import pytest

from kanverge.accounts.notices import PersonChanged
from kanverge.accounts.people import FIRST_ADMIN_NAME
from kanverge.errors import Invalid, NotFound
from kanverge.store.accounts import AccountLimits
from tests.accounts.workspace import BY, Workspace


async def test_a_new_person_has_not_joined_and_is_found_by_name_and_by_id(workspace: Workspace) -> None:
    ana = await workspace.people.create("  Ana  B ")
    assert (ana.name, ana.joined_ms, ana.is_admin) == ("Ana B", None, False)
    assert await workspace.people.find("ana b") == ana
    assert await workspace.people.find(ana.id) == ana
    assert await workspace.people.get(ana.id) == ana


async def test_nobody_is_found_under_a_name_that_nobody_has(workspace: Workspace) -> None:
    assert await workspace.people.find("Ana") is None
    assert await workspace.people.get("0nobody000000000000001") is None


async def test_two_people_cannot_have_names_that_read_the_same(workspace: Workspace) -> None:
    await workspace.people.create("Ana")
    with pytest.raises(Invalid, match="already has this name"):
        await workspace.people.create("ANA")
    assert [person.name for person in await workspace.people.list()] == ["Ana"]


async def test_of_two_who_take_one_name_at_once_exactly_one_gets_it(workspace: Workspace) -> None:
    results = await asyncio.gather(
        *(workspace.people.create("Ana") for _ in range(5)), return_exceptions=True
    )
    assert sum(isinstance(result, Invalid) for result in results) == 4
    assert len(await workspace.people.list()) == 1


async def test_ensuring_a_person_twice_makes_one(workspace: Workspace) -> None:
    people = await asyncio.gather(*(workspace.people.ensure("Ana") for _ in range(5)))
    assert len({person.id for person in people}) == 1
    with pytest.raises(Invalid):
        await workspace.people.ensure("\u202e")


async def test_people_are_listed_by_name(workspace: Workspace) -> None:
    for name in ("bo", "Ana", "Cy"):
        await workspace.people.create(name)
    assert [person.name for person in await workspace.people.list()] == ["Ana", "bo", "Cy"]


async def test_renaming_frees_the_old_name_and_is_published(workspace: Workspace) -> None:
    ana = await workspace.people.create("Ana")
    renamed = await workspace.people.rename(ana.id, "Anna")
    assert renamed.name == "Anna"
    assert await workspace.people.find("Ana") is None
    assert await workspace.people.find("Anna") == renamed
    await workspace.heard(PersonChanged(ana.id))
    assert (await workspace.people.create("Ana")).id != ana.id


async def test_renaming_to_a_spelling_of_the_own_name_is_no_conflict(workspace: Workspace) -> None:
    ana = await workspace.people.create("ana")
    assert (await workspace.people.rename(ana.id, "Ana")).name == "Ana"
    assert await workspace.people.find("ANA") is not None


async def test_renaming_nobody_or_to_a_taken_or_bad_name_changes_nothing(workspace: Workspace) -> None:
    ana, bo = await workspace.people.create("Ana"), await workspace.people.create("Bo")
    with pytest.raises(NotFound):
        await workspace.people.rename("0nobody000000000000001", "Cy")
    with pytest.raises(Invalid, match="already has this name"):
        await workspace.people.rename(bo.id, "Ana")
    with pytest.raises(Invalid, match="visible"):
        await workspace.people.rename(bo.id, " ")
    assert await workspace.people.list() == [ana, bo]
    assert workspace.notices == []


@pytest.mark.parametrize("limits", [AccountLimits(people=2)])
async def test_a_full_workspace_takes_nobody_in(workspace: Workspace) -> None:
    for name in ("Ana", "Bo"):
        await workspace.people.create(name)
    with pytest.raises(Invalid, match="already 2 people"):
        await workspace.people.create("Cy")
    with pytest.raises(Invalid, match="already 2 people"):
        await workspace.people.ensure("Cy")
    assert (await workspace.people.ensure("Bo")).name == "Bo"


async def test_the_first_administrator_is_one_person_however_many_processes_start(
    workspace: Workspace,
) -> None:
    found = await asyncio.gather(*(workspace.people.first_admin() for _ in range(5)))
    assert len({person.id for person in found if person is not None}) == 1
    [admin] = await workspace.people.list()
    assert (admin.name, admin.is_admin) == (FIRST_ADMIN_NAME, True)


async def test_once_an_administrator_has_joined_there_is_no_first_one_to_wait_for(
    workspace: Workspace,
) -> None:
    admin = await workspace.people.first_admin()
    assert admin is not None
    joined = await workspace.links.accept(await workspace.links.sign_in(admin.id, by=BY), name="Ana")
    assert (joined.person.name, joined.person.is_admin) == ("Ana", True)
    assert await workspace.people.first_admin() is None
    assert (await workspace.people.get(admin.id)) == joined.person


async def test_an_ordinary_person_with_the_name_does_not_keep_the_first_administrator_out(
    workspace: Workspace,
) -> None:
    await workspace.people.create(FIRST_ADMIN_NAME)
    admin = await workspace.people.first_admin()
    assert admin is not None
    assert admin.is_admin
    assert admin.name.startswith(FIRST_ADMIN_NAME + " ")
    again = await workspace.people.first_admin()
    assert again is not None
    assert again.id == admin.id


async def test_administrators_are_made_and_unmade_but_never_the_last(workspace: Workspace) -> None:
    ana = (await workspace.sign_in("Ana", is_admin=True)).person
    bo = await workspace.people.create("Bo")
    assert (await workspace.people.set_admin(bo.id, is_admin=True)).is_admin
    assert not (await workspace.people.set_admin(ana.id, is_admin=False)).is_admin
    await workspace.heard(PersonChanged(bo.id), PersonChanged(ana.id))
    with pytest.raises(Invalid, match="last administrator"):
        await workspace.people.set_admin(bo.id, is_admin=False)
    with pytest.raises(NotFound):
        await workspace.people.set_admin("0nobody000000000000001", is_admin=True)


async def test_making_an_administrator_one_again_tells_nobody(workspace: Workspace) -> None:
    ana = await workspace.people.create("Ana", is_admin=True)
    await workspace.people.set_admin(ana.id, is_admin=True)
    bo = await workspace.people.rename(ana.id, "Bo")
    await workspace.heard(PersonChanged(bo.id))
