"""Oneself: the name others see, and the browsers one is signed in with."""

from __future__ import annotations

import json

from kanverge.accounts.roles import Role
from tests.api.visitor import member, problem, visitor
from tests.doubles.service import Running


async def test_one_sees_and_changes_ones_name(service: Running) -> None:
    async with member(service, None, "Ann") as ann:
        before = (await ann.get("/api/me")).json()
        assert (before["name"], before["admin"]) == ("Ann", False)
        assert (await ann.patch("/api/me", json={"name": "  Anna   Lee "})).json() == before | {
            "name": "Anna Lee"
        }
        assert (await ann.get("/api/me")).json()["name"] == "Anna Lee"


async def test_a_name_that_is_taken_or_none_is_refused(service: Running) -> None:
    await service.sign_in("Bob")
    async with member(service, None, "Ann") as ann:
        for name in ("BOB", "", "\u202eAnn", "x" * 65, None, 7, "\ud800"):
            answer = await ann.patch("/api/me", content=b'{"name": ' + json.dumps(name).encode() + b"}")
            assert problem(answer) == (422, "invalid"), name


async def test_one_says_in_which_time_zone_one_lives(service: Running) -> None:
    async with member(service, None, "Ann") as ann:
        assert (await ann.get("/api/me")).json()["zone"] is None
        told = (await ann.patch("/api/me", json={"zone": "Pacific/Auckland"})).json()
        assert (told["name"], told["zone"]) == ("Ann", "Pacific/Auckland")
        for zone in ("Mars/Olympus", "", 7, "../UTC", "Europe"):
            assert problem(await ann.patch("/api/me", json={"zone": zone})) == (422, "invalid"), zone
        assert problem(await ann.patch("/api/me", json={})) == (422, "invalid")
        assert (await ann.get("/api/me")).json() == told
        assert (await ann.patch("/api/me", json={"name": "Anna", "zone": None})).json() == told | {
            "name": "Anna",
            "zone": None,
        }


async def test_every_browser_is_listed_and_can_be_signed_out(service: Running) -> None:
    laptop = await service.sign_in("Ann", Role.EDITOR)
    await service.clock.advance(5)
    phone = await service.sign_in("Ann")
    async with visitor(service, phone) as here:
        sessions = (await here.get("/api/sessions")).json()["sessions"]
        assert [(one["id"], one["current"]) for one in sessions] == [
            (phone.session.id, True),
            (laptop.session.id, False),
        ]
        assert sessions[1]["created"] == "2026-01-01T00:00:00Z"
        gone = await here.delete(f"/api/sessions/{laptop.session.id}")
        assert (gone.status_code, "set-cookie" in gone.headers) == (204, False)
        assert problem(await here.delete(f"/api/sessions/{laptop.session.id}")) == (404, "not-found")
        own = await here.delete(f"/api/sessions/{phone.session.id}")
        assert (own.status_code, "set-cookie" in own.headers) == (204, True)
        assert (await here.get("/api/me")).status_code == 401


async def test_nobody_ends_the_session_of_another(service: Running) -> None:
    bob = await service.sign_in("Bob")
    async with member(service, None, "Ann") as ann:
        assert problem(await ann.delete(f"/api/sessions/{bob.session.id}")) == (404, "not-found")
    assert await service.service.stored.sessions.of(bob.person.id)


async def test_signing_out_everywhere_leaves_no_session(service: Running) -> None:
    here, there = await service.sign_in("Ann", Role.EDITOR), await service.sign_in("Ann")
    socket = await service.visitor(there)
    async with visitor(service, here) as browser:
        assert (await browser.delete("/api/sessions")).status_code == 204
    assert await socket.closed() == 4401
    assert await service.service.stored.sessions.of(here.person.id) == []
