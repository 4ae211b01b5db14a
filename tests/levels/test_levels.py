"""The short form of ``python -m tests.levels.run``, every time."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pycrdt import Doc, Map

from kanverge.store.log import Asked, Entry, LogEntry, RecordChange, Row
from tests.levels import rules, traces
from tests.levels.recount import differences, recount
from tests.levels.run import Plan, run


@pytest.mark.timeout(300)
async def test_every_number_that_is_watched_equals_one_counted_anew(tmp_path: Path) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    source = random.Random(seed)
    lines = [list(traces.invented(source, 120)) for _ in range(2)]
    outcome = await run(Plan(invented=2, lines=lines, watchers=4, cuts_leases=True), tmp_path, source)
    assert outcome.complaints == []
    assert outcome.edits == 240
    assert outcome.reconnections > 0
    assert outcome.numbers > 0
    assert outcome.firings > 0


def test_a_number_that_is_wrong_is_seen() -> None:
    exported = {
        "name": "B",
        "columns": [{"id": "c", "name": "C", "category": "done", "wip": None, "archived": False}],
        "cards": [
            {"id": "1", "archived": False, "done": False, "column": "c", "estimate": 0.5, "due": None, "assignees": []},
            {"id": "2", "archived": False, "done": False, "column": None, "estimate": None, "due": "2026-12-24",
             "assignees": ["p"]},
        ],
    }  # fmt: skip
    counted = recount(exported)
    assert (counted["open"], counted["done"], counted["unsorted"], counted["estimate_done"]) == (2, 1, 1, 500)
    assert counted["people"] == {"p": [1, 0]}
    assert differences(counted, exported) == []
    assert differences(counted | {"done": 2}, exported) == ["done: 2 instead of 1"]
    assert differences(None, exported) != []


def written(doc: Any, *edits: Any) -> Iterator[Row]:
    """Yield the rows of edits, each a principal and a function of the cards."""
    for principal, edit in edits:
        updates: list[bytes] = []
        subscription = doc.observe(lambda event: updates.append(event.update))  # noqa: B023
        edit(doc.get("cards", type=Map))
        doc.unobserve(subscription)
        yield from (Row(principal, 1, "1/g", update) for update in updates)


def test_what_calls_rules_is_counted_from_the_rows_of_a_log() -> None:
    def add(id: str, **keys: Any) -> Any:
        return lambda cards: cards.update({id: Map(keys)})

    def put(id: str, key: str, value: Any) -> Any:
        return lambda cards: cards[id].update({key: value})

    rows = written(
        Doc(),
        ("u:ann", add("a", at=["todo", "a0"])),
        ("m:import", put("a", "at", ["done", "a0"])),
        ("u:ann", put("a", "at", ["todo", "a0"])),
        ("u:ann", put("a", "at", ["todo", "a1"])),
        ("u:ann", put("a", "due", "2026-11-27")),
        ("m:rules", add("b", at=["todo", "a0"], due="2026-11-27")),
        ("u:ann", put("b", "archived", True)),
    )
    made = Asked("u:ann", "k", "rules.add", 1, (RecordChange("rule", "r", {}),))
    entries = [
        LogEntry("1-0", Entry(0, (next(rows),), (made,))),
        *(LogEntry(f"{at}-0", Entry(0, (row,))) for at, row in enumerate(rows, 2)),
    ]
    found = rules.events(entries)
    assert (found.put_away, found.follow_ups) == ({"b"}, {"b"})
    assert {name: {id: n for id, n in calls.items() if n} for name, calls in found.calls.items()} == {
        rules.CREATED: {},
        rules.MOVED: {"a": 1},
        rules.DATED: {"a": 1, "b": 1},
    }


def test_a_change_that_a_rule_made_twice_or_never_is_seen() -> None:
    def card(id: str, *said: str) -> dict[str, Any]:
        return {"id": id, "comments": [{"author": "rules", "text": text} for text in said]}

    found = rules.Events({rules.MOVED: Counter(a=1, b=1), rules.CREATED: Counter(a=1)}, {"b"}, {"b"})
    found.calls[rules.DATED] = Counter()
    right = [card("a", rules.MOVED, rules.CREATED), card("b")]
    assert rules.complaints(found, {"cards": right}) == []
    twice = [card("a", rules.MOVED, rules.MOVED, rules.CREATED), card("b")]
    assert rules.complaints(found, {"cards": twice}) == ["card a: “it was moved” 2 times for 1 events"]
    never = [card("a", rules.CREATED), card("b", rules.DATED)]
    assert len(rules.complaints(found, {"cards": never})) == 2
    half = [card("a", rules.MOVED), card("b")]
    assert len(rules.complaints(found, {"cards": half})) == 2
