"""The store as redis-py sees it: a client that is not ours gets the same replies and messages, and reads URLs alike."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis
from redis.asyncio.connection import parse_url
from redis.exceptions import ResponseError

from kanverge.errors import ReplyError
from kanverge.store.address import PORT, Address
from kanverge.store.connection import Command, Connection
from kanverge.store.subscriber import Subscriber
from tests.doubles.eventually import eventually
from tests.doubles.plain_valkey import DURABLE, plain_valkey


@pytest.fixture
async def address(tmp_path: Path) -> AsyncIterator[Address]:
    async with plain_valkey(tmp_path, *DURABLE) as address:
        yield address


@pytest.fixture
async def theirs(address: Address) -> AsyncIterator[Redis]:
    async with Redis.from_url(str(address), protocol=2) as client:
        client.response_callbacks.clear()  # replies as they come, not as redis-py likes to shape them
        yield client


@pytest.fixture
async def ours(address: Address) -> AsyncIterator[Connection]:
    connection = await Connection.open(address)
    yield connection
    await connection.close()


def commands(chance: random.Random) -> list[Command]:
    """Return commands of every kind that the store is asked, with keys and values of any bytes."""

    def key(suffix: bytes) -> bytes:
        return b"k\x00\r\n" + chance.choice((b"a", b"b", "ü".encode())) + suffix

    def value() -> bytes:
        return chance.randbytes(chance.choice((0, 1, 20, 70_000)))

    kinds: list[Callable[[], Command]] = [
        lambda: ("SET", key(b"s"), value()),
        lambda: ("GET", key(b"s")),
        lambda: ("HSET", key(b"h"), value(), value()),
        lambda: ("HMGET", key(b"h"), b"nothing", b""),
        lambda: (
            "XADD",
            key(b"x"),
            f"{chance.randrange(1, 9)}-*",
            "update",
            value(),
        ),  # often too small an id
        lambda: ("XRANGE", key(b"x"), "-", "+"),
        lambda: ("INCRBY", key(b"n"), chance.randrange(-(2**40), 2**40)),
        lambda: ("EVAL", "return {1, 'two', {redis.call('GET', KEYS[1])}, false}", 1, key(b"s")),
        lambda: ("LPUSH", key(b"n"), "x"),  # of another type than what is there
    ]
    return [chance.choice(kinds)() for _ in range(200)]


@pytest.mark.parametrize("seed", range(3))
async def test_both_get_the_same_replies(ours: Connection, theirs: Redis, seed: int) -> None:
    asked = commands(random.Random(seed))
    replies = [_plain(reply) for reply in await ours.pipeline(asked)]
    assert {type(reply) for reply in replies} == {bytes, int, list, str, type(None)}, "every shape of reply"
    await ours.call("FLUSHALL")
    pipeline = theirs.pipeline(transaction=False)
    for command in asked:
        pipeline.execute_command(*command)
    assert [_plain(reply) for reply in await pipeline.execute(raise_on_error=False)] == replies


def _plain(reply: Any) -> Any:
    """Return a reply with its errors as texts; redis-py leaves out the first word of the usual ones."""
    if isinstance(reply, list):
        return [_plain(part) for part in reply]
    if isinstance(reply, ReplyError | ResponseError):
        return str(reply).removeprefix("ERR ")
    return reply


async def test_each_hears_what_the_other_publishes(address: Address, ours: Connection, theirs: Redis) -> None:
    heard: list[tuple[bytes, bytes]] = []
    subscriber = await Subscriber.listen(address, lambda channel, message: heard.append((channel, message)))
    await subscriber.subscribe(b"board")
    assert await theirs.publish("board", b"\x00\xff\r\n") == 1
    await eventually(lambda: heard == [(b"board", b"\x00\xff\r\n")])
    await subscriber.close()
    async with theirs.pubsub() as listener, asyncio.timeout(30):
        await listener.subscribe("board")
        messages = listener.listen()
        assert (await anext(messages))["type"] == "subscribe"
        assert await ours.call("PUBLISH", "board", b"\xfe\r\n") == 1
        assert (await anext(messages))["data"] == b"\xfe\r\n"


@pytest.mark.parametrize(
    "url",
    [
        "redis://db.example",
        "redis://db.example:7000/2",
        "redis://ann:s%40cret@[::1]:7000",
        "redis://:secret@db",
        "rediss://db/3?ssl_ca_certs=/ca.pem",
        "unix:///run/a%20b.sock?db=4",
        "unix://ann:secret@/run/v.sock",
    ],
)
def test_both_read_a_url_alike(url: str) -> None:
    ours, theirs = Address.parse(url), parse_url(url)
    assert ours.path == theirs.get("path")
    if ours.path is None:
        assert (ours.host, ours.port) == (theirs["host"], theirs.get("port", PORT))
    assert ours.database == theirs.get("db", 0)
    assert (ours.username, ours.password) == (theirs.get("username"), theirs.get("password"))
    assert ours.ca_file == theirs.get("ssl_ca_certs")
    assert ours.tls == url.startswith("rediss")
