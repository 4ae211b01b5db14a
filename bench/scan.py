"""CPU of scan and gate, per edit and for a whole board: the compiled twins beside the plain references.

Run ``python bench/scan.py``. The edits are moves of a card (31 bytes, one struct, one deleted range) and typing (one
character). Target (docs/performance.md): scan and gate of an edit in 2 us together.

22 November 2026, 2 shared cores, Python 3.11, medians of 7 runs: a move scans in 0.6 us (plain 11) and passes the
gate in 1.1 (plain 6.3), a keystroke in 0.5 (plain 7) and 1.0 (plain 5.7); 2,000 cards of 545 kB in 1.0 ms (plain 42)
and 2.2 (plain 27). Of the 1.1 us the ledger takes 0.2, the rest is the gate itself, in plain Python.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from typing import Any, cast

from pycrdt import Doc, Map, Text

from kanverge_crdt.gate import Gate
from kanverge_crdt.ledger import Ledger, PlainLedger
from kanverge_crdt.scan import scan, scan_plain
from kanverge_crdt.update import STORED, Limits, Scanned

EDITS = 20_000
CARDS = 2_000
RUNS = 7
CLIENT = 2**20 + 1
Scan = Callable[..., Scanned]
NewLedger = Callable[[], Ledger]
PLAIN = cast(NewLedger, PlainLedger)


def moves() -> list[bytes]:
    doc, made = _recorded()
    cards = doc.get("cards", type=Map)
    cards["card"] = Map({"title": Text("a card"), "at": ["doing", "a0"]})
    card: Any = cards["card"]
    for number in range(EDITS):
        card["at"] = ["done", f"a{number}"]
    return made


def typing() -> list[bytes]:
    doc, made = _recorded()
    cards = doc.get("cards", type=Map)
    cards["card"] = Map({"title": Text("")})
    title: Any = cards["card"]["title"]
    for _ in range(EDITS):
        title.insert(len(str(title)) if len(made) % 50 == 0 else 0, "x")
    return made


def board() -> bytes:
    doc, _ = _recorded()
    cards = doc.get("cards", type=Map)
    for number in range(CARDS):
        card = {
            "title": Text(f"Card {number}"),
            "description": Text("word " * 30),
            "at": ["doing", f"a{number}"],
        }
        cards[f"{number:022}"] = Map(card)
    return doc.get_update()


def _recorded() -> tuple[Doc[Any], list[bytes]]:
    doc: Doc[Any] = Doc(client_id=CLIENT)
    made: list[bytes] = []
    doc.observe(lambda event: made.append(event.update))
    return doc, made


def us_per_item(work: Callable[[], None], items: int) -> float:
    """Return the median CPU time of ``work`` over its items."""
    taken = []
    for _ in range(RUNS):
        before = time.process_time()
        work()
        taken.append((time.process_time() - before) / items * 1e6)
    return statistics.median(taken)


def scanning(scanner: Scan, updates: list[bytes]) -> Callable[[], None]:
    def work() -> None:
        for update in updates:
            scanner(update)

    return work


def admitting(ledger: NewLedger, scanned: list[Scanned]) -> Callable[[], None]:
    def work() -> None:
        gate = Gate({}, is_machine=lambda _: False, ledger=ledger())
        for each in scanned:
            admitted = gate.admit(each, "ann")
            if admitted is not None:
                gate.settle(admitted)

    return work


def following(ledger: NewLedger, state: Scanned) -> Callable[[], None]:
    return lambda: Gate({CLIENT: "ann"}, is_machine=lambda _: False, ledger=ledger()).follow(state)


def reading(scanner: Scan, state: bytes, limits: Limits) -> Callable[[], None]:
    def work() -> None:
        scanner(state, limits)

    return work


def main() -> None:
    gc.collect()
    gc.freeze()
    for name, updates in (("a move", moves()), ("a keystroke", typing())):
        scanned = [scan(update) for update in updates]
        times = [us_per_item(scanning(scanner, updates), EDITS) for scanner in (scan, scan_plain)]
        times += [us_per_item(admitting(ledger, scanned), EDITS) for ledger in (Ledger, PLAIN)]
        print("{}: scan {:.2f} us (plain {:.1f}), gate {:.2f} us (plain {:.1f})".format(name, *times))
    state = board()
    whole = scan(state, STORED)
    size = f"{CARDS} cards, {len(state) / 1e3:.0f} kB, {whole.struct_count} structs"
    times = [us_per_item(reading(scanner, state, STORED), 1) / 1e3 for scanner in (scan, scan_plain)]
    times += [us_per_item(following(ledger, whole), 1) / 1e3 for ledger in (Ledger, PLAIN)]
    print("{}: scan {:.1f} ms (plain {:.1f}), gate {:.1f} ms (plain {:.1f})".format(size, *times))


if __name__ == "__main__":
    main()
