"""Splices done over: each finds its place by the characters beside it, and what others typed stays theirs."""

import random

from hypothesis import given
from hypothesis import strategies as st

from kanverge_client.errors import InvalidEdit
from kanverge_client.replica import Replica
from kanverge_client.retracing import Retracer
from kanverge_client.steps import whole
from kanverge_crdt.board import Board
from kanverge_crdt.edits.texts import utf16
from kanverge_crdt.ids import PERSON_CLIENT_IDS, new_id
from kanverge_crdt.outbox import Row

CARD = new_id(random.Random(1).randrange)


class Typist:
    """One person's copy of the board, and the rows of what they did."""

    def __init__(self, number: int, state: bytes = b"") -> None:
        self.replica = Replica(PERSON_CLIENT_IDS.start + number)
        self.rows: list[Row] = []
        if state:
            self.take(state)

    def take(self, state: bytes) -> None:
        self.replica.begin([self.state, state], client_id=self.replica.client_id)

    @property
    def state(self) -> bytes:
        return self.replica.board.doc.get_update()

    def do(self, verb: str, **arguments: object) -> list[Row]:
        first = len(self.rows) + 1
        rows = [
            Row(
                first + part,
                self.replica.client_id,
                f"g{first}",
                update,
                step.intent,
                clock,
                part,
                step.removed,
            )
            for part, (update, step, clock) in enumerate(self.replica.do(verb, arguments).written)
        ]
        self.rows += rows
        return rows

    def splice(self, at: int, remove: int, insert: str) -> list[Row]:
        return self.do("cards.splice", id=CARD, key="title", at=at, remove=remove, insert=insert)

    def write(self, text: str) -> list[Row]:
        return self.do("cards.text", id=CARD, key="title", text=text)

    def text(self, key: str = "title") -> str:
        card = self.replica.board.card(CARD)
        assert card is not None
        return str(getattr(card, key))


def world(text: str) -> tuple[Typist, Typist]:
    """Return two people before the same text: one whose edits have to be done over, one whose are saved."""
    seed = Typist(0)
    seed.do("cards.add", id=CARD, title=text)
    return Typist(1, seed.state), Typist(2, seed.state)


def done_over(rows: list[Row], state: bytes, *, refused: list[Row] = [], ids_hold: bool = True) -> str:  # noqa: B006
    """Do rows over on a server's state, and return the text that comes out."""
    again = Typist(3, state)
    retracer = Retracer(again.replica.board, ids_hold=ids_hold)
    for row in rows:
        if row in refused:
            retracer.dropped(row)
            continue
        made = [more for verb, arguments in retracer.intents(row) for more in again.do(verb, **arguments)]
        retracer.done(row, [more.update for more in made])
    return again.text()


def test_an_insertion_stays_between_its_neighbours() -> None:
    mine, theirs = world("one three")
    mine.splice(4, 0, "two ")
    theirs.splice(0, 0, "漢😀 zero ")
    assert done_over(mine.rows, theirs.state) == "漢😀 zero one two three"


def test_a_removal_takes_what_it_took_then_and_nothing_else() -> None:
    mine, theirs = world("one two😀 three")
    mine.splice(4, 6, "")
    theirs.splice(5, 0, "XY")
    theirs.splice(0, 4, "")
    assert theirs.text() == "tXYwo😀 three"
    assert done_over(mine.rows, theirs.state) == "XYthree"


def test_a_whole_text_that_was_set_leaves_what_others_typed() -> None:
    mine, theirs = world("Launch the site")
    mine.write("Launch the new site")
    theirs.splice(15, 0, "!")
    theirs.splice(0, 0, "Today: ")
    assert done_over(mine.rows, theirs.state) == "Today: Launch the new site!"


def test_what_others_removed_stays_removed() -> None:
    mine, theirs = world("one two three")
    mine.splice(4, 4, "2 ")
    theirs.splice(4, 9, "")
    assert done_over(mine.rows, theirs.state) == "one 2 "
    mine.rows.clear()
    mine.splice(0, 4, "")
    theirs.splice(0, 4, "")
    assert done_over(mine.rows, theirs.state) == ""


def test_typing_goes_on_where_it_was_done_over() -> None:
    mine, theirs = world("()")
    for at, letter in enumerate("hé漢o", start=1):
        mine.splice(at, 0, letter)
    mine.splice(3, 1, "")
    mine.splice(3, 0, "ll")
    assert mine.text() == "(héllo)"
    theirs.splice(0, 0, "))) ")
    assert done_over(mine.rows, theirs.state) == "))) (héllo)"


def test_typing_beside_a_refused_insertion_stands_where_that_would_have() -> None:
    mine, theirs = world("one three")
    refused = mine.splice(4, 0, "BAD")
    mine.splice(7, 0, " after ")
    mine.splice(4, 0, "before ")
    mine.splice(12, 2, "")
    theirs.splice(0, 0, "zero ")
    assert done_over(mine.rows, theirs.state, refused=refused) == "zero one before  after three"


def test_in_an_empty_text_and_in_a_card_that_is_done_over_too() -> None:
    mine = Typist(1)
    mine.do("cards.add", id=CARD, title="")
    mine.splice(0, 0, "Hello")
    mine.splice(0, 1, "J")
    assert done_over(mine.rows, b"\0\0") == "Jello"


def test_on_a_rebuilt_board_only_the_offset_is_known() -> None:
    mine, _ = world("one two")
    mine.splice(4, 3, "2")
    mine.splice(5, 0, "!")
    rebuilt = Typist(5)
    rebuilt.do("cards.add", id=CARD, title="one two")
    assert done_over(mine.rows, rebuilt.state, ids_hold=False) == "one 2!"
    other = Typist(6)
    other.do("cards.add", id=CARD, title="1 😀")
    assert done_over(mine.rows, other.state, ids_hold=False) == "1 😀2!", "another text is not removed"
    short = Typist(7)
    short.do("cards.add", id=CARD, title="on😀")
    mine.rows = mine.rows[:0]
    mine.splice(3, 0, "x")
    assert done_over(mine.rows, short.state, ids_hold=False) == "onx😀", "no character is cut in two"


def test_a_long_text_is_done_over_piece_by_piece_and_told_as_one() -> None:
    mine, theirs = world("start end")
    text = "".join(f"line {number} 漢😀\n" for number in range(2_500))
    seed = mine.do("cards.text", id=CARD, key="description", text=text)
    assert len(seed) > 2
    assert whole(seed)[1]["insert"] == text
    again = Typist(3, theirs.state)
    retracer = Retracer(again.replica.board, ids_hold=True)
    for row in seed:
        made = [more for intent in retracer.intents(row) for more in again.do(intent[0], **intent[1])]
        retracer.done(row, [more.update for more in made])
    assert again.text("description") == text


def test_a_long_card_is_told_as_one() -> None:
    mine = Typist(1)
    text = "x" * 50_000
    rows = mine.do("cards.add", id=CARD, title="Long", description=text)
    assert [row.part for row in rows] == [0, 1, 2, 3]
    assert whole(rows) == ("cards.add", {"id": CARD, "title": "Long", "description": text})


def test_a_card_that_is_not_there_is_left_to_the_verb() -> None:
    mine, _ = world("one")
    mine.splice(0, 0, "x")
    retracer = Retracer(Board(), ids_hold=True)
    assert retracer.intents(mine.rows[0]) == [mine.rows[0].intent]


CHARACTERS = "abc é漢😀"
Splices = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 6), st.text(CHARACTERS, max_size=3)), max_size=8
)


def splice(typist: Typist, at: int, remove: int, insert: str) -> None:
    text = typist.text()
    start = at % (len(text) + 1)
    end = min(len(text), start + remove)
    try:
        typist.splice(utf16(text[:start]), utf16(text[start:end]), insert)
    except InvalidEdit as error:
        raise AssertionError(error) from error


@given(Splices, Splices)
def test_what_is_done_over_reads_as_if_the_document_had_merged_it(
    mine_do: list[tuple[int, int, str]], theirs_do: list[tuple[int, int, str]]
) -> None:
    """Where both typed at the same place either may come first; what is there is the same."""
    mine, theirs = world("one two 漢😀 three")
    for step in mine_do:
        splice(mine, *step)
    for step in theirs_do:
        splice(theirs, *step)
    merged = Typist(9, theirs.state)
    merged.take(mine.state)
    assert sorted(done_over(mine.rows, theirs.state)) == sorted(merged.text())
    alone, _ = world("one two 漢😀 three")
    assert done_over(mine.rows, alone.state) == mine.text()
