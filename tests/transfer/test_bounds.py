"""What a file may cost: memory stays below six times its size, whatever stands in it."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from kanverge.config import Limits
from kanverge.store.embedded import Embedded
from tests.doubles.store_user import ROOT
from tests.doubles.trello_file import large

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="only Linux tells a peak of memory"
)

MB = 1024 * 1024
INTERPRETER_BYTES = 48 * MB
"""What a process needs before it has looked at a file."""


async def cost(file: Path, valkey: Embedded) -> tuple[int, str]:
    """Import a file in a process of its own; return its peak of resident memory and how it ended."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.transfer.import_child", str(file), str(valkey.address)),
        cwd=ROOT,
        env={"PYTHONPATH": ":".join(str(ROOT / source) for source in (".", "server", "crdt"))},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, told = await child.communicate()
    peak, _, ending = told.decode().strip().rpartition("\n")[2].partition(" ")
    assert peak.isdigit(), told.decode()
    return int(peak), ending


async def test_a_large_export_takes_less_than_six_times_its_size(valkey: Embedded, tmp_path: Path) -> None:
    file = tmp_path / "board.json"
    file.write_bytes(large(5_000, pictures=1.0).export())
    size = file.stat().st_size
    assert size > 25 * MB
    peak, ending = await cost(file, valkey)
    assert ending == "imported"
    assert peak < 6 * size


# What a file repeats, between which beginning and end, and why it is refused.
HOSTILE = {
    "brackets": (b"[", b"", b"", "nested"),
    "objects": (b'{"a":', b"", b"", "nested"),
    "cards": (b'{"id":"%d"},', b"", b"0]}", "more than 20,000 cards"),
    "members": (b'"%d",', b'{"id":"1","idMembers":[', b"0]}]}", "more than 4 MB"),
    "lines": (b"\\n", b'{"id":"1","desc":"', b'"}]}', "more than 4 MB"),
    "emoji": ("👍".encode(), b'{"id":"1","desc":"', b'"}]}', "more than 4 MB"),
    "strings": (b'{"id":"%d","idMembers":[' + b'"ab",' * 800_000 + b"1]},", b"", b"0]}", "no lists"),
    "objects in cards": (
        b'{"id":"%d","attachments":[' + b"{}," * 1_300_000 + b"1]},",
        b"",
        b"0]}",
        "100,000 brackets",
    ),
}


@pytest.mark.parametrize("kind", HOSTILE)
async def test_a_hostile_file_is_refused_within_the_same_bound(
    valkey: Embedded, tmp_path: Path, kind: str
) -> None:
    step, start, end, why = HOSTILE[kind]
    file = tmp_path / "board.json"
    steps = 1 + MB // len(step)
    with file.open("wb") as out:
        size = out.write(b'{"id":"1","cards":[' + start)
        while size < 24 * MB:
            chunk = range(size, size + steps)
            size += out.write(b"".join(step % at for at in chunk) if b"%" in step else step * steps)
        size += out.write(end)
    peak, ending = await cost(file, valkey)
    assert why in ending
    assert peak < 6 * size


async def test_a_file_over_the_limit_is_refused_before_it_is_read(valkey: Embedded, tmp_path: Path) -> None:
    file = tmp_path / "board.json"
    with file.open("wb") as out:
        out.truncate(Limits().import_bytes + 1)
    peak, ending = await cost(file, valkey)
    assert "it is larger than 64 MB" in ending
    assert peak < INTERPRETER_BYTES
