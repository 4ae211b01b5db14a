"""What is asked of a server before it is given edits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kanverge.errors import StoreRefused
from kanverge.store import checks, keys
from kanverge.store.address import Address
from kanverge.store.checks import Facts
from kanverge.store.connection import Connection
from kanverge.store.embedded import Embedded
from tests.doubles.peer import Peer
from tests.doubles.plain_valkey import DURABLE, free_port, plain_valkey

GOOD = Facts(
    product="Redis",
    version=(7, 2, 0),
    mode="standalone",
    role="master",
    aof_enabled="1",
    maxmemory="0",
    maxmemory_policy="noeviction",
    appendfsync="always",
    no_appendfsync_on_rewrite="no",
)


def test_a_good_server_has_no_problems() -> None:
    assert GOOD.problems() == []
    assert GOOD.fsyncs_always


@pytest.mark.parametrize(
    ("facts", "complaint"),
    [
        (replace(GOOD, version=(7, 0, 15)), "Redis 7.0.15 is older than 7.2: upgrade"),
        (replace(GOOD, version=()), "(unknown) is older than 7.2"),
        (replace(GOOD, mode="cluster"), "it runs as cluster: give one single server"),
        (replace(GOOD, mode="sentinel"), "it runs as sentinel"),
        (replace(GOOD, mode=None), "it runs as unknown"),
        (replace(GOOD, role="slave"), "its role is slave: give the address of the primary"),
        (replace(GOOD, role=None), "its role is unknown"),
        (replace(GOOD, aof_enabled="0"), "set 'appendonly yes'"),
        (replace(GOOD, aof_enabled=None), "set 'appendonly yes'"),
        (replace(GOOD, appendfsync="no"), "never synced: set 'appendfsync always'"),
        (
            replace(GOOD, maxmemory="1000", maxmemory_policy="allkeys-lru"),
            "allkeys-lru throws data away: set 'noeviction'",
        ),
        (replace(GOOD, maxmemory=None, maxmemory_policy=None), "set 'noeviction'"),
    ],
)
def test_what_would_lose_edits_is_named_with_what_to_do(facts: Facts, complaint: str) -> None:
    [problem] = facts.problems()
    assert complaint in problem


@pytest.mark.parametrize(
    "facts",
    [
        replace(GOOD, version=(8, 0)),
        replace(GOOD, maxmemory="1000"),
        replace(GOOD, maxmemory_policy="allkeys-lru"),
        replace(GOOD, appendfsync=None, no_appendfsync_on_rewrite=None),
    ],
)
def test_what_loses_nothing_is_allowed(facts: Facts) -> None:
    assert facts.problems() == []


@pytest.mark.parametrize(
    "facts",
    [
        replace(GOOD, appendfsync="everysec"),
        replace(GOOD, appendfsync=None),
        replace(GOOD, no_appendfsync_on_rewrite="yes"),
        replace(GOOD, no_appendfsync_on_rewrite=None),
    ],
)
def test_a_reply_means_on_disk_only_where_that_is_certain(facts: Facts) -> None:
    assert not facts.fsyncs_always


async def test_the_embedded_store_passes_its_own_checks(valkey: Embedded, connection: Connection) -> None:
    facts = await checks.inspect(connection)
    assert facts.product == "Valkey"
    assert facts.version >= (9,)
    assert facts.fsyncs_always


async def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    settings = ("--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru")
    async with plain_valkey(tmp_path, *settings) as address:
        with pytest.raises(StoreRefused, match=r"append-only file is off.*allkeys-lru") as caught:
            await _inspect(address)
    assert "\n" not in str(caught.value)


async def test_a_replica_is_refused(tmp_path: Path) -> None:
    async with plain_valkey(tmp_path, *DURABLE, "--replicaof", "127.0.0.1", "1") as address:
        with pytest.raises(StoreRefused, match="its role is slave"):
            await _inspect(address)


async def test_a_cluster_is_refused(tmp_path: Path) -> None:
    async with plain_valkey(
        tmp_path, *DURABLE, "--cluster-enabled", "yes", "--cluster-port", str(free_port())
    ) as address:
        with pytest.raises(StoreRefused, match="it runs as cluster"):
            await _inspect(address)


async def test_a_user_who_may_not_ask_for_settings_can_still_use_the_store(tmp_path: Path) -> None:
    user = ("--user", *["kanverge", "on", ">secret", "~*", "&*", "+@all", "-config"])
    async with plain_valkey(tmp_path, *DURABLE, *user) as address:
        facts = await _inspect(replace(address, username="kanverge", password="secret"))
        assert not facts.fsyncs_always


async def test_a_user_who_may_not_ask_for_facts_is_told_so(tmp_path: Path) -> None:
    user = ("--user", *["kanverge", "on", ">secret", "~*", "&*", "+@all", "-info"])
    async with plain_valkey(tmp_path, *DURABLE, *user) as address:
        with pytest.raises(StoreRefused, match="INFO must be allowed"):
            await _inspect(replace(address, username="kanverge", password="secret"))


async def test_a_server_that_answers_nonsense_is_refused(peer: Peer) -> None:
    peer.answers = b"$5\r\nhello\r\n+OK\r\n"
    with pytest.raises(StoreRefused, match="would lose edits"):
        await _inspect(peer.address)


async def _inspect(address: Address) -> Facts:
    connection = await Connection.open(address)
    try:
        return await checks.inspect(connection)
    finally:
        await connection.close()


async def test_an_identity_is_given_once(tmp_path: Path) -> None:
    async with plain_valkey(tmp_path) as address:
        connection = await Connection.open(address)
        assert await checks.read_identity(connection) is None
        identity = await checks.claim_identity(connection)
        assert len(identity) == 32
        assert await checks.claim_identity(connection) == identity
        assert await checks.read_identity(connection) == identity
        await connection.close()


async def test_an_identity_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    async with plain_valkey(tmp_path) as address:
        connection = await Connection.open(address)
        await connection.call("LPUSH", keys.IDENTITY, "x")
        with pytest.raises(StoreRefused, match="WRONGTYPE"):
            await checks.read_identity(connection)
        await connection.close()
