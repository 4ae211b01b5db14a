"""Each change of a rule is made once for each event, over two servers, while one worker after the other is killed."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

import pytest

import kanverge_client
from kanverge.accounts.principals import machine
from kanverge.accounts.roles import Role
from kanverge.config import StoreChoice
from kanverge.stored import open_store
from tests.doubles.eventually import eventually
from tests.faults.processes import Server, start_worker

CARDS = 60
MADE = "Made by a rule"
KILLS = 4
DONE_WITHIN_S = 90.0


async def move_cards(url: str, board: str, token: str, name: str) -> list[str]:
    """Make cards and move each to Done, as somebody would; return them."""
    async with kanverge_client.open(url, board, token, offline=False) as open_board:
        todo, _, done = list(open_board.columns)[:3]
        moved = []
        for at in range(CARDS // 2):
            card = open_board.cards.add(title=f"{name} {at}", column=todo)
            await open_board.saved()
            open_board.cards.move(card, column=done)
            await open_board.saved()
            moved.append(card.id)
    return moved


def made_by_rule(board: kanverge_client.Board) -> int:
    return sum(card.title == MADE for card in board.cards)


@pytest.mark.timeout(300)
async def test_each_change_of_a_rule_is_made_once_for_each_event(tmp_path: Path) -> None:
    data = tmp_path / "data"
    one, two = Server(data), Server(data)
    await one.start()
    await two.start()
    worker = await start_worker(data)
    try:
        board, token = await _furnish(data)
        async with kanverge_client.open(one.url, board, token, offline=False) as ann:
            _, doing, done = list(ann.columns)[:3]
            then = [
                {"do": "comment", "text": "Once"},
                {"do": "create", "column": doing.id, "card": {"title": MADE}},
                {"do": "set", "key": "priority", "value": "low"},
            ]
            rule = {"name": "Once", "when": {"on": "moved", "to": done.id}, "then": then}
            await ann.ask("rules.add", id="r" * 22, rule=rule)
            writing = asyncio.gather(
                move_cards(one.url, board, token, "one"), move_cards(two.url, board, token, "two")
            )
            for kill in range(1, KILLS + 1):
                # In the midst of it: some events are answered, others wait or happen just now.
                answered = CARDS * kill // (KILLS + 2)
                await eventually(lambda: made_by_rule(ann) >= answered, limit_s=DONE_WITHIN_S)  # noqa: B023
                worker.kill()
                await worker.wait()
                await one.valkey.cut_leases()
                worker = await start_worker(data)
            moved = [card for some in await writing for card in some]
            assert len(moved) == CARDS

            def is_done() -> bool:
                return all(ann.comments.of(card) for card in moved)

            await eventually(is_done, limit_s=DONE_WITHIN_S)
            assert Counter(len(ann.comments.of(card)) for card in moved) == {1: CARDS}
            assert made_by_rule(ann) == CARDS
            assert {ann.cards[card].priority for card in moved} == {"low"}
    finally:
        worker.kill()
        await worker.wait()
        await two.stop()
        await one.stop()
    assert one.errors() == []


async def _furnish(data: Path) -> tuple[str, str]:
    async with open_store(StoreChoice(None, data)) as stored:
        [head] = await stored.boards.heads()
        _, token = await stored.tokens.create(head.id, Role.ADMIN, name="rules", by=machine("faults").key)
    return head.id, token
