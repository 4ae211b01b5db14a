"""Board templates of the workspace, the log of firings, and the runs of a repeat."""

from __future__ import annotations

import pytest

from kanverge.accounts.roles import Role
from tests.api.visitor import admin, member, of_board, problem
from tests.doubles.service import Running

NOBODY = "n" * 22


async def test_a_board_becomes_a_template_and_that_a_board(service: Running) -> None:
    async with admin(service) as root:
        first = (await root.post("/api/boards", json={"name": "Launch"})).json()["id"]
        made = await root.post(
            f"/api/boards/{first}/templates", json={"name": "Any launch", "start": "2026-01-05"}
        )
        assert made.status_code == 201
        [template] = (await root.get("/api/templates")).json()["templates"]
        assert (template["id"], template["name"], template["by"]) == (made.json()["id"], "Any launch", "Root")
        assert (template["columns"], template["cards"], template["roles"]) == (
            ["To do", "Doing", "Done"],
            0,
            [],
        )
        body = {"name": "Second launch", "template": template["id"], "start": "2026-06-01"}
        second = (await root.post("/api/boards", json=body)).json()["id"]
        exported = (await root.get(f"/api/boards/{second}/export")).json()
        assert exported["name"] == "Second launch"
        assert [column["name"] for column in exported["columns"]] == ["To do", "Doing", "Done"]
        before = (await root.get(f"/api/boards/{first}/export")).json()
        assert {c["id"] for c in before["columns"]}.isdisjoint(c["id"] for c in exported["columns"])
        assert (await root.delete(f"/api/templates/{template['id']}")).status_code == 204
        assert (await root.get("/api/templates")).json() == {"templates": []}
        assert problem(await root.post("/api/boards", json=body)) == (404, "not-found")


async def test_a_template_is_called_something_else_unless_it_is_gone(service: Running) -> None:
    async with admin(service) as root:
        id = (await root.post(of_board("/templates"), json={"name": "Launch"})).json()["id"]
        assert (await root.patch(f"/api/templates/{id}", json={"name": " Any  launch "})).status_code == 204
        [template] = (await root.get("/api/templates")).json()["templates"]
        assert (template["name"], template["columns"]) == ("Any launch", ["To do", "Doing", "Done"])
        assert problem(await root.patch(f"/api/templates/{id}", json={"name": " "})) == (422, "invalid")
        assert (await root.delete(f"/api/templates/{id}")).status_code == 204
        assert problem(await root.patch(f"/api/templates/{id}", json={"name": "x"})) == (404, "not-found")
        assert (await root.get("/api/templates")).json() == {"templates": []}
    async with member(service, Role.OWNER) as ann:
        assert problem(await ann.patch(f"/api/templates/{NOBODY}", json={"name": "x"})) == (403, "forbidden")


async def test_what_makes_no_template_or_board_is_refused(service: Running) -> None:
    async with admin(service) as root:
        for body in ({}, {"name": " "}, {"name": "x", "start": "soon"}, {"name": "x", "roles": [1]}):
            assert problem(await root.post(of_board("/templates"), json=body)) == (422, "invalid")
        for extra in ({"template": "none"}, {"template": NOBODY, "people": {"role:0": "Ann"}}):
            assert problem(await root.post("/api/boards", json={"name": "x", **extra})) == (422, "invalid")


async def test_only_admins_show_a_board_to_the_workspace(service: Running) -> None:
    async with member(service, Role.EDITOR) as ann:
        assert problem(await ann.post(of_board("/templates"), json={"name": "x"})) == (403, "forbidden")
        assert (await ann.get("/api/templates")).status_code == 200
        assert problem(await ann.delete(f"/api/templates/{NOBODY}")) == (403, "forbidden")


async def test_a_rule_that_did_nothing_has_an_empty_log(service: Running) -> None:
    async with member(service, Role.VIEWER) as ann:
        assert (await ann.get(of_board(f"/firings/{NOBODY}"))).json() == {"firings": []}
    async with member(service, None, "Bob") as bob:
        assert problem(await bob.get(of_board(f"/firings/{NOBODY}"))) == (404, "not-found")


@pytest.mark.parametrize("rule", ["FREQ=SECONDLY", "FREQ=DAILY;COUNT=1", ""])
async def test_runs_of_what_is_no_repeat_are_refused(service: Running, rule: str) -> None:
    async with member(service, None) as ann:
        asked = await ann.get("/api/runs", params={"rule": rule, "start": "2020-01-01T09:00"})
        assert problem(asked) == (422, "invalid")


async def test_the_next_five_runs_are_told(service: Running) -> None:
    async with member(service, None) as ann:
        params = {"rule": "FREQ=DAILY", "start": "2020-01-01T09:00", "zone": "Asia/Tokyo"}
        runs = (await ann.get("/api/runs", params=params)).json()["runs"]
        assert len(runs) == 5
        assert {run[10:] for run in runs} == {"T00:00:00Z"}
