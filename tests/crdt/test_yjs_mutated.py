"""Updates that nobody would write, and that scan and gate let through, must mean the same to pycrdt here and to yjs."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from kanverge_crdt import guard
from kanverge_crdt.errors import CrdtError
from kanverge_crdt.gate import Gate
from kanverge_crdt.scan import scan
from tests.crdt import hostile
from tests.crdt.histories import content, history, new_board
from tests.crdt.mutations import mutated
from tests.crdt.nearly_sound import CLIENTS, NearlySound
from tests.doubles.yjs import Play, play

YJS_CLIENT = 2**31 + 5
HISTORIES = 100
TRIES_AN_EDIT = 10
STREAMS = 100
TRIES_A_STREAM = 150


class Admitting:
    """A board behind scan and gate, and every update that went in, as the log would hold it."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate
        self.board = new_board()
        self.log: list[bytes] = []
        self.strange = 0

    def admit(self, update: bytes, principal: str, *, is_strange: bool = True) -> None:
        """Take the update in, if it may come in."""
        try:
            admitted = self.gate.admit(scan(update), principal)
            if admitted is None:
                return
            new = guard.trim(update, admitted.trim) if admitted.trim else update
        except CrdtError:
            return
        self.gate.settle(admitted)
        guard.apply(self.board, [new])
        self.log.append(new)
        self.strange += is_strange


def mutated_history(seed: int) -> Admitting:
    """Return a board of an honest history, each of whose updates was sent with some bytes changed first."""
    chance = random.Random(seed)
    board = Admitting(Gate({}, is_machine=lambda _: False))
    for author, update in history(seed, edits=40):
        for _ in range(TRIES_AN_EDIT):
            strange = mutated(update, chance)
            board.admit(strange, str(author), is_strange=strange != update)
        board.admit(update, str(author), is_strange=False)
    return board


def nearly_sound_stream(seed: int) -> Admitting:
    """Return a board of structs that are well formed, and whose neighbours and parents are anybody's."""
    board = Admitting(Gate(dict.fromkeys(CLIENTS, "anyone"), is_machine=lambda _: False))
    board.admit(hostile.board(), "anyone", is_strange=False)
    updates = NearlySound(random.Random(seed))
    for _ in range(TRIES_A_STREAM):
        updates.clocks = board.gate.clocks
        update = updates.update()
        known = len(board.log)
        board.admit(update, "anyone")
        if len(board.log) > known:
            updates.types += [(struct.client, struct.clock) for struct in scan(board.log[-1]).types()]
    return board


@pytest.mark.parametrize(
    ("boards", "number"),
    [(mutated_history, HISTORIES), (nearly_sound_stream, STREAMS)],
    ids=["mutated", "nearly sound"],
)
def test_both_make_the_same_of_strange_updates_that_pass(
    boards: Callable[[int], Admitting], number: int
) -> None:
    first = random.randrange(2**32)
    print(f"seeds from {first}")
    made = [boards(first + at) for at in range(number)]
    results = play([Play(0, YJS_CLIENT, board.log, 0, []) for board in made])
    for at, (board, result) in enumerate(zip(made, results, strict=True)):
        assert content(board.board) == result.plain, f"seed {first + at}"
    assert sum(board.strange for board in made) > 3 * number, (
        "too little passes for the test to mean anything"
    )
