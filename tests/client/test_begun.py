"""A text that two people begin at the same time, in place of a string: one is first, and nobody's words are lost."""

import random
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Doc, Map

from kanverge_client import Board
from kanverge_client.replica import Replica
from kanverge_client.retracing import Retracer
from kanverge_crdt.board import Board as Document
from kanverge_crdt.edits.texts import utf16
from kanverge_crdt.ids import PERSON_CLIENT_IDS, new_id
from kanverge_crdt.outbox import Row
from kanverge_crdt.schema import Initiative
from tests.client.conftest import Opening
from tests.client.watching import on_server, until
from tests.doubles.socket_server import SocketServer

GROW = new_id(random.Random(1).randrange)
WORDS = st.text(st.sampled_from("ab é漢😀\n"), max_size=6)
STROKES = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 3), WORDS), max_size=6)


def written_before(note: str) -> Document:
    """Return a portfolio from before notes were texts."""
    document = Document(client_id=1)
    place(document.doc, note)
    return document


def place(doc: Doc[Any], note: str) -> None:
    doc.get("initiatives", type=Map)[GROW] = Map({"name": "Grow", "at": ["", "a0"], "note": note})


def note(board: Board | Document) -> str:
    found = (board.document if isinstance(board, Board) else board).find(Initiative, GROW)
    return "" if found is None else found.note


class Planner:
    """One person's copy of the portfolio, and the rows of what they typed into the note."""

    def __init__(self, number: int, state: bytes) -> None:
        self.replica = Replica(PERSON_CLIENT_IDS.start + number)
        self.replica.begin([state], client_id=self.replica.client_id)
        self.rows: list[Row] = []

    @property
    def note(self) -> str:
        return note(self.replica.board)

    def do(self, verb: str, arguments: Any) -> list[Row]:
        first = len(self.rows) + 1
        written = self.replica.do(verb, arguments).written
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
            for part, (update, step, clock) in enumerate(written)
        ]
        self.rows += rows
        return rows

    def stroke(self, at: int, remove: int, insert: str) -> None:
        text = self.note
        start = at % (len(text) + 1)
        end = min(len(text), start + remove)
        place = {"at": utf16(text[:start]), "remove": utf16(text[start:end])}
        self.do("initiatives.splice", {"id": GROW, "key": "note", "insert": insert} | place)


def done_over(rows: list[Row], server: Planner) -> Planner:
    again = Planner(9, server.replica.board.doc.get_update())
    retracer = Retracer(again.replica.board, ids_hold=True)
    for row in rows:
        made = [more for intent in retracer.intents(row) for more in again.do(*intent)]
        retracer.done(row, [more.update for more in made])
    return again


def typists(before: str) -> tuple[Planner, Planner]:
    state = written_before(before).doc.get_update()
    return Planner(0, state), Planner(1, state)


def test_what_the_second_typed_between_two_words_stands_between_them_again() -> None:
    first, second = typists("one two three")
    first.stroke(0, 0, "zero ")
    first.stroke(9, 3, "2")
    second.stroke(4, 3, "TWO")
    second.stroke(13, 0, " four")
    assert (first.note, second.note) == ("zero one 2 three", "one TWO three four")
    assert done_over(second.rows, first).note in ("zero one 2TWO three four", "zero one TWO2 three four")


@given(WORDS, STROKES, STROKES)
def test_every_word_of_both_is_there_once_and_the_old_ones_unless_somebody_took_them_out(
    before: str, mine: list[tuple[int, int, str]], theirs: list[tuple[int, int, str]]
) -> None:
    first, second = typists(before)
    for stroke in theirs:
        first.stroke(*stroke)
    for at, _, insert in mine:
        second.stroke(at, 0, insert)
    merged = done_over(second.rows, first).note
    typed = "".join(insert for _, _, insert in mine)
    assert sorted(merged) == sorted(first.note + typed)


@given(WORDS, STROKES)
def test_what_is_done_over_on_what_somebody_only_began_is_what_it_was(
    before: str, mine: list[tuple[int, int, str]]
) -> None:
    first, second = typists(before)
    first.do("initiatives.begin", {"id": GROW, "key": "note"})
    for stroke in mine:
        second.stroke(*stroke)
    assert done_over(second.rows, first).note == second.note


async def test_two_planners_begin_one_note_and_the_one_who_was_away_does_it_over(
    opened: Opening, server: SocketServer, tmp_path: Path
) -> None:
    server.board.write(lambda doc: place(doc, "one two"))
    async with opened() as a, opened(queue=tmp_path / "b.queue") as b:
        await until(a, lambda: note(a) == "one two")
        await until(b, lambda: note(b) == "one two")
        server.is_durable = False
        a.initiatives.splice(GROW, "note", at=7, insert=" three")
        b.initiatives.splice(GROW, "note", at=0, insert="zero ")
        b.initiatives.text(GROW, "note", "zero one, two")
        server.is_durable = True
        server.flush()
        await a.saved()
        await b.saved()
        assert note(on_server(server)) == "zero one, two three"
        assert b.refused == []
        await until(a, lambda: note(a) == note(b) == "zero one, two three")
        b.initiatives.splice(GROW, "note", at=0, insert="- ")
        await b.saved()
    assert note(on_server(server)) == "- zero one, two three"
