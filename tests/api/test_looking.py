"""When somebody looked at a board before: known on all of their devices, and nobody else's."""

from __future__ import annotations

import httpx
import pytest

from kanverge.accounts.moments import now_ms
from kanverge.accounts.roles import Role
from kanverge.api.answers import moment
from tests.api.visitor import admin, member, of_board, problem, visitor
from tests.doubles.service import Running

MINUTE_S = 60


async def looks(who: httpx.AsyncClient, since: str | None = None, board: str = of_board()) -> str | None:
    answer = await who.put(f"{board}/look", json={} if since is None else {"since": since})
    assert answer.status_code == 200, answer.text
    found: str | None = answer.json()["since"]
    return found


async def test_a_visit_goes_on_until_one_is_away_and_then_its_end_is_told(service: Running) -> None:
    async with member(service, Role.VIEWER, "Ann") as ann, member(service, Role.OWNER, "Bob") as bob:
        assert await looks(ann) is None
        await service.clock.advance(9 * MINUTE_S)
        assert await looks(ann) is None
        last = moment(now_ms(service.clock))
        await service.clock.advance(10 * MINUTE_S)
        assert await looks(ann) == last
        await service.clock.advance(MINUTE_S)
        assert await looks(ann) == last
        assert await looks(bob) is None


async def test_what_a_device_knows_counts_where_the_server_knows_nothing(service: Running) -> None:
    async with admin(service) as root:
        assert await looks(root, "2001-02-03T04:05:06.789Z") == "2001-02-03T04:05:06Z"
        assert await looks(root, "2002-02-03T04:05:06Z") == "2001-02-03T04:05:06Z"
        other = (await root.post("/api/boards", json={"name": "Other"})).json()["id"]
        # Of what is yet to come nobody has seen anything.
        assert await looks(root, "9999-01-01T00:00:00Z", f"/api/boards/{other}") == moment(
            now_ms(service.clock)
        )


@pytest.mark.parametrize("since", ["yesterday", "2001-02-03", "2001-99-03T00:00:00Z", 5, ["x"], ""])
async def test_what_is_no_moment_is_refused(service: Running, since: object) -> None:
    async with admin(service) as root:
        assert problem(await root.put(of_board("/look"), json={"since": since})) == (422, "invalid")


async def test_only_people_look_at_boards_that_they_may_see(service: Running) -> None:
    async with (
        member(service, None, "Cleo") as cleo,
        visitor(service, token=await service.token(Role.OWNER)) as script,
    ):
        assert problem(await cleo.put(of_board("/look"), json={})) == (404, "not-found")
        assert problem(await script.put(of_board("/look"), json={})) == (403, "forbidden")


async def test_of_many_boards_the_one_looked_at_longest_ago_is_forgotten(
    service: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kanverge.store.looks.LOOKS_MAX", 2)
    known = "2001-02-03T04:05:06Z"
    async with admin(service) as root:
        made = [(await root.post("/api/boards", json={"name": name})).json()["id"] for name in "abc"]
        first, second, third = (f"/api/boards/{board}" for board in made)
        for board in (first, second, third):
            await service.clock.advance(1)
            assert await looks(root, known, board) == known
        assert await looks(root, board=second) == known
        assert await looks(root, board=third) == known
        assert await looks(root, board=first) is None
