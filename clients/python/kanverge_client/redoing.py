"""Actions done over on the server's state, under a new client id, each as far as it still makes sense."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from kanverge_client.errors import InvalidEdit
from kanverge_client.replica import Replica, Written
from kanverge_client.retracing import Retracer
from kanverge_client.steps import whole
from kanverge_crdt.changes import Change
from kanverge_crdt.outbox import Intent, Row, action


@dataclass
class Redone:
    """One action: what to send for it, what it changed here, and what could not be done any more and why."""

    group: str
    written: list[Written] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    given_back: tuple[Intent, InvalidEdit] | None = None


def do_over(
    replica: Replica, rows: Sequence[Row], wanted: Collection[int], *, ids_hold: bool, by: str | None
) -> Iterator[Redone]:
    """Do those of ``rows`` over whose numbers are ``wanted``; the others tell where these belong.

    ``ids_hold``: the replica is in the epoch the rows were made in.
    """
    retracer = Retracer(replica.board, ids_hold=ids_hold)
    at = 0
    while at < len(rows):
        parts = action(rows, at)
        at += len(parts)
        yield _action_over(replica, retracer, parts, wanted, by)


def _action_over(
    replica: Replica, retracer: Retracer, parts: Sequence[Row], wanted: Collection[int], by: str | None
) -> Redone:
    redone = Redone(parts[0].group)
    for at, row in enumerate(parts):
        if row.seq not in wanted or redone.given_back is not None:
            retracer.dropped(row)
            continue
        first = len(redone.written)
        try:
            for verb, arguments in retracer.intents(row):
                done = replica.do(verb, arguments, by=by)
                redone.written += done.written
                redone.changes += done.changes
        except InvalidEdit as error:
            redone.given_back = (whole(parts[at:]), error)
            retracer.dropped(row)
        else:
            retracer.done(row, [written.update for written in redone.written[first:]])
    return redone
