"""Activity: what people read of each entry of the log."""

from __future__ import annotations

import pytest

from kanverge.history import activity
from kanverge.history.activity import Row
from kanverge.live import telling
from kanverge.live.document import Document
from kanverge.live.replay import Replay
from kanverge.store.base import START, Loaded
from kanverge.store.log import Asked, Entry, LogEntry, RecordChange
from kanverge.store.log import Row as LogRow
from tests.doubles.editors import Editor


class Log:
    """A board's log and the activity that comes of it."""

    def __init__(self, replay: Replay) -> None:
        self.replay = replay
        self.editor = Editor()
        self.entries = 0

    def done(self, *asks: Asked, group: str = "g", apart: int = 0) -> list[Row]:
        """Return the activity of what the editor did since the last time, having stored and read it.

        The first edits, ``apart`` of them, are of an action of their own.
        """
        updates, self.editor.sent = self.editor.sent, []
        self.entries += 1
        client = self.editor.board.doc.client_id
        edits = tuple(
            LogRow("u:ann", client, f"{at}/{group if at >= apart else 'apart'}", update)
            for at, update in enumerate(updates)
        )
        entry = LogEntry(f"{self.entries}-0", Entry(1_000 * self.entries, edits, asks))
        rows = list(activity.rows(self.replay, self.replay.take(entry)))
        assert [activity.unpack(activity.pack(row)) for row in rows] == rows
        return rows


@pytest.fixture
async def log() -> Log:
    return Log(Replay("b", await Document.load("b", Loaded(1, None, (), {}, START, {}, 0)), at=START))


def an_ask(verb: str, kind: str, id: str, value: object, version: int = 1) -> Asked:
    return Asked("u:bo", f"k{version}", verb, version, (RecordChange(kind, id, value),))


async def test_a_row_says_who_changed_what_from_what_to_what(log: Log) -> None:
    card = log.editor.add("cards", title="Plan", due="2026-12-01")
    log.done()
    log.editor.do("cards.set", id=card, key="due", value="2026-12-24")
    [row] = log.done()
    assert (row.entry, row.when, row.principal, row.group) == ("2-0", 2_000, "u:ann", "g")
    [change] = row.changes
    assert (change.kind, change.id, change.title) == ("card", card, "Plan")
    assert (change.before, change.after) == ({"due": "2026-12-01"}, {"due": "2026-12-24"})
    assert row.about(card)
    assert not row.about("another")


async def test_each_step_tells_what_a_thing_was_called_then_though_one_entry_holds_them_all(log: Log) -> None:
    column = log.editor.add("columns", name="To do")
    card = log.editor.add("cards", title="Plan")
    log.done()
    log.editor.do("cards.set", id=card, key="due", value="2026-12-24")
    log.editor.do("columns.set", id=column, key="wip", value=3)
    log.editor.do("cards.text", id=card, key="title", text="Plan more")
    log.editor.do("columns.set", id=column, key="name", value="Doing")
    log.editor.do("cards.set", id=card, key="due", value=None)
    assert [row.changes[0].title for row in log.done()] == [
        "Plan",
        "To do",
        "Plan more",
        "Doing",
        "Plan more",
    ]


async def test_a_renaming_among_many_edits_is_known_to_what_came_before_them(log: Log) -> None:
    card = log.editor.add("cards", title="Plan")
    log.done()
    log.editor.do("cards.set", id=card, key="due", value="2026-12-24")
    for at in range(activity.BULK_MIN + 1):
        log.editor.do("cards.text", id=card, key="title", text=f"Plan {at}")
    first, bulk = log.done(apart=1)
    assert first.changes[0].title == "Plan"
    assert bulk.counts == {"card": (0, activity.BULK_MIN + 1, 0)}


async def test_of_a_rule_that_is_put_anew_only_what_changed_is_told(log: Log) -> None:
    rule = {"name": "Pong", "when": {"on": "moved"}, "zone": "Europe/Berlin", "by": "u:bo", "changed": 1}
    [row] = log.done(an_ask("rules.add", "rule", "r", rule))
    assert row.changes[0].before is None
    [row] = log.done(an_ask("rules.set", "rule", "r", rule | {"off": True, "changed": 2}))
    [change] = row.changes
    assert (change.title, change.before, change.after) == ("Pong", {}, {"off": True})
    assert log.done(an_ask("rules.set", "rule", "r", rule | {"off": True, "changed": 3})) == []


async def test_what_recurs_is_called_as_its_cards_and_tells_nothing_of_what_it_makes(log: Log) -> None:
    recurrence = {"card": {"title": "Water the plants"}, "repeat": {"rule": "FREQ=WEEKLY"}, "next": 5}
    [row] = log.done(an_ask("recurrences.add", "recurrence", "r", recurrence))
    assert (row.changes[0].title, "next" in (row.changes[0].after or {})) == ("Water the plants", False)
    made = recurrence | {"last": "c", "made": 1, "next": 6}
    assert log.done(an_ask("recurrences.set", "recurrence", "r", made)) == []


async def test_what_moves_under_another_initiative_is_told_and_what_only_changes_places_is_not(
    log: Log,
) -> None:
    grow, sell = (log.editor.add("initiatives", name=name) for name in ("Grow", "Sell"))
    shop = log.editor.new_id()
    log.editor.do("boards.add", id=shop, initiative=grow)
    [*_, added] = log.done()
    assert [(one.kind, one.id, one.after) for one in added.changes] == [("listing", shop, {"parent": grow})]
    log.editor.do("boards.move", id=shop, initiative=sell)
    log.editor.do("initiatives.move", id=sell, parent=grow)
    log.editor.do("initiatives.move", id=sell, parent=None)
    moves = [(one.before, one.after) for row in log.done() for one in row.changes]
    assert moves == [
        ({"parent": grow}, {"parent": sell}),
        ({"parent": ""}, {"parent": grow}),
        ({"parent": grow}, {"parent": ""}),
    ]
    log.editor.do("initiatives.move", id=sell, parent=None, after=None)
    assert log.done() == []


async def test_what_is_posted_about_a_row_of_a_portfolio_is_about_that_row(log: Log) -> None:
    update = {"about": "i", "text": "Goes well.", "by": "u:bo", "created": "2026-11-20T10:00:00Z"}
    [posted] = log.done(an_ask("updates.add", "update", "u", update))
    [taken] = log.done(an_ask("updates.remove", "update", "u", None))
    for row in (posted, taken):
        assert row.about("i")
        assert row.about("u")
        assert not row.about("another")
    assert taken.changes[0].before == {"about": "i"}


async def test_a_card_that_only_changes_places_in_its_column_is_no_news(log: Log) -> None:
    column = log.editor.add("columns", name="To do")
    cards = [log.editor.add("cards", title=str(at), column=column) for at in range(2)]
    log.done()
    log.editor.do("cards.move", id=cards[1], column=column, after=None)
    assert log.done() == []


async def test_long_texts_are_cut_and_a_description_is_told_as_its_length(log: Log) -> None:
    card = log.editor.add("cards", title="x" * 900)
    log.done()
    log.editor.do("cards.text", id=card, key="description", text="y" * 5_000)
    [row] = log.done()
    [change] = row.changes
    assert len(change.title) == telling.TEXT_CHARS_MAX
    assert change.after == {"description": 5_000}


async def test_many_edits_of_one_action_are_told_as_how_many(log: Log) -> None:
    for at in range(activity.BULK_MIN + 5):
        log.editor.add("cards", title=str(at))
    [row] = log.done(group="import")
    assert (row.changes, row.counts) == ((), {"card": (activity.BULK_MIN + 5, 0, 0)})
    assert row.group == "import"


async def test_a_comment_is_about_its_card_and_is_not_to_be_read_once_it_was_taken_back(log: Log) -> None:
    card = log.editor.add("cards", title="Plan")
    log.done()
    said = {"card": card, "text": "a secret", "author": "bo"}
    [row] = log.done(an_ask("comments.add", "comment", "m", said))
    assert row.about(card)
    assert row.changes[0].title == "Plan"
    assert row.changes[0].after == said
    [row] = log.done(an_ask("comments.remove", "comment", "m", None, 2))
    assert row.about(card)
    assert "secret" not in repr(row)


async def test_a_status_update_that_was_taken_back_is_not_to_be_read_here(log: Log) -> None:
    said = {"about": "i" * 22, "text": "a secret", "author": "bo"}
    log.done(an_ask("updates.add", "update", "u", said))
    [row] = log.done(an_ask("updates.remove", "update", "u", None, 2))
    assert row.changes[0].before == {"about": "i" * 22}
    assert "secret" not in repr(row)


async def test_a_label_or_column_is_called_by_its_name(log: Log) -> None:
    column = log.editor.add("columns", name="To do")
    log.done()
    log.editor.do("columns.set", id=column, key="wip", value=3)
    [row] = log.done()
    assert row.changes[0].title == "To do"
    log.editor.do("columns.set", id=column, key="name", value="Doing")
    [row] = log.done()
    assert (row.changes[0].title, row.changes[0].before) == ("Doing", {"name": "To do"})
