from typing import Any

import pytest

from kanverge_crdt.edits import VERBS
from kanverge_crdt.errors import EditError
from kanverge_crdt.rank import is_rank
from kanverge_crdt.schema import UNSORTED, Card
from tests.doubles.editors import Editor

NOBODY = "0" * 22
SAID = [
    ("start", "2026-11-22"),
    ("due", "2026-11-22T17:00:00Z"),
    ("done", True),
    ("estimate", 2.5),
    ("priority", "high"),
    ("progress", 40),
    ("cover", "teal"),
]


@pytest.fixture
def ann() -> Editor:
    return Editor()


@pytest.fixture
def doing(ann: Editor) -> str:
    return ann.add("columns", name="Doing")


@pytest.fixture
def card(ann: Editor, doing: str) -> str:
    return ann.add("cards", title="Launch", column=doing)


def view(editor: Editor, id: str) -> Card:
    card = editor.board.card(id)
    assert card is not None
    return card


def test_a_card_is_added_whole(ann: Editor, doing: str) -> None:
    label, goal = ann.add("labels", name="", color="red"), NOBODY
    milestone = ann.add("milestones", name="Beta")
    id = ann.add(
        "cards", title="Ship é😀", description="# Why", column=doing, labels=[label], assignees=[goal],
        milestone=milestone, **dict(SAID),
    )  # fmt: skip
    card = view(ann, id)
    assert (card.title, card.description, card.column) == ("Ship é😀", "# Why", doing)
    assert (card.labels, card.assignees, card.milestone) == ((label,), (goal,), milestone)
    assert [(key, getattr(card, key)) for key, _ in SAID] == SAID
    assert is_rank(card.rank)
    assert len(ann.sent) == 4


def test_a_new_card_holds_its_texts_and_no_defaults(ann: Editor, doing: str) -> None:
    id = ann.add("cards", title="", column=doing, done=False)
    assert ann.board.plain()["cards"][id].keys() == {"title", "description", "at"}


def test_an_added_card_is_archived_by_its_inverse_and_restored_by_the_inverse_of_that(
    ann: Editor, doing: str
) -> None:
    id = ann.new_id()
    undo = ann.do("cards.add", id=id, title="Launch", column=doing)
    redo = ann.undo(undo)
    assert ann.titles(doing) == []
    ann.undo(redo)
    assert ann.titles(doing) == ["Launch"]


def test_a_replayed_add_changes_nothing(ann: Editor, doing: str, card: str) -> None:
    sent = len(ann.sent)
    assert ann.do("cards.add", id=card, title="Other", column=doing) == []
    assert len(ann.sent) == sent
    assert view(ann, card).title == "Launch"


def test_a_card_without_a_column_is_unsorted(ann: Editor) -> None:
    id = ann.add("cards", title="Lost")
    assert ann.board.column_of(view(ann, id)) == UNSORTED
    assert ann.titles(UNSORTED) == ["Lost"]


def test_cards_are_added_last_first_or_after_another(ann: Editor, doing: str) -> None:
    one = ann.add("cards", title="1", column=doing)
    ann.add("cards", title="3", column=doing)
    ann.add("cards", title="2", column=doing, after=one)
    ann.add("cards", title="0", column=doing, after=None)
    assert ann.titles(doing) == ["0", "1", "2", "3"]


@pytest.mark.parametrize(("key", "value"), SAID)
def test_a_key_is_set_undone_and_redone(ann: Editor, card: str, key: str, value: Any) -> None:
    undo = ann.do("cards.set", id=card, key=key, value=value)
    assert getattr(view(ann, card), key) == value
    redo = ann.undo(undo)
    assert key not in ann.board.plain()["cards"][card]
    ann.undo(redo)
    assert getattr(view(ann, card), key) == value


def test_setting_what_already_stands_writes_nothing(ann: Editor, card: str) -> None:
    ann.do("cards.set", id=card, key="due", value="2026-11-22")
    sent = len(ann.sent)
    assert ann.do("cards.set", id=card, key="due", value="2026-11-22") == []
    assert ann.do("cards.set", id=card, key="start") == []
    assert len(ann.sent) == sent


def test_undo_takes_back_only_what_is_still_mine(ann: Editor, card: str) -> None:
    undo = ann.do("cards.set", id=card, key="due", value="2026-11-22")
    ann.do("cards.set", id=card, key="due", value="2026-12-24")
    assert ann.undo(undo) == []
    assert view(ann, card).due == "2026-12-24"


def test_undo_of_clearing_puts_the_value_back(ann: Editor, card: str) -> None:
    ann.do("cards.set", id=card, key="estimate", value=3)
    undo = ann.do("cards.set", id=card, key="estimate", value=None)
    assert view(ann, card).estimate is None
    ann.undo(undo)
    assert view(ann, card).estimate == 3


def test_a_card_moves_between_columns_and_back(ann: Editor, doing: str, card: str) -> None:
    done = ann.add("columns", name="Done")
    before = view(ann, card).at
    undo = ann.do("cards.move", id=card, column=done)
    assert (ann.titles(doing), ann.titles(done)) == ([], ["Launch"])
    ann.undo(undo)
    assert view(ann, card).at == before


def test_undo_of_a_move_leaves_a_card_that_somebody_else_moved_since(
    ann: Editor, doing: str, card: str
) -> None:
    done, later = ann.add("columns", name="Done"), ann.add("columns", name="Later")
    undo = ann.do("cards.move", id=card, column=done)
    ann.do("cards.move", id=card, column=later)
    assert ann.undo(undo) == []
    assert ann.titles(later) == ["Launch"]


def test_cards_move_within_a_column_to_the_exact_slot(ann: Editor, doing: str) -> None:
    ids = [ann.add("cards", title=str(number), column=doing) for number in range(5)]
    ann.do("cards.move", id=ids[4], column=doing, after=ids[1])
    ann.do("cards.move", id=ids[0], column=doing)
    ann.do("cards.move", id=ids[3], column=doing, after=None)
    assert ann.titles(doing) == ["3", "1", "4", "2", "0"]


def test_moving_a_card_to_where_it_stands_writes_nothing(ann: Editor, doing: str) -> None:
    first, second = (ann.add("cards", title=title, column=doing) for title in "12")
    sent = len(ann.sent)
    assert ann.do("cards.move", id=second, column=doing, after=first) == []
    assert ann.do("cards.move", id=second, column=doing) == []
    assert ann.do("cards.move", id=first, column=doing, after=None) == []
    assert len(ann.sent) == sent


def test_a_move_after_a_card_that_stands_elsewhere_is_to_the_end(ann: Editor, doing: str, card: str) -> None:
    done = ann.add("columns", name="Done")
    ann.add("cards", title="Old", column=done)
    ann.do("cards.move", id=card, column=done, after=ann.add("cards", title="Else", column=doing))
    assert ann.titles(done) == ["Old", "Launch"]


def test_a_restored_card_comes_back_between_its_neighbours(ann: Editor, doing: str) -> None:
    ids = [ann.add("cards", title=str(number), column=doing) for number in range(3)]
    ann.do("cards.archive", id=ids[1])
    ann.do("cards.move", id=ids[2], column=doing, after=ids[0])
    assert ann.titles(doing) == ["0", "2"]
    ann.do("cards.restore", id=ids[1])
    assert sorted(ann.titles(doing)) == ["0", "1", "2"]


def test_a_card_put_between_equal_ranks_reranks_the_equals_and_stands_where_it_was_put(
    ann: Editor, doing: str
) -> None:
    ids = sorted(ann.new_id() for _ in range(4))
    for id in ids:
        ann.do("cards.add", id=id, title=id, column=doing, rank="a0")
    ann.do("cards.add", id=(new := ann.new_id()), title="new", column=doing, after=ids[1])
    assert [card.id for card in ann.board.cards(doing)] == [*ids[:2], new, *ids[2:]]
    assert [view(ann, id).rank for id in ids[:2]] == ["a0", "a0"]


def test_500_equals_are_reranked_in_edits_that_are_each_small_enough(ann: Editor, doing: str) -> None:
    ids = sorted(ann.new_id() for _ in range(500))
    for id in ids:
        ann.do("cards.add", id=id, title="", column=doing, rank="a0")
    sent = len(ann.sent)
    new = ann.add("cards", title="new", column=doing, after=None)
    last = ann.add("cards", title="last", column=doing, after=ids[0])
    assert [card.id for card in ann.board.cards(doing)] == [new, ids[0], last, *ids[1:]]
    assert len(ann.sent) - sent == 3


@pytest.mark.parametrize("verb", ["cards.archive", "cards.restore"])
def test_archiving_twice_writes_nothing(ann: Editor, card: str, verb: str) -> None:
    ann.do(verb, id=card)
    sent = len(ann.sent)
    assert ann.do(verb, id=card) == []
    assert len(ann.sent) == sent


@pytest.mark.parametrize(
    ("family", "noun", "attribute"),
    [
        ("label", "labels", "labels"),
        ("goal", "goals", "goals"),
        ("blocks", "", "blocks"),
        ("relates", "", "relates"),
    ],
)
def test_a_member_is_included_excluded_and_undone(
    ann: Editor, card: str, family: str, noun: str, attribute: str
) -> None:
    member = ann.add(noun, name="x") if noun else ann.add("cards", title="Other")
    undo = ann.do("cards.include", id=card, family=family, member=member)
    assert getattr(view(ann, card), attribute) == (member,)
    assert ann.do("cards.include", id=card, family=family, member=member) == []
    redo = ann.undo(undo)
    assert getattr(view(ann, card), attribute) == ()
    ann.undo(redo)
    ann.do("cards.exclude", id=card, family=family, member=member)
    assert ann.do("cards.exclude", id=card, family=family, member=member) == []
    assert getattr(view(ann, card), attribute) == ()


def test_anyone_can_be_assigned_since_accounts_are_not_in_the_document(ann: Editor, card: str) -> None:
    ann.do("cards.include", id=card, family="assignee", member=NOBODY)
    assert view(ann, card).assignees == (NOBODY,)


def test_a_link_is_added_changed_and_taken_away_and_each_undone(ann: Editor, card: str) -> None:
    link = ann.new_id()
    undo_add = ann.do("cards.link", id=card, link=link, url="https://example.org", name="Site")
    undo_change = ann.do("cards.link", id=card, link=link, url="https://example.org", name="Page")
    assert ann.do("cards.link", id=card, link=link, url="https://example.org", name="Page") == []
    undo_remove = ann.do("cards.unlink", id=card, link=link)
    assert ann.do("cards.unlink", id=card, link=link) == []
    assert view(ann, card).links == {}
    ann.undo(undo_remove)
    assert view(ann, card).links == {link: ("https://example.org", "Page")}
    ann.undo(undo_change)
    assert view(ann, card).links == {link: ("https://example.org", "Site")}
    ann.undo(undo_add)
    assert view(ann, card).links == {}


@pytest.mark.parametrize(
    ("type_", "good", "bad"),
    [
        ("text", "words", 3),
        ("number", -2.5, "3"),
        ("date", "2026-02-28", "2026-02-29"),
        ("checkbox", True, 1),
        ("select", None, "0" * 22),
    ],
)
def test_a_custom_field_takes_what_its_type_says(
    ann: Editor, card: str, type_: str, good: Any, bad: Any
) -> None:
    field, option = ann.add("fields", name="Field", type=type_), ann.new_id()
    if type_ == "select":
        ann.do("fields.option", id=field, option=option, name="Big")
        good = option
    undo = ann.do("cards.set", id=card, key=f"field:{field}", value=good)
    assert view(ann, card).values == {field: good}
    with pytest.raises(EditError):
        ann.do("cards.set", id=card, key=f"field:{field}", value=bad)
    ann.undo(undo)
    assert view(ann, card).values == {}


@pytest.mark.parametrize(
    ("verb", "arguments", "code"),
    [
        ("cards.add", {"title": "x"}, "missing-argument"),
        ("cards.add", {"id": NOBODY}, "missing-argument"),
        ("cards.add", {"id": "short", "title": "x"}, "wrong-value"),
        ("cards.add", {"id": NOBODY, "title": "x", "column": NOBODY}, "unknown-column"),
        ("cards.add", {"id": NOBODY, "title": "x" * 1_001}, "too-long"),
        ("cards.add", {"id": NOBODY, "title": "\ud83d"}, "lone-surrogate"),
        ("cards.add", {"id": NOBODY, "title": "x", "labels": [NOBODY]}, "unknown-label"),
        ("cards.add", {"id": NOBODY, "title": "x", "labels": "x"}, "wrong-type"),
        ("cards.add", {"id": NOBODY, "title": "x", "assignees": [NOBODY] * 101}, "too-long"),
        ("cards.add", {"id": NOBODY, "title": "x", "milestone": NOBODY}, "unknown-milestone"),
        ("cards.add", {"id": NOBODY, "title": "x", "parent": NOBODY}, "itself"),
        ("cards.add", {"id": NOBODY, "title": "x", "at": ["a", "b"]}, "unknown-argument"),
        ("cards.add", {"id": NOBODY, "title": "x", "rank": "a0", "after": None}, "unknown-argument"),
        ("cards.add", {"id": NOBODY, "title": "x", "rank": "a"}, "wrong-value"),
        ("cards.set", {"id": NOBODY, "key": "due"}, "unknown-card"),
        ("cards.set", {"key": "due", "value": "tomorrow"}, "wrong-value"),
        ("cards.set", {"key": "due", "value": 5}, "wrong-type"),
        ("cards.set", {"key": "done", "value": 1}, "wrong-type"),
        ("cards.set", {"key": "estimate", "value": -1}, "out-of-range"),
        ("cards.set", {"key": "estimate", "value": float("nan")}, "out-of-range"),
        ("cards.set", {"key": "estimate", "value": float("inf")}, "out-of-range"),
        ("cards.set", {"key": "estimate", "value": 2**53}, "out-of-range"),
        ("cards.set", {"key": "estimate", "value": True}, "wrong-type"),
        ("cards.set", {"key": "progress", "value": 101}, "out-of-range"),
        ("cards.set", {"key": "priority", "value": "hot"}, "wrong-value"),
        ("cards.set", {"key": "parent", "value": NOBODY}, "unknown-card"),
        ("cards.set", {"key": "title", "value": "x"}, "unknown-key"),
        ("cards.set", {"key": "at", "value": ["x", "a0"]}, "unknown-key"),
        ("cards.set", {"key": "archived", "value": True}, "unknown-key"),
        ("cards.set", {"key": "field:x", "value": True}, "unknown-key"),
        ("cards.set", {"key": f"field:{NOBODY}", "value": True}, "unknown-field"),
        ("cards.set", {"key": 5}, "wrong-type"),
        ("cards.move", {"column": NOBODY}, "unknown-column"),
        ("cards.move", {"column": UNSORTED}, "wrong-value"),
        ("cards.archive", {"id": None}, "missing-argument"),
        ("cards.archive", {"now": True}, "unknown-argument"),
        ("cards.include", {"family": "votes", "member": NOBODY}, "unknown-key"),
        ("cards.include", {"family": "label", "member": NOBODY}, "unknown-label"),
        ("cards.include", {"family": "goal", "member": NOBODY}, "unknown-goal"),
        ("cards.link", {"link": NOBODY, "url": "x" * 2_049}, "too-long"),
        ("cards.link", {"link": NOBODY, "name": "x"}, "missing-argument"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_code_and_the_board_stays(
    ann: Editor, card: str, verb: str, arguments: dict[str, Any], code: str
) -> None:
    before = ann.board.plain()
    with pytest.raises(EditError) as refused:
        ann.do(verb, **{"id": card, **arguments} if "add" not in verb else arguments)
    assert refused.value.code == code
    assert ann.board.plain() == before


def test_a_card_is_not_its_own_relation(ann: Editor, card: str) -> None:
    for family in ("blocks", "relates"):
        with pytest.raises(EditError, match="itself"):
            ann.do("cards.include", id=card, family=family, member=card)


def test_the_verbs_of_cards_are_those_of_the_data_model() -> None:
    spoken = {verb.removeprefix("cards.") for verb in VERBS if verb.startswith("cards.")}
    assert (
        " ".join(sorted(spoken))
        == "add archive begin exclude include link move restore set splice text unlink"
    )
