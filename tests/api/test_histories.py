"""What happened on a board, over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from pycrdt import Doc, Map

from kanverge.accounts.roles import Role
from kanverge.following import follower
from kanverge_crdt import codec
from kanverge_crdt.board import Board
from tests.api.visitor import member, of_board, problem
from tests.doubles.editors import Editor
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
    [
        {"count": "0"}, {"count": "9999"}, {"count": "²"}, {"card": "x"},
        {"before": "x"}, {"before": "1"}, {"before": "9" * 20 + "-1"}, {"before": f"1-{2**64}"},
        {"after": "x"}, {"after": ""}, {"around": "x"}, {"around": "2026-12-24"}, {"around": ""},
        {"before": "1-0", "after": "1-0"}, {"after": "1-0", "card": "c" * 22}, {"around": "1-0", "card": "c" * 22},
    ],
)  # fmt: skip
async def test_activity_refuses_what_makes_no_sense(service: Running, query: dict[str, str]) -> None:
    async with member(service, Role.VIEWER) as ann:
        assert problem(await ann.get(of_board("/activity"), params=query)) == (422, "invalid")


async def test_activity_is_read_around_a_moment_and_on_from_there_both_ways(
    service: Running, editor: Caller
) -> None:
    for at in range(7):
        await editor.do("cards.add", id=f"{at}" * 22, title=f"card {at}")
        await editor.saved()
    await follow(service)
    async with member(service, Role.VIEWER) as ann:

        async def asked(**query: str) -> dict[str, Any]:
            answer: dict[str, Any] = (await ann.get(of_board("/activity"), params=query)).json()
            return answer

        whole = (await asked())["activity"]
        assert [row["changes"][0]["title"] for row in whole[:7]] == [f"card {at}" for at in range(6, -1, -1)]
        around = await asked(around=whole[4]["entry"], count="2")
        assert around["activity"] == whole[1:6]
        assert (await asked(before=around["next"], count="200"))["activity"] == whole[6:]
        newer = await asked(after=around["newer"], count="2")
        assert newer["activity"] == whole[:1]
        assert newer["newer"] is None
        for moment in ("1999-01-01T00:00:00Z", "0-0"):
            beginning = await asked(around=moment, count="3")
            assert beginning["activity"] == whole[-4:]
            assert beginning["next"] is None
        for moment in ("2999-01-01T00:00:00Z", whole[0]["entry"]):
            end = await asked(around=moment, count="3")
            assert (end["activity"], end["newer"]) == (whole[:3], None)
        outline = (await ann.get(of_board("/outline"))).json()["moments"]
        assert outline[0] == {key: whole[-1][key] for key in ("entry", "when")}
        assert outline[-1]["entry"] == whole[0]["entry"]


async def test_nothing_that_a_client_says_makes_it_somebody_else_in_the_activity(service: Running) -> None:
    bo = await service.visitor(await service.sign_in("Bo", Role.EDITOR))
    await bo.do("cards.add", id="b" * 22, title="Mine")
    await bo.saved()
    mallory = await service.visitor(await service.sign_in("Mallory", Role.EDITOR))
    await mallory.do("cards.add", id="c" * 22, title="Plan")
    doc = mallory.editor.board.doc
    known = doc.get_state()
    with doc.transaction():
        card = doc.get("cards", type=Map)["c" * 22]
        for key in ("author", "by", "who", "principal", "actor"):
            card[key] = "u:bo"
    await mallory.edit(doc.get_update(known))
    await mallory.saved()
    # As if by an edit of Bo's: under his client id.
    forged = Editor(client_id=bo.editor.board.doc.client_id)
    forged.board.doc.apply_update(bo.editor.board.doc.get_update())
    forged.add("cards", title="Forged")
    await mallory.send(codec.Edit(9_000, forged.board.doc.client_id, "u:bo", forged.sent[-1]))
    assert (await mallory.expect(codec.Refused)).code == "foreign-client"
    claims = {"by": "u:bo", "author": "u:bo", "principal": "u:bo"}
    said = {"id": "m" * 22, "card": "c" * 22, "text": "I am Bo"}
    await mallory.send(codec.Ask(1, "u:bo", "comments.add", said | claims))
    await mallory.expect(codec.Done)
    await follow(service)
    async with member(service, Role.VIEWER, "Vi") as visitor:
        rows = (await visitor.get(of_board("/activity"))).json()["activity"]
    told = [(row["who"]["name"], change["title"]) for row in rows for change in row["changes"]]
    assert [title for name, title in told if name == "Bo"] == ["Mine"]
    assert {title for name, title in told if name == "Mallory"} == {"Plan"}
    assert "Forged" not in str(rows)


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
        before = await ann.get(of_board("/moments/1999-01-01T00:00:00Z"))
        assert (before.content, before.headers["x-entry"], before.headers["x-when"]) == (b"\0\0", "0-0", "")
        later = await ann.get(of_board("/moments/2999-01-01T00:00:00Z"))
        assert later.headers["x-entry"] > now.headers["x-entry"]
        for moment in ("nonsense", "2026-12-24", "2026-02-30T00:00:00Z", "1-", "%D9%A1%D9%A2-0", "9" * 60):
            assert problem(await ann.get(of_board(f"/moments/{moment}"))) == (422, "invalid")
        assert problem(await ann.get(of_board("/changes"))) == (422, "invalid")


async def test_history_is_for_those_who_may_see_the_board(service: Running) -> None:
    async with member(service, None) as stranger:
        for path in ("/activity", "/outline", "/moments/1-0", "/changes?since=1-0"):
            assert problem(await stranger.get(of_board(path)))[0] == 404
