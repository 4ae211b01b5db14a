"""Earlier moments of a board: each equals a replay from the beginning, whatever was compacted meanwhile."""

from __future__ import annotations

import random
from typing import Any

import pytest
from pycrdt import Doc

from kanverge.errors import Invalid
from kanverge.history import diff, moments
from kanverge.live import document
from kanverge.live.compaction import compact
from kanverge.live.retention import retain
from kanverge.store import checkpoints, keys
from kanverge.store.base import START
from kanverge.store.earlier import Earlier, HistoryGone
from kanverge.store.log import milliseconds
from kanverge_crdt.board import Board
from tests.doubles.editors import Editor
from tests.live.nodes import BOARD, Node, commit_rows


async def write(node: Node, editor: Editor) -> None:
    updates, editor.sent = editor.sent, []
    await commit_rows(node.boards, *updates, client_id=editor.board.doc.client_id)


async def ids(node: Node) -> list[str]:
    entries = await Earlier(node.boards).entries(BOARD, after=START, until=moments.LATEST)
    return [entry.id for entry in entries]


def board_of(state: bytes) -> Board:
    doc: Doc[Any] = Doc()
    doc.apply_update(state)
    return Board(doc)


@pytest.mark.parametrize("seed", [1, 2])
async def test_every_moment_equals_a_replay_from_the_beginning(
    node: Node, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    print("seed", seed)
    monkeypatch.setattr(checkpoints, "BYTES_MIN", 500)
    monkeypatch.setattr(document, "SLICE_UPDATES", 7)
    chance, editor = random.Random(seed), Editor(seed)
    columns = [editor.add("columns", name=str(at)) for at in range(3)]
    cards = [editor.add("cards", title=str(at), column=columns[0]) for at in range(5)]
    await write(node, editor)
    for at in range(120):
        editor.do("cards.move", id=chance.choice(cards), column=chance.choice(columns))
        editor.do("cards.text", id=chance.choice(cards), key="title", text=f"title {chance.random()}")
        await write(node, editor)
        if at % 25 == 24:
            assert await compact(node.boards, BOARD, entries_min=1, lag_ms=-1)
    entries = await Earlier(node.boards).entries(BOARD, after=START, until=moments.LATEST)
    assert await node.client.call("ZCARD", keys.checkpoints(BOARD)) not in (0, 1)
    doc: Doc[Any] = Doc()
    plain: dict[str, object] = {}
    for entry in entries:
        for row in entry.entry.rows:
            doc.apply_update(row.update)
        plain[entry.id] = Board(doc).plain()
    for entry_id in chance.sample(list(plain), 40):
        found = await moments.at(node.boards, BOARD, entry_id)
        assert found.entry == entry_id
        assert board_of(found.state).plain() == plain[entry_id]


async def test_a_moment_is_named_by_its_time_too(node: Node) -> None:
    editor = Editor()
    editor.add("columns", name="one")
    await write(node, editor)
    [first] = await ids(node)
    assert (await moments.at(node.boards, BOARD, moments.read_position("1999-01-01T00:00:00Z"))).when == 0
    now = await moments.at(node.boards, BOARD, moments.read_position("2999-01-01T00:00:00+02:00"))
    assert now.entry == first
    assert [column.name for column in board_of(now.state).columns()] == ["one"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2026-12-24",
        "2026-02-30T00:00:00Z",
        "1-",
        "-1",
        "1-2-3",
        "9" * 50 + "-0",
        "0001-01-01T00:00:00+23:59",
    ],
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        moments.read_position(text)


async def renamed_again_and_again(node: Node) -> list[str]:
    """Write the names 0 to 3 into one column, each in a segment of its own; return the entries."""
    editor = Editor()
    column = editor.add("columns", name="one")
    await write(node, editor)
    for at in range(4):
        editor.do("columns.set", id=column, key="name", value=str(at))
        await write(node, editor)
        assert await compact(node.boards, BOARD, entries_min=1, lag_ms=-1)
    return await ids(node)


async def test_what_retention_dropped_is_said_to_be_gone(node: Node) -> None:
    known = await renamed_again_and_again(node)
    await retain(node.boards, node.client, BOARD, before=2**50)
    for where in (known[0], moments.read_position("1999-01-01T00:00:00Z")):
        with pytest.raises(HistoryGone):
            await moments.at(node.boards, BOARD, where)
    assert board_of((await moments.at(node.boards, BOARD, moments.LATEST)).state).columns()[0].name == "3"


async def test_every_moment_that_is_younger_than_what_retention_dropped_still_opens(node: Node) -> None:
    *_, third, fourth = await renamed_again_and_again(node)
    [*older, _, _] = await node.boards.past.segments(BOARD)
    now = milliseconds(third)
    await node.client.call("DEL", keys.snapshot(BOARD, 1), keys.snapshot(BOARD, 2))
    await node.client.call(
        "ZADD", keys.segments(BOARD), *(part for name in older for part in (now - 1, name))
    )
    await retain(node.boards, node.client, BOARD, before=now)
    assert len(await node.boards.past.segments(BOARD)) == 2
    for where, name in ((older[-1], "1"), (third, "2"), (fourth, "3")):
        assert board_of((await moments.at(node.boards, BOARD, where)).state).columns()[0].name == name
    with pytest.raises(HistoryGone):
        await moments.at(node.boards, BOARD, older[0])
    await retain(node.boards, node.client, BOARD, before=now)
    assert board_of((await moments.at(node.boards, BOARD, third)).state).columns()[0].name == "2"


async def test_what_cannot_be_read_up_to_where_it_goes_goes_all_the_same(
    node: Node, caplog: pytest.LogCaptureFixture
) -> None:
    await renamed_again_and_again(node)
    [first, *_] = await node.boards.past.segments(BOARD)
    await node.client.call("SET", keys.segment(BOARD, first), b"nonsense")
    await node.client.call("ZADD", keys.segments(BOARD), 1, first)
    await retain(node.boards, node.client, BOARD, before=2)
    assert first not in await node.boards.past.segments(BOARD)
    assert "its history is not whole" in caplog.text


def test_a_difference_is_told_as_people_speak_of_it() -> None:
    editor = Editor()
    todo, done = editor.add("columns", name="To do"), editor.add("columns", name="Done", category="done")
    moved, slipped, gone, back = (editor.add("cards", title=title, column=todo) for title in "msgb")
    editor.do("cards.set", id=slipped, key="due", value="2026-12-01")
    editor.do("cards.archive", id=back)
    before = editor.fork(1).board
    editor.do("cards.move", id=moved, column=done)
    editor.do("cards.set", id=slipped, key="due", value="2026-12-08")
    editor.do("cards.include", id=slipped, family="assignee", member="A" * 22)
    editor.do("cards.text", id=slipped, key="title", text="slipped")
    editor.do("cards.archive", id=gone)
    editor.do("cards.restore", id=back)
    new = editor.add("cards", title="n", column=todo)
    found = diff.between(before, editor.board)
    assert {heading: [card["id"] for card in cards] for heading, cards in found.cards.items() if cards} == {
        "new": [new], "done": [moved], "moved": [moved], "slipped": [slipped], "renamed": [slipped],
        "assigned": [slipped], "archived": [gone], "restored": [back],
    }  # fmt: skip
    assert found.cards["moved"] == [{"id": moved, "title": "m", "from": "To do", "to": "Done"}]
    assert found.cards["slipped"][0] | {"title": ""} == {
        "id": slipped, "title": "", "from": "2026-12-01", "to": "2026-12-08",
    }  # fmt: skip
    assert diff.between(editor.board, editor.board).is_empty
    back_again = diff.between(editor.board, before)
    assert [card["id"] for card in back_again.cards["reopened"]] == [moved]
    assert [card["id"] for card in back_again.cards["pulled_in"]] == [slipped]


def test_a_difference_tells_of_dates_estimates_dependencies_milestones_and_goals() -> None:
    editor = Editor()
    plan, later, freed, gone = (editor.add("cards", title=title) for title in ("p", "l", "f", "g"))
    editor.do("cards.set", id=later, key="due", value="2026-12-01")
    editor.do("cards.set", id=freed, key="start", value="2026-12-01")
    editor.do("cards.include", id=freed, family="blocks", member=plan)
    alpha = editor.add("milestones", name="Alpha", date="2026-12-01")
    beta = editor.add("milestones", name="Beta")
    goal = editor.add("goals", name="Users")
    before = editor.fork(1).board
    editor.do("cards.set", id=plan, key="start", value="2026-12-02")
    editor.do("cards.set", id=plan, key="due", value="2026-12-04")
    editor.do("cards.set", id=plan, key="estimate", value=3)
    editor.do("cards.include", id=plan, family="blocks", member=later)
    editor.do("cards.set", id=later, key="due", value="2026-12-08")
    editor.do("cards.set", id=later, key="start", value="2026-12-07")
    editor.do("cards.set", id=freed, key="start", value=None)
    editor.do("cards.exclude", id=freed, family="blocks", member=plan)
    editor.do("cards.set", id=gone, key="estimate", value=9)
    editor.do("cards.archive", id=gone)
    editor.do("milestones.set", id=alpha, key="date", value="2026-12-24")
    editor.do("milestones.archive", id=beta)
    ga = editor.add("milestones", name="GA", date="2027-01-10")
    passing = editor.add("goals", name="Passing")
    editor.do("goals.archive", id=passing)
    editor.do("goals.set", id=goal, key="current", value=4)
    found = diff.between(before, editor.board)
    titles = "plfg"
    cards = {
        heading: [_bare(card) for card in sorted(cards, key=lambda card: titles.index(card["title"]))]
        for heading, cards in found.cards.items()
        if cards
    }
    assert cards == {
        "slipped": [(later, "2026-12-01", "2026-12-08")],
        "archived": [(gone,)],
        "dated": [
            (plan, {"start": None, "due": None}, {"start": "2026-12-02", "due": "2026-12-04"}),
            (later, {"start": None}, {"start": "2026-12-07"}),
            (freed, {"start": "2026-12-01"}, {"start": None}),
        ],
        "estimated": [(plan, {"estimate": None}, {"estimate": 3})],
        "linked": [(plan, {}, {f"blocks:{later}": True}), (freed, {f"blocks:{plan}": True}, {})],
    }  # fmt: skip
    milestones = {one["title"]: (one["before"], one["after"]) for one in found.records["milestones"]}
    assert milestones == {
        "Alpha": ({"date": "2026-12-01"}, {"date": "2026-12-24"}),
        "Beta": ({"archived": False}, {"archived": True}),
        "GA": (None, {"name": "GA", "date": "2027-01-10", "done": False, "archived": False}),
    }  # fmt: skip
    assert [one["id"] for one in found.records["milestones"] if one["before"] is None] == [ga]
    assert [_bare(one) for one in found.records["goals"]] == [(goal, {"current": None}, {"current": 4})]
    assert diff.between(editor.board, editor.board).is_empty
    back = {one["title"]: one["after"] for one in diff.between(editor.board, before).records["milestones"]}
    assert back == {"Alpha": {"date": "2026-12-01"}, "Beta": {"archived": False}, "GA": None}


def test_of_a_portfolio_its_initiatives_and_boards_are_told() -> None:
    editor = Editor()
    grow, sell = editor.add("initiatives", name="Grow"), editor.add("initiatives", name="Sell", parent=None)
    shop, site, gone = (editor.new_id() for _ in range(3))
    for board in (shop, gone):
        editor.do("boards.add", id=board, initiative=grow)
    before = editor.fork(1).board
    editor.do("initiatives.set", id=grow, key="status", value="paused")
    editor.do("initiatives.text", id=grow, key="note", text="w" * 3_000)
    editor.do("initiatives.archive", id=sell)
    hire = editor.add("initiatives", name="Hire", parent=grow)
    editor.do("boards.move", id=shop, initiative=hire)
    editor.do("boards.add", id=site)
    editor.do("boards.archive", id=gone)
    editor.do("initiatives.move", id=grow, after=None)  # only its place
    found = diff.between(before, editor.board).records
    rows = {one["id"]: (one["title"], one["before"], one["after"]) for one in found["initiatives"]}
    cut = "w" * 199 + "…"
    assert rows == {
        grow: ("Grow", {"status": None, "note": ""}, {"status": "paused", "note": cut}),
        sell: ("Sell", {"archived": False}, {"archived": True}),
        hire: ("Hire", None, dict.fromkeys(("status", "owner", "start", "target")) | {
            "name": "Hire", "note": "", "parent": grow, "archived": False,
        }),
    }  # fmt: skip
    boards = {one["id"]: (one["title"], one["before"], one["after"]) for one in found["boards"]}
    assert boards == {
        shop: ("", {"parent": grow}, {"parent": hire}),
        site: ("", None, {"parent": "", "archived": False}),
        gone: ("", {"archived": False}, {"archived": True}),
    }
    assert diff.between(editor.board, editor.board).is_empty


def _bare(told: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(value for key, value in told.items() if key != "title")
