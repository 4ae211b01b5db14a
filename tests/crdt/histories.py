"""Random honest histories: replicas that edit as the data model asks and exchange updates rarely."""

from __future__ import annotations

import random
from typing import Any

from pycrdt import Doc, Map, Text

from kanverge_crdt.update import ROOTS

WORDS = ("a", "bc", "漢", "\U0001f600", "é\U0001f680z", "the longer words of a title")
Board = Doc[Map[Any]]


def new_board(client_id: int | None = None) -> Board:
    doc: Board = Doc() if client_id is None else Doc(client_id=client_id)
    for root in ROOTS:
        doc.get(root, type=Map)
    return doc


def content(doc: Board) -> dict[str, Any]:
    return {root: doc[root].to_py() for root in ROOTS}


class Replica:
    """One editor: its document, and the updates it has made, each in its own causal place."""

    def __init__(self, client_id: int) -> None:
        self.client_id = client_id
        self.doc = new_board(client_id)
        self.made: list[bytes] = []
        self._edits = 0
        self._subscription = self.doc.observe(self._note)
        self._hearing = False

    def _note(self, event: Any) -> None:
        if not self._hearing:
            self.made.append(event.update)

    def hear(self, update: bytes) -> None:
        self._hearing = True
        self.doc.apply_update(update)
        self._hearing = False

    def edit(self, chance: random.Random) -> None:
        cards = self.doc["cards"]
        known = [key for key, card in cards.items() if isinstance(card, Map)]
        self._edits += 1
        if not known or chance.random() < 0.15:
            card = {"at": ["doing", "a0"], "title": Text(chance.choice(WORDS)), "item:1": Map({"name": "x"})}
            cards[f"{self.client_id}-{self._edits}"] = Map(card)
            return
        card = cards[chance.choice(sorted(known))]
        chance.choice((self._move, self._label, self._unlabel, self._type, self._erase, self._name))(
            card, chance
        )

    def _move(self, card: Map[Any], chance: random.Random) -> None:
        card["at"] = [chance.choice(("doing", "done")), f"a{self._edits}"]

    def _label(self, card: Map[Any], chance: random.Random) -> None:
        card[f"label:{chance.randrange(3)}"] = True

    def _unlabel(self, card: Map[Any], chance: random.Random) -> None:
        key = f"label:{chance.randrange(3)}"
        if key in card:
            del card[key]

    def _type(self, card: Map[Any], chance: random.Random) -> None:
        title = card["title"]
        title.insert(self._boundary(str(title), chance), chance.choice(WORDS))

    def _erase(self, card: Map[Any], chance: random.Random) -> None:
        title = card["title"]
        first, last = sorted((self._boundary(str(title), chance), self._boundary(str(title), chance)))
        if first < last:
            del title[first:last]

    def _name(self, _: Map[Any], chance: random.Random) -> None:
        self.doc["meta"]["name"] = chance.choice(WORDS)

    @staticmethod
    def _boundary(text: str, chance: random.Random) -> int:
        """Return an offset in UTF-8 bytes, as pycrdt counts, between two characters."""
        return len(text[: chance.randint(0, len(text))].encode())


def history(seed: int, *, clients: int = 4, edits: int = 60) -> list[tuple[int, bytes]]:
    """Return the updates of some replicas, each with its author, in an order that is causal."""
    chance = random.Random(seed)
    replicas = [Replica(2**20 + 10 * n + 1) for n in range(clients)]
    heard = {replica.client_id: 0 for replica in replicas}
    log: list[tuple[int, bytes]] = []
    for _ in range(edits):
        replica = chance.choice(replicas)
        if chance.random() < 0.3:
            for author, update in log[heard[replica.client_id] :]:
                if author != replica.client_id:
                    replica.hear(update)
            heard[replica.client_id] = len(log)
        replica.edit(chance)
        log += [(replica.client_id, update) for update in replica.made]
        replica.made.clear()
    return log
