"""What happened on a board, over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from pycrdt import Doc

from kanverge.accounts.roles import Role
from kanverge.app import follower
from kanverge_crdt import codec
from kanverge_crdt.board import Board
from tests.api.visitor import member, of_board, problem
from tests.doubles.service import Caller, Running


async def follow(service: Running) -> None:
    await follower(service.service.stored).run_once()


@pytest.fixture
async def editor(service: Running) -> Caller:
    return await service.caller()


async def test_activity_names_who_did_what_newest_first(service: Running, editor: Caller) -> None:
    ann = await service.sign_in("Ann", Role.EDITOR)
    visitor = await service.visitor(ann)
    await visitor.do("cards.add", id="c" * 22, title="Plan")
    await visitor.saved()
    await editor.expect(codec.Edits)
    await editor.do("cards.set", id="c" * 22, key="done", value=True)
    await editor.saved()
    await visitor.send(codec.Ask(1, "k", "comments.add", {"id": "m" * 22, "card": "c" * 22, "text": "Fine."}))
    await visitor.expect(codec.Done)
    await follow(service)
    async with member(service, Role.VIEWER, "Bo") as bo:
        rows = (await bo.get(of_board("/activity"))).json()["activity"]
        assert [(row["who"]["kind"], row["who"]["name"], row["verb"]) for row in rows[:3]] == [
            ("person", "Ann", "comments.add"), ("token", rows[1]["who"]["id"], ""), ("person", "Ann", ""),
        ]  # fmt: skip
        assert rows[1]["changes"][0]["after"] == {"done": True}
        about = (await bo.get(of_board("/activity"), params={"card": "c" * 22})).json()["activity"]
        assert [row["id"] for row in about] == [row["id"] for row in rows[:3]]
        first = (await bo.get(of_board("/activity"), params={"count": "2"})).json()
        rest = (await bo.get(of_board("/activity"), params={"before": first["next"]})).json()
        assert [row["id"] for row in first["activity"] + rest["activity"]] == [row["id"] for row in rows]
        assert rest["next"] is None


@pytest.mark.parametrize(
    "query",
    [{"count": "0"}, {"count": "9999"}, {"count": "²"}, {"before": "x"}, {"before": "1"}, {"card": "x"}],
)
async def test_activity_refuses_what_makes_no_sense(service: Running, query: dict[str, str]) -> None:
    async with member(service, Role.VIEWER) as ann:
        assert problem(await ann.get(of_board("/activity"), params=query)) == (422, "invalid")


async def test_a_board_is_read_as_it_was(service: Running, editor: Caller) -> None:
    await editor.do("cards.add", id="c" * 22, title="Before")
    await editor.saved()
    async with member(service, Role.VIEWER) as ann:
        now = await ann.get(of_board("/moments/2999-01-01T00:00:00Z"))
        await editor.do("cards.text", id="c" * 22, key="title", text="After")
        await editor.saved()
        then = await ann.get(of_board(f"/moments/{now.headers['x-entry']}"))
        assert then.content == now.content
        doc: Doc[Any] = Doc()
        doc.apply_update(then.content)
        card = Board(doc).card("c" * 22)
        assert card is not None
        assert card.title == "Before"
        said = await ann.get(of_board("/changes"), params={"since": now.headers["x-entry"]})
        assert said.json()["cards"]["renamed"] == [{"id": "c" * 22, "title": "After", "from": "Before"}]
        assert problem(await ann.get(of_board("/moments/nonsense"))) == (422, "invalid")
        assert problem(await ann.get(of_board("/changes"))) == (422, "invalid")


async def test_history_is_for_those_who_may_see_the_board(service: Running) -> None:
    async with member(service, None) as stranger:
        for path in ("/activity", "/moments/1-0", "/changes?since=1-0"):
            assert problem(await stranger.get(of_board(path)))[0] == 404
