"""What is brought back from the past calls no rule: it is to be as it was."""

from __future__ import annotations

import pytest

from tests.automation.conftest import Office

RESTORE = "restore:" + "x" * 22


@pytest.mark.parametrize(("group", "is_called"), [(RESTORE, False), ("g", True), ("restored", True)])
async def test_a_restore_calls_no_rule(office: Office, group: str, is_called: bool) -> None:
    todo, doing, _ = (column.id for column in office.editor.board.columns())
    card = office.editor.add("cards", title="Plan", column=doing)
    await office.save()
    rule = await office.rule({"on": "moved", "to": todo}, {"do": "move", "column": doing})
    office.editor.do("cards.move", id=card, column=todo)
    await office.save(group=group)
    await (await office.worker()).work()
    assert bool(await office.log(rule)) == is_called
    [found] = (await office.board()).cards()
    assert found.column == (doing if is_called else todo)


@pytest.mark.parametrize(("group", "is_called"), [(RESTORE, False), ("g", True)])
async def test_a_card_that_is_done_by_a_restore_calls_no_next_one(
    office: Office, group: str, is_called: bool
) -> None:
    *_, done = (column.id for column in office.editor.board.columns())
    await office.recur(after={"days": 1})
    worker = await office.worker()
    await worker.work()
    [first] = (await office.board()).cards()
    office.editor.do("cards.move", id=first.id, column=done)
    await office.save(group=group)
    await worker.work()
    [recurrence] = (await office.records("recurrence")).values()
    assert ("next" in recurrence or recurrence["last"] != first.id) == is_called
