"""Boards as one lists, makes, puts away and brings back."""

from __future__ import annotations

import json

import pytest

from kanverge.accounts.roles import Role
from kanverge.api.answers import moment
from kanverge.store.embedded import Embedded
from kanverge_crdt import codec
from tests.api.visitor import admin, member, of_board, problem, visitor
from tests.doubles.eventually import eventually
from tests.doubles.service import BOARD, OTHER_BOARD, Running, running_service


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
    await service.service.faces.once()
    async with visitor(service, bob) as browser:
        [board] = (await browser.get("/api/boards")).json()["boards"]
        assert [face["name"] for face in board["faces"]] == ["Ann"]
        assert board["present"] == 1


async def test_the_faces_of_another_server_over_the_same_store_are_shown_too(
    service: Running, valkey: Embedded
) -> None:
    async with running_service(valkey) as elsewhere, member(service, Role.EDITOR, "Ann") as ann:
        tab = await elsewhere.visitor(await elsewhere.sign_in("Bob", Role.EDITOR))
        await tab.send(codec.Presence({"view": "board"}))
        await tab.barrier()

        async def shows_bob() -> bool:
            await elsewhere.clock.advance(0.5)
            [board] = (await ann.get("/api/boards")).json()["boards"]
            return [face["name"] for face in board["faces"]] == ["Bob"]

        await eventually(shows_bob)


async def test_a_board_stands_in_the_group_it_was_put_into(service: Running) -> None:
    async with (
        member(service, Role.ADMIN, "Ann") as ann,
        member(service, Role.EDITOR, "Bob") as bob,
    ):
        changed = await ann.patch(of_board(), json={"group": "  Product   team "})
        assert (changed.status_code, changed.json()["group"]) == (200, "Product team")
        [board] = (await bob.get("/api/boards")).json()["boards"]
        assert board["group"] == "Product team"
        assert problem(await bob.patch(of_board(), json={"group": "Mine"})) == (403, "forbidden")
        assert (await ann.patch(of_board(), json={"group": ""})).json()["group"] == ""
        assert (await ann.get(of_board())).json()["group"] == ""


@pytest.mark.parametrize(
    "body", [{}, {"group": None}, {"group": 7}, {"group": "x" * 65}, {"group": "\ud800"}]
)
async def test_a_group_that_is_none_changes_nothing(service: Running, body: dict[str, object]) -> None:
    async with member(service, Role.ADMIN) as ann:
        await ann.patch(of_board(), json={"group": "Team"})
        assert problem(await ann.patch(of_board(), content=json.dumps(body))) == (422, "invalid")
        assert (await ann.get(of_board())).json()["group"] == "Team"


async def test_a_star_is_ones_own(service: Running) -> None:
    async with (
        member(service, Role.VIEWER, "Ann") as ann,
        member(service, Role.OWNER, "Bob") as bob,
        member(service, None, "Cleo") as cleo,
        visitor(service, token=await service.token(Role.OWNER)) as script,
    ):
        for _ in range(2):
            assert (await ann.put(of_board("/star"))).status_code == 204
        assert (await ann.get(of_board())).json()["starred"] is True
        assert [b["starred"] for b in (await ann.get("/api/boards")).json()["boards"]] == [True]
        assert [b["starred"] for b in (await bob.get("/api/boards")).json()["boards"]] == [False]
        assert problem(await cleo.put(of_board("/star"))) == (404, "not-found")
        assert problem(await script.put(of_board("/star"))) == (403, "forbidden")
        assert (await ann.delete(of_board("/star"))).status_code == 204
        assert (await ann.get(of_board())).json()["starred"] is False


async def test_stars_come_to_an_end(service: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kanverge.store.grouping.STARS_MAX", 1)
    async with admin(service) as root:
        other = (await root.post("/api/boards", json={"name": "Other"})).json()["id"]
        assert (await root.put(f"/api/boards/{other}/star")).status_code == 204
        assert problem(await root.put(of_board("/star"))) == (422, "invalid")
        assert (await root.put(f"/api/boards/{other}/star")).status_code == 204


async def test_a_board_tells_when_it_was_last_edited(service: Running) -> None:
    caller = await service.caller()
    async with member(service, Role.VIEWER) as ann:
        before = (await ann.get(of_board())).json()["edited"]
        await caller.saved(await caller.name_board("Another"))
        after = (await ann.get(of_board())).json()["edited"]
        assert before is not None
        assert after >= before
        board = await service.service.stored.boards.head(BOARD)
        assert board is not None
        assert after == moment(board.edited)


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


@pytest.mark.parametrize("name", ["", "   ", "\u200b \u3164", "x" * 257, None, 7, ["x"]])
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
