"""The short form of ``make faults``: a few kills, every time."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.faults.run import Plan, run


@pytest.mark.parametrize("victim", ["server", "store"])
async def test_nothing_that_was_saved_is_lost_by_kills(victim: str, tmp_path: Path) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    verdict = await run(Plan(victim, kills=3, writers=5, saved_min=600), tmp_path, random.Random(seed))
    print(verdict)
    assert len(verdict.saved) >= 600
    assert verdict.lost == frozenset()
    assert verdict.missing == frozenset()
    assert verdict.invented == frozenset()
