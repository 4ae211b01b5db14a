"""Bearer tokens of a board: made up to one's own role, shown once, listed, revoked."""

from __future__ import annotations

import pytest

from kanverge.accounts.roles import Role
from tests.api.visitor import member, of_board, problem, visitor
from tests.doubles.service import Running

PATH = of_board("/tokens")


async def test_a_token_works_until_it_is_revoked_and_its_text_is_shown_once(service: Running) -> None:
    async with member(service, Role.ADMIN) as ann:
        made = (await ann.post(PATH, json={"role": "editor", "name": "Robot"})).json()
        async with visitor(service, token=made["token"]) as robot:
            assert (await robot.get(of_board())).json()["role"] == "editor"
            [listed] = (await ann.get(PATH)).json()["tokens"]
            assert listed == {key: value for key, value in made.items() if key != "token"}
            assert (listed["name"], listed["expires"]) == ("Robot", None)
            socket = service.connect()
            await socket.open()
            await socket.join(token=made["token"])
            assert (await ann.delete(f"{PATH}/{made['id']}")).status_code == 204
            assert await socket.closed() == 4401
            assert (await robot.get(of_board())).status_code == 401
        assert problem(await ann.delete(f"{PATH}/{made['id']}")) == (404, "not-found")


async def test_a_token_ends_when_its_time_is_over(service: Running) -> None:
    async with member(service, Role.ADMIN) as ann:
        made = (await ann.post(PATH, json={"role": "viewer", "life_seconds": 60})).json()
        assert made["expires"] == "2026-01-01T00:01:00Z"
        await service.clock.advance(60)
        async with visitor(service, token=made["token"]) as robot:
            assert (await robot.get(of_board())).status_code == 401


async def test_nobody_makes_a_token_above_their_own_role(service: Running) -> None:
    async with member(service, Role.ADMIN, "Ann") as ann, member(service, Role.OWNER, "Olga") as olga:
        assert problem(await ann.post(PATH, json={"role": "owner"})) == (403, "forbidden")
        assert (await olga.post(PATH, json={"role": "owner"})).status_code == 201


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"role": "king"},
        {"role": "viewer", "name": ""},
        {"role": "viewer", "life_seconds": 0},
        # Beyond what a date can be, and what the store can hold.
        {"role": "viewer", "life_seconds": 10**14},
        {"role": "viewer", "life_seconds": 10**300},
        {"role": 1},
    ],
)
async def test_out_of_bounds_nothing_is_made(service: Running, asked: dict[str, object]) -> None:
    async with member(service, Role.OWNER) as ann:
        assert problem(await ann.post(PATH, json=asked)) == (422, "invalid")
        assert (await ann.get(PATH)).json() == {"tokens": []}
