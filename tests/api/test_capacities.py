"""How much people can take on in a week, over HTTP."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from kanverge.accounts.roles import Role
from kanverge.following import follower
from kanverge_crdt.ids import is_id
from tests.api.visitor import admin, member, problem, visitor
from tests.doubles.service import Running

UNKNOWN: dict[str, Any] = {"per_week": None, "unit": "points", "days_off": []}


async def id_of(client: httpx.AsyncClient) -> str:
    return str((await client.get("/api/me")).json()["id"])


async def capacities(client: httpx.AsyncClient) -> dict[str, Any]:
    return {one["name"]: one["capacity"] for one in (await client.get("/api/capacity")).json()["people"]}


async def test_one_sets_ones_own_capacity_and_colleagues_see_it(service: Running) -> None:
    async with member(service, Role.EDITOR, "Ann") as ann, member(service, Role.VIEWER, "Bo") as bo:
        spelled = {
            "per_week": 12.5,
            "unit": "hours",
            "days_off": [{"from": "2026-07-01", "to": "2026-07-14"}, {"from": "2026-05-01"}],
        }
        said = await ann.put(f"/api/people/{await id_of(ann)}/capacity", json=spelled)
        kept = {
            "per_week": 12.5,
            "unit": "hours",
            "days_off": [
                {"from": "2026-05-01", "to": "2026-05-01"},
                {"from": "2026-07-01", "to": "2026-07-14"},
            ],
        }
        assert said.json()["capacity"] == kept
        seen = await capacities(bo)
        assert seen["Ann"] == kept
        assert seen["Bo"] == UNKNOWN


async def test_people_without_a_board_in_common_are_not_told_of(service: Running) -> None:
    async with member(service, None, "Cy") as cy, member(service, Role.EDITOR, "Ann") as ann:
        assert "Ann" not in await capacities(cy)
        assert "Cy" not in await capacities(ann)
        async with admin(service) as root:
            assert {"Ann", "Cy"} <= (await capacities(root)).keys()


async def test_only_oneself_and_administrators_set_a_capacity(service: Running) -> None:
    async with member(service, Role.OWNER, "Ann") as ann, member(service, Role.EDITOR, "Bo") as bo:
        path = f"/api/people/{await id_of(bo)}/capacity"
        assert problem(await ann.put(path, json=UNKNOWN)) == (403, "forbidden")
        async with admin(service) as root:
            assert (await root.put(path, json={"per_week": 0})).json()["capacity"]["per_week"] == 0
            nobody = "9" * 22
            assert is_id(nobody)
            assert problem(await root.put(f"/api/people/{nobody}/capacity", json=UNKNOWN)) == (
                404,
                "not-found",
            )
            assert problem(await root.put("/api/people/x/capacity", json=UNKNOWN)) == (404, "not-found")
        async with visitor(service) as nobody_here:
            assert problem(await nobody_here.get("/api/capacity")) == (401, "not-signed-in")


@pytest.mark.parametrize(
    "capacity",
    [
        {"per_week": -1},
        {"per_week": True},
        {"per_week": "12"},
        {"per_week": 10_001},
        {"per_week": 169, "unit": "hours"},
        {"unit": "stones"},
        {"unit": ["points"]},
        {"days_off": {}},
        {"days_off": ["2026-05-01"]},
        {"days_off": [{"from": "2026-02-30"}]},
        {"days_off": [{"from": "2026-5-1"}]},
        {"days_off": [{"from": 20260501}]},
        {"days_off": [{"from": "2026-05-02", "to": "2026-05-01"}]},
        {"days_off": [{"from": "2026-05-02"}] * 201},
    ],
)
async def test_what_makes_no_sense_is_refused_and_changes_nothing(
    service: Running, capacity: dict[str, Any]
) -> None:
    async with member(service, Role.EDITOR, "Ann") as ann:
        path = f"/api/people/{await id_of(ann)}/capacity"
        await ann.put(path, json={"per_week": 5})
        assert problem(await ann.put(path, json=capacity)) == (422, "invalid")
        infinite = await ann.put(path, content=b'{"per_week": Infinity}')
        assert problem(infinite) == (422, "invalid")
        assert (await capacities(ann))["Ann"]["per_week"] == 5


async def test_administrators_say_what_imported_people_can_take_on(service: Running) -> None:
    ines, stranger = "i" * 22, "s" * 22
    editor = await service.caller()
    await editor.do("people.add", id=ines, name="Ines")
    await editor.do("cards.add", id="p" * 22, title="Plan", assignees=[ines])
    await editor.saved()
    await follower(service.service.stored).run_once()
    async with admin(service) as root, member(service, Role.EDITOR, "Ann") as ann:
        path = f"/api/people/{ines}/capacity"
        assert problem(await ann.put(path, json={"per_week": 3})) == (403, "forbidden")
        said = (await root.put(path, json={"per_week": 3})).json()
        assert (said["name"], said["color"], said["capacity"]["per_week"]) == ("Ines", "grey", 3)
        unknown = await root.put(f"/api/people/{stranger}/capacity", json={"per_week": 3})
        assert problem(unknown) == (404, "not-found")
        assert (await capacities(ann))["Ines"]["per_week"] == 3
    async with member(service, None, "Cy") as cy:
        assert "Ines" not in await capacities(cy)
