"""The one place that hands what came from outside to pycrdt, and survives what pycrdt may do with it.

Everything has passed the scan and the gate by then, so what is caught here is a fault of yrs or of those two.
A panic is no `Exception` and would unwind a whole server. yrs has no roll-back: after a panic, or an update
that was half applied, the document in memory is not what the log says, and only a rebuild from the store is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import pycrdt

from kanverge_crdt import statevector
from kanverge_crdt.errors import DeadDocument, RefusedUpdate
from kanverge_crdt.scan import scan
from kanverge_crdt.update import STORED, ClientId, Clock

MERGED_MAX: Final = 64
"""How many updates are merged at once: beyond that the cost of merging rises faster than their number."""

EMPTY: Final = b"\0\0"
"""The update that says nothing."""


def apply(doc: pycrdt.Doc[Any], updates: Iterable[bytes]) -> None:
    """Apply updates that passed the gate, in one transaction. Raises `DeadDocument`."""
    try:
        with doc.transaction():
            for update in updates:
                doc.apply_update(update)
    except (ValueError, RuntimeError) as error:
        raise DeadDocument(f"yrs gave up half way: {error}") from error
    except BaseException as error:
        raise _unless_panic(error) from error


def difference(doc: pycrdt.Doc[Any], clocks: Mapping[ClientId, Clock]) -> bytes:
    """Return what ``doc`` holds beyond ``clocks``, with all its deletions. Raises `DeadDocument`."""
    try:
        return doc.get_update(statevector.encode(clocks))
    except BaseException as error:
        raise _unless_panic(error) from error


def merge(updates: Sequence[bytes]) -> bytes:
    """Return one update that says what all ``updates``, durable and without a gap, say. Raises `DeadDocument`."""
    held = list(updates)
    try:
        while len(held) > 1:
            held = [
                pycrdt.merge_updates(*held[at : at + MERGED_MAX]) for at in range(0, len(held), MERGED_MAX)
            ]
    except BaseException as error:
        raise _unless_panic(error) from error
    return held[0]


def trim(update: bytes, known: Mapping[ClientId, Clock]) -> bytes:
    """Return ``update`` without the structs below ``known``, scanned anew. Raises `RefusedUpdate`."""
    try:
        trimmed = pycrdt.get_update(update, statevector.encode(known))
    except (ValueError, RuntimeError) as error:
        raise RefusedUpdate("undecodable", str(error)) from error
    except BaseException as error:
        raise RefusedUpdate("undecodable", str(_unless_panic(error))) from error
    scan(trimmed, STORED)
    return trimmed


def _unless_panic(error: BaseException) -> DeadDocument:
    """Return a panic of yrs as an error of ours; everything else, a cancellation as well, goes on its way."""
    if type(error).__name__ != "PanicException":  # PyO3 exports no class to name here
        raise error
    return DeadDocument(f"yrs panicked: {error}")
