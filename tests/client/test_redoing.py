"""What the Python client does over, and sends again, when the server does not take or no longer has it."""

import asyncio
from pathlib import Path

import pytest

from kanverge_client import (
    Badge,
    EditRefused,
)
from kanverge_crdt.codec import Edit
from tests.client.conftest import Opening
from tests.client.watching import on_server, titles, until
from tests.doubles.eventually import eventually
from tests.doubles.socket_server import SocketServer


async def test_a_refused_edit_is_told_and_those_after_it_are_done_over(
    opened: Opening, server: SocketServer
) -> None:
    def is_bad(edit: Edit) -> bool:
        return b"Bad" in edit.update

    server.board.refuses = is_bad
    async with opened() as b:
        column = b.columns.add(name="To do")
        b.cards.add(title="Bad", column=column)
        b.cards.add(title="Good", column=column)
        with pytest.raises(EditRefused) as refused:
            await b.saved()
        assert (refused.value.verb, refused.value.arguments["title"]) == ("cards.add", "Bad")
        assert titles(b) == ["Good"]
        assert titles(on_server(server)) == ["Good"]
        assert b.status.badge is Badge.REFUSED
        b.cards.add(title="Later", column=column)
        await b.saved()
    assert titles(on_server(server)) == ["Good", "Later"]


async def test_an_edit_that_needs_a_refused_one_is_refused_as_well(
    opened: Opening, server: SocketServer
) -> None:
    server.board.refuses = lambda edit: b"Bad" in edit.update
    async with opened() as b:
        column = b.columns.add(name="To do")
        card = b.cards.add(title="Bad", column=column)
        b.cards.set(card, "priority", "high")
        with pytest.raises(EditRefused):
            await b.saved()
        assert [(refused.verb, refused.code) for refused in b.refused] == [
            ("cards.add", "forbidden"),
            ("cards.set", "unknown-card"),
        ]


async def test_a_long_text_is_saved_whole_also_when_it_has_to_be_done_over(
    opened: Opening, server: SocketServer
) -> None:
    server.board.refuses = lambda edit: b"Bad" in edit.update
    text = "".join(f"line {number}\n" for number in range(6_000))
    async with opened() as b:
        column = b.columns.add(name="To do")
        b.cards.add(title="Bad", column=column)
        card = b.cards.add(title="Good", column=column, description=text)
        with pytest.raises(EditRefused):
            await b.saved()
        assert b.cards[card.id].description == text
    [card_there] = on_server(server).cards()
    assert card_there.description == text


async def test_what_others_typed_stays_where_edits_are_done_over(
    opened: Opening, server: SocketServer, tmp_path: Path
) -> None:
    server.board.refuses = lambda edit: b"Bad" in edit.update
    async with opened() as a, opened(queue=tmp_path / "b.queue") as b:
        column = a.columns.add(name="To do")
        card = a.cards.add(title="Launch the site", column=column)
        await a.saved()
        await until(b, lambda: titles(b) == ["Launch the site"])
        server.is_durable = False
        a.columns.add(name="Bad")
        a.cards.splice(card, "title", at=11, insert="new ")
        a.cards.text(card, "title", "Launch the new site now")
        a.cards.splice(card, "title", at=0, remove=1)
        a.cards.splice(card, "title", at=0, remove=1)
        b.cards.splice(b.cards[0], "title", at=0, insert="漢😀: ")
        server.is_durable = True
        server.flush()
        await b.saved()
        with pytest.raises(EditRefused):
            await a.saved()
        assert titles(a) == ["漢😀: unch the new site now"]
        assert titles(on_server(server)) == titles(a)


async def test_a_comment_follows_its_card_also_when_that_is_done_over(
    opened: Opening, server: SocketServer
) -> None:
    server.board.refuses = lambda edit: b"Bad" in edit.update
    server.board.asking = lambda _, args: args["card"] in on_server(server).plain()["cards"]
    async with opened() as b:
        column = b.columns.add(name="To do")
        b.cards.add(title="Bad", column=column)
        card = b.cards.add(title="Good", column=column)
        assert await b.ask("comments.add", card=card.id) is True
        with pytest.raises(EditRefused):
            await b.saved()


async def test_a_client_id_whose_edits_were_cut_off_with_the_file_is_not_used_again(
    opened: Opening, server: SocketServer, tmp_path: Path
) -> None:
    async with opened(linger_s=0) as b:
        b.columns.add(name="One")
        await b.saved()
        server.is_durable = False
        b.columns.add(name="Two")
        await eventually(lambda: server.board.in_flight == 1)
    whole = (tmp_path / "board.queue").read_bytes()
    (tmp_path / "board.queue").write_bytes(whole[:-3])
    async with opened() as b:
        server.is_durable = True
        b.columns.add(name="Three")
        await b.saved()
    assert {column.name for column in on_server(server).columns()} == {"One", "Two", "Three"}
    assert len({edit.client_id for edit in server.board.durable}) == 2


async def test_a_server_that_comes_back_older_gets_again_what_was_written_here(
    opened: Opening, server: SocketServer, tmp_path: Path
) -> None:
    async with opened() as a, opened(queue=tmp_path / "b.queue") as b:
        column = a.columns.add(name="To do")
        await a.saved()
        await until(b, lambda: len(b.columns) == 1)
        b.cards.add(title="b's", column=column)
        await b.saved()
        await until(a, lambda: titles(a) == ["b's"])
        a.cards.add(title="a's", column=column)
        await a.saved()
        await server.stop()
        server.board.fail_over(lost=2)
        assert titles(on_server(server)) == []
        await server.start()
        await until(a, lambda: a.status.badge is Badge.LIVE and len(a.cards) == 2)
        await until(b, lambda: b.status.badge is Badge.LIVE and len(b.cards) == 2)
        a.cards.add(title="Later", column=column)
        await a.saved()
        assert titles(on_server(server)) == titles(a)
        assert sorted(titles(a)) == ["Later", "a's", "b's"]


@pytest.mark.parametrize("waiting", [0, 1])
async def test_a_program_that_cannot_send_again_what_the_server_lost_writes_under_another_id(
    opened: Opening, server: SocketServer, waiting: int
) -> None:
    async with opened(linger_s=0) as b:
        for name in ("One", "Two"):
            b.columns.add(name=name)
        await b.saved()
        server.is_durable = False
        for number in range(waiting):
            b.columns.add(name=f"Waits {number}")
        await asyncio.sleep(0)
    server.board.fail_over(lost=1)
    server.is_durable = True
    async with opened() as b:
        b.columns.add(name="Three")
        await b.saved()
    assert {column.name for column in on_server(server).columns()} == {"One", "Three"} | {
        f"Waits {number}" for number in range(waiting)
    }
    assert len({edit.client_id for edit in server.board.durable}) > 1
