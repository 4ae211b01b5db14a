"""Which boards somebody may see: what every view over many boards starts from."""

from __future__ import annotations

from kanverge.accounts.members import Members
from kanverge.accounts.principals import Principal
from kanverge.store.base import BoardId
from kanverge.store.boards import StoredBoards


async def visible_boards(boards: StoredBoards, members: Members, principal: Principal) -> frozenset[BoardId]:
    """Return the boards that ``principal`` may see and that are not archived."""
    open_boards = frozenset(head.id for head in await boards.heads() if not head.is_archived)
    if principal.is_admin:
        return open_boards
    if principal.kind == "token":
        return open_boards & {principal.board}
    return open_boards & (await members.boards_of(principal.id)).keys()
