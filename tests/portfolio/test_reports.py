"""Reports: days filled in, times that cards took, tables that are no formulas, and all of it as the log says."""

from __future__ import annotations

import csv
import io
import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

from kanverge.portfolio import card_facts, reports
from kanverge.portfolio.card_facts import CardFacts
from kanverge.portfolio.facts import Facts
from tests.doubles.editors import Editor
from tests.portfolio.test_facts import Log

TODAY = date(2026, 3, 10)


def standing(open_: int, done: int = 0, **columns: int) -> dict[str, Any]:
    return {"columns": columns, "open": open_, "done": done, "estimate": open_ * 1_500, "estimate_done": 0}


def card(title: str = "", **keys: Any) -> CardFacts:
    empty = CardFacts(title, "c", False, False, None, None, None, None, None, (), (), None, None, (), ())
    return empty._replace(**keys)


def ms(day: str) -> int:
    return round(datetime.fromisoformat(f"{day}T12:00:00+00:00").timestamp() * 1_000)


def of(standings: dict[str, Any], cards: dict[str, CardFacts], days: int = 5) -> dict[str, Any]:
    columns = [["c", "Doing", "doing", None, 0], ["d", "=Done", "done", None, 0]]
    return reports.report(standings, cards, columns, today=TODAY, days=days)


def test_a_day_without_changes_is_as_the_one_before_it() -> None:
    found = of({"2026-01-01": standing(1, c=1), "2026-03-08": standing(4, 2, c=2, d=2)}, {})
    assert [(day["day"][-2:], day["all"], day["done"], day["estimate"]) for day in found["days"]] == [
        ("06", 1, 0, 1.5), ("07", 1, 0, 1.5), ("08", 4, 2, 6), ("09", 4, 2, 6), ("10", 4, 2, 6),
    ]  # fmt: skip
    assert [day["day"] for day in of({"2026-03-09": standing(1)}, {})["days"]] == ["2026-03-09", "2026-03-10"]
    assert of({}, {})["days"] == []
    assert of({"2027-01-01": standing(1)}, {})["days"] == []


def test_lead_time_is_from_made_to_finished_and_cycle_time_from_begun() -> None:
    cards = {
        "a": card("a", made=ms("2026-03-01"), began=ms("2026-03-05"), finished=ms("2026-03-07")),
        "b": card("b", made=None, began=ms("2026-03-07"), finished=ms("2026-03-08")),
        "c": card("c", made=ms("2026-03-09"), began=ms("2026-03-09"), finished=ms("2026-03-08")),
        "old": card("old", made=ms("2026-01-01"), began=None, finished=ms("2026-03-05")),
        "away": card("away", made=ms("2026-03-01"), finished=ms("2026-03-09"), archived=True),
        "gone": card("gone", made=ms("2026-03-01"), archived=True),
        "open": card("open", made=ms("2026-03-01"), began=ms("2026-03-02")),
    }
    found = of({}, cards)
    assert [(one["id"], one["lead"], one["cycle"]) for one in found["cards"]] == [
        ("a", 6, 2), ("b", None, 1), ("c", 0, 0), ("away", 8, None),
    ]  # fmt: skip
    assert found["lead"] == {"count": 3, "median": 6, "p85": 8}
    assert found["cycle"] == {"count": 3, "median": 1, "p85": 2}
    assert of({}, {})["lead"] == {"count": 0, "median": None, "p85": None}


def test_what_was_done_when_an_import_brought_it_took_no_time_and_is_left_out_and_counted() -> None:
    came = {"made": ms("2026-03-08"), "began": ms("2026-03-08"), "finished": ms("2026-03-08")}
    cards = {
        "done": card("done", brought=True, **came),
        "away": card("away", brought=True, archived=True, **came),
        "later": card("later", brought=True, **came | {"finished": ms("2026-03-10")}),
        "by an update": card("update", **came | {"finished": ms("2026-03-09")}, brought=True, came_done=True),
        "at once": card("at once", **came),
        "long ago": card("long ago", brought=True, **{key: ms("2026-01-01") for key in came}),
    }
    found = of({"2026-03-08": standing(4, 4)}, cards)
    assert found["came_done"] == 3
    assert [(one["id"], one["lead"]) for one in found["cards"]] == [("at once", 0), ("later", 2)]
    assert [week["cards"] for week in found["weeks"]] == [1, 1]
    assert (found["lead"]["count"], found["cycle"]["count"]) == (2, 2)


def test_what_was_done_and_then_put_away_stays_done() -> None:
    shelved = {"shelved": 2, "shelved_estimate": 500}
    (day,) = of({"2026-03-10": standing(3, 1, d=1) | shelved}, {}, days=1)["days"]
    assert (day["all"], day["done"], day["estimate"], day["estimate_done"]) == (5, 3, 5, 0.5)
    assert (day["columns"], day["shelved"]) == ({"d": 1}, 2)


def test_throughput_is_what_was_finished_from_monday_to_sunday() -> None:
    cards = {
        "sunday": card(finished=ms("2026-03-01"), estimate=1.5),
        "monday": card(finished=ms("2026-03-02"), estimate=2.0),
        "week": card(finished=ms("2026-03-08"), archived=True),
        "enormous": card(finished=ms("2026-03-09"), estimate=2.0**52),
        "before": card(finished=ms("2026-02-27"), estimate=9.0),
        "ahead": card(finished=ms("2026-03-17")),
    }
    found = of({}, cards, days=11)
    assert found["weeks"] == [
        {"week": "2026-02-23", "cards": 1, "estimate": 1.5},
        {"week": "2026-03-02", "cards": 2, "estimate": 2},
        {"week": "2026-03-09", "cards": 1, "estimate": 10_000_000},
    ]
    assert reports.weeks_csv(found).splitlines()[:2] == [
        "week from,cards finished,estimate finished",
        "2026-02-23,1,1.5",
    ]


def test_no_cell_of_a_table_is_a_formula() -> None:
    cards = {
        f"{at}": card(title, number=at, made=ms("2026-03-08"), finished=ms("2026-03-09"))
        for at, title in enumerate(["=1+1", "+1", "-1", "@x", " =1", "\t=1", 'a "b", c\nd', "plain"])
    }
    found = of({"2026-03-09": standing(3, d=3)}, cards)
    rows = list(csv.reader(io.StringIO(reports.cards_csv(found))))
    assert [row[1] for row in rows] == [
        "title", "'=1+1", "'+1", "'-1", "'@x", "' =1", "'\t=1", 'a "b", c\nd', "plain",
    ]  # fmt: skip
    days = list(csv.reader(io.StringIO(reports.days_csv(found))))
    assert days[0] == [
        "day", "cards", "done", "estimate", "estimate done", "done and archived", "Doing", "'=Done",
    ]  # fmt: skip
    assert days[1] == ["2026-03-09", "3", "0", "4.5", "0.0", "0", "0", "3"]


async def test_the_numbers_are_those_that_another_way_finds_in_the_log() -> None:
    """Every day the board is opened as it was and counted by hand: no facts, no tally."""
    random_ = random.Random(7)
    log = Log()
    columns = _columns(log.editor)
    log.write()
    facts = Facts.of(replay := await log.replayed())
    standings: dict[str, Any] = {}
    by_hand: dict[str, tuple[int, int, Counter[str]]] = {}
    when: dict[str, dict[str, int]] = {}
    for step in range(120):
        _change(random_, log.editor, columns, step)
        entry = log.write()
        facts.take(replay.take(entry))
        standings |= facts.fresh().days
        _look(log.editor, columns, entry.entry.when, when)
        board = log.editor.board
        counted = Counter(card.column for card in board.index.cards.values() if not card.archived)
        done = sum(card.column == columns[2] for card in board.index.cards.values())
        shelved = sum(card.column == columns[2] for card in board.index.cards.values() if card.archived)
        by_hand[_day(entry.entry.when)] = (sum(counted.values()) + shelved, done, counted)
    first, last = (date.fromisoformat(edge(by_hand)) for edge in (min, max))
    found = reports.report(
        standings, facts.cards, facts.summary()["columns"], today=last, days=(last - first).days + 1
    )
    assert [(day["day"], day["all"], day["done"], day["columns"]) for day in found["days"]] == [
        (day, *by_hand[day]) for day in _every(first, last)
    ]
    assert {card["id"]: (card["lead"], card["cycle"]) for card in found["cards"]} == {
        id: (_days(times["made"], times["finished"]), _days(times["began"], times["finished"]))
        for id, times in when.items()
        if "finished" in times
    }
    by_week = Counter(_monday(times["finished"]) for times in when.values() if "finished" in times)
    assert {week["week"]: week["cards"] for week in found["weeks"] if week["cards"]} == by_week
    assert len(found["cards"]) > 5
    rows = {id: card_facts.unpack(card_facts.pack(row)) for id, row in facts.cards.items()}
    assert rows == facts.cards


def _columns(editor: Editor) -> list[str]:
    ids = [letter * 22 for letter in "abc"]
    for id, category in zip(ids, ("backlog", "doing", "done"), strict=True):
        editor.do("columns.add", id=id, name=id[0], category=category)
    return ids


def _change(random_: random.Random, editor: Editor, columns: list[str], step: int) -> None:
    cards = sorted(id for id, card in editor.board.index.cards.items() if not card.archived)
    if len(cards) < 6 or random_.random() < 0.3:
        editor.do("cards.add", id=f"{step:022d}", title="x", column=random_.choice(columns))
        return
    id = random_.choice(cards)
    if random_.random() < 0.1:
        editor.do("cards.archive", id=id)
    else:
        editor.do("cards.move", id=id, column=random_.choice(columns), after=None)


def _look(editor: Editor, columns: list[str], now: int, when: dict[str, dict[str, int]]) -> None:
    """Note by hand when each card was made, first begun, and last became done."""
    for id, card in editor.board.index.cards.items():
        times = when.setdefault(id, {"made": now})
        if card.column != columns[0]:
            times.setdefault("began", now)
        if card.column == columns[2]:
            times.setdefault("finished", now)
        else:
            times.pop("finished", None)


def _monday(when: int) -> str:
    day = datetime.fromtimestamp(when / 1_000, UTC).date()
    return (day - timedelta(days=day.weekday())).isoformat()


def _day(when: int) -> str:
    return datetime.fromtimestamp(when / 1_000, UTC).date().isoformat()


def _every(first: date, last: date) -> list[str]:
    return [(first + timedelta(days=at)).isoformat() for at in range((last - first).days + 1)]


def _days(since: int, until: int) -> float:
    return round((until - since) / 60_000) / 1_440
