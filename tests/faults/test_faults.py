"""The short form of ``make faults``: a few kills of each kind, every time."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.faults.moments import Moment
from tests.faults.run import SERVER, STORE, Plan, run


@pytest.mark.timeout(300)
@pytest.mark.parametrize("victim", [SERVER, STORE])
async def test_nothing_that_was_saved_is_lost_by_kills(victim: str, tmp_path: Path) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    plan = Plan(victim, kills=len(Moment), writers=5, saved_min=400, rate_min=0, ballast=50_000)
    outcome = await run(plan, tmp_path, random.Random(seed))
    assert outcome.judgement.complaints == []
    assert len(outcome.judgement.verdict.saved) >= plan.saved_min
    assert {strike.moment for strike in outcome.strikes} == set(Moment)
    assert min(strike.waiting for strike in outcome.strikes) > 0
