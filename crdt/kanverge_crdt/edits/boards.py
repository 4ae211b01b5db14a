"""The verb of the board itself."""

from __future__ import annotations

from kanverge_crdt.edits.arguments import Arguments
from kanverge_crdt.edits.draft import Draft
from kanverge_crdt.edits.records import set_key, settable
from kanverge_crdt.errors import EditError
from kanverge_crdt.schema import Meta

SETTABLE = {key: field for key, field in settable(Meta).items() if key != "schema"}


def set_key_of_board(draft: Draft, arguments: Arguments) -> None:
    key = arguments.key()
    if key not in SETTABLE:
        raise EditError("unknown-key", f"{key!r:.40}")
    set_key(draft, arguments, "board.set", draft.board.meta, {}, key, SETTABLE[key].kind)


VERBS = {"board.set": set_key_of_board}
