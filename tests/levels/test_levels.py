"""The short form of ``python -m tests.levels.run``, every time."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.levels import traces
from tests.levels.recount import differences, recount
from tests.levels.run import Plan, run


@pytest.mark.timeout(300)
async def test_every_number_that_is_watched_equals_one_counted_anew(tmp_path: Path) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    source = random.Random(seed)
    lines = [list(traces.invented(source, 120)) for _ in range(2)]
    outcome = await run(Plan(invented=2, lines=lines, watchers=4), tmp_path, source)
    assert outcome.complaints == []
    assert outcome.edits == 240
    assert outcome.reconnections > 0
    assert outcome.numbers > 0


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
