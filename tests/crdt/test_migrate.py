import pytest

from kanverge_crdt.board import Board
from kanverge_crdt.errors import EditError
from kanverge_crdt.migrate import STEPS, migrate
from kanverge_crdt.schema import SCHEMA_VERSION
from tests.doubles.editors import Editor


def shout(board: Board) -> None:
    for card in board.cards(archived=None):
        board.shared.splice(card.path, "title", len(card.title.encode()), 0, "!")


def name(board: Board) -> None:
    board.shared.put(("meta",), "name", f"{len(board.cards())} cards")


@pytest.fixture
def ann() -> Editor:
    editor = Editor()
    editor.add("cards", title="é")
    return editor


def test_there_is_a_step_to_every_version_there_has_been() -> None:
    assert set(STEPS) == set(range(1, SCHEMA_VERSION))


def test_a_board_of_this_version_is_left_alone(ann: Editor) -> None:
    state = ann.board.doc.get_state()
    assert migrate(ann.board) == []
    assert ann.board.doc.get_state() == state


def test_every_step_is_taken_once_and_in_order(ann: Editor) -> None:
    steps = {1: shout, 2: name}
    assert migrate(ann.board, steps=steps, version=3) == [2, 3]
    assert (ann.titles("unsorted"), ann.board.meta.name, ann.board.meta.schema) == (["é!"], "1 cards", 3)
    assert migrate(ann.board, steps=steps, version=3) == []


def test_a_step_and_its_version_are_one_commit(ann: Editor) -> None:
    commits: list[bytes] = []
    ann.board.doc.observe(lambda event: commits.append(event.update))
    migrate(ann.board, steps={1: shout, 2: name}, version=3)
    assert len(commits) == 2


def test_a_board_of_a_later_version_is_refused_and_keeps_its_keys(ann: Editor) -> None:
    ann.board.shared.put(("meta",), "schema", SCHEMA_VERSION + 1)
    ann.board.shared.put(("meta",), "mood", "sunny")
    before = ann.board.plain()
    with pytest.raises(EditError, match="newer-schema"):
        migrate(ann.board)
    assert ann.board.plain() == before


def test_a_version_that_cannot_be_read_counts_as_the_first(ann: Editor) -> None:
    ann.board.shared.put(("meta",), "schema", "two")
    assert migrate(ann.board, steps={1: name}, version=2) == [2]
