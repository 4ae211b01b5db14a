"""The Python client as a program uses it."""

import asyncio
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest

import kanverge_client
from kanverge_client import (
    AskFailed,
    Badge,
    Change,
    Closed,
    ConnectionFailed,
    FellBehind,
    InvalidEdit,
    QueueForeign,
)
from kanverge_client.following import WAITING_MAX
from tests.client.conftest import Opening
from tests.client.watching import on_server, titles, until
from tests.doubles.eventually import eventually
from tests.doubles.socket_server import SocketServer


async def test_a_board_is_read_and_edited_by_the_verbs_of_the_data_model(
    opened: Opening, server: SocketServer
) -> None:
    async with opened() as b:
        assert list(b.columns) == []
        todo = b.columns.add(name="To do")
        done = b.columns.add(name="Done", category="done")
        first = b.cards.add(title="First", column=todo, priority="high")
        second = b.cards.add(title="Second", column=todo.id, description="Why")
        b.cards.move(second, column=done)
        third = b.cards.add(title="Third", column=todo, after=None)
        assert titles(b) == ["Third", "First", "Second"]
        assert (second.id, second.column, second.description) == (b.cards[2].id, done.id, "Why")
        assert b.cards[first.id].priority == "high"
        assert third in b.cards
        await b.saved()
        assert b.status == (Badge.LIVE, 0)
        assert titles(on_server(server)) == titles(b)


async def test_after_none_is_first_left_out_is_last_and_a_card_is_behind_it(opened: Opening) -> None:
    async with opened() as b:
        column = b.columns.add(name="To do")
        one, two, three = (b.cards.add(title=title, column=column) for title in "123")
        b.cards.move(three, column=column, after=None)
        assert titles(b) == ["3", "1", "2"]
        b.cards.move(three, column=column, after=one)
        assert titles(b) == ["1", "3", "2"]
        b.cards.move(three, column=column)
        assert titles(b) == ["1", "2", "3"]
        assert two.title == "2"


async def test_every_noun_has_its_verbs(opened: Opening) -> None:
    async with opened() as b:
        column = b.columns.add(name="To do")
        card = b.cards.add(title="Card", column=column)
        label = b.labels.add(name="Red", color="red")
        person = b.people.add(name="Ann")
        milestone = b.milestones.add(name="1.0", date="2027-01-01")
        goal = b.goals.add(name="Fast")
        field = b.fields.add(name="Size", type="select")
        view = b.views.add(name="Mine", query="?me")
        option = b.fields.option(field, "Large", color="red")
        b.set("name", "Board")
        b.columns.set(column, "wip", 3)
        b.columns.move(column, after=None)
        b.cards.text(card, "description", "Long story")
        b.cards.splice(card, "title", at=4, insert="!")
        b.cards.include(card, "label", label)
        b.cards.include(card, "assignee", person)
        b.cards.exclude(card, "assignee", person)
        b.cards.set(card, "milestone", milestone)
        b.cards.set(card, f"field:{field.id}", option)
        b.cards.include(card, "goal", goal)
        b.cards.link(card, "https://example.org", "Example")
        checklist = b.checklists.add(card, name="Steps")
        item = b.items.add(card, checklist=checklist, name="Step")
        b.items.set(card, item, "done", True)
        b.checklists.move(card, checklist, after=None)
        assert (b.meta.name, b.columns[0].wip, card.title, card.description) == (
            "Board",
            3,
            "Card!",
            "Long story",
        )
        assert (set(card.labels), set(card.assignees), set(card.goals)) == ({label.id}, set(), {goal.id})
        assert card.values == {field.id: option}
        [shown] = b.checklists.of(card)
        assert [(step.name, step.done) for step in b.items.of(card, shown)] == [("Step", True)]
        assert view.query == "?me"
        b.items.archive(card, item)
        b.cards.archive(card)
        assert len(b.cards) == 0
        b.cards.restore(card)
        assert len(b.cards) == 1
        await b.saved()


async def test_a_portfolio_is_read_and_edited_like_a_board(opened: Opening) -> None:
    async with opened() as b:
        b.set("kind", "portfolio")
        grow, hire = b.initiatives.add(name="Grow"), b.initiatives.add(name="Hire", after=None)
        b.initiatives.set(grow, "status", "at-risk")
        shop = b.boards.add("shop" + "0" * 18, initiative=grow)
        site = b.boards.add("site" + "0" * 18)
        undo = b.initiatives.move(hire, parent=grow)
        assert ([one.name for one in b.initiatives], hire.parent) == (["Grow", "Hire"], grow.id)
        b.undo(undo)
        assert [one.name for one in b.initiatives] == ["Hire", "Grow"]
        b.boards.move(site, initiative=grow, after=None)
        assert list(b.boards) == [site, shop]
        goal = b.goals.add(name="Fast")
        b.goals.include(goal, "board", shop)
        b.goals.include(goal, "initiative", grow)
        b.goals.exclude(goal, "board", shop)
        assert (goal.boards, goal.initiatives) == ((), (grow.id,))
        b.boards.archive(shop)
        assert list(b.boards) == [site]
        await b.saved()


async def test_an_edit_is_undone_and_redone(opened: Opening) -> None:
    async with opened() as b:
        column = b.columns.add(name="To do")
        undo = b.columns.set(column, "name", "Done")
        redo = b.undo(undo)
        assert column.name == "To do"
        b.undo(redo)
        assert column.name == "Done"


async def test_an_edit_that_cannot_be_done_leaves_the_board_as_it_was(opened: Opening) -> None:
    async with opened() as b:
        with pytest.raises(InvalidEdit, match="unknown-column"):
            b.cards.add(title="Lost", column="0" * 22)
        with pytest.raises(InvalidEdit, match="unknown-verb"):
            b.edit("cards.burn", {})
        with pytest.raises(KeyError):
            b.cards["0" * 22]
        assert b.status.waiting == 0


async def test_two_clients_see_each_others_edits_and_who_made_them(opened: Opening, tmp_path: Path) -> None:
    async with opened(token="ann") as a, opened(token="bo", queue=tmp_path / "bo.queue") as b:
        changes = b.changes()
        column = a.columns.add(name="To do")
        assert await anext(changes) == Change("column", column.id, ("name", "rank"), "ann")
        card = a.cards.add(title="One", column=column)
        change = await anext(changes)
        assert (change.kind, change.id, change.by) == ("card", card.id, "ann")
        b.cards.set(card, "priority", "low")
        assert await anext(changes) == Change("card", card.id, ("priority",), "bo")
        await until(a, lambda: a.cards[card.id].priority == "low")
        assert a.document == b.document


async def test_an_edit_that_loses_against_mine_is_no_change(
    opened: Opening, server: SocketServer, tmp_path: Path
) -> None:
    async with opened(token="ann") as a, opened(token="bo", queue=tmp_path / "b.queue") as b:
        card = a.cards.add(title="One", column=a.columns.add(name="To do"))
        await a.saved()
        await until(b, lambda: len(b.cards) == 1)
        both = a.changes(), b.changes()
        server.is_durable = False
        a.cards.set(card, "priority", "high")
        b.cards.set(b.cards[0], "priority", "low")
        await eventually(lambda: server.board.in_flight == 2)
        server.flush()
        server.is_durable = True
        await until(a, lambda: a.document == b.document and a.status.waiting == 0)
        await until(b, lambda: a.document == b.document and b.status.waiting == 0)
        a.cards.set(card, "done", True)
        b.cards.set(b.cards[0], "done", True)
        told = [[(await anext(changes)).fields for _ in range(2)] for changes in both]
        assert all(fields == ("priority",) for first, _ in told for fields in [first])
        assert sorted(second for _, second in told) == [("done",), ("priority",)], (
            "one of them saw the other win"
        )


async def test_saved_waits_for_the_servers_disk(opened: Opening, server: SocketServer) -> None:
    server.is_durable = False
    async with opened() as b:
        b.columns.add(name="To do")
        saved = asyncio.create_task(b.saved())
        await until(b, lambda: b.status.badge is Badge.SAVING)
        await eventually(lambda: server.board.in_flight == 1)
        assert not saved.done()
        server.flush()
        await saved
        assert b.status.badge is Badge.LIVE


async def test_edits_made_while_the_server_is_away_arrive_when_it_is_back(
    opened: Opening, server: SocketServer
) -> None:
    async with opened() as b:
        column = b.columns.add(name="To do")
        await b.saved()
        await server.stop()
        await until(b, lambda: b.status.badge is Badge.OFFLINE)
        for number in range(20):
            b.cards.add(title=str(number), column=column)
        assert b.status == (Badge.OFFLINE, 20)
        await server.start()
        await b.saved()
        assert titles(on_server(server)) == [str(number) for number in range(20)]


async def test_edits_in_flight_when_connections_are_cut_arrive_once(
    opened: Opening, server: SocketServer
) -> None:
    async with opened() as b:
        column = b.columns.add(name="To do")
        for number in range(200):
            b.cards.add(title=str(number), column=column)
            if number % 50 == 25:
                server.cut()
                await asyncio.sleep(0)
        await b.saved()
        assert titles(on_server(server)) == [str(number) for number in range(200)]
        assert server.joins > 1


async def test_unsaved_edits_survive_the_program_and_are_sent_by_the_next(
    opened: Opening, server: SocketServer
) -> None:
    async with opened(linger_s=0) as b:
        column = b.columns.add(name="To do")
        await b.saved()
        await server.stop()
        await until(b, lambda: b.status.badge is Badge.OFFLINE)
        b.cards.add(title="Kept", column=column)
    await server.start()
    async with opened() as b:
        assert titles(b) == ["Kept"]
        await b.saved()
    assert titles(on_server(server)) == ["Kept"]


async def test_leaving_waits_for_what_is_not_yet_saved(opened: Opening, server: SocketServer) -> None:
    async with opened() as b:
        b.columns.add(name="To do")
    assert [column.name for column in on_server(server).columns()] == ["To do"]


async def test_the_client_id_is_used_again_by_the_next_program(opened: Opening, server: SocketServer) -> None:
    for name in ("One", "Two"):
        async with opened() as b:
            b.columns.add(name=name)
    assert len({edit.client_id for edit in server.board.durable}) == 1


async def test_two_programs_at_once_have_client_ids_of_their_own(
    opened: Opening, server: SocketServer
) -> None:
    async with opened() as a, opened() as b:
        a.columns.add(name="a")
        b.columns.add(name="b")
        await a.saved()
        await b.saved()
    assert len({edit.client_id for edit in server.board.durable}) == 2


async def test_an_older_copy_of_the_queue_takes_a_new_client_id(
    opened: Opening, server: SocketServer, tmp_path: Path
) -> None:
    async with opened() as b:
        b.columns.add(name="One")
    old = (tmp_path / "board.queue").read_bytes()
    async with opened() as b:
        b.columns.add(name="Two")
    (tmp_path / "board.queue").write_bytes(old)
    async with opened() as b:
        b.columns.add(name="Three")
    assert [column.name for column in on_server(server).columns()] == ["One", "Two", "Three"]
    assert len({edit.client_id for edit in server.board.durable}) == 2


async def test_a_change_is_by_whoever_made_it_also_where_mine_comes_back_with_it(
    opened: Opening, server: SocketServer, tmp_path: Path
) -> None:
    async with opened(token="ann") as a, opened(token="bo", queue=tmp_path / "b.queue") as b:
        column = a.columns.add(name="To do")
        await a.saved()
        await until(b, lambda: len(b.columns) == 1)
        changes = a.changes()
        server.is_durable = False
        a.cards.add(title="Ann's", column=column)
        b.cards.add(title="Bo's", column=column)
        await eventually(lambda: server.board.in_flight == 2)
        server.board.flush(as_one=True)
        server.tell()
        assert [(await anext(changes)).by for _ in range(2)] == ["ann", "bo"]


async def test_in_a_new_epoch_unsaved_edits_are_done_over(opened: Opening, server: SocketServer) -> None:
    async with opened() as b:
        column = b.columns.add(name="To do")
        await b.saved()
        server.is_durable = False
        b.cards.add(title="Unsaved", column=column)
        server.is_durable = True

        def copy(old: Any, new: Any) -> None:
            new.apply_update(old.get_update())

        server.board.rebuild(copy)
        server.tell()
        server.cut()
        await b.saved()
        assert titles(on_server(server)) == ["Unsaved"]
        assert titles(b) == ["Unsaved"]


@pytest.mark.parametrize("code", [4401, 4403, 4404])
async def test_a_permanent_close_ends_the_board_for_everyone_who_waits(
    opened: Opening, server: SocketServer, code: int
) -> None:
    async with opened(linger_s=0) as b:
        changes = b.changes()
        server.is_durable = False
        b.columns.add(name="To do")
        saved = asyncio.create_task(b.saved())
        await asyncio.sleep(0)
        await server.close_all(code, "no access")
        with pytest.raises(Closed, match=str(code)):
            await saved
        with pytest.raises(Closed):
            b.columns.add(name="More")
        with pytest.raises(Closed):
            [change async for change in changes]


async def test_a_server_that_refuses_the_upgrade_is_told_apart_from_one_that_is_away(
    opened: Opening, server: SocketServer
) -> None:
    server.refusal = HTTPStatus.FORBIDDEN
    with pytest.raises(ConnectionFailed, match="403"):
        async with opened():
            pass
    await server.stop()
    with pytest.raises(ConnectionFailed, match=r"not ready within 2 s: .*Connect call failed"):
        async with opened(timeout_s=2):
            pass
    await server.start()


@pytest.mark.parametrize("url", ["", "127.0.0.1:8000", "ftp://host", "ws://host"])
async def test_an_address_that_is_no_servers_is_named(url: str) -> None:
    with pytest.raises(ConnectionFailed, match="not the http"):
        async with kanverge_client.open(url, "b1", offline=False):
            pass


async def test_the_queue_of_another_person_is_not_sent(opened: Opening, server: SocketServer) -> None:
    async with opened(token="ann", linger_s=0) as b:
        column = b.columns.add(name="To do")
        await b.saved()
        server.is_durable = False
        b.cards.add(title="Ann's", column=column)
    await server.stop()
    await server.start()
    server.is_durable = True
    with pytest.raises(QueueForeign):
        async with opened(token="bo"):
            pass
    async with opened(token="ann") as b:
        await b.saved()
    assert titles(on_server(server)) == ["Ann's"]


async def test_an_ask_is_answered_or_fails_with_a_code(opened: Opening, server: SocketServer) -> None:
    async with opened() as b:
        assert await b.ask("cards.number", cards=["c1"]) == ["cards.number", {"cards": ["c1"]}]
        with pytest.raises(InvalidEdit):
            await b.ask("comments.add", text=float("nan"))
        server.board.failing = ("denied", "a viewer may not comment")
        with pytest.raises(AskFailed, match="denied"):
            await b.ask("comments.add", text="hi")


async def test_an_ask_follows_the_edits_made_before_it(opened: Opening, server: SocketServer) -> None:
    seen: list[int] = []
    server.board.asking = lambda _verb, _args: seen.append(len(server.board.durable))
    async with opened() as b:
        b.columns.add(name="To do")
        await b.ask("cards.number", cards=[])
    assert seen == [1]


async def test_comments_are_told_by_the_server(opened: Opening, server: SocketServer) -> None:
    def asked(verb: str, args: dict[str, Any]) -> Any:
        value = {**args, "author": "u1", "name": "Ann", "created": "2026-11-22T10:00:00Z"}
        server.board.tell_records([["comment", args["id"], value, 1]])
        return value

    server.board.asking = asked
    async with opened() as b:
        column = b.columns.add(name="To do")
        card = b.cards.add(title="One", column=column)
        added = await b.comments.add(card, "Hello")
        assert (added.text, added.author) == ("Hello", "u1")
        await until(b, lambda: b.comments.of(card) == [added])


async def test_presence_is_shown_to_others_and_is_gone_with_the_connection(
    opened: Opening, tmp_path: Path
) -> None:
    async with opened(token="ann") as a:
        async with opened(token="bo", queue=tmp_path / "bo.queue") as b:
            b.show(card="c1")
            await until(a, lambda: [here.state for here in a.presence] == [{"card": "c1"}])
            assert a.presence[0].person["id"] == "bo"
            for number in range(50):
                b.show(card=f"c{number}")
            await until(a, lambda: [here.state for here in a.presence] == [{"card": "c49"}])
        await until(a, lambda: a.presence == [])


async def test_a_follower_that_does_not_keep_up_is_told_so(opened: Opening) -> None:
    async with opened(offline=False) as b:
        changes = b.changes()
        column = b.columns.add(name="To do")
        for number in range(WAITING_MAX + 1):
            b._publish([Change("column", column.id, ("name",), str(number))])
        with pytest.raises(FellBehind):
            await anext(changes)


async def test_a_silent_server_is_left_for_a_new_connection(opened: Opening, server: SocketServer) -> None:
    async with opened(ping_after_s=0.05) as b:
        server.board.is_deaf = True
        await until(b, lambda: b.status.badge is Badge.OFFLINE)
        server.board.is_deaf = False
        b.columns.add(name="To do")
        await b.saved()
        assert server.joins > 1


async def test_nothing_is_written_to_disk_without_an_offline_queue(opened: Opening, tmp_path: Path) -> None:
    async with opened(offline=False) as b:
        b.columns.add(name="To do")
        await b.saved()
    assert not any(tmp_path.iterdir())  # noqa: ASYNC240
