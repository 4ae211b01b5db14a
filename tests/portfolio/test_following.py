"""Following logs over a real store: every entry counts once, whoever follows, and whatever happens meanwhile."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from kanverge.errors import StoreAway
from kanverge.live.compaction import compact
from kanverge.live.document import Document
from kanverge.live.following import FAILURES_MAX, GATHER_S, RENEW_S, Follower
from kanverge.live.making import make_board
from kanverge.live.replay import Replay
from kanverge.portfolio.card_facts import CardFacts
from kanverge.portfolio.card_facts import unpack as unpack_card
from kanverge.portfolio.facts import Facts
from kanverge.portfolio.following import SUMMARY, FollowingFacts, open_facts, unpack
from kanverge.store import keys
from kanverge.store.base import START
from kanverge.store.earlier import Earlier, HistoryGone
from kanverge.store.embedded import Embedded
from kanverge.store.following import Followed, Outcome
from tests.doubles.clock import FakeClock
from tests.doubles.editors import Editor
from tests.doubles.eventually import eventually
from tests.live.nodes import BOARD, Node, commit_rows


@pytest.fixture
def editor() -> Editor:
    return Editor()


class Written:
    """What an editor does, written to the board of a node."""

    def __init__(self, node: Node, editor: Editor) -> None:
        self.node = node
        self.editor = editor

    async def save(self) -> None:
        updates, self.editor.sent = self.editor.sent, []
        await commit_rows(self.node.boards, *updates, client_id=self.editor.board.doc.client_id)

    async def do(self, verb: str, /, **arguments: Any) -> None:
        self.editor.do(verb, **arguments)
        await self.save()

    async def add(self, noun: str, /, **arguments: Any) -> str:
        id = self.editor.add(noun, **arguments)
        await self.save()
        return id


@pytest.fixture
def written(node: Node, editor: Editor) -> Written:
    return Written(node, editor)


def following(node: Node, clock: FakeClock) -> Follower:
    return Follower(node.client, node.boards, clock, [open_facts])


async def stored_summary(node: Node) -> dict[str, Any]:
    found: dict[str, Any] = unpack((await Followed(node.client).hash(keys.facts(BOARD)))[SUMMARY])
    return found


async def stored_cards(node: Node) -> Mapping[str, CardFacts]:
    rows = await Followed(node.client).hash(keys.facts_cards(BOARD))
    return {id: unpack_card(row) for id, row in rows.items()}


async def recomputed(node: Node) -> Facts:
    """Return the facts by reading the whole log once more, entry by entry."""
    earlier = Earlier(node.boards)
    replay = Replay(BOARD, await Document.load(BOARD, await earlier.at(BOARD, START)), at=START)
    facts = Facts.of(replay)
    head = (await Followed(node.client).behind()) or None
    assert head is None, "nothing should be behind"
    for entry in await earlier.entries(BOARD, after=START, until=f"{2**60}-0"):
        facts.take(replay.take(entry))
    return facts


async def assert_kept_up(node: Node) -> None:
    facts = await recomputed(node)
    assert await stored_summary(node) == facts.summary()
    assert await stored_cards(node) == facts.cards


async def test_what_was_never_followed_is_followed_from_the_beginning(
    node: Node, clock: FakeClock, written: Written
) -> None:
    column = await written.add("columns", name="Done", category="done")
    await written.add("cards", title="one", column=column)
    assert [board for board, _ in await Followed(node.client).behind()] == [BOARD]
    assert await following(node, clock).once()
    assert (await stored_summary(node))["done"] == 1
    await assert_kept_up(node)


async def test_another_follower_goes_on_where_one_was_lost(
    node: Node, other_node: Node, clock: FakeClock, written: Written
) -> None:
    column = await written.add("columns", name="Doing", category="doing")
    card = await written.add("cards", title="one", column=column)
    lost = following(node, clock)
    assert await lost.once()
    began = (await stored_cards(node))[card].began
    await written.do("cards.set", id=card, key="done", value=True)
    assert not await following(other_node, clock).once()  # the lease is still held
    await lost._lease.give_back()
    assert await following(other_node, clock).once()
    row = (await stored_cards(node))[card]
    assert row.began == began
    assert row.finished is not None
    await assert_kept_up(node)


async def test_of_two_that_follow_at_once_only_one_counts(
    node: Node, other_node: Node, clock: FakeClock, written: Written
) -> None:
    await written.add("columns", name="Doing", category="doing")
    one, other = following(node, clock), following(other_node, clock)
    one._is_ours = other._is_ours = True  # a lease that was lost unnoticed
    replica = await one._open(BOARD)
    theirs = await other._open(BOARD)
    page = await node.boards.read_on(BOARD, after=START)
    assert await one._take(BOARD, replica, page.entries)
    other._wake.clear()
    assert not await other._take(BOARD, theirs, page.entries)
    assert other._wake.is_set()  # it looks again by itself
    await other._follow_all_due()
    await written.add("cards", title="one")
    await other._follow(BOARD)
    await assert_kept_up(node)


async def test_a_compaction_that_passes_by_takes_nothing_away(
    node: Node, clock: FakeClock, written: Written
) -> None:
    column = await written.add("columns", name="Doing", category="doing")
    follower = following(node, clock)
    assert await follower.once()
    for at in range(6):
        await written.add("cards", title=str(at), column=column)
        assert await compact(node.boards, BOARD, entries_min=1, lag_ms=-1)
    assert await follower.once()
    await assert_kept_up(node)
    # And one that begins anew finds what it needs in the history: all three snapshots are newer than the cursor.
    await follower._lease.give_back()
    for at in range(6):
        await written.add("cards", title=str(at), column=column)
        assert await compact(node.boards, BOARD, entries_min=1, lag_ms=-1)
    assert await following(node, clock).once()
    await assert_kept_up(node)


async def test_where_history_was_dropped_facts_begin_with_the_board_as_it_is(
    node: Node, clock: FakeClock, written: Written
) -> None:
    column = await written.add("columns", name="Done", category="done")
    card = await written.add("cards", title="one", column=column)
    for at in range(4):
        await written.do("cards.text", id=card, key="title", text=f"title {at}")
        assert await compact(node.boards, BOARD, entries_min=1, lag_ms=-1)
    assert await node.boards.past.forget(BOARD, before=2**50) > 0
    with pytest.raises(HistoryGone):
        await Earlier(node.boards).at(BOARD, START)
    assert await following(node, clock).once()
    row = (await stored_cards(node))[card]
    assert (row.title, row.made, row.finished) == ("title 3", None, None)
    assert (await stored_summary(node))["done"] == 1
    assert await Followed(node.client).behind() == []
    await written.do("cards.text", id=card, key="title", text="title 9")
    assert await following(node, clock).once()
    assert (await stored_cards(node))[card].title == "title 9"


@pytest.fixture
async def heard(other_node: Node) -> list[Any]:
    """Every message about facts that another process hears."""
    messages: list[Any] = []
    await other_node.client.subscribe(keys.FACTS, lambda message: messages.append(unpack(message)))
    return messages


@pytest.fixture
async def running(node: Node, clock: FakeClock) -> AsyncIterator[Follower]:
    follower = following(node, clock)
    task = asyncio.create_task(follower.run())
    await eventually(lambda: follower._is_ours)
    yield follower
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_change_is_told_to_everyone_who_listens(
    running: Follower, clock: FakeClock, written: Written, heard: list[Any]
) -> None:
    card = await written.add("cards", title="one")
    await eventually(lambda: bool(running._due))
    await clock.advance(GATHER_S)
    await eventually(lambda: bool(heard))
    board, summary, rows = heard[-1]
    assert board == BOARD
    assert unpack(summary)["open"] == 1
    assert unpack_card(rows[card]).title == "one"


async def test_what_was_written_while_nobody_followed_is_found_with_the_lease(
    node: Node, clock: FakeClock, written: Written, heard: list[Any]
) -> None:
    await written.add("cards", title="one")
    follower = following(node, clock)
    task = asyncio.create_task(follower.run())
    await eventually(lambda: bool(follower._due))
    await clock.advance(GATHER_S)
    await eventually(lambda: bool(heard))
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert await follower._lease.is_free()


async def test_one_without_the_lease_follows_nothing_until_it_is_free(
    node: Node, other_node: Node, clock: FakeClock, written: Written, heard: list[Any]
) -> None:
    first, second = following(node, clock), following(other_node, clock)
    task = asyncio.create_task(first.run())
    await eventually(lambda: first._is_ours)
    waiting = asyncio.create_task(second.run())
    await eventually(lambda: other_node.client.subscriptions > 1)
    await written.add("cards", title="one")
    await eventually(lambda: bool(first._due))
    assert not second._due
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    while not heard:
        await clock.advance(RENEW_S)
        await other_node.client.call("PING")  # and the real store has its turn
    assert second._is_ours
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)


async def test_a_board_that_cannot_be_followed_keeps_no_other_waiting(
    node: Node, clock: FakeClock, written: Written, caplog: pytest.LogCaptureFixture
) -> None:
    broken = "C" * 22
    await node.boards.create(broken, name="Broken", created=0)
    await make_board(node.boards, "D" * 22, name="Sound", now_ms=1)
    await written.add("cards", title="one")
    opened: list[str] = []

    async def opener(followed: Followed, replay: Replay) -> FollowingFacts:
        opened.append(replay.id)
        if replay.id == BOARD:
            raise RuntimeError("a bug")
        return await open_facts(followed, replay)

    follower = Follower(node.client, node.boards, clock, [opener])
    for _ in range(FAILURES_MAX + 2):
        assert await follower.once()
    assert opened.count(BOARD) == FAILURES_MAX
    assert [board for board, _ in await Followed(node.client).behind()] == [BOARD]
    assert caplog.text.count("could not be followed") == FAILURES_MAX


async def test_while_the_store_is_away_following_waits_and_then_catches_up(
    running: Follower, valkey: Embedded, node: Node, clock: FakeClock, written: Written, heard: list[Any]
) -> None:
    card = await written.add("cards", title="one")
    await eventually(lambda: bool(running._due))
    connection = node.client._connection
    assert connection is not None
    connection.give_up("cut by the test")
    while not heard:
        await clock.advance(GATHER_S)
        with contextlib.suppress(StoreAway):
            await node.client.call("PING")  # and the real store has its turn
    assert unpack_card(heard[-1][2][card]).title == "one"
    await assert_kept_up(node)


async def test_an_outcome_that_nobody_expects_changes_nothing(node: Node, written: Written) -> None:
    followed = Followed(node.client)
    await written.add("cards", title="one")
    assert await followed.advance(BOARD, None, "5-0", Outcome())
    assert not await followed.advance(BOARD, None, "6-0", Outcome())
    assert not await followed.advance(BOARD, "4-0", "6-0", Outcome())
    assert await followed.cursor(BOARD) == "5-0"
    assert await followed.advance(BOARD, "5-0", "6-0", Outcome())
