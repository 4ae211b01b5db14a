"""Hostile updates sent to a live server: refused with a reason; the server lives, others on a board notice nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from kanverge.accounts.roles import Role
from kanverge.store.embedded import Embedded
from kanverge_crdt import codec
from tests.crdt import hostile
from tests.doubles.service import BOARD, Caller, Running, running_service

# The limits of one edit are reached before the fault of the largest rows.
TOO_LARGE = {"too-large", "too-many"}


@pytest.fixture
async def service(valkey: Embedded) -> AsyncIterator[Running]:
    async with running_service(valkey) as service:
        yield service


async def _board_of_the_victim(service: Running) -> Caller:
    """Return the victim, whose edits made the board that the rows are aimed at."""
    victim = await service.caller()
    await victim.send(codec.Edit(1, hostile.VICTIM, "", hostile.board()))
    await victim.saved(1)
    await victim.expect(codec.Edits)
    return victim


async def _verdict(service: Running, token: str, update: bytes, *, in_parts: bool) -> str:
    """Send one update as an editor of the board and return what it is refused with."""
    attacker = service.connect()
    await attacker.open()
    await attacker.join(token=token)
    edit = codec.Edit(1, hostile.ATTACKER, "", update)
    await (attacker.send_in_parts(edit) if in_parts and len(update) < 60_000 else attacker.send(edit))
    answer = await attacker.next_of(codec.Saved, codec.Refused, codec.Missing)
    attacker.cut()
    match answer:
        case codec.Refused(code=code):
            return code
        case codec.Missing():
            return hostile.OUT_OF_ORDER
        case _:
            return "saved"


@pytest.mark.parametrize("how", ["as an edit", "within an offline queue"])
async def test_every_row_is_refused_and_nobody_else_notices(service: Running, how: str) -> None:
    victim, bystander = await _board_of_the_victim(service), await service.caller(Role.VIEWER)
    token = await service.token(Role.EDITOR)
    in_parts = how == "within an offline queue"
    await bystander.barrier()
    heard, state = len(bystander.heard), bystander.editor.board.doc.get_state()
    wrong = {}
    for name, row in hostile.rows().items():
        update = row.queued if in_parts else row.update
        verdict = await _verdict(service, token, update, in_parts=in_parts)
        if verdict != row.code and verdict not in TOO_LARGE:
            wrong[name] = (verdict, row.code)
    assert wrong == {}

    await bystander.barrier()
    assert {type(message) for message in bystander.heard[heard:]} <= {codec.Pong}
    assert bystander.editor.board.doc.get_state() == state
    assert await service.service.stored.boards.log_length(BOARD) == 2, "the board and what the victim wrote"
    await victim.name_board("still here")
    await victim.saved()
    await bystander.expect(codec.Edits)
    assert bystander.editor.board.meta.name == "still here"


async def test_after_all_of_it_the_board_loads_anew(service: Running, valkey: Embedded) -> None:
    await _board_of_the_victim(service)
    token = await service.token(Role.EDITOR)
    for row in hostile.rows().values():
        assert await _verdict(service, token, row.update, in_parts=False) != "saved"
    async with running_service(valkey) as other_node:
        fresh, old = await other_node.caller(), await service.caller()
        assert fresh.editor.board.doc.get_state() == old.editor.board.doc.get_state()
        assert fresh.editor.board.card("card") is not None
