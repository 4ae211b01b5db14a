"""Random updates that are nearly sound: each struct well formed, its neighbours and parents anybody's."""

from __future__ import annotations

import random
from collections.abc import Mapping

from kanverge_crdt.update import ROOTS
from tests.crdt import hostile
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

CLIENTS = (hostile.VICTIM, *range(2**20 + 10, 2**20 + 14))
VALUES = (number_value(1.5), text_value("\U0001f600"), b"\x75\2\x78\x79", b"\x76\1\1k\x78", b"\x7d\x05")
TEXTS = ("x", "\U0001f600", "a\U0001f600b", "漢字", "word")


class NearlySound:
    """A stream of updates to a board that began as `hostile.board()`; tell it the clocks and the types made since."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.clocks: Mapping[int, int] = {hostile.VICTIM: hostile.END}
        self.types: list[Id] = [(hostile.VICTIM, hostile.CARD), (hostile.VICTIM, hostile.TITLE)]

    def update(self) -> bytes:
        clients = self.chance.sample(CLIENTS, self.chance.choice((1, 1, 1, 2)))
        sections = []
        for client in clients if self.chance.random() < 0.9 else []:
            start = self.clocks.get(client, 0) + self.chance.choice((0,) * 12 + (-1, -2, 1))
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
        client = self.chance.choice(sorted(self.clocks))
        return client, self.chance.randrange(self.clocks[client] + self.chance.choice((0, 0, 0, 2)))
