import re
from pathlib import Path
from typing import Any

import pytest

from kanverge_crdt.board import Board
from kanverge_crdt.edits import VERBS, apply, bulk, edit
from kanverge_crdt.errors import EditError
from kanverge_crdt.scan import scan
from kanverge_crdt.schema import SCHEMA_VERSION_WRITABLE_MAX
from tests.doubles.editors import Editor

PAGE = (Path(__file__).parents[2] / "docs" / "data-model.md").read_text("utf-8")


@pytest.fixture
def ann() -> Editor:
    return Editor()


def intents_of_cards(editor: Editor, count: int, **arguments: Any) -> list[tuple[str, dict[str, Any]]]:
    return [("cards.add", {"id": editor.new_id(), "title": f"{n}", **arguments}) for n in range(count)]


def replayed(updates: list[bytes]) -> Board:
    board = Board()
    for update in updates:
        board.doc.apply_update(update)
    return board


def test_the_verbs_are_those_of_the_data_model() -> None:
    table = PAGE.split("## Verbs")[1].split("*Guarded*")[0]
    named = set(re.findall(r"`([a-z]+\.[a-z]+)`", table))
    for noun, verbs in re.findall(r"`(\w+)\.(\w+(?:/\w+)+)`", table):
        named |= {f"{noun}.{verb}" for verb in verbs.split("/")}
    assert set(VERBS) == named


def test_every_code_an_edit_error_can_have_is_in_the_data_model() -> None:
    sources = (Path(__file__).parents[2] / "crdt" / "kanverge_crdt").rglob("*.py")
    raised = {
        code for path in sources for code in re.findall(r'EditError\(f?"([a-z-]+)', path.read_text("utf-8"))
    }
    listed = PAGE.split("`EditError.code` is one of:")[1].split("\n\n")[0]
    assert raised
    of_records = {code for code in raised if code.startswith("unknown-") and f"`{code}`" not in listed}
    assert of_records <= {"unknown-", "unknown-checklist", "unknown-option"}  # `unknown-card` stands for them
    assert all(f"`{code}`" in listed for code in raised - of_records)


@pytest.mark.parametrize(
    ("intent", "code"),
    [
        (("cards.fly", {}), "unknown-verb"),
        ((5, {}), "unknown-verb"),
        ((["cards.add"], {}), "unknown-verb"),
        (("cards.add", []), "wrong-type"),
        (("cards.add", {5: 5}), "wrong-type"),
        (("cards.add",), "wrong-type"),
        ("ab", "wrong-type"),
        ((), "wrong-type"),
    ],
)
def test_what_is_no_intent_is_refused(ann: Editor, intent: Any, code: str) -> None:
    with pytest.raises(EditError) as refused:
        apply(ann.board, intent, jitter=ann.jitter)
    assert refused.value.code == code


def test_an_edit_gives_the_update_that_does_the_same_elsewhere(ann: Editor) -> None:
    done = edit(ann.board, "columns.add", {"id": ann.new_id(), "name": "Doing"}, jitter=ann.jitter)
    assert replayed(list(done.updates)) == ann.board


def test_an_edit_that_fails_leaves_no_observer_behind(ann: Editor) -> None:
    with pytest.raises(EditError):
        ann.do("cards.archive", id="0" * 22)
    assert ann.board.doc._subscriptions == []


def test_a_board_one_version_ahead_is_edited_and_its_unknown_keys_kept(ann: Editor) -> None:
    ann.board.shared.put(("meta",), "schema", SCHEMA_VERSION_WRITABLE_MAX)
    id = ann.add("cards", title="x")
    ann.board.shared.put(("cards", id), "mood", "sunny")
    ann.do("cards.set", id=id, key="due", value="2026-11-22")
    assert ann.board.plain()["cards"][id]["mood"] == "sunny"


def test_a_board_further_ahead_is_not_edited(ann: Editor) -> None:
    ann.board.shared.put(("meta",), "schema", SCHEMA_VERSION_WRITABLE_MAX + 1)
    with pytest.raises(EditError, match="newer-schema"):
        ann.add("cards", title="x")


def test_many_intents_become_few_edits_that_each_keep_the_limits(ann: Editor) -> None:
    column = ann.add("columns", name="x")
    before = ann.board.doc.get_update()
    edits = list(bulk(ann.board, intents_of_cards(ann, 500, column=column), jitter=ann.jitter))
    updates = [update for one in edits for update in one.updates]
    assert 5 <= len(updates) == len(edits) <= 10
    assert all(len(update) <= 48 * 1024 and scan(update).struct_count <= 500 for update in updates)
    assert replayed([before, *updates]) == ann.board
    assert ann.titles(column) == [str(number) for number in range(500)]


def test_undoing_a_bulk_last_first_takes_all_of_it_back(ann: Editor) -> None:
    edits = list(bulk(ann.board, intents_of_cards(ann, 100), jitter=ann.jitter))
    assert len(ann.board.cards()) == 100
    for one in reversed(edits):
        ann.undo(one.inverse)
    assert ann.board.cards() == []


def test_long_texts_in_a_bulk_stay_in_edits_of_their_own(ann: Editor) -> None:
    intents = intents_of_cards(ann, 3, description="😀" * 30_000)
    edits = list(bulk(ann.board, intents, jitter=ann.jitter))
    updates = [update for one in edits for update in one.updates]
    assert all(len(update) <= 48 * 1024 for update in updates)
    assert replayed(updates) == ann.board


def test_a_bulk_that_fails_midway_yields_what_was_done_first(ann: Editor) -> None:
    intents = [*intents_of_cards(ann, 3), ("cards.archive", {"id": "0" * 22}), *intents_of_cards(ann, 3)]
    edits = bulk(ann.board, intents, jitter=ann.jitter)
    first = next(edits)
    assert replayed(list(first.updates)) == ann.board
    assert len(ann.board.cards()) == 3
    with pytest.raises(EditError, match="unknown-card"):
        next(edits)


def test_a_bulk_of_nothing_is_no_edit(ann: Editor) -> None:
    id = ann.add("cards", title="x")
    assert list(bulk(ann.board, [("cards.restore", {"id": id})], jitter=ann.jitter)) == []


def test_a_bulk_that_fails_at_once_yields_nothing(ann: Editor) -> None:
    edits = bulk(ann.board, [("cards.set", {"id": ann.new_id(), "title": "x"})], jitter=ann.jitter)
    with pytest.raises(EditError, match="unknown-card"):
        next(edits)
