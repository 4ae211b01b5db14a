"""Links that invite to a board: made within bounds, listed while they work, revoked."""

from __future__ import annotations

import pytest

from kanverge.accounts.roles import Role
from tests.api.visitor import member, of_board, problem, visitor
from tests.doubles.service import BOARD, Running

PATH = of_board("/invitations")


async def test_an_invitation_is_made_used_and_listed_while_it_works(service: Running) -> None:
    async with member(service, Role.ADMIN) as ann, visitor(service) as bob:
        made = await ann.post(PATH, json={"role": "viewer", "uses": 2, "life_seconds": 3_600})
        assert made.status_code == 201
        link = made.json()
        assert (link["uses_left"], link["expires"]) == (2, "2026-01-01T01:00:00Z")
        assert link["path"] == f"/in/{link['secret']}"
        taken = await bob.post("/api/links/accept", json={"secret": link["secret"], "name": "Bob"})
        assert taken.json()["board"] == BOARD
        [listed] = (await ann.get(PATH)).json()["invitations"]
        assert listed == {key: value for key, value in link.items() if key not in ("secret", "path")} | {
            "uses_left": 1
        }
        await service.clock.jump(3_600)
        assert (await ann.get(PATH)).json() == {"invitations": []}


async def test_a_revoked_invitation_lets_nobody_in(service: Running) -> None:
    async with member(service, Role.ADMIN) as ann, visitor(service) as bob:
        link = (await ann.post(PATH, json={"role": "viewer"})).json()
        assert (await ann.delete(f"{PATH}/{link['id']}")).status_code == 204
        assert problem(await ann.delete(f"{PATH}/{link['id']}")) == (404, "not-found")
        answer = await bob.post("/api/links/accept", json={"secret": link["secret"], "name": "Bob"})
        assert problem(answer) == (404, "not-found")


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"role": "owner"},
        {"role": "king"},
        {"role": "viewer", "uses": 0},
        {"role": "viewer", "uses": 1_001},
        {"role": "viewer", "uses": "3"},
        {"role": "viewer", "uses": True},
        {"role": "viewer", "uses": 2**70},
        {"role": "viewer", "life_seconds": 59},
        {"role": "viewer", "life_seconds": 91 * 24 * 3_600},
        {"role": "viewer", "life_seconds": 1e9},
    ],
)
async def test_out_of_bounds_nothing_is_made(service: Running, asked: dict[str, object]) -> None:
    async with member(service, Role.OWNER) as ann:
        assert problem(await ann.post(PATH, json=asked)) == (422, "invalid")
        assert (await ann.get(PATH)).json() == {"invitations": []}


async def test_of_another_board_nothing_is_revoked(service: Running) -> None:
    link, _ = await service.service.stored.links.invite("1" * 22, Role.VIEWER, by="m:test")
    async with member(service, Role.OWNER) as ann:
        assert problem(await ann.delete(f"{PATH}/{link.id}")) == (404, "not-found")


async def test_nobody_invites_above_their_own_role(service: Running) -> None:
    async with member(service, Role.ADMIN) as ann:
        assert problem(await ann.post(PATH, json={"role": "owner"})) == (403, "forbidden")
        assert (await ann.post(PATH, json={"role": "admin"})).status_code == 201


async def test_what_cannot_be_an_id_names_nothing(service: Running) -> None:
    async with member(service, Role.ADMIN) as ann:
        assert problem(await ann.delete(f"{PATH}/x")) == (404, "not-found")
