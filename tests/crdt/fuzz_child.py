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
from kanverge_crdt.update import FIRST_STATE, ROOTS
from tests.crdt import hostile
from tests.crdt.histories import Board, content, new_board
from tests.crdt.writer import (
    DELETED,
    MAP,
    TEXT,
    Id,
    Place,
    deletes,
    gc,
    item,
    number,
    number_value,
    section,
    shared,
    text,
    text_value,
    update,
    value,
)

MEMORY_BYTES = 2**30
CPU_S = 60
UPDATES_A_BOARD = 25
CLIENTS = (hostile.VICTIM, *range(2**20 + 10, 2**20 + 14))
VALUES = (number_value(1.5), text_value("\U0001f600"), b"\x75\2\x78\x79", b"\x76\1\1k\x78", b"\x7d\x05")
TEXTS = ("x", "\U0001f600", "a\U0001f600b", "漢字", "word")


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
        self.types: list[Id] = [(hostile.VICTIM, hostile.CARD), (hostile.VICTIM, hostile.TITLE)]

    def run(self, updates: int) -> None:
        for count in range(updates):
            if count % UPDATES_A_BOARD == 0:
                self.begin()
            self.one()

    def one(self) -> None:
        data = self.some_update()
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
        self.types += [(struct.client, struct.clock) for struct in admitted.scanned.types()]
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

    def some_update(self) -> bytes:
        clients = self.chance.sample(CLIENTS, self.chance.choice((1, 1, 1, 2)))
        sections = []
        for client in clients if self.chance.random() < 0.9 else []:
            start = self.gate.clocks.get(client, 0) + self.chance.choice((0,) * 12 + (-1, -2, 1))
            sections.append(section(client, max(0, start), *(self.some_struct() for _ in range(self.few()))))
        deleted = []
        if self.chance.random() < 0.4:
            client, clock = self.some_id()
            deleted.append(deletes(client, (clock, self.few())))
        return update(sections, deleted)

    def few(self) -> int:
        return self.chance.choice((1, 1, 1, 2, 3))

    def some_struct(self) -> bytes:
        place = self.some_place()
        match self.chance.randrange(9):
            case 0 | 1 | 2:
                return value(self.chance.choice(VALUES), **place)
            case 3 | 4 | 5:
                return text(self.chance.choice(TEXTS), **place)
            case 6:
                return shared(self.chance.choice((MAP, TEXT)), **place)
            case 7:
                return item(DELETED, number(self.few()), **place)
            case _:
                return gc(self.few())

    def some_place(self) -> Place:
        place: Place = {}
        match self.chance.randrange(6):
            case 0:
                place["root"] = self.chance.choice(ROOTS)
            case 1:
                place["parent"] = self.chance.choice([*self.types, self.some_id()])
            case 2:
                place["origin"] = self.some_id()
            case 3:
                place["right"] = self.some_id()
            case 4:
                place["origin"], place["right"] = self.some_id(), self.some_id()
            case _:
                client, clock = self.some_id()
                place["origin"] = (client, clock)
                place["right"] = (client, clock + 1)
        if ("root" in place or "parent" in place) and self.chance.random() < 0.6:
            place["key"] = self.chance.choice(("a", "b", "title", "card", f"k{self.chance.randrange(999)}"))
        return place

    def some_id(self) -> Id:
        clocks = self.gate.clocks
        client = self.chance.choice(sorted(clocks))
        return client, self.chance.randrange(clocks[client] + self.chance.choice((0, 0, 0, 2)))


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    fuzz = Fuzz(int(sys.argv[1]))
    fuzz.run(int(sys.argv[2]))
    json.dump(fuzz.counts, sys.stdout)
