"""The people of a board: who is listed, and who may change whose role."""

from __future__ import annotations

from kanverge.accounts.roles import Role
from tests.api.visitor import admin, member, of_board, problem
from tests.doubles.service import BOARD, Running


async def _people(service: Running) -> dict[str, Role]:
    found = await service.service.stored.members.of_board(BOARD)
    return {member.person.name: member.role for member in found}


async def test_members_and_administrators_are_listed(service: Running) -> None:
    await service.sign_in("Root", is_admin=True)
    await service.service.stored.people.ensure("Not yet here", is_admin=True)
    await service.sign_in("Stranger")
    async with member(service, Role.VIEWER, "Ann") as ann:
        people = (await ann.get(of_board("/people"))).json()["people"]
        assert [(one["name"], one["role"]) for one in people] == [("Ann", "viewer"), ("Root", "owner")]
        assert {frozenset(one) for one in people} == {frozenset({"id", "name", "color", "role"})}


async def test_an_administrator_who_is_also_a_member_is_listed_once_as_owner(service: Running) -> None:
    await service.sign_in("Root", Role.VIEWER, is_admin=True)
    async with member(service, Role.VIEWER, "Ann") as ann:
        people = (await ann.get(of_board("/people"))).json()["people"]
        assert sorted((one["name"], one["role"]) for one in people) == [("Ann", "viewer"), ("Root", "owner")]


async def test_roles_are_given_and_taken_up_to_ones_own(service: Running) -> None:
    bob = await service.sign_in("Bob", Role.VIEWER)
    owner = await service.sign_in("Owner", Role.OWNER)
    async with member(service, Role.ADMIN, "Ann") as ann:
        path = of_board(f"/members/{bob.person.id}")
        assert (await ann.patch(path, json={"role": "editor"})).status_code == 204
        assert (await ann.patch(path, json={"role": "admin"})).status_code == 204
        assert problem(await ann.patch(path, json={"role": "owner"})) == (403, "forbidden")
        above = of_board(f"/members/{owner.person.id}")
        assert problem(await ann.patch(above, json={"role": "viewer"})) == (403, "forbidden")
        assert problem(await ann.delete(above)) == (403, "forbidden")
        assert (await ann.delete(path)).status_code == 204
    assert await _people(service) == {"Ann": Role.ADMIN, "Owner": Role.OWNER}


async def test_the_last_owner_stays_one(service: Running) -> None:
    owner = await service.sign_in("Owner", Role.OWNER)
    async with admin(service) as root:
        path = of_board(f"/members/{owner.person.id}")
        assert problem(await root.delete(path)) == (422, "invalid")
        assert problem(await root.patch(path, json={"role": "viewer"})) == (422, "invalid")


async def test_only_an_administrator_makes_members_without_a_link(service: Running) -> None:
    bob = await service.sign_in("Bob")
    path = of_board(f"/members/{bob.person.id}")
    async with member(service, Role.OWNER, "Ann") as ann, admin(service) as root:
        assert problem(await ann.patch(path, json={"role": "viewer"})) == (404, "not-found")
        assert problem(await root.delete(path)) == (404, "not-found")
        assert (await root.patch(path, json={"role": "viewer"})).status_code == 204
        nobody = of_board(f"/members/{'0' * 22}")
        assert problem(await root.patch(nobody, json={"role": "viewer"})) == (404, "not-found")
    assert (await _people(service))["Bob"] is Role.VIEWER


async def test_what_is_no_role_is_refused(service: Running) -> None:
    bob = await service.sign_in("Bob", Role.VIEWER)
    async with admin(service) as root:
        for role in ("", "workspace-admin", "member", "king", None, 1):
            answer = await root.patch(of_board(f"/members/{bob.person.id}"), json={"role": role})
            assert problem(answer) == (422, "invalid"), role


async def test_a_removal_closes_the_sockets_at_once(service: Running) -> None:
    bob = await service.sign_in("Bob", Role.EDITOR)
    socket = await service.visitor(bob)
    async with member(service, Role.ADMIN, "Ann") as ann:
        await ann.delete(of_board(f"/members/{bob.person.id}"))
    assert await socket.closed() == 4403
