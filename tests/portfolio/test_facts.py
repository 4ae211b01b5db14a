"""Facts: kept up by the steps of a log, they equal those that are counted from scratch."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable

import pytest

from kanverge.live.document import Document
from kanverge.live.replay import Replay
from kanverge.portfolio import card_facts
from kanverge.portfolio.facts import Facts
from kanverge.portfolio.following import pack, unpack
from kanverge.store.base import START, Loaded
from kanverge.store.log import Asked, Entry, LogEntry, RecordChange, Row
from kanverge_crdt import snapshot
from tests.doubles.editors import Editor

DAY_MS = 86_400_000
MONDAY = 20_000 * DAY_MS


class Log:
    """A log that one editor writes, an entry for each action."""

    def __init__(self) -> None:
        self.editor = Editor()
        self.entries: list[LogEntry] = []

    def write(self, *, asks: tuple[Asked, ...] = (), by: str = "person:ann") -> LogEntry:
        updates, self.editor.sent = self.editor.sent, []
        client = self.editor.board.doc.client_id
        rows = tuple(Row(by, client, f"{at}/g", update) for at, update in enumerate(updates))
        at = len(self.entries) + 1
        self.entries.append(LogEntry(f"{at}-0", Entry(MONDAY + at * 3_600_000, rows, asks)))
        return self.entries[-1]

    async def replayed(self, until: int | None = None) -> Replay:
        entries = tuple(self.entries[:until])
        loaded = Loaded(1, None, entries, {}, START, {}, 0)
        return Replay("b", await Document.load("b", loaded), at=entries[-1].id if entries else START)


class Kept:
    """Facts that follow a log as it is written."""

    def __init__(self, log: Log, replay: Replay) -> None:
        self.log = log
        self.replay = replay
        self.facts = Facts.of(replay)
        self.rows: dict[str, card_facts.CardFacts] = {}
        self.days: dict[str, object] = {}

    def follow(self, entry: LogEntry) -> None:
        self.facts.take(self.replay.take(entry))
        fresh = self.facts.fresh()
        self.rows |= {id: card_facts.unpack(card_facts.pack(row)) for id, row in fresh.cards.items()}
        self.days |= fresh.days

    def do(self, verb: str, /, **arguments: object) -> None:
        self.log.editor.do(verb, **arguments)
        self.follow(self.log.write())

    def add(self, noun: str, /, **arguments: object) -> str:
        id = self.log.editor.add(noun, **arguments)
        self.follow(self.log.write())
        return id


@pytest.fixture
async def kept() -> Kept:
    log = Log()
    return Kept(log, await log.replayed())


def at(entry: int) -> int:
    return MONDAY + entry * 3_600_000


async def test_a_card_is_known_with_when_it_came_began_and_was_finished(kept: Kept) -> None:
    doing = kept.add("columns", name="Doing", category="doing")
    done = kept.add("columns", name="Done", category="done")
    card = kept.add("cards", title="Plan", column=None)
    assert kept.rows[card].made == at(3)
    kept.do("cards.move", id=card, column=doing)
    kept.do("cards.move", id=card, column=done)
    row = kept.rows[card]
    assert (row.made, row.began, row.finished) == (at(3), at(4), at(5))
    kept.do("cards.move", id=card, column=doing)
    assert (kept.rows[card].began, kept.rows[card].finished) == (at(4), None)


async def test_a_column_that_becomes_done_finishes_its_cards(kept: Kept) -> None:
    column = kept.add("columns", name="Ready")
    card = kept.add("cards", title="Plan", column=column, estimate=2.5)
    kept.do("columns.set", id=column, key="category", value="done")
    assert kept.rows[card].finished == at(3)
    summary = kept.facts.summary()
    assert (summary["open"], summary["done"], summary["estimate_done"]) == (1, 1, 2_500)
    kept.do("columns.archive", id=column)
    assert kept.rows[card].finished is None
    assert kept.facts.summary()["unsorted"] == 1


async def test_what_an_import_made_is_known_as_brought_for_good_and_what_it_changed_is_not(
    kept: Kept,
) -> None:
    mine = kept.add("cards", title="Mine")
    theirs = kept.log.editor.add("cards", title="Theirs", done=True)
    kept.log.editor.do("cards.set", id=mine, key="estimate", value=2)
    kept.follow(kept.log.write(by="m:import"))
    assert (kept.rows[mine].brought, kept.rows[theirs].brought) == (False, True)
    assert kept.rows[theirs].made == kept.rows[theirs].finished == at(2)
    kept.do("cards.set", id=theirs, key="done", value=None)
    kept.do("cards.set", id=theirs, key="done", value=True)
    assert (kept.rows[theirs].brought, kept.rows[theirs].finished) == (True, at(4))
    again = Facts.of(await kept.log.replayed(), kept.rows)
    assert again.cards == kept.rows


async def test_what_a_later_import_brings_as_done_is_known_as_that_until_it_is_done_here(kept: Kept) -> None:
    done = kept.add("columns", name="Done", category="done")
    ready = kept.add("columns", name="Ready")
    ticked, moved, waiting = (kept.log.editor.add("cards", title=title) for title in ("a", "b", "c"))
    kept.log.editor.do("cards.move", id=waiting, column=ready)
    kept.follow(kept.log.write(by="m:import"))
    assert not any(kept.rows[id].came_done for id in (ticked, moved, waiting))
    kept.log.editor.do("cards.set", id=ticked, key="done", value=True)
    kept.log.editor.do("cards.move", id=moved, column=done)
    kept.follow(kept.log.write(by="m:import"))
    kept.log.editor.do("columns.set", id=ready, key="category", value="done")
    kept.follow(kept.log.write(by="m:import"))
    assert all(kept.rows[id].came_done and kept.rows[id].finished for id in (ticked, moved, waiting))
    assert Facts.of(await kept.log.replayed(), kept.rows).cards == kept.rows
    kept.do("cards.set", id=moved, key="estimate", value=2)
    kept.do("cards.set", id=ticked, key="done", value=None)
    assert not kept.rows[ticked].came_done
    kept.do("cards.set", id=ticked, key="done", value=True)
    assert not kept.rows[ticked].came_done
    assert kept.rows[moved].came_done


async def test_a_number_is_remembered_beside_what_the_document_says(kept: Kept) -> None:
    card = kept.add("cards", title="Plan")
    kept.follow(
        kept.log.write(
            asks=(Asked("person:ann", "k", "cards.number", 1, (RecordChange("number", card, 7),)),)
        )
    )
    kept.do("cards.text", id=card, key="title", text="Plan it")
    assert (kept.rows[card].number, kept.rows[card].title) == (7, "Plan it")


async def test_a_card_knows_when_anything_of_it_changed_last(kept: Kept) -> None:
    column = kept.add("columns", name="Ready")
    card, other = kept.add("cards", title="Plan", column=column), kept.add("cards", title="Other")
    assert (kept.rows[card].changed, kept.rows[other].changed) == (at(2), at(3))
    kept.do("cards.set", id=card, key="due", value="2026-11-22")
    kept.do("cards.text", id=other, key="description", text="not in the facts")
    assert (kept.rows[card].changed, kept.rows[other].changed) == (at(4), at(3))
    kept.do("columns.set", id=column, key="category", value="done")
    assert kept.rows[card].changed == at(6)


async def test_a_portfolio_says_which_boards_it_lists(kept: Kept) -> None:
    first, second = "b" * 22, "c" * 22
    kept.do("board.set", key="kind", value="portfolio")
    for board in (first, second):
        kept.do("boards.add", id=board)
    assert set(kept.facts.summary()["boards"]) == {first, second}
    kept.do("boards.archive", id=first)
    assert kept.facts.summary()["boards"] == [second]


async def test_the_day_holds_how_the_board_stood_at_its_end(kept: Kept) -> None:
    column = kept.add("columns", name="Done", category="done")
    for _ in range(30):
        kept.add("cards", title="x", column=column)
    first, second = kept.days
    assert kept.days[first]["done"] == 22  # type: ignore[index]
    assert kept.days[second]["columns"] == {column: 30}  # type: ignore[index]


async def test_enormous_estimates_add_up_to_a_number_that_every_client_reads(kept: Kept) -> None:
    ann = kept.log.editor.new_id()
    for _ in range(40):
        kept.add("cards", title="x", estimate=2.0**52, assignees=[ann])
    summary = kept.facts.summary()
    assert summary["estimate"] == summary["people"][ann][1] == 40 * 10_000_000_000
    assert unpack(pack(summary)) == summary


@pytest.mark.parametrize("seed", range(12))
async def test_kept_up_by_changes_equals_counted_from_scratch(kept: Kept, seed: int) -> None:
    print("seed", seed)
    chance = random.Random(seed)
    editor = kept.log.editor
    columns = [kept.add("columns", name=str(at)) for at in range(4)]
    goals = [kept.add("goals", name=str(at), measure="cards") for at in range(2)]
    labels = [kept.add("labels", name=str(at), color="red") for at in range(2)]
    cards = [kept.add("cards", title=str(at), column=chance.choice(columns)) for at in range(8)]
    people = [editor.new_id() for _ in range(3)]
    for _ in range(80):
        _edit_somehow(editor, chance, cards, columns, goals=goals, labels=labels, people=people)
        if chance.random() < 0.7:
            kept.follow(kept.log.write())
    kept.follow(kept.log.write())

    # Counted by the same code from the document as it is now,
    again = Facts.of(await kept.log.replayed(), kept.rows, edited=kept.facts.edited)
    assert again.cards == kept.rows == kept.facts.cards
    assert again.summary() == kept.facts.summary()
    assert again.fresh().cards == {}
    # and by other code from the export.
    exported = snapshot.export(editor.board, "b")
    _agrees(kept, exported)
    # Whoever takes over in the middle comes to the same.
    middle = len(kept.log.entries) // 2
    first = Kept(kept.log, await kept.log.replayed(0))
    for entry in kept.log.entries[:middle]:
        first.follow(entry)
    second = Facts.of(await kept.log.replayed(middle), first.rows, edited=first.facts.edited)
    for entry in kept.log.entries[middle:]:
        second.take(second.replay.take(entry))
    assert second.cards == kept.rows
    assert second.summary() == kept.facts.summary()


def _edit_somehow(
    editor: Editor,
    chance: random.Random,
    cards: list[str],
    columns: list[str],
    *,
    goals: list[str],
    labels: list[str],
    people: list[str],
) -> None:
    card, column = chance.choice(cards), chance.choice(columns)

    def member(family: str, members: list[str]) -> None:
        verb = chance.choice(["cards.include", "cards.exclude"])
        editor.do(verb, id=card, family=family, member=chance.choice(members))

    def setting(key: str, *values: object) -> None:
        editor.do("cards.set", id=card, key=key, value=chance.choice(values))

    def came_along(id: str) -> None:
        editor.do("people.add", id=id, name=chance.choice("xyz"))

    def person(verb: str, **arguments: object) -> None:
        known = sorted(person.id for person in editor.board.people(archived=None))
        if known:
            editor.do(verb, id=chance.choice(known), **arguments)

    def add() -> None:
        cards.append(editor.add("cards", title="new", column=column, estimate=chance.random() * 9))

    def move() -> None:
        editor.do("cards.move", id=card, column=column)

    def put_away(noun: str, id: str) -> None:
        editor.do(f"{noun}.{chance.choice(['archive', 'restore'])}", id=id)

    def categorize() -> None:
        category = chance.choice(["backlog", "doing", "done", None])
        editor.do("columns.set", id=column, key="category", value=category)

    ways: list[Callable[[], None]] = [
        add,
        move,
        move,
        categorize,
        lambda: setting("done", True, None),
        lambda: setting("estimate", None, 0.1, 0.2, 7),
        lambda: setting("due", None, *(f"2026-12-{day:02}" for day in range(1, 28))),
        lambda: setting("start", None, *(f"2026-11-{day:02}" for day in range(1, 31))),
        lambda: member("assignee", people),
        lambda: came_along(chance.choice(people)),
        lambda: person("people.set", key="name", value=chance.choice(["Ann", "Bo"])),
        lambda: person(chance.choice(["people.archive", "people.restore"])),
        lambda: member("goal", goals),
        lambda: member("label", labels),
        lambda: put_away("cards", card),
        lambda: put_away("columns", column),
        lambda: put_away("labels", chance.choice(labels)),
    ]
    chance.choice(ways)()


def _agrees(kept: Kept, exported: dict[str, object]) -> None:
    summary = kept.facts.summary()
    shown = {c["id"]: c["category"] for c in exported["columns"] if not c["archived"]}  # type: ignore[attr-defined]
    cards = [card for card in exported["cards"] if not card["archived"]]  # type: ignore[attr-defined]
    done = [card for card in cards if card["done"] or shown.get(card["column"]) == "done"]
    waiting = [card for card in cards if card not in done]
    assert (summary["open"], summary["done"]) == (len(cards), len(done))
    assert summary["archived"] == len(exported["cards"]) - len(cards)  # type: ignore[arg-type]
    assert summary["due"] == dict(Counter(card["due"] for card in waiting if card["due"]))
    dates = [card[key] for card in waiting for key in ("start", "due") if card[key]]
    assert summary["span"] == ([min(dates), max(dates)] if dates else None)
    assert {who: count for who, (count, _) in summary["people"].items()} == dict(
        Counter(who for card in waiting for who in card["assignees"])
    )
    imported = {person["id"]: person["name"] for person in exported["people"]}  # type: ignore[attr-defined]
    assert summary["named"] == {who: imported[who] for who in summary["people"] if who in imported}
    assert {row[0]: row[4] for row in summary["columns"]} == {
        id: sum(card["column"] == id for card in cards) for id in shown
    }
    assert summary["estimate"] == sum(round((card["estimate"] or 0) * 1_000) for card in cards)
    for goal in summary["goals"]:
        assert goal["cards"] == sum(goal["id"] in card["goals"] for card in cards)
        assert goal["done"] == sum(goal["id"] in card["goals"] for card in done)
    shown_labels = [label for label in exported["labels"] if not label["archived"]]  # type: ignore[attr-defined]
    assert summary["labels"] == [[label["id"], label["name"], label["color"]] for label in shown_labels]
    finished = {id for id, row in kept.rows.items() if row.finished is not None and not row.archived}
    assert finished == {card["id"] for card in done}
