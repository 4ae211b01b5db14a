"""The client against the real service and the real store: what the double promises, the server keeps."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

import pytest

import kanverge_client
from kanverge.accounts.roles import Role
from kanverge.store.embedded import Embedded
from kanverge_client import AskFailed, Badge, Board, Change, Closed, EditRefused
from tests.client.conftest import Opening
from tests.doubles.eventually import WAIT_S
from tests.doubles.relay import relaying
from tests.doubles.service import BOARD, Running, running_service


@pytest.fixture
async def service(valkey: Embedded) -> AsyncIterator[Running]:
    async with running_service(valkey) as service:
        yield service


@pytest.fixture
def opened_there(service: Running, tmp_path: Path) -> Opening:
    return partial(
        kanverge_client.open,
        service.url,
        BOARD,
        queue=tmp_path / "board.queue",
        timeout_s=WAIT_S,
        reconnect_after_s=0.01,
    )


async def until(board: Board, text: str) -> None:
    """Wait until a card with this title is on the board."""
    async with asyncio.timeout(WAIT_S):
        await board._engine.until(lambda: text in [card.title for card in board.cards])


async def fresh_titles(service: Running) -> list[str]:
    """Return the titles as somebody reads them who joins now."""
    token = await service.token(Role.VIEWER)
    async with kanverge_client.open(service.url, BOARD, token, offline=False) as b:
        return [card.title for card in b.cards]


async def test_edits_are_saved_and_read_by_whoever_joins(service: Running, opened_there: Opening) -> None:
    async with opened_there(await service.token(Role.EDITOR)) as b:
        column = b.columns[0]
        for number in range(50):
            b.cards.add(title=str(number), column=column)
        await b.saved()
        assert b.status == (Badge.LIVE, 0)
        assert (b.role, b.meta.name) == ("editor", "Board")
        assert await fresh_titles(service) == [str(number) for number in range(50)]


async def test_two_clients_are_equal_after_editing_at_once(service: Running, opened_there: Opening) -> None:
    token = await service.token(Role.EDITOR)
    async with opened_there(token) as a, opened_there(token) as b:
        first = a.cards.add(title="Shared", column=a.columns[0])
        await until(b, "Shared")
        for number in range(20):
            a.cards.add(title=f"a{number}", column=a.columns[0])
            b.cards.move(b.cards[first.id], column=b.columns[number % 3])
            b.cards.add(title=f"b{number}", column=b.columns[1])
        await a.saved()
        await b.saved()
        async with asyncio.timeout(WAIT_S):
            await a._engine.until(lambda: len(a.cards) == 41)
            await b._engine.until(lambda: len(b.cards) == 41)
            await a._engine.until(lambda: a.document == b.document)
        assert sorted(card.title for card in a.cards) == sorted(await fresh_titles(service))


async def test_a_long_text_is_saved_whole(service: Running, opened_there: Opening) -> None:
    text = "".join(f"line {number} 漢😀\n" for number in range(4_000))
    async with opened_there(await service.token(Role.EDITOR)) as b:
        card = b.cards.add(title="Long", column=b.columns[0], description=text)
        await b.saved()
        async with kanverge_client.open(
            service.url, BOARD, await service.token(Role.VIEWER), offline=False
        ) as other:
            assert other.cards[card.id].description == text


async def test_a_viewers_edit_is_refused_and_taken_back(service: Running, opened_there: Opening) -> None:
    async with opened_there(await service.token(Role.VIEWER)) as b:
        b.cards.add(title="Not mine to add", column=b.columns[0])
        with pytest.raises(EditRefused, match="forbidden"):
            await b.saved()
        assert [card.title for card in b.cards] == []
    assert await fresh_titles(service) == []


async def test_a_comment_is_made_by_the_server_for_everyone(service: Running, opened_there: Opening) -> None:
    token = await service.token(Role.COMMENTER, name="Robot")
    async with opened_there(await service.token(Role.EDITOR)) as a, opened_there(token) as b:
        card = a.cards.add(title="Discussed", column=a.columns[0])
        await until(b, "Discussed")
        comment = await b.comments.add(card.id, "Hello")
        assert (comment.text, comment.name) == ("Hello", "Robot")
        async with asyncio.timeout(WAIT_S):
            await a._engine.until(lambda: a.comments.of(card) == [comment])
        with pytest.raises(AskFailed):
            await b.ask("cards.burn")


async def test_presence_reaches_the_others(service: Running, opened_there: Opening) -> None:
    token = await service.token(Role.EDITOR)
    async with opened_there(token) as a, opened_there(token) as b:
        b.show(card="c1")
        async with asyncio.timeout(WAIT_S):
            await a._engine.until(lambda: [here.state for here in a.presence] == [{"card": "c1"}])


async def test_what_is_unsaved_when_the_program_ends_is_saved_by_the_next(
    service: Running, opened_there: Opening
) -> None:
    token = await service.token(Role.EDITOR)
    async with opened_there(token, linger_s=0) as b:
        for number in range(30):
            b.cards.add(title=str(number), column=b.columns[0])
    async with opened_there(token) as b:
        await b.saved()
    assert await fresh_titles(service) == [str(number) for number in range(30)]


async def test_a_follower_is_told_who_made_each_change(service: Running, opened_there: Opening) -> None:
    mine, theirs = await service.token(Role.EDITOR, name="Ann"), await service.token(Role.EDITOR, name="Bo")
    async with opened_there(mine) as a, opened_there(theirs) as b:
        changes = a.changes()
        added = b.cards.add(title="Theirs", column=b.columns[0])
        async with asyncio.timeout(WAIT_S):
            change = await anext(changes)
            assert (change.kind, change.id, change.by) == ("card", added.id, b.person["id"])
            assert {"title", "at"} <= set(change.fields)
            a.cards.set(added.id, "priority", "high")
            assert await anext(changes) == Change("card", added.id, ("priority",), a.person["id"])
            await b._engine.until(lambda: added.priority == "high")
            b.cards.set(added, "priority", "low")
            assert await anext(changes) == Change("card", added.id, ("priority",), b.person["id"])
        assert a.person["id"] != b.person["id"]


async def test_cards_stand_where_they_were_put(service: Running, opened_there: Opening) -> None:
    async with opened_there(await service.token(Role.EDITOR)) as b:
        todo, doing, *_ = b.columns
        one = b.cards.add(title="1", column=doing)
        two = b.cards.add(title="2", column=todo)
        three = b.cards.add(title="3", column=doing, after=None)
        assert (len(two.id), two.title, two.column) == (22, "2", todo.id)
        assert [card.title for card in b.cards] == ["2", "3", "1"], "column by column, in order"
        b.cards.move(two, column=doing, after=three)
        b.cards.move(three, column=doing)
        assert [card.title for card in b.cards] == ["2", "1", "3"]
        b.cards.move(one, column=doing, after=None)
        assert (two.column, [card.title for card in b.cards]) == (doing.id, ["1", "2", "3"])
        await b.saved()
        assert await fresh_titles(service) == ["1", "2", "3"]


async def test_edits_are_saved_after_the_service_has_restarted(valkey: Embedded, tmp_path: Path) -> None:
    async with relaying() as relay, AsyncExitStack() as life:
        service = await life.enter_async_context(running_service(valkey))
        relay.target = service.port
        token = await service.token(Role.EDITOR)
        async with kanverge_client.open(
            relay.url, BOARD, token, queue=tmp_path / "board.queue", reconnect_after_s=0.01
        ) as b:
            b.cards.add(title="Before", column=b.columns[0])
            await b.saved()
            b.cards.add(title="In flight", column=b.columns[0])
            relay.target = None
            relay.cut()
            await life.aclose()
            b.cards.add(title="While it is away", column=b.columns[0])
            async with running_service(valkey) as again:
                relay.target = again.port
                async with asyncio.timeout(WAIT_S):
                    await b.saved()
                assert b.status == (Badge.LIVE, 0)
                assert await fresh_titles(again) == ["Before", "In flight", "While it is away"]


@pytest.mark.parametrize("token", ["", "kv_nonsense", None])
async def test_without_a_good_token_there_is_no_board(opened_there: Opening, token: str | None) -> None:
    with pytest.raises(Closed):
        async with opened_there(token):
            pass
