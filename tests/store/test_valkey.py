"""Why a Valkey did not start, as its log tells."""

from __future__ import annotations

from pathlib import Path

import pytest

from kanverge.errors import StoreAway, StoreCorrupt, StoreError, StoreRefused
from kanverge.store import valkey
from kanverge.store.directory import DataDirectory
from kanverge.store.locks import FileLock

STARTING = """\
71:M 22 Nov 2026 22:26:35.297 # WARNING Memory overcommit must be enabled! Without it, ...
72:M 22 Nov 2026 22:26:35.297 * oO0OoO0OoO0Oo Valkey is starting oO0OoO0OoO0Oo
"""


@pytest.mark.parametrize(
    ("last_lines", "kind"),
    [
        (
            "# Bad file format reading the append only file appendonly.aof.1.incr.aof: make a backup",
            StoreCorrupt,
        ),
        ("# Invalid AOF manifest file format\n", StoreCorrupt),
        (
            "# Unable to obtain the AOF file a.1.incr.aof length. stat: No such file or directory",
            StoreCorrupt,
        ),
        ("# Error reading the RDB base file a.1.base.rdb, AOF loading aborted", StoreCorrupt),
        ("# Can't open the append-only file a.1.incr.aof: Permission denied", StoreAway),
        ("# Error trying to write the temporary AOF manifest file: No space left on device", StoreAway),
        ("# Failed opening Unix socket: bind: Operation not supported", StoreAway),
        ("* Ready to accept connections unix", StoreAway),
    ],
)
def test_damage_is_told_from_what_may_pass(tmp_path: Path, last_lines: str, kind: type[StoreError]) -> None:
    directory = DataDirectory(tmp_path)
    directory.log.write_text(f"{STARTING}72:M 22 Nov 2026 22:26:35.332 {last_lines}")
    error = valkey.why_not_started(directory, since=0)
    assert type(error) is kind
    assert "overcommit" not in str(error)


def test_what_was_complained_of_before_this_start_is_not_told(tmp_path: Path) -> None:
    directory = DataDirectory(tmp_path)
    directory.log.write_text("1:M 22 Nov 2026 22:26:35.332 # Bad file format\n")
    since = valkey.log_size(directory)
    assert "it left no reason" in str(valkey.why_not_started(directory, since))


def test_without_a_log_there_is_no_reason(tmp_path: Path) -> None:
    directory = DataDirectory(tmp_path)
    assert valkey.log_size(directory) == 0
    assert "it left no reason" in str(valkey.why_not_started(directory, since=0))


@pytest.mark.parametrize("missing", ["store", "binary"])
def test_what_stands_in_the_way_of_a_start_is_named(tmp_path: Path, missing: str) -> None:
    directory = DataDirectory(tmp_path / "data")
    directory.prepare()
    binary = Path("/bin/true") if missing == "store" else tmp_path / "binary"
    if missing == "store":
        directory.store.rmdir()
    lock = FileLock.try_exclusive(directory.store_lock)
    assert lock is not None
    with pytest.raises(StoreAway, match=f"{missing} cannot be used: No such file"):
        valkey.spawn(binary, directory, lock)


def test_a_log_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    directory = DataDirectory(tmp_path)
    directory.prepare()
    directory.log.mkdir()
    lock = FileLock.try_exclusive(directory.store_lock)
    assert lock is not None
    with pytest.raises(StoreRefused, match=r"store\.log cannot be used: Is a directory"):
        valkey.spawn(Path("/bin/true"), directory, lock)


def test_a_data_directory_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreRefused, match="file cannot be used: it is not a directory"):
        DataDirectory(tmp_path / "file").prepare()
