"""Boards as one lists, makes, puts away and brings back."""

from __future__ import annotations

import pytest

from kanverge.accounts.roles import Role
from kanverge_crdt import codec
from tests.api.visitor import admin, member, of_board, problem, visitor
from tests.doubles.service import BOARD, OTHER_BOARD, Running


async def test_each_sees_the_boards_that_are_theirs_and_their_role(service: Running) -> None:
    async with (
        member(service, Role.VIEWER, "Ann") as ann,
        member(service, None, "Bob") as bob,
        admin(service) as root,
    ):
        assert [(b["id"], b["role"]) for b in (await ann.get("/api/boards")).json()["boards"]] == [
            (BOARD, "viewer")
        ]
        assert (await bob.get("/api/boards")).json() == {"boards": []}
        assert [(b["id"], b["role"]) for b in (await root.get("/api/boards")).json()["boards"]] == [
            (BOARD, "owner")
        ]


async def test_a_token_sees_its_own_board(service: Running) -> None:
    here, elsewhere = await service.token(Role.EDITOR), await service.token(Role.EDITOR, OTHER_BOARD)
    async with visitor(service, token=here) as script:
        assert [b["role"] for b in (await script.get("/api/boards")).json()["boards"]] == ["editor"]
        assert (await script.get(of_board())).json()["name"] == "Board"
    async with visitor(service, token=elsewhere) as script:
        assert problem(await script.get(of_board())) == (404, "not-found")


async def test_the_faces_are_those_who_are_there_and_want_to_be_seen_each_once(service: Running) -> None:
    ann, bob = await service.sign_in("Ann", Role.EDITOR), await service.sign_in("Bob", Role.EDITOR)
    tabs = [await service.visitor(one) for one in (ann, ann, bob)]
    for tab in tabs[:2]:
        await tab.send(codec.Presence({"view": "board"}))
        await tab.barrier()
    async with visitor(service, bob) as browser:
        [board] = (await browser.get("/api/boards")).json()["boards"]
        assert [face["name"] for face in board["faces"]] == ["Ann"]
        assert board["present"] == 1


async def test_who_makes_a_board_owns_it(service: Running) -> None:
    async with admin(service) as root:
        made = await root.post("/api/boards", json={"name": "  New   plans "})
        assert (made.status_code, made.json()["name"]) == (201, "New plans")
        board = made.json()["id"]
        people = (await root.get(f"/api/boards/{board}/people")).json()["people"]
        assert [(one["name"], one["role"]) for one in people] == [("Root", "owner")]
    caller = service.connect(cookie=service.cookie(await service.sign_in("Root")), board=board)
    await caller.open()
    await caller.join()
    assert caller.editor.board.meta.name == "New plans"
    assert [column.name for column in caller.editor.board.columns()] == ["To do", "Doing", "Done"]


async def test_a_portfolio_is_made_listed_and_opened_like_a_board(service: Running) -> None:
    async with admin(service) as root:
        made = await root.post("/api/portfolios", json={"name": " All  of it "})
        assert (made.status_code, made.json()["name"]) == (201, "All of it")
        boards = (await root.get("/api/boards")).json()["boards"]
        assert [(one["id"], one["kind"]) for one in boards if one["kind"] != "board"] == [
            (made.json()["id"], "portfolio")
        ]
        assert (await root.get(f"/api/boards/{made.json()['id']}")).json()["kind"] == "portfolio"
        exported = (await root.get(f"/api/boards/{made.json()['id']}/export")).json()
        assert (exported["kind"], exported["initiatives"], exported["boards"]) == ("portfolio", [], [])
        assert problem(await root.post("/api/portfolios", json={"name": " "})) == (422, "invalid")


@pytest.mark.parametrize("name", ["", "   ", "x" * 257, None, 7, ["x"]])
async def test_a_name_that_is_none_makes_no_board(service: Running, name: object) -> None:
    async with admin(service) as root:
        assert problem(await root.post("/api/boards", json={"name": name})) == (422, "invalid")
        assert len((await root.get("/api/boards")).json()["boards"]) == 1


async def test_a_board_is_put_away_and_brought_back(service: Running) -> None:
    socket = await service.caller(Role.OWNER)
    async with member(service, Role.ADMIN) as ann:
        assert (await ann.post(of_board("/archive"))).status_code == 204
        assert await socket.closed() == 4404
        assert (await ann.get("/api/boards")).json() == {"boards": []}
        [away] = (await ann.get("/api/boards?archived=true")).json()["boards"]
        assert (away["id"], away["archived"]) == (BOARD, True)
        assert (await ann.post(of_board("/restore"))).status_code == 204
        assert len((await ann.get("/api/boards")).json()["boards"]) == 1
    await service.caller()
