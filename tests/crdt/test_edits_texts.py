import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanverge_crdt.edits.draft import INSERT_BYTES_MAX, split_text
from kanverge_crdt.edits.texts import code_point, difference, utf16
from kanverge_crdt.errors import EditError
from tests.doubles.editors import Editor, meet

TEXTS = st.text(st.sampled_from("ab é漢😀😁\U0001f1e9"), max_size=20)


@pytest.fixture
def ann() -> Editor:
    return Editor()


@pytest.fixture
def card(ann: Editor) -> str:
    return ann.add("cards", title="Launch", description="one 😀 two")


def description(editor: Editor, card: str) -> str:
    found = editor.board.card(card)
    assert found is not None
    return found.description


@given(TEXTS, TEXTS)
def test_a_difference_turns_one_text_into_the_other_and_replaces_no_more_than_it_must(
    old: str, new: str
) -> None:
    start, end, inserted = difference(old, new)
    assert old[:start] + inserted + old[end:] == new
    if start < end and inserted:
        assert old[start] != inserted[0]
        assert old[end - 1] != inserted[-1]


@given(TEXTS, TEXTS)
def test_a_text_becomes_any_other_and_is_undone_and_redone(old: str, new: str) -> None:
    ann = Editor()
    id = ann.add("cards", title="x", description=old)
    undo = ann.do("cards.text", id=id, key="description", text=new)
    assert description(ann, id) == new
    redo = ann.undo(undo)
    assert description(ann, id) == old
    ann.undo(redo)
    assert description(ann, id) == new


@given(TEXTS, TEXTS, st.integers(0, 20), st.integers(0, 20))
def test_a_splice_does_what_a_browser_does_or_is_refused(
    text: str, insert: str, at: int, remove: int
) -> None:
    ann = Editor()
    id = ann.add("cards", title="x", description=text)
    units = text.encode("utf-16-le")
    expected = units[: 2 * at] + insert.encode("utf-16-le") + units[2 * (at + remove) :]
    whole = {utf16(text[:index]) for index in range(len(text) + 1)}
    if not {at, at + remove} <= whole:
        with pytest.raises(EditError, match=r"out-of-range|splits-character"):
            ann.do("cards.splice", id=id, key="description", at=at, remove=remove, insert=insert)
        return
    undo = ann.do("cards.splice", id=id, key="description", at=at, remove=remove, insert=insert)
    assert description(ann, id).encode("utf-16-le") == expected
    ann.undo(undo)
    assert description(ann, id) == text


@given(TEXTS)
def test_every_whole_character_has_an_offset_and_no_other(text: str) -> None:
    whole = {utf16(text[:index]): index for index in range(len(text) + 1)}
    for offset in range(utf16(text) + 1):
        if offset in whole:
            assert code_point(text, offset) == whole[offset]
        else:
            with pytest.raises(EditError, match="splits-character"):
                code_point(text, offset)


def test_an_offset_within_a_surrogate_pair_is_refused_and_nothing_changes(ann: Editor, card: str) -> None:
    before = ann.board.plain()
    for at, remove in ((5, 0), (4, 1), (3, 2)):
        with pytest.raises(EditError, match="splits-character"):
            ann.do("cards.splice", id=card, key="description", at=at, remove=remove, insert="x")
    assert ann.board.plain() == before


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"key": "name", "text": ""}, "unknown-key"),
        ({"key": "title", "text": "x" * 1_001}, "too-long"),
        ({"key": "title", "text": "\udc00"}, "lone-surrogate"),
        ({"key": "title", "text": 5}, "wrong-type"),
        ({"key": "title"}, "missing-argument"),
    ],
)
def test_a_text_that_cannot_be_is_refused(
    ann: Editor, card: str, arguments: dict[str, object], code: str
) -> None:
    with pytest.raises(EditError, match=code):
        ann.do("cards.text", id=card, **arguments)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"at": -1, "remove": 0}, "out-of-range"),
        ({"at": 0, "remove": 7}, "out-of-range"),
        ({"at": 1.5, "remove": 0}, "wrong-type"),
        ({"at": True, "remove": 0}, "wrong-type"),
        ({"at": 0}, "missing-argument"),
        ({"at": 0, "remove": 0, "insert": "x" * 995}, "too-long"),
        ({"at": 0, "remove": 0, "insert": "\ud800"}, "lone-surrogate"),
    ],
)
def test_a_splice_that_cannot_be_is_refused(
    ann: Editor, card: str, arguments: dict[str, object], code: str
) -> None:
    with pytest.raises(EditError, match=code):
        ann.do("cards.splice", id=card, key="title", **arguments)


def test_offsets_may_come_as_floats_without_a_fraction(ann: Editor, card: str) -> None:
    ann.do("cards.splice", id=card, key="title", at=0.0, remove=1.0, insert="l")
    assert ann.board.plain()["cards"][card]["title"] == "launch"


def test_undo_of_typing_takes_back_only_what_still_stands_there(ann: Editor, card: str) -> None:
    undo = ann.do("cards.splice", id=card, key="title", at=6, remove=0, insert=" day")
    ann.do("cards.splice", id=card, key="title", at=0, remove=0, insert="The ")
    assert ann.undo(undo) == []
    assert ann.do("cards.splice", id=card, key="title", at=0, remove=4, if_=None) == []
    assert ann.board.plain()["cards"][card]["title"] == "The Launch day"


@pytest.mark.parametrize("now", ["one 😀😀 two", ""])
def test_undo_of_a_deletion_whose_place_is_no_place_any_more_does_nothing(
    ann: Editor, card: str, now: str
) -> None:
    undo = ann.do("cards.splice", id=card, key="description", at=7, remove=1, insert="")
    ann.do("cards.text", id=card, key="description", text=now)
    assert ann.undo(undo) == []
    assert description(ann, card) == now


def test_undo_of_a_text_that_somebody_else_has_edited_since_does_nothing(ann: Editor, card: str) -> None:
    undo = ann.do("cards.text", id=card, key="title", text="Start")
    ann.do("cards.splice", id=card, key="title", at=5, remove=0, insert="!")
    assert ann.undo(undo) == []


def test_setting_a_text_to_itself_writes_nothing(ann: Editor, card: str) -> None:
    sent = len(ann.sent)
    assert ann.do("cards.text", id=card, key="title", text="Launch") == []
    assert ann.do("cards.splice", id=card, key="title", at=0, remove=1, insert="L") == []
    assert len(ann.sent) == sent


def test_a_text_longer_than_the_limit_by_merging_can_be_cut_but_not_grow(ann: Editor, card: str) -> None:
    ann.do("cards.text", id=card, key="title", text="x" * 990)
    bob = ann.fork(1)
    for editor in (ann, bob):
        editor.do("cards.splice", id=card, key="title", at=0, remove=0, insert="y" * 10)
    meet(ann, bob)
    ann.do("cards.splice", id=card, key="title", at=0, remove=5, insert="")
    with pytest.raises(EditError, match="too-long"):
        ann.do("cards.splice", id=card, key="title", at=0, remove=0, insert="z")


def test_what_is_taken_out_of_a_text_over_its_limit_comes_back(ann: Editor, card: str) -> None:
    ann.do("cards.text", id=card, key="title", text="x" * 990)
    bob = ann.fork(1)
    for editor in (ann, bob):
        editor.do("cards.splice", id=card, key="title", at=0, remove=0, insert="y" * 10)
    meet(ann, bob)
    undo = ann.do("cards.splice", id=card, key="title", at=0, remove=1_010, insert="")
    assert ann.undo(undo)
    assert ann.board.plain()["cards"][card]["title"] == "y" * 20 + "x" * 990


def test_two_people_type_in_one_description_and_both_texts_stay_whole(ann: Editor, card: str) -> None:
    bob = ann.fork(1)
    for offset, letter in enumerate("ALICE"):
        ann.do("cards.splice", id=card, key="description", at=10 + offset, remove=0, insert=letter)
    for offset, letter in enumerate("😀bob"):
        at = 10 + utf16("😀bob"[:offset])
        bob.do("cards.splice", id=card, key="description", at=at, remove=0, insert=letter)
    meet(ann, bob)
    assert description(ann, card) == description(bob, card)
    assert description(ann, card).removeprefix("one 😀 two") in ("ALICE😀bob", "😀bobALICE")


def test_two_people_replace_a_whole_text_and_what_they_left_is_not_doubled(ann: Editor, card: str) -> None:
    bob = ann.fork(1)
    ann.do("cards.text", id=card, key="title", text="Launch on Monday")
    bob.do("cards.text", id=card, key="title", text="Big Launch")
    meet(ann, bob)
    assert ann.board.plain()["cards"][card]["title"] == "Big Launch on Monday"
    assert ann.board == bob.board


def test_a_text_that_a_foreign_client_left_out_is_made_when_it_is_first_written(ann: Editor) -> None:
    id = ann.new_id()
    ann.board.shared.create(("cards", id), {"at": ["x", "a0"], "title": "no text"})
    ann.do("cards.text", id=id, key="title", text="Now")
    ann.do("cards.splice", id=id, key="description", at=0, remove=0, insert="Here")
    card = ann.board.card(id)
    assert card is not None
    assert (card.title, card.description) == ("Now", "Here")


@pytest.mark.parametrize("letter", ["a", "é", "漢", "😀"])
def test_a_long_description_is_typed_in_pieces_between_characters(letter: str) -> None:
    ann = Editor()
    text = letter * 100_000
    id = ann.add("cards", title="x", description=text)
    assert description(ann, id) == text
    assert len(ann.sent) == -(
        -len(text.encode()) // (INSERT_BYTES_MAX // len(letter.encode()) * len(letter.encode()))
    )
    assert all(len(update) < INSERT_BYTES_MAX + 200 for update in ann.sent)
    fork = Editor(1)
    for update in ann.sent:
        fork.board.doc.apply_update(update)
    assert fork.board == ann.board


def test_a_long_text_replaced_in_the_middle_is_typed_in_pieces_in_order(ann: Editor, card: str) -> None:
    middle = "".join(f"line {number} 😀\n" for number in range(4_000))
    ann.do("cards.text", id=card, key="description", text=f"one {middle} two")
    assert description(ann, card) == f"one {middle} two"
    assert len(ann.sent) == 1 + len(split_text(middle.removesuffix("\n")))


@given(st.text(max_size=50), st.integers(4, 9))
def test_pieces_of_a_text_are_small_whole_and_complete(text: str, bytes_max: int) -> None:
    encodable = text.encode("utf-8", "replace").decode()
    pieces = split_text(encodable, bytes_max)
    assert "".join(pieces) == encodable
    assert all(len(piece.encode()) <= bytes_max for piece in pieces)
