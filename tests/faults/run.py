"""Kill the server or its store again and again under writers, then judge (``make faults``).

Each kill comes while edits wait for their `saved` and, in the full form, at least 200 a second become saved. Some come
in the middle of a compaction, of a rewrite of the append-only file, and again while what was killed is loading. Prints
what was sent, acked, found and lost, and fails on any loss.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.doubles.eventually import eventually
from tests.faults.judging import Judgement, judge, writing
from tests.faults.moments import Compactions, Loads, Moment, Rewrites
from tests.faults.processes import Workplace
from tests.faults.progress import Pace

STRIKE_LIMIT_S: Final = 900.0
LOADING_TRIES: Final = 5
SERVER, STORE = "server", "store"


@dataclass(frozen=True)
class Plan:
    """What to kill, how often, and how much must be going on then."""

    victim: str
    kills: int
    writers: int
    saved_min: int
    rate_min: float
    """How many edits must have become saved in the second before each kill."""
    ballast: int
    """How many keys the store holds besides, so that rewriting and loading it takes long enough to be struck."""

    @property
    def moments(self) -> list[Moment]:
        """Return when each kill comes."""
        return list(itertools.islice(itertools.cycle(Moment), self.kills))


@dataclass(frozen=True)
class Strike:
    """One kill: in the middle of what, and what was going on."""

    moment: Moment
    waiting: int
    rate: float

    def __str__(self) -> str:
        return f"during {self.moment}: {self.waiting} edits unacknowledged, {self.rate:.0f} acknowledged a second"


@dataclass
class Run:
    """A plan being carried out."""

    plan: Plan
    place: Workplace
    source: random.Random
    pace: Pace
    compactions: Compactions
    strikes: list[Strike] = field(default_factory=list)
    reloads: int = 0

    def __post_init__(self) -> None:
        self.rewrites = Rewrites(self.place, self.source)
        self.loads = Loads(self.place, self.source)
        self._saved_at_last = 0

    async def kill_all(self) -> None:
        """Strike as often as planned, spread over all the edits."""
        for number, moment in enumerate(self.plan.moments):
            due = self.plan.saved_min * (number + 1) // (self.plan.kills + 1)
            self.strikes.append(await self._strike(moment, max(due, self._saved_at_last + 1)))
            print(f"{self.plan.victim} killed {self.strikes[-1]}", flush=True)
        await eventually(lambda: self._saved() >= self.plan.saved_min, limit_s=STRIKE_LIMIT_S)

    async def _strike(self, moment: Moment, due: int) -> Strike:
        async with asyncio.timeout(STRIKE_LIMIT_S):
            while True:
                await eventually(lambda: self._saved() >= due and self._is_busy(), limit_s=STRIKE_LIMIT_S)
                if await self._is_moment(moment) and self._is_busy():
                    break
        waiting, rate = self.pace.look()
        assert rate is not None
        await self._kill()
        self._saved_at_last = self._saved()
        if moment is Moment.LOADING:
            await self._kill_again_while_loading()
        if self.plan.victim == SERVER:
            await self.place.server.start()
        await self.compactions.over()
        self.pace.begin_anew()
        return Strike(moment, waiting, rate)

    def _saved(self) -> int:
        return self.pace.progress.read()[1]

    def _is_busy(self) -> bool:
        waiting, rate = self.pace.look()
        return waiting > 0 and rate is not None and rate >= self.plan.rate_min

    async def _is_moment(self, moment: Moment) -> bool:
        if not await self.place.server.valkey.is_up():  # the last kill is not over yet
            return False
        match moment:
            case Moment.COMPACTION:
                return await self.compactions.are_under_way()
            case Moment.REWRITE:
                return await self.rewrites.are_under_way()
            case _:
                await asyncio.sleep(self.source.random() * 0.1)
                return True

    async def _kill(self) -> None:
        if self.plan.victim == SERVER:
            await self.place.server.kill()
        else:
            self._killed = self.place.server.valkey.kill()

    async def _kill_again_while_loading(self) -> None:
        """Kill what comes back while it loads; it is often too fast for that, and then left alone."""
        for _ in range(LOADING_TRIES):
            if self.plan.victim == STORE:
                is_struck = await self.loads.kill_store(self._killed)
            else:
                is_struck = await self.loads.kill_server()
            if is_struck:
                self.reloads += 1
                return
            if self.plan.victim == STORE:
                return  # it is up: the next one is another kill

    def summary(self) -> str:
        moments = Counter(strike.moment for strike in self.strikes)
        told = ", ".join(
            f"{moments[moment]} during {moment}" for moment in Moment if moment is not Moment.LOADING
        )
        return (
            f"{self.plan.victim} killed {len(self.strikes) + self.reloads} times: {told}, "
            f"{moments[Moment.LOADING]} followed by a load that was killed in its turn {self.reloads} times; "
            f"at each at least {min(strike.waiting for strike in self.strikes)} edits unacknowledged "
            f"and {min(strike.rate for strike in self.strikes):.0f} acknowledged a second"
        )


@dataclass(frozen=True)
class Outcome:
    """How a run ended."""

    judgement: Judgement
    strikes: list[Strike]
    reloads: int


async def run(plan: Plan, folder: Path, source: random.Random) -> Outcome:
    """Carry the plan out and judge."""
    began = time.monotonic()
    async with Workplace.opened(folder) as place:
        await place.server.valkey.load_with(plan.ballast)
        compactions = Compactions(await place.compactor(), source)
        try:
            async with writing(place, plan.writers) as pace:
                running = Run(plan, place, source, pace, compactions)
                await running.kill_all()
        finally:
            await compactions.close()
        judgement = await judge(place, plan.writers)
    verdict, took = judgement.verdict, time.monotonic() - began
    print(running.summary())
    print(f"{verdict}; {len(verdict.saved) / took:.0f} a second, everything included", flush=True)
    return Outcome(judgement, running.strikes, running.reloads)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--writers", type=int, default=20)
    parser.add_argument("--saved", type=int, default=20_000)
    parser.add_argument("--rate", type=float, default=200.0)
    parser.add_argument("--ballast", type=int, default=300_000)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    parser.add_argument("--victim", choices=(SERVER, STORE), action="append")
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}", flush=True)
    source = random.Random(arguments.seed)
    failed = False
    for victim in arguments.victim or (SERVER, STORE):
        plan = Plan(
            victim, arguments.kills, arguments.writers, arguments.saved, arguments.rate, arguments.ballast
        )
        with tempfile.TemporaryDirectory() as folder:
            outcome = asyncio.run(run(plan, Path(folder), source))
        for complaint in outcome.judgement.complaints:
            print(f"WRONG: {complaint}", flush=True)
        loads = sum(strike.moment is Moment.LOADING for strike in outcome.strikes)
        if outcome.reloads < loads / 2:
            print(f"WRONG: killed again while loading only {outcome.reloads} times of {loads}", flush=True)
        failed |= bool(outcome.judgement.complaints) or outcome.reloads < loads / 2
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
