"""Throw random structures at scan and gate; apply what passes, and compare the document with its reload.

Runs in a process of its own, which dies if yrs crashes, hangs or eats memory.
Usage: python -m tests.crdt.fuzz_child SEED UPDATES
"""

from __future__ import annotations

import json
import random
import resource
import sys
from collections import Counter

from kanverge_crdt import guard
from kanverge_crdt.errors import OutOfOrder, RefusedUpdate
from kanverge_crdt.gate import Gate
from kanverge_crdt.scan import scan
from kanverge_crdt.update import FIRST_STATE
from tests.crdt import hostile
from tests.crdt.histories import Board, content, new_board
from tests.crdt.nearly_sound import CLIENTS, NearlySound

MEMORY_BYTES = 2**30
CPU_S = 60
UPDATES_A_BOARD = 25


class Fuzz:
    """One board, and a stream of updates that are nearly sound."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.counts: Counter[str] = Counter()
        self.begin()

    def begin(self) -> None:
        self.gate = Gate(dict.fromkeys(CLIENTS, "anyone"), is_machine=lambda _: False)
        self.gate.follow(scan(hostile.board()))
        self.board = new_board()
        guard.apply(self.board, [hostile.board()])
        self.updates = NearlySound(self.chance)

    def run(self, updates: int) -> None:
        for count in range(updates):
            if count % UPDATES_A_BOARD == 0:
                self.begin()
            self.one()

    def one(self) -> None:
        self.updates.clocks = self.gate.clocks
        data = self.updates.update()
        try:
            admitted = self.gate.admit(scan(data, FIRST_STATE), "anyone")
        except RefusedUpdate as refused:
            self.counts[refused.code] += 1
            return
        except OutOfOrder:
            self.counts[hostile.OUT_OF_ORDER] += 1
            return
        if admitted is None:
            self.counts["nothing new"] += 1
            return
        self.counts["accepted"] += 1
        self.gate.settle(admitted)
        self.updates.types += [(struct.client, struct.clock) for struct in admitted.scanned.types()]
        guard.apply(self.board, [guard.trim(data, admitted.trim) if admitted.trim else data])
        self.compare(data)

    def compare(self, data: bytes) -> None:
        state = self.board.get_update()
        again = new_board()
        guard.apply(again, [state])
        assert content(self.board) == content(again), f"differs after {data.hex()}"
        assert self.known(self.board) == self.gate.clocks, f"the gate knows other clocks after {data.hex()}"
        scan(state, FIRST_STATE)  # and what this board tells others passes their scan

    @staticmethod
    def known(board: Board) -> dict[int, int]:
        return {client: end for client, _, end, *_ in scan(board.get_update(), FIRST_STATE).sections}


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    fuzz = Fuzz(int(sys.argv[1]))
    fuzz.run(int(sys.argv[2]))
    json.dump(fuzz.counts, sys.stdout)
