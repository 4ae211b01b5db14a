"""The connection: order, failure and limits, against a real Valkey and against peers that misbehave."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

import pytest

from kanverge.errors import ReplyError, StoreAway, StoreRefused
from kanverge.store import connection as connections
from kanverge.store.address import Address
from kanverge.store.connection import Connection
from tests.doubles.peer import Peer

CERTIFICATE = Path(__file__).with_name("localhost.pem")


async def test_a_call_returns_the_reply(connection: Connection) -> None:
    assert await connection.call("SET", "name", "Ann") == b"OK"
    assert await connection.call("GET", "name") == b"Ann"
    assert await connection.call("GET", "nobody") is None
    assert await connection.call("INCRBY", "count", 5) == 5


async def test_bytes_of_any_value_and_size_come_back_unchanged(connection: Connection) -> None:
    value = bytes(range(256)) * 20_000
    await connection.call("SET", b"\x00\r\n", value)
    assert await connection.call("GET", b"\x00\r\n") == value


async def test_an_error_reply_is_raised_with_its_code(connection: Connection) -> None:
    await connection.call("SET", "name", "Ann")
    with pytest.raises(ReplyError) as caught:
        await connection.call("LPUSH", "name", "x")
    assert caught.value.code == "WRONGTYPE"
    assert not caught.value.is_passing
    assert await connection.call("GET", "name") == b"Ann"


async def test_a_pipeline_keeps_order_and_returns_errors_in_place(connection: Connection) -> None:
    first, second, third = await connection.pipeline([("SET", "k", 1), ("INCR",), ("GET", "k")])
    assert first == b"OK"
    assert isinstance(second, ReplyError)
    assert third == b"1"


async def test_an_error_inside_a_transaction_is_a_value_too(connection: Connection) -> None:
    *_, done = await connection.pipeline([("MULTI",), ("SET", "k", "x"), ("INCR", "k"), ("EXEC",)])
    assert isinstance(done, list)
    assert done[0] == b"OK"
    assert isinstance(done[1], ReplyError)


async def test_an_empty_pipeline_asks_nothing(connection: Connection) -> None:
    assert await connection.pipeline([]) == []


async def test_many_tasks_share_a_connection_and_each_gets_its_own_replies(connection: Connection) -> None:
    async def echo(number: int) -> bool:
        replies = await connection.pipeline([("ECHO", number), ("ECHO", -number)])
        return replies == [str(number).encode(), str(-number).encode()]

    assert all(await asyncio.gather(*(echo(number) for number in range(500))))


async def test_a_cancelled_call_does_not_shift_the_replies_of_others(connection: Connection) -> None:
    cancelled = asyncio.ensure_future(connection.call("ECHO", "cancelled"))
    await asyncio.sleep(0)
    cancelled.cancel()
    assert await connection.call("ECHO", "mine") == b"mine"


async def test_a_database_can_be_chosen(connection: Connection) -> None:
    other = await Connection.open(Address(path=connection.address.path, database=3))
    await other.call("SET", "here", 1)
    assert await connection.call("GET", "here") is None
    await other.close()


async def test_a_database_that_is_not_there_is_refused(connection: Connection) -> None:
    with pytest.raises(StoreRefused, match="out of range"):
        await Connection.open(Address(path=connection.address.path, database=9_999))


async def test_a_wrong_password_is_refused_without_being_shown(connection: Connection) -> None:
    with pytest.raises(StoreRefused, match="WRONGPASS") as caught:
        await Connection.open(Address(path=connection.address.path, username="ann", password="secret"))
    assert "secret" not in str(caught.value)


async def test_a_closed_connection_is_away_and_nothing_ran(connection: Connection) -> None:
    await connection.close()
    assert not connection.is_open
    with pytest.raises(StoreAway) as caught:
        await connection.call("PING")
    assert not caught.value.may_have_run


async def test_nobody_listening_is_away(tmp_path_factory: pytest.TempPathFactory) -> None:
    with pytest.raises(StoreAway, match="No such file"):
        await Connection.open(Address(path="/nowhere/store.sock"))


async def test_a_cut_in_the_middle_of_a_reply_fails_everything_that_waits(peer: Peer) -> None:
    peer.answers = b"+OK\r\n$10\r\nhalf"
    peer.closes_after_bytes = 1
    connection = await Connection.open(peer.address)
    first, second, third = await asyncio.gather(
        connection.call("SET", "k", 1),
        connection.call("GET", "k"),
        connection.call("GET", "k"),
        return_exceptions=True,
    )
    assert first == b"OK"
    for lost in (second, third):
        assert isinstance(lost, StoreAway)
        assert lost.may_have_run
    assert await connection.wait_lost()
    assert connection.waiting == 0


async def test_a_peer_that_does_not_speak_the_protocol_is_away(peer: Peer) -> None:
    peer.answers = b"HTTP/1.1 400 Bad Request\r\n\r\n"
    connection = await Connection.open(peer.address)
    with pytest.raises(StoreAway, match="does not speak"):
        await connection.call("PING")


async def test_tls_is_spoken_with_a_server_whose_certificate_is_known() -> None:
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(CERTIFICATE)
    async with Peer(server) as peer:
        peer.answers = b"+PONG\r\n"
        url = f"rediss://localhost:{peer.address.port}"
        connection = await Connection.open(Address.parse(f"{url}?ssl_ca_certs={CERTIFICATE}"))
        assert await connection.call("PING") == b"PONG"
        await connection.close()
        with pytest.raises(StoreAway, match=r"(?i)certificate.verify.failed"):
            await Connection.open(Address.parse(url))


async def test_an_answer_nobody_asked_for_ends_the_connection(peer: Peer) -> None:
    peer.answers = b"+PONG\r\n+PONG\r\n"
    connection = await Connection.open(peer.address)
    assert await connection.call("PING") == b"PONG"
    assert "nobody asked" in await connection.wait_lost()


async def test_a_silent_peer_is_given_up_at_the_limit(peer: Peer) -> None:
    connection = await Connection.open(peer.address)
    patient = asyncio.ensure_future(connection.call("PING"))
    with pytest.raises(StoreAway, match=r"no reply within 0\.02 s") as caught:
        await connection.call("PING", limit_s=0.02)
    assert caught.value.may_have_run
    with pytest.raises(StoreAway):
        await patient
    assert not connection.is_open


async def test_a_peer_that_never_greets_is_given_up_at_the_limit(peer: Peer) -> None:
    guarded = Address(host=peer.address.host, port=peer.address.port, password="secret")
    with pytest.raises(StoreAway, match=r"no connection within 0\.02 s"):
        await Connection.open(guarded, limit_s=0.02)


async def test_what_a_slow_peer_may_leave_waiting_is_bounded(
    peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "WAITING_BATCHES_MAX", 3)
    connection = await Connection.open(peer.address)
    waiting = [asyncio.ensure_future(connection.call("PING")) for _ in range(3)]
    await asyncio.sleep(0)
    with pytest.raises(StoreAway, match="too slow") as caught:
        await connection.call("PING")
    assert not caught.value.may_have_run
    await connection.close()
    assert all(isinstance(lost, StoreAway) for lost in await asyncio.gather(*waiting, return_exceptions=True))


async def test_bytes_that_a_peer_does_not_read_are_bounded(
    peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "UNSENT_BYTES_MAX", 32 * 1024 * 1024)
    peer.reads = False
    connection = await Connection.open(peer.address)
    first = asyncio.ensure_future(connection.call("SET", "k", bytes(20 * 1024 * 1024)))
    await asyncio.sleep(0)
    with pytest.raises(StoreAway, match="too slow"):
        await connection.call("SET", "k", bytes(20 * 1024 * 1024))
    await connection.close()
    with pytest.raises(StoreAway):
        await first
