from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from kanverge.accounts.roles import Role
from kanverge.errors import Forbidden, Invalid, NotFound, StoreAway, StoreError
from kanverge.live.asking import TRIES_MAX
from kanverge.store import keys
from kanverge.store.base import Commit, CommitResult
from kanverge.store.log import LogEntry
from kanverge_crdt import codec
from tests.doubles.eventually import eventually
from tests.live.nodes import BOARD, Editor, Node

CARDS = [f"{n:022d}" for n in range(40)]


async def ask(editor: Editor, verb: str, args: Mapping[str, object], *, key: str = "k") -> Any:
    message = codec.Ask(1, key, verb, dict(args))
    return await editor.room.asking.ask(editor.room, editor.peer, message)


async def test_a_number_is_given_once_and_told_to_everyone(node: Node, other_node: Node) -> None:
    ann, bob = await node.editor("ann"), await other_node.editor("bob")
    assert await ask(ann, "cards.number", {"cards": CARDS[:2]}) == [1, 2]
    await eventually(lambda: len(bob.heard(codec.Records)) == 2)
    told = [["number", CARDS[0], 1, 1], ["number", CARDS[1], 2, 1]]
    assert [message.changes for message in bob.heard(codec.Records)] == [[["*", "", None, 0]], told]
    carol = await node.editor("carol")
    assert carol.heard(codec.Records)[0].changes == [["*", "", None, 1], *told]


async def test_an_ask_sent_again_has_the_same_result_and_no_further_effect(
    node: Node, other_node: Node
) -> None:
    ann, again = await node.editor("ann"), await other_node.editor("ann")
    comment = {"id": CARDS[5], "card": CARDS[0], "text": "hello"}
    first = await ask(ann, "comments.add", comment)
    await eventually(lambda: again.room.asking.records.version == 1)
    assert await ask(again, "comments.add", comment) == first
    assert await ask(ann, "comments.add", comment) == first
    assert await node.boards.log_length(BOARD) == 1


async def test_two_nodes_that_give_numbers_at_once_never_give_one_twice(node: Node, other_node: Node) -> None:
    ann, bob = await node.editor("ann"), await other_node.editor("bob")
    numbers = await asyncio.gather(
        *(
            ask(who, "cards.number", {"cards": [card]}, key=card)
            for card, who in zip(CARDS, [ann, bob] * 20, strict=True)
        )
    )
    assert sorted(number for [number] in numbers) == list(range(1, 41))
    await eventually(lambda: ann.room.asking.records.rows == bob.room.asking.records.rows)


async def test_records_are_read_from_the_store_again(node: Node, other_node: Node) -> None:
    ann = await node.editor("ann")
    await ask(ann, "cards.number", {"cards": CARDS[:3]})
    bob = await other_node.editor("bob")
    assert await ask(bob, "cards.number", {"cards": [CARDS[2], CARDS[3]]}) == [3, 4]


async def test_a_viewer_may_not_comment_and_nobody_asks_for_what_there_is_not(node: Node) -> None:
    eve = await node.editor("eve", Role.VIEWER)
    with pytest.raises(Forbidden):
        await ask(eve, "comments.add", {"id": CARDS[0], "card": CARDS[1], "text": "x"})
    with pytest.raises(Invalid):
        await ask(eve, "cards.destroy", {})


async def test_nothing_is_committed_for_a_room_that_has_ended(node: Node) -> None:
    """Its successor takes what this process publishes for its own, and would not hear of it."""
    ann = await node.editor("ann")
    ann.room.fail()
    bob = await node.editor("bob")
    with pytest.raises(StoreAway):
        await ask(ann, "cards.number", {"cards": CARDS[:1]})
    await ask(bob, "cards.number", {"cards": CARDS[:1]}, key="another")
    assert not bob.room.tail.has_gap


async def test_what_waits_for_its_turn_needs_the_right_to_it_when_that_comes(node: Node) -> None:
    ann = await node.editor("ann")
    async with ann.room.asking._turn:
        waiting = asyncio.create_task(ask(ann, "cards.number", {"cards": CARDS[:1]}))
        await eventually(lambda: bool(ann.room.asking._turn._waiters))
        ann.peer.principal = replace(ann.peer.principal, role=Role.VIEWER)
    with pytest.raises(Forbidden):
        await waiting
    assert await node.boards.log_length(BOARD) == 0


async def test_an_ask_that_runs_on_two_nodes_at_the_same_moment_is_carried_out_once(
    node: Node, other_node: Node
) -> None:
    ann, again = await node.editor("ann"), await other_node.editor("ann")
    numbers = {"cards": CARDS[:2]}
    results = await asyncio.gather(ask(ann, "cards.number", numbers), ask(again, "cards.number", numbers))
    assert list(results) == [[1, 2], [1, 2]]
    assert await node.boards.log_length(BOARD) == 1


async def test_an_ask_that_changes_nothing_is_answered_and_not_logged(node: Node) -> None:
    ann = await node.editor("ann")
    assert await ask(ann, "cards.number", {"cards": CARDS[:2]}) == [1, 2]
    assert await ask(ann, "cards.number", {"cards": CARDS[:2]}, key="another") == [1, 2]
    assert await node.boards.log_length(BOARD) == 1


async def test_an_ask_that_others_are_always_faster_than_is_given_up(
    node: Node, other_node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bob = await node.editor("ann"), await other_node.editor("bob")
    commit = node.boards.commit
    tries = iter(CARDS)

    async def after_bob(commits: Sequence[Commit]) -> list[CommitResult]:
        card = next(tries)
        await ask(bob, "cards.number", {"cards": [card]}, key=card)
        return await commit(commits)

    monkeypatch.setattr(node.boards, "commit", after_bob)
    with pytest.raises(StoreAway, match=f"{TRIES_MAX} times in a row"):
        await ask(ann, "cards.number", {"cards": [CARDS[-1]]})
    assert len(bob.room.asking.records.rows["number"]) == TRIES_MAX
    monkeypatch.undo()
    assert await ask(ann, "cards.number", {"cards": [CARDS[-1]]}) == [TRIES_MAX + 1]


async def test_an_ask_on_a_board_that_was_rebuilt_finds_it_gone(node: Node) -> None:
    ann = await node.editor("ann")
    await node.client.call("HSET", keys.head(BOARD), "epoch", 2)
    with pytest.raises(NotFound, match="rebuilt"):
        await ask(ann, "cards.number", {"cards": CARDS[:1]})
    assert ann.room.asking.records.version == 0


async def test_an_ask_that_cannot_be_written_says_so(node: Node) -> None:
    ann = await node.editor("ann")
    await node.client.call("SET", keys.log(BOARD), "not a log")
    with pytest.raises(StoreError, match="WRONGTYPE"):
        await ask(ann, "cards.number", {"cards": CARDS[:1]})
    assert ann.room.asking.records.version == 0


async def test_an_ask_that_was_read_with_the_records_already_is_not_told_again(
    node: Node, other_node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Records are read after the log, so they may be newer than the entry that says how they changed."""
    ann = await node.editor("ann")
    all_entries = other_node.boards.all_entries

    async def and_then(board: str, *, after: str) -> list[LogEntry]:
        entries = await all_entries(board, after=after)
        await ask(ann, "cards.number", {"cards": CARDS[:1]})
        return entries

    monkeypatch.setattr(other_node.boards, "all_entries", and_then)
    bob = await other_node.editor("bob")
    assert bob.room.asking.records.version == 1
    await ask(ann, "cards.number", {"cards": CARDS[1:2]}, key="another")
    await eventually(lambda: len(bob.heard(codec.Records)) == 2)
    first, then = bob.heard(codec.Records)
    assert first.changes == [["*", "", None, 1], ["number", CARDS[0], 1, 1]]
    assert then.changes == [["number", CARDS[1], 2, 2]]
