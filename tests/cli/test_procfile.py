"""The Procfile, as honcho starts it: one process for the web, one that looks after the boards, one directory."""

from __future__ import annotations

import os
import re
import signal
import sys
from pathlib import Path

from tests.cli.command import Command, answer, has_store
from tests.cli.test_working import somebody_holds_it
from tests.doubles.eventually import eventually
from tests.doubles.http_client import http_client
from tests.doubles.plain_valkey import free_port

ROOT = Path(__file__).parents[2]


async def test_honcho_runs_web_and_worker_on_one_directory_and_leaves_nothing(data: Path) -> None:
    port = free_port()
    honcho = await Command.start_program(
        *(sys.executable, "-m", "honcho", "start"),
        environ={
            "PORT": str(port),
            "KANVERGE_DATA": str(data),
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        },
        folder=ROOT,
    )
    try:
        await honcho.printed(rf"serves http://127\.0\.0\.1:{port}")
        await eventually(lambda: is_ready(port))
        await eventually(lambda: somebody_holds_it(data))
        assert len(await answer("boards", "--data", str(data))) == 1
        processes = [int(found) for found in re.findall(r"started \(pid=(\d+)\)", "\n".join(honcho.out))]
        assert len(processes) == 2
        await honcho.end(signal.SIGINT)
    finally:
        await honcho.clear_away()
    assert not any(map(is_alive, processes))
    said = "\n".join(honcho.out)
    assert "Traceback" not in said
    assert "SIGKILL" not in said
    assert honcho.err == []
    assert not has_store(data)


def is_alive(process: int) -> bool:
    return Path(f"/proc/{process}").exists()


async def is_ready(port: int) -> bool:
    async with http_client() as visitor:
        return (await visitor.get(f"http://127.0.0.1:{port}/readyz")).status_code == 200
