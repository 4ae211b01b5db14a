"""The golden vectors that Python and TypeScript share; tests/vectors/make_edits.py says what they hold."""

import json
from pathlib import Path
from typing import Any

import pytest

from kanverge_crdt.board import Board
from kanverge_crdt.edits import VERBS, apply
from kanverge_crdt.errors import EditError
from kanverge_crdt.scan import scan

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "vectors" / "edits.json").read_text("utf-8")
)


@pytest.mark.parametrize("case", VECTORS["updates"], ids=lambda case: case["by"])
def test_these_bytes_are_this_board(case: dict[str, Any]) -> None:
    board = Board()
    for update in map(bytes.fromhex, case["updates"]):
        scan(update)
        board.doc.apply_update(update)
    assert board.plain() == case["plain"]


@pytest.fixture
def told() -> Board:
    """The board of the intents, after each has given the inverse it must."""
    board, jitter = Board(), iter(VECTORS["intents"]["jitter"]).__next__
    for step in VECTORS["intents"]["steps"]:
        inverse = apply(board, step["intent"], jitter=jitter)
        assert [list(intent) for intent in inverse] == step["inverse"], step["intent"]
    return board


def test_these_intents_make_this_board_and_these_inverses(told: Board) -> None:
    assert told.plain() == VECTORS["intents"]["plain"]


def test_these_intents_are_refused_with_this_code(told: Board) -> None:
    for case in VECTORS["intents"]["refused"]:
        with pytest.raises(EditError) as refused:
            apply(told, case["intent"], jitter=lambda: 0)
        assert refused.value.code == case["code"], case["intent"]
    assert told.plain() == VECTORS["intents"]["plain"]


def test_the_vectors_hold_both_writers_and_every_verb() -> None:
    assert {case["by"] for case in VECTORS["updates"]} == {"pycrdt", "yjs"}
    assert {step["intent"][0] for step in VECTORS["intents"]["steps"]} == set(VERBS)
