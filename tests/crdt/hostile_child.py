"""Judge every hostile row in one way, in a process that may die of it; print what became of each as JSON.

Usage: python -m tests.crdt.hostile_child MODE; the modes are the keys of `MODES`.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable
from typing import cast

import pycrdt

from kanverge_crdt import guard
from kanverge_crdt.errors import OutOfOrder, RefusedUpdate
from kanverge_crdt.gate import Gate
from kanverge_crdt.ledger import Ledger, PlainLedger
from kanverge_crdt.scan import Scanner, scan, scan_plain
from kanverge_crdt.update import EDIT, FIRST_STATE, ROOTS, STORED, Scanned
from tests.crdt import hostile

MEMORY_BYTES = 2**30
CPU_S = 40  # ten times what the rows take together on a busy machine: a hang ends, nothing slow does
ACCEPTED = "accepted"


def gate_of_board(ledger: Ledger | None = None) -> Gate:
    bindings = {hostile.VICTIM: "victim"}
    gate = Gate(bindings, is_machine=lambda principal: principal == "import", ledger=ledger)
    gate.follow(scan(hostile.board()))
    return gate


def admit(scanned: Scanned, ledger: Ledger | None = None) -> str:
    gate = gate_of_board(ledger)
    before = gate.clocks
    try:
        gate.admit(scanned, "mallory")
    finally:
        assert gate.clocks == before, "a refusal leaves no trace"
    return ACCEPTED


def as_edit(row: hostile.Row) -> str:
    return admit(scan(row.update, EDIT))


def as_edit_plain(row: hostile.Row) -> str:
    return admit(scan_plain(row.update, EDIT), cast(Ledger, PlainLedger()))


def as_first_sync(row: hostile.Row) -> str:
    scanner = Scanner(row.update, FIRST_STATE)
    while (scanned := scanner.step(1_000)) is None:
        pass
    return admit(scanned)


def in_an_offline_queue(row: hostile.Row) -> str:
    return admit(scan(row.queued, FIRST_STATE))


def as_a_stored_entry(row: hostile.Row) -> str:
    """Follow the entry; what the gate follows must load, and load the same again."""
    gate_of_board().follow(scan(row.update, STORED))
    doc = empty_board()
    guard.apply(doc, [hostile.board(), row.update])
    again = empty_board()
    guard.apply(again, [doc.get_update()])
    return ACCEPTED if read(doc) == read(again) else "loads differently"


def unguarded(row: hostile.Row) -> str:
    doc = empty_board()
    doc.apply_update(row.update)
    return f"taken: {len(read(doc))}"


def empty_board() -> pycrdt.Doc[pycrdt.Map[object]]:
    doc: pycrdt.Doc[pycrdt.Map[object]] = pycrdt.Doc()
    for root in ROOTS:
        doc.get(root, type=pycrdt.Map)
    return doc


def read(doc: pycrdt.Doc[pycrdt.Map[object]]) -> str:
    return json.dumps({root: doc[root].to_py() for root in ROOTS}, sort_keys=True)


MODES: dict[str, Callable[[hostile.Row], str]] = {
    "edit": as_edit,
    "edit, uncompiled": as_edit_plain,
    "first sync": as_first_sync,
    "offline queue": in_an_offline_queue,
    "stored entry": as_a_stored_entry,
    "unguarded": unguarded,
}


def main(mode: str, names: list[str]) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    rows = hostile.rows()
    verdicts = {}
    for name in names or rows:
        try:
            verdicts[name] = MODES[mode](rows[name])
        except RefusedUpdate as refused:
            verdicts[name] = refused.code
        except OutOfOrder:
            verdicts[name] = hostile.OUT_OF_ORDER
    json.dump(verdicts, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
