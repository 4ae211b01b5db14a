"""The listening connection: who hears what, from when to when, and how silence is noticed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from kanverge.errors import StoreAway
from kanverge.store.address import Address
from kanverge.store.connection import Connection
from kanverge.store.embedded import Embedded
from kanverge.store.subscriber import Subscriber
from tests.doubles.eventually import eventually
from tests.doubles.peer import Peer


@dataclass
class Ear:
    """A subscriber and what it has heard."""

    subscriber: Subscriber
    heard: list[tuple[bytes, bytes]] = field(default_factory=list)


@pytest.fixture
async def ear(valkey: Embedded) -> AsyncIterator[Ear]:
    heard: list[tuple[bytes, bytes]] = []
    subscriber = await Subscriber.listen(
        valkey.address, lambda channel, message: heard.append((channel, message))
    )
    yield Ear(subscriber, heard)
    await subscriber.close()


async def test_messages_of_subscribed_channels_are_heard_in_order(ear: Ear, connection: Connection) -> None:
    await ear.subscriber.subscribe(b"a", b"b")
    receivers = await connection.pipeline(
        [("PUBLISH", "a", 1), ("PUBLISH", "b", 2), ("PUBLISH", "other", 3), ("PUBLISH", "a", b"\x00\xff")]
    )
    assert receivers == [1, 1, 0, 1]
    await eventually(lambda: len(ear.heard) == 3)
    assert ear.heard == [(b"a", b"1"), (b"b", b"2"), (b"a", b"\x00\xff")]


async def test_a_subscription_holds_from_the_moment_it_returns(ear: Ear, connection: Connection) -> None:
    for number in range(50):
        await ear.subscriber.subscribe(b"board:%d" % number)
        assert await connection.call("PUBLISH", f"board:{number}", "x") == 1


async def test_nothing_is_heard_after_unsubscribing(ear: Ear, connection: Connection) -> None:
    await ear.subscriber.subscribe(b"a", b"b")
    await ear.subscriber.unsubscribe(b"a")
    await connection.pipeline([("PUBLISH", "a", 1), ("PUBLISH", "b", 2)])
    await eventually(lambda: bool(ear.heard))
    assert ear.heard == [(b"b", b"2")]


async def test_subscriptions_change_while_messages_arrive(ear: Ear, connection: Connection) -> None:
    await ear.subscriber.subscribe(b"a")
    flood = asyncio.ensure_future(connection.pipeline([("PUBLISH", "a", number) for number in range(2_000)]))
    for number in range(20):
        await ear.subscriber.subscribe(b"board:%d" % number)
        await ear.subscriber.unsubscribe(b"board:%d" % number)
    await flood
    await eventually(lambda: len(ear.heard) == 2_000)
    assert [int(message) for _, message in ear.heard] == list(range(2_000))


async def test_no_channels_ask_nothing(ear: Ear) -> None:
    waiting = ear.subscriber.waiting
    await ear.subscriber.subscribe()
    await ear.subscriber.unsubscribe()
    assert ear.subscriber.waiting == waiting


async def test_a_quiet_store_that_answers_pings_is_kept(valkey: Embedded, connection: Connection) -> None:
    async def was_asked_three_times() -> bool:
        statistics = await connection.call("INFO", "commandstats")
        assert isinstance(statistics, bytes)
        return b"cmdstat_ping:calls=3," in statistics

    await connection.call("CONFIG", "RESETSTAT")
    subscriber = await Subscriber.listen(valkey.address, lambda *_: None, ping_s=0.3)
    await eventually(was_asked_three_times)
    assert subscriber.is_open
    await subscriber.close()


async def test_a_store_that_answers_no_ping_is_given_up(peer: Peer) -> None:
    subscriber = await Subscriber.listen(peer.address, lambda *_: None, ping_s=0.01)
    assert "silent" in await subscriber.wait_lost()
    with pytest.raises(StoreAway):
        await subscriber.subscribe(b"a")


async def test_a_lost_subscriber_fails_who_waits_for_a_confirmation(peer: Peer) -> None:
    peer.answers = b"+PONG\r\n"
    peer.closes_after_bytes = 20
    subscriber = await Subscriber.listen(peer.address, lambda *_: None)
    with pytest.raises(StoreAway):
        await subscriber.subscribe(b"a")


async def test_a_store_that_leaves_before_it_was_greeted_is_away(peer: Peer) -> None:
    peer.closes_after_bytes = 1
    with pytest.raises(StoreAway):
        await Subscriber.listen(
            Address(host="127.0.0.1", port=peer.address.port, password="x"), lambda *_: None
        )


async def test_a_lost_subscriber_asks_for_no_sign_of_life(ear: Ear) -> None:
    await ear.subscriber.close()
    ear.subscriber._keep_alive(0.001)
    assert ear.subscriber.waiting == 0
