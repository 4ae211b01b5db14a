import pytest

from kanverge.transfer.rows import BOARD, Rows, rows
from kanverge_crdt.snapshot import export
from tests.doubles.editors import Editor


@pytest.fixture
def ann() -> Editor:
    return Editor()


def of(ann: Editor) -> Rows:
    return Rows.of(rows(export(ann.board, "b1")))


def test_an_empty_board_is_one_row_without_values(ann: Editor) -> None:
    assert of(ann).by_key.keys() == {BOARD}
    assert of(ann).by_key[BOARD].values == {}


def test_sets_and_families_are_keys_of_their_own_and_defaults_are_absent(ann: Editor) -> None:
    label, column = ann.add("labels", name="urgent"), ann.add("columns", name="Doing")
    field, option, link = ann.add("fields", name="Size", type="select"), ann.new_id(), ann.new_id()
    ann.do("fields.option", id=field, option=option, name="Big")
    card = ann.add("cards", title="Launch", column=column, labels=[label], estimate=0, due="2026-11-22")
    ann.do("cards.set", id=card, key=f"field:{field}", value=option)
    ann.do("cards.link", id=card, link=link, url="https://example.com", name="")
    found = of(ann).by_key
    assert found["cards", card].values == {
        "title": "Launch", "estimate": 0, "due": "2026-11-22", f"label:{label}": True, f"field:{field}": option,
        f"link:{link}": ("https://example.com", ""),
    }  # fmt: skip
    assert found["cards", card].list == column
    assert found["fields", field].values == {
        "name": "Size",
        "type": "select",
        f"option:{option}": ("Big", ""),
    }


def test_orders_are_told_list_by_list_archived_records_too(ann: Editor) -> None:
    column = ann.add("columns", name="Doing")
    second, first = (
        ann.add("cards", title="2", column=column),
        ann.add("cards", title="1", column=column, after=None),
    )
    checklist = ann.add("checklists", card=first, name="Steps")
    item = ann.add("items", card=first, checklist=checklist, name="x")
    ann.do("cards.archive", id=first)
    found = of(ann)
    assert found.orders == {
        ("columns", ""): [column], ("cards", column): [first, second], ("checklists", first): [checklist],
        ("items", checklist): [item],
    }  # fmt: skip
    assert found.by_key["cards", first].is_archived
    assert found.by_key["items", item].card == first
    assert [row.name for row in found.by_key.values()] == ["", "Doing", "1", "Steps", "x", "2"]
