"""A rule that names what the board does not have is answered when it is saved, and says so in its log later."""

from __future__ import annotations

from typing import Any

import pytest

from kanverge.errors import Invalid
from tests.automation.conftest import Office

ARCHIVE = {"do": "archive"}


@pytest.fixture
async def known(office: Office) -> dict[str, str]:
    """Return ids by what they are of: a board with one of everything, and one of everything put away."""
    todo, doing, _ = office.editor.board.columns()
    known = {"column": todo.id, "old column": doing.id, "gone": "g" * 22}
    known["label"] = office.editor.add("labels", name="bug")
    known["milestone"] = office.editor.add("milestones", name="Beta")
    for type_ in ("text", "number", "date", "select", "checkbox"):
        known[type_] = office.editor.add("fields", name=type_.capitalize(), type=type_)
    known["old text"] = office.editor.add("fields", name="Old", type="text")
    known["option"] = "o" * 22
    office.editor.do("fields.option", id=known["select"], option=known["option"], name="Large")
    office.editor.do("columns.archive", id=doing.id)
    office.editor.do("fields.archive", id=known["old text"])
    await office.save()
    return known


def filled(part: Any, known: dict[str, str]) -> Any:
    """Return a part of a rule with ids in place of what they are called."""
    if isinstance(part, dict):
        return {key: filled(value, known) for key, value in part.items()}
    if isinstance(part, str) and part.startswith("field:"):
        return f"field:{known[part.removeprefix('field:')]}"
    return known.get(part[1:], part) if isinstance(part, str) and part.startswith("=") else part


WRONG: list[tuple[dict[str, Any], dict[str, Any] | None, dict[str, Any], str]] = [
    ({"on": "moved", "to": "=gone"}, None, ARCHIVE, r"rule.when.to names a column that this board does not have"),
    ({"on": "moved", "from": "=old column"}, None, ARCHIVE, r"rule.when.from names the column 'Doing', which is arch"),
    ({"on": "created", "column": "=old column"}, None, ARCHIVE, r"rule.when.column .* archived"),
    ({"on": "set", "key": "field:gone"}, None, ARCHIVE, r"rule.when.key names a field"),
    ({"on": "set", "key": "label", "value": "=gone"}, None, ARCHIVE, r"rule.when.value names a label"),
    ({"on": "set", "key": "field:number", "value": "much"}, None, ARCHIVE, r"rule.when.value is nothing that 'Number'"),
    ({"on": "completed"}, {"on": "column", "column": "=gone"}, ARCHIVE, r"rule.if\[0\].column names a column"),
    ({"on": "completed"}, {"on": "label", "label": "=gone"}, ARCHIVE, r"rule.if\[0\].label names a label"),
    ({"on": "completed"}, {"on": "field", "field": "=old text"}, ARCHIVE, r"rule.if\[0\].field names the field 'Old'"),
    ({"on": "completed"}, {"on": "field", "field": "=select", "value": "=gone"}, ARCHIVE, r"if\[0\].value is noth"),
    ({"on": "completed"}, None, {"do": "move", "column": "=old column"}, r"rule.then\[0\].column names the column"),
    ({"on": "completed"}, None, {"do": "create", "column": "=gone", "card": {"title": "x"}}, r"rule.then\[0\].column"),
    ({"on": "completed"}, None, {"do": "label", "label": "=gone"}, r"rule.then\[0\].label names a label"),
    ({"on": "completed"}, None, {"do": "set", "key": "field:gone", "value": 1}, r"rule.then\[0\].key names a field"),
    ({"on": "completed"}, None, {"do": "set", "key": "field:date", "value": "soon"}, r"nothing that 'Date' can hold"),
    ({"on": "completed"}, None, {"do": "set", "key": "field:text", "value": {"days": 1}}, r"'Text' holds no dates"),
    ({"on": "completed"}, None, {"do": "set", "key": "milestone", "value": "=gone"}, r"names a milestone"),
]  # fmt: skip


@pytest.mark.parametrize(("when", "condition", "then", "why"), WRONG)
async def test_what_the_board_does_not_have_is_refused_and_said(
    office: Office, known: dict[str, str], when: Any, condition: Any, then: Any, why: str
) -> None:
    conditions = [] if condition is None else [filled(condition, known)]
    with pytest.raises(Invalid, match=why):
        await office.rule(filled(when, known), filled(then, known), **{"if": conditions})
    # Switched off it is kept as it is: nothing that somebody wrote is lost.
    await office.rule(filled(when, known), filled(then, known), off=True, **{"if": conditions})


@pytest.mark.parametrize(
    ("key", "value", "held"),
    [
        ("field:text", "Yes", "Yes"),
        ("field:number", 2.5, 2.5),
        ("field:date", {"days": 30}, "2026-04-01"),
        ("field:date", "2028-02-29", "2028-02-29"),
        ("field:select", "=option", "o" * 22),
        ("field:checkbox", True, True),
        ("field:text", None, None),
    ],
)
async def test_a_rule_sets_every_kind_of_field(
    office: Office, known: dict[str, str], key: str, value: Any, held: Any
) -> None:
    value = filled(value, known)
    deed = {"do": "set", "key": filled(key, known), **({} if value is None else {"value": value})}
    rule = await office.rule({"on": "created"}, deed)
    card = office.editor.add("cards", title="Plan", column=known["column"])
    await office.save()
    await (await office.worker()).work()
    assert await office.log(rule) == [("done", "set")]
    found = (await office.board()).card(card)
    assert found is not None
    assert found.values.get(known[key.removeprefix("field:")]) == held


async def test_what_goes_away_later_is_told_by_the_log(office: Office, known: dict[str, str]) -> None:
    deeds: list[dict[str, Any]] = [
        {"do": "set", "key": f"field:{known['number']}", "value": 1},
        {"do": "set", "key": "milestone", "value": known["milestone"]},
        {"do": "label", "label": known["label"]},
    ]
    rule = await office.rule({"on": "created"}, *deeds)
    office.editor.do("fields.archive", id=known["number"])
    office.editor.do("milestones.archive", id=known["milestone"])
    office.editor.do("labels.archive", id=known["label"])
    office.editor.add("cards", title="Plan", column=known["column"])
    await office.save()
    await (await office.worker()).work()
    gone = "set: its field is gone; set: its milestone is gone; label: its label is gone"
    assert await office.log(rule) == [("failed", gone)]


async def test_a_rule_that_makes_what_calls_it_is_refused(office: Office, known: dict[str, str]) -> None:
    create = {"do": "create", "card": {"title": "Again"}}
    column = known["column"]
    for when, deed in [
        ({"on": "created"}, create),
        ({"on": "created"}, create | {"column": column}),
        ({"on": "created", "column": column}, create | {"column": column}),
    ]:
        with pytest.raises(Invalid, match="makes the very cards that call it"):
            await office.rule(when, deed)
    await office.rule({"on": "moved"}, create)
    done = office.editor.board.columns()[-1].id
    await office.rule({"on": "created", "column": done}, create)
    await office.rule(
        {"on": "created", "column": column}, create | {"column": known["column"]}, **{"if": [{"on": "done"}]}
    )


async def test_a_recurring_card_in_a_column_that_is_gone_is_refused(
    office: Office, known: dict[str, str]
) -> None:
    repeat = {"rule": "FREQ=DAILY", "start": "2026-03-02T12:00"}
    with pytest.raises(Invalid, match=r"recurrence.column names the column 'Doing', which is archived"):
        await office.recur(column=known["old column"], repeat=repeat)
    await office.recur(column=known["column"], repeat=repeat)
