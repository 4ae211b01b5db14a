"""What every command has in common: one line for an error, a status, no traceback."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from kanverge import cli
from kanverge.cli import running
from kanverge.store.embedded import Embedded
from kanverge.store.locks import FileLock
from tests.cli.command import Command, run
from tests.cli.conftest import Start
from tests.doubles.eventually import eventually


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("nonsense",),
        ("serve", "--port", "eighty"),
        ("serve", "--nonsense"),
        ("worker", "too much"),
        ("token", "create", "--board", "x", "--role", "emperor"),
    ],
)
def test_what_cannot_be_understood_is_one_line(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    assert ended.value.code == cli.USAGE
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert "--help)" in err


@pytest.mark.parametrize("unbuffered", ["", "1"])
async def test_an_output_that_nobody_reads_is_no_error_to_tell(
    running_valkey: Embedded, unbuffered: str
) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "kanverge", "boards", "--json"),
        *("--data", str(running_valkey._directory.path)),
        stdout=writer,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
    )
    os.close(writer)
    _, err = await process.communicate()
    assert (process.returncode, err) == (cli.FAILED, b"")


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("verb", ["boards --json", "user link Ann"])
async def test_an_output_that_cannot_be_written_is_one_line(
    running_valkey: Embedded, verb: str, unbuffered: str
) -> None:
    words = f"exec {sys.executable} -m kanverge {verb} --data {running_valkey._directory.path} > /dev/full"
    command = await Command.start_program("sh", "-c", words, environ={"PYTHONUNBUFFERED": unbuffered})
    assert await command.wait() == cli.FAILED
    assert command.err == ["kanverge: cannot write to standard output: No space left on device"]


@pytest.mark.parametrize(
    ("closed", "status", "err"),
    [
        ("<&-", 0, []),
        (">&-", cli.FAILED, ["kanverge: standard output is closed"]),
        ("2>&-", 0, []),
        ("<&- >&- 2>&-", cli.FAILED, []),
    ],
)
async def test_a_stream_that_was_closed_harms_nothing(
    running_valkey: Embedded, closed: str, status: int, err: list[str]
) -> None:
    words = (
        f"exec {sys.executable} -m kanverge boards --json --data {running_valkey._directory.path} {closed}"
    )
    command = await Command.start_program("sh", "-c", words)
    assert await command.wait() == status
    assert (command.err, bool(command.out)) == (err, status == 0)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_an_interrupted_verb_says_so_by_its_status_alone(
    start: Start, data: Path, number: signal.Signals
) -> None:
    lock = held_lock(data)  # for which the verb waits
    verb = await start("boards", "--data", str(data))
    await eventually((data / "users").exists)
    assert await verb.end(number) == 128 + number
    assert verb.out == verb.err == []
    lock.release()


def held_lock(data: Path) -> FileLock:
    data.mkdir()
    (data / "lock").touch()
    lock = FileLock.try_exclusive(data / "lock")
    assert lock is not None
    return lock


async def test_a_mistake_of_ours_is_one_line_too(running_valkey: Embedded, tmp_path: Path) -> None:
    broken = tmp_path / "sitecustomize.py"
    broken.write_text("import kanverge.cli.verbs as v\nv.print_json = lambda value: 1 / 0\n")
    where = str(running_valkey._directory.path)
    verb = await run("boards", "--json", "--data", where, environ={"PYTHONPATH": search_path(tmp_path)})
    [line] = verb.err
    assert "CRITICAL" in line
    assert "ZeroDivisionError" in line
    assert await verb.wait() == cli.FAILED


def search_path(first: Path) -> str:
    return os.pathsep.join((str(first), *filter(None, sys.path)))


def test_the_loop_is_uvloop_where_there_is_one() -> None:
    seen: list[str] = []

    async def look() -> None:
        seen.append(type(asyncio.get_running_loop()).__module__)

    assert running.run(look()) is None
    assert seen == ["uvloop"]
