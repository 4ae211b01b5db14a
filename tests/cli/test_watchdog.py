"""The watchdog, in processes of their own that stand still."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SERVER = Path(__file__).parents[2] / "server"
PROGRAM = """
import asyncio, re, signal, time
from kanverge.cli.watchdog import watched

async def main():
    with watched({limit_s}, stop=lambda: time.sleep({stop_s})):
        for _ in range(5):
            await asyncio.sleep(0.05)
        {then}
    print("ended in order")

asyncio.run(main())
"""
# Holds the interpreter's lock for longer than anybody lives, as a hanging call into yrs does.
HOLD_THE_LOCK = 're.match("(a+)+$", "a" * 60 + "b")'


def run(then: str, *, limit_s: float, stop_s: float = 0) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM.format(then=then, limit_s=limit_s, stop_s=stop_s)],
        env={"PYTHONPATH": str(SERVER)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("stall", [HOLD_THE_LOCK, "time.sleep(1_000)"])
def test_a_loop_that_stands_still_ends_the_process_and_says_where(stall: str) -> None:
    done = run(stall, limit_s=0.3)
    assert done.returncode == 1
    assert "Timeout" in done.stderr
    assert 'File "<string>"' in done.stderr
    assert done.stdout == ""


def test_a_loop_that_turns_is_left_alone_also_after_the_watch() -> None:
    done = run("pass", limit_s=20)
    assert (done.returncode, done.stdout, done.stderr) == (0, "ended in order\n", "")


def test_a_process_that_was_stopped_at_the_terminal_goes_on() -> None:
    stop_and_go_on = "signal.raise_signal(signal.SIGTSTP); await asyncio.sleep(0.05)"
    done = run(stop_and_go_on, limit_s=1, stop_s=2)
    assert (done.returncode, done.stdout, done.stderr) == (0, "ended in order\n", "")
