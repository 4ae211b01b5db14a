"""Schema versions: one step from each to the next, done once, by whoever holds the board's lease."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kanverge_crdt.board import Board
from kanverge_crdt.errors import EditError
from kanverge_crdt.schema import SCHEMA_VERSION

Step = Callable[[Board], None]

STEPS: Mapping[int, Step] = {}
"""The step from version n to n + 1, under n. It writes ``board.shared``, beside clients of version n."""


def migrate(board: Board, *, steps: Mapping[int, Step] = STEPS, version: int = SCHEMA_VERSION) -> list[int]:
    """Bring a board up to ``version`` and return the versions it went through, the last one its own.

    Each step commits together with its version. Raises EditError ``newer-schema`` for a board of a later
    version, which is left as it is; keys that no version here knows are kept.
    """
    now = board.meta.schema
    if now > version:
        raise EditError("newer-schema", str(now))
    reached = []
    for step in range(now, version):
        with board.shared.transaction():
            steps[step](board)
            board.shared.put(("meta",), "schema", step + 1)
        reached.append(step + 1)
    return reached
