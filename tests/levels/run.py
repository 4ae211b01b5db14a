"""Boards with rules under real edits on two servers, twenty who watch, a server and the worker killed meanwhile.

``python -m tests.levels.run [--trello FOLDER --traces FOLDER]`` imports every export of the one folder and replays the
traces of the other at up to a hundred times their speed; without folders it invents boards and edits. Prints what was
done and fails when any number that anybody sees differs from one counted anew from the exported boards, or when a
change of a rule was not made once for each event in their histories.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from asyncio.subprocess import Process
from collections.abc import Iterable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import kanverge_client
from kanverge.accounts.cookies import cookie_name
from kanverge.accounts.principals import machine
from kanverge.accounts.roles import Role
from kanverge.config import StoreChoice
from kanverge.stored import open_store
from kanverge_crdt.ids import new_id
from tests.doubles.eventually import eventually
from tests.faults.processes import Server, command, start_worker
from tests.levels import rules, traces
from tests.levels.recount import differences
from tests.levels.traces import Line, Replayer
from tests.levels.watchers import Watcher

SPEED: Final = 100
PAUSE_S_MAX: Final = 0.05
"""Between two lines, however long people did nothing."""
SETTLE_LIMIT_S: Final = 120.0
RULES_LIMIT_S: Final = 600.0
"""For all that the rules have to do after the last edit; a killed worker's lease alone lasts half a minute."""


@dataclass
class Plan:
    """What is imported, what is replayed on each board, and how many watch."""

    exports: Sequence[Path] = ()
    lines: Sequence[Sequence[Line]] = ()
    invented: int = 0
    """How many boards to make where nothing is imported."""
    watchers: int = 20
    cuts_leases: bool = False
    """Whether what a killed worker holds ends within seconds, as if most of its half minute had gone by."""


@dataclass
class Outcome:
    """What was done, and what was seen otherwise than it is."""

    boards: int = 0
    edits: int = 0
    seconds: float = 0
    watchers: int = 0
    reconnections: int = 0
    numbers: int = 0
    firings: int = 0
    """Events that call a rule."""
    put_away: int = 0
    """Cards archived meanwhile, for which a rule may have come too late."""
    complaints: list[str] = field(default_factory=list)


async def run(plan: Plan, folder: Path, source: random.Random) -> Outcome:
    """Carry out a plan."""
    data = folder / "data"
    servers = [Server(data), Server(data)]
    async with AsyncExitStack() as stack:
        worker = await start_worker(data)
        stack.callback(_end, worker)
        for server in servers:
            await server.start()
            stack.push_async_callback(server.stop)
        boards = await _boards(plan, data, source)
        cookie, tokens = await _access(data, boards)
        for board, _ in zip(dict.fromkeys(boards), plan.lines, strict=False):
            async with kanverge_client.open(servers[0].url, board, tokens[board], offline=False) as client:
                await rules.furnish(client)
        watchers = [
            Watcher([servers[(at + turn) % 2].url for turn in range(2)], cookie)
            for at in range(plan.watchers)
        ]
        tasks = [asyncio.create_task(watcher.run()) for watcher in watchers]
        try:
            return await _replayed(plan, servers, worker, boards, tokens, watchers)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def _end(worker: Process) -> None:
    if worker.returncode is None:
        worker.kill()


async def _boards(plan: Plan, data: Path, source: random.Random) -> list[str]:
    found = [
        json.loads(await command("import", str(path), "--json", "--data", str(data)))["board"]
        for path in plan.exports
    ]
    found = list(dict.fromkeys(found))  # a later export of the same board is the same board
    if not found:
        [sample] = json.loads(await command("boards", "--json", "--data", str(data)))
        found = [sample["id"]] * plan.invented
    source.shuffle(found)
    return found


async def _access(data: Path, boards: Iterable[str]) -> tuple[str, dict[str, str]]:
    """Return the cookie of an administrator, and a token for each board."""
    async with open_store(StoreChoice(None, data)) as stored:
        person = await stored.people.ensure("Watcher", is_admin=True)
        signed_in = await stored.links.accept(await stored.links.sign_in(person.id, by=machine("levels").key))
        tokens = {
            board: (await stored.tokens.create(board, Role.ADMIN, name="levels", by=machine("levels").key))[1]
            for board in set(boards)
        }
        return f"{cookie_name(stored.identity, is_https=False)}={signed_in.cookie}", tokens


async def _replayed(
    plan: Plan,
    servers: list[Server],
    worker: Process,
    boards: list[str],
    tokens: dict[str, str],
    watchers: list[Watcher],
) -> Outcome:
    outcome = Outcome(boards=len(set(boards)), watchers=len(watchers))
    began, total = time.monotonic(), sum(map(len, plan.lines))
    progress = Progress(total)
    people = [new_id(random.Random(at).randrange) for at in range(7)]
    async with asyncio.TaskGroup() as tasks:
        replays = [
            tasks.create_task(_replay(lines, servers[at % 2].url, board, tokens[board], people, progress))
            for at, (board, lines) in enumerate(zip(boards, plan.lines, strict=False))
        ]
        await progress.half.wait()
        worker.kill()
        await servers[0].kill()
        await servers[0].start()
        if plan.cuts_leases:
            await servers[0].valkey.cut_leases()
    outcome.edits = sum(task.result() for task in replays)
    outcome.seconds = time.monotonic() - began
    await eventually(lambda: rules.is_quiet(servers[0].data, set(boards)), limit_s=RULES_LIMIT_S)
    await _judge(outcome, servers[0].data, boards, watchers)
    outcome.reconnections = sum(watcher.connections for watcher in watchers) - len(watchers)
    return outcome


class Progress:
    """How much of all lines is done."""

    def __init__(self, total: int) -> None:
        self.half = asyncio.Event()
        self._left = total // 2

    def step(self) -> None:
        self._left -= 1
        if self._left <= 0:
            self.half.set()


async def _replay(
    lines: Sequence[Line], url: str, board: str, token: str, people: list[str], progress: Progress
) -> int:
    async with kanverge_client.open(url, board, token, offline=False, linger_s=SETTLE_LIMIT_S) as client:
        replayer = Replayer(client, people)
        before = traces.seconds(lines[0]) if lines else 0.0
        for line in lines:
            now = traces.seconds(line)
            await asyncio.sleep(min(PAUSE_S_MAX, max(0.0, now - before) / SPEED))
            before = now
            replayer.do(line)
            progress.step()
        async with asyncio.timeout(SETTLE_LIMIT_S):
            await client.saved()
        return replayer.done


async def _judge(outcome: Outcome, data: Path, boards: Iterable[str], watchers: list[Watcher]) -> None:
    """Compare what everyone sees with what is counted from the exported boards, once it has come to rest."""
    exports: dict[str, Any] = {
        board: json.loads(await command("export", board, "--data", str(data))) for board in set(boards)
    }

    def complaints() -> list[str]:
        return [
            f"watcher {at}, board {board}: {said}"
            for at, watcher in enumerate(watchers)
            for board, exported in exports.items()
            for said in differences(watcher.summaries.get(board), exported)
        ]

    try:
        await eventually(lambda: not complaints(), limit_s=SETTLE_LIMIT_S)
    except TimeoutError:
        outcome.complaints = complaints()
    for board, entries in (await rules.histories(data, exports)).items():
        found = rules.events(entries)
        outcome.firings += found.total
        outcome.put_away += len(found.put_away)
        outcome.complaints += [f"board {board}: {said}" for said in rules.complaints(found, exports[board])]
    outcome.numbers = sum(_numbers(watcher.summaries[board]) for watcher in watchers for board in exports)


def _numbers(summary: Any) -> int:
    """Return how many numbers somebody sees of one board."""
    if isinstance(summary, dict):
        return sum(map(_numbers, summary.values()))
    if isinstance(summary, list):
        return sum(map(_numbers, summary))
    return isinstance(summary, int | float) and not isinstance(summary, bool)


def _plan(options: argparse.Namespace, source: random.Random) -> Plan:
    if options.trello is None:
        lines = [list(traces.invented(source, options.edits)) for _ in range(4)]
        return Plan(invented=len(lines), lines=lines, watchers=options.watchers)
    exports = sorted(options.trello.glob("*.json"))
    found = (
        [list(traces.read(path)) for path in sorted(options.traces.glob("*.jsonl"))] if options.traces else []
    )
    return Plan(exports=exports, lines=found, watchers=options.watchers)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trello", type=Path, help="a folder of exports to import")
    parser.add_argument("--traces", type=Path, help="a folder of traces to replay, one a board")
    parser.add_argument("--watchers", type=int, default=20)
    parser.add_argument("--edits", type=int, default=500, help="lines to invent for each of four editors")
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    options = parser.parse_args()
    print(f"seed {options.seed}")
    source = random.Random(options.seed)
    plan = _plan(options, source)
    with tempfile.TemporaryDirectory(prefix="kanverge-levels-") as folder:
        outcome = await run(plan, Path(folder), source)
    print(
        f"{outcome.boards} boards, {outcome.edits} edits in {outcome.seconds:.0f} s on two servers, one of them "
        "and the worker killed; "
        f"{outcome.firings} events that call a rule, {outcome.put_away} cards put away meanwhile; "
        f"{outcome.watchers} watchers, {outcome.reconnections} reconnections; {outcome.numbers} numbers seen, "
        f"{len(outcome.complaints)} complaints: numbers or changes of rules other than counted anew"
    )
    for complaint in outcome.complaints[:20]:
        print(complaint)
    if outcome.complaints:
        sys.exit(1)


if __name__ == "__main__":
    asyncio.run(main())
