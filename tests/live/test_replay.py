"""Replay: what each edit of the log changed, with the values before and after."""

from __future__ import annotations

import random

import pytest

from kanverge.live.document import Document
from kanverge.live.replay import Delta, Replay, Step
from kanverge.store.base import START, Loaded
from kanverge.store.log import Asked, Entry, LogEntry, RecordChange, Row, Unreadable
from tests.doubles.editors import Editor

NOTHING = Loaded(1, None, (), {}, START, {}, 0)


class Log:
    """The log of one board: what an editor does, entry by entry, and the replay that reads it."""

    def __init__(self, replay: Replay) -> None:
        self.replay = replay
        self.editor = Editor()
        self.entries: list[LogEntry] = []

    def entry(self, *updates: bytes, asks: tuple[Asked, ...] = (), group: str = "g") -> LogEntry:
        client = self.editor.board.doc.client_id
        rows = tuple(Row("person:ann", client, f"{at}/{group}", update) for at, update in enumerate(updates))
        number = len(self.entries) + 1
        self.entries.append(LogEntry(f"{number}-0", Entry(1_000 * number, rows, asks)))
        return self.entries[-1]

    def written(self) -> LogEntry:
        """Return what the editor has done since the last time, as an entry."""
        updates, self.editor.sent = self.editor.sent, []
        return self.entry(*updates)

    def do(self, verb: str, /, **arguments: object) -> list[Step]:
        self.editor.do(verb, **arguments)
        return self.replay.take(self.written())

    def made(self, noun: str, /, **arguments: object) -> str:
        id = self.editor.add(noun, **arguments)
        self.replay.take(self.written())
        return id


@pytest.fixture
async def log() -> Log:
    return Log(Replay("b", await Document.load("b", NOTHING), at=START))


async def test_a_new_card_is_told_with_everything_it_holds(log: Log) -> None:
    column = log.made("columns", name="To do")
    id = log.editor.add("cards", title="Plan", column=column, due="2026-12-01", description="Some words")
    [step] = log.replay.take(log.written())
    assert (step.entry, step.number, step.when, step.principal, step.group, step.verb) == (
        "2-0", 0, 2_000, "person:ann", "g", "",
    )  # fmt: skip
    [delta] = step.changes
    assert (delta.kind, delta.id, delta.before) == ("card", id, None)
    assert delta.after is not None
    assert {key: delta.after[key] for key in ("title", "column", "due", "description")} == {
        "title": "Plan", "column": column, "due": "2026-12-01", "description": 10,
    }  # fmt: skip


async def test_a_change_names_only_what_is_different_now(log: Log) -> None:
    column = log.made("columns", name="To do")
    card = log.made("cards", title="Plan", column=column, due="2026-12-01")
    [step] = log.do("cards.set", id=card, key="due", value="2026-12-24")
    assert step.changes == (Delta("card", card, {"due": "2026-12-01"}, {"due": "2026-12-24"}),)
    [step] = log.do("cards.set", id=card, key="due", value=None)
    assert step.changes == (Delta("card", card, {"due": "2026-12-24"}, {"due": None}),)


async def test_a_move_is_told_as_column_and_rank(log: Log) -> None:
    one, other = log.made("columns", name="1"), log.made("columns", name="2")
    card = log.made("cards", title="Plan", column=one)
    [step] = log.do("cards.move", id=card, column=other)
    [delta] = step.changes
    assert delta.before is not None
    assert delta.after is not None
    assert (delta.before["column"], delta.after["column"]) == (one, other)


async def test_members_fields_links_and_checklist_items_are_keys_of_their_card(log: Log) -> None:
    column, label = log.made("columns", name="1"), log.made("labels", name="Urgent", color="red")
    card = log.made("cards", title="Plan", column=column)
    checklist, item = log.editor.new_id(), log.editor.new_id()
    assert log.do("cards.include", id=card, family="label", member=label)[0].changes == (
        Delta("card", card, {f"label:{label}": None}, {f"label:{label}": True}),
    )
    log.do("checklists.add", card=card, id=checklist, name="Steps")
    [step] = log.do("items.add", card=card, id=item, checklist=checklist, name="First")
    [delta] = step.changes
    assert delta.before == {f"item:{item}": None}
    assert delta.after is not None
    assert delta.after[f"item:{item}"]["name"] == "First"
    [step] = log.do("items.set", card=card, id=item, key="done", value=True)
    [delta] = step.changes
    assert delta.after is not None
    assert delta.after[f"item:{item}"]["done"] is True


async def test_the_board_itself_has_no_id(log: Log) -> None:
    [step] = log.do("board.set", key="name", value="Launch")
    assert step.changes == (Delta("board", "", {"name": None}, {"name": "Launch"}),)


async def test_what_changes_nothing_is_no_step(log: Log) -> None:
    column = log.made("columns", name="1")
    card = log.made("cards", title="Plan", column=column)
    log.editor.do("cards.set", id=card, key="done", value=True)
    entry = log.written()
    assert len(log.replay.take(entry)) == 1
    again = LogEntry("9-0", entry.entry)
    assert log.replay.take(again) == []
    assert log.replay.at == "9-0"


async def test_an_ask_tells_its_records_and_its_verb(log: Log) -> None:
    said = {"card": "c", "text": "Hello", "author": "ann"}
    made = Asked("person:ann", "k1", "comments.add", 1, (RecordChange("comment", "m", said),))
    removed = Asked("person:bo", "k2", "comments.remove", 2, (RecordChange("comment", "m", None),))
    numbered = Asked("person:ann", "k3", "cards.number", 3, (RecordChange("number", "c", 12),))
    [one, two, three] = log.replay.take(log.entry(asks=(made, removed, numbered)))
    assert (one.verb, one.changes) == ("comments.add", (Delta("comment", "m", None, said),))
    assert (two.verb, two.principal, two.changes[0].after) == ("comments.remove", "person:bo", None)
    assert two.changes[0].before == said
    assert three.changes == (Delta("number", "c", None, {"number": 12}),)


async def test_entries_that_nobody_can_read_and_rows_that_are_left_out_are_passed_over(log: Log) -> None:
    damaged = LogEntry("1-0", Entry(1), Unreadable(b"?", "damaged"))
    assert log.replay.take(damaged) == []
    careful = Replay("b", await Document.load("b", NOTHING), at=START, left_out=frozenset({"1-0/0"}))
    log.editor.add("columns", name="Deadly")
    assert careful.take(log.written()) == []
    assert careful.board.columns() == []


async def test_a_replay_that_begins_in_the_middle_tells_the_same_steps(log: Log) -> None:
    """What is known of a record when a replay begins is what one that read everything would know."""
    randomness = random.Random(7)
    column = log.made("columns", name="To do")
    cards = [log.made("cards", title=str(at), column=column) for at in range(5)]
    middle = LogEntry("", Entry(0)), len(log.entries)
    for at in range(40):
        card = randomness.choice(cards)
        match randomness.randrange(4):
            case 0:
                log.editor.do("cards.set", id=card, key="due", value=f"2026-12-{at % 28 + 1:02}")
            case 1:
                log.editor.do("cards.text", id=card, key="title", text=f"title {at}")
            case 2:
                log.editor.do("cards.move", id=card, column=column, after=None)
            case _:
                log.editor.do("cards.archive" if at % 2 else "cards.restore", id=card)
        if log.editor.sent:
            log.written()
    whole = [step for entry in log.entries[middle[1] :] for step in log.replay.take(entry)]
    beginning = Loaded(1, None, tuple(log.entries[: middle[1]]), {}, START, {}, 0)
    late = Replay("b", await Document.load("b", beginning), at=log.entries[middle[1] - 1].id)
    assert [step for entry in log.entries[middle[1] :] for step in late.take(entry)] == whole
    assert len(whole) > 20


async def test_a_note_is_told_as_one_whether_it_is_a_text_yet_or_not(log: Log) -> None:
    grow = log.made("initiatives", name="Grow")
    [step] = log.do("initiatives.text", id=grow, key="note", text="Slowly.")
    assert step.changes == (Delta("initiative", grow, {"note": None}, {"note": "Slowly."}),)
    before = log.editor.new_id()
    log.editor.board.shared.create(("initiatives", before), {"name": "Sell", "note": "Well."})
    log.replay.take(log.entry(log.editor.board.doc.get_update()))
    # To begin the text changes nothing of what the note says, so only the typing is told.
    [step] = log.do("initiatives.splice", id=before, key="note", at=5, remove=0, insert=" So far.")
    assert step.changes == (Delta("initiative", before, {"note": "Well."}, {"note": "Well. So far."}),)
