"""Accounts as they are stored: one slot, limited lives, all or nothing, and corruption said aloud."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import msgpack
import pytest

from kanverge.errors import Invalid, NotFound, ReplyError, StoreCorrupt
from kanverge.store import keys
from kanverge.store.accounts import AccountStore, Record, Taking
from kanverge.store.client import StoreClient
from kanverge.store.connection import Connection
from kanverge.store.embedded import Embedded
from tests.doubles.clock import FakeClock

ANA, BOARD, LINK, SESSION = "ana", "board", "link", "session"
NOW, HOUR = 1_700_000_000_000, 3_600_000


def a_person(name: str = "Ana", *, joined: int = 0) -> Record:
    return {"name": name, "key": name.lower(), "created": NOW, "joined": joined, "admin": False}


def a_session(created: int = NOW) -> Record:
    return {"digest": "d", "created": created, "seen": created, "expires": created + HOUR}


def a_link(*, person: str = ANA, left: int = 1) -> Record:
    return {"digest": "d", "created": NOW, "expires": NOW + HOUR, "left": left, "by": "u:1", "person": person}


def a_taking(*, attempt: str = "") -> Taking:
    return Taking(
        owner=ANA,
        link=LINK,
        attempt=attempt,
        board="",
        person=ANA,
        record=a_person(joined=NOW),
        session=SESSION,
        session_record=a_session(),
        now=NOW,
        retry=HOUR,
        session_life=HOUR,
    )


@pytest.fixture
async def accounts(valkey: Embedded) -> AsyncIterator[AccountStore]:
    """The accounts of the emptied store, with one person and one link that signs them in."""
    client = StoreClient(valkey, FakeClock())
    await client.open()
    accounts = AccountStore(client)
    await accounts.create_person(ANA, a_person())
    await accounts.create_link(ANA, LINK, a_link(), now=NOW, life=HOUR)
    yield accounts
    await client.close()


async def test_everything_about_accounts_lies_in_one_slot_of_a_cluster(
    accounts: AccountStore, connection: Connection
) -> None:
    await accounts.accept(a_taking(attempt="attempt"))
    await accounts.set_admin(ANA, is_admin=True)
    await accounts.set_role(BOARD, ANA, "owner", giver="u:ana", gives=())
    await accounts.create_token(BOARD, "token", {"created": NOW, "expires": 0}, now=NOW)
    found = await connection.call("KEYS", "*")
    assert isinstance(found, list)
    written = {key.decode() for key in found if isinstance(key, bytes)} - {keys.IDENTITY}
    assert written == {
        keys.PEOPLE,
        keys.PEOPLE_NAMES,
        keys.ADMINS,
        keys.members(BOARD),
        keys.boards_of(ANA),
        keys.sessions(ANA),
        keys.tokens(BOARD),
        keys.links(ANA),
        keys.attempts(LINK),
    }
    assert {key.partition("{")[2].partition("}")[0] for key in written} == {"accounts"}


async def test_what_ends_by_itself_also_leaves_the_store_by_itself(
    accounts: AccountStore, connection: Connection
) -> None:
    await accounts.accept(a_taking(attempt="attempt"))
    for key in (keys.sessions(ANA), keys.links(ANA), keys.attempts(LINK)):
        left = await connection.call("PTTL", key)
        assert isinstance(left, int)
        assert 0 < left <= HOUR
    for key in (keys.PEOPLE, keys.PEOPLE_NAMES):
        assert await connection.call("PTTL", key) == -1


async def test_a_later_and_shorter_life_does_not_cut_a_longer_one(
    accounts: AccountStore, connection: Connection
) -> None:
    await accounts.create_link(ANA, "brief", a_link(), now=NOW, life=1_000)
    left = await connection.call("PTTL", keys.links(ANA))
    assert isinstance(left, int)
    assert left > HOUR // 2


async def test_scripts_the_store_has_forgotten_run_all_the_same(
    accounts: AccountStore, connection: Connection
) -> None:
    await connection.call("SCRIPT", "FLUSH")
    assert await accounts.accept(a_taking()) is None
    assert await accounts.session(ANA, SESSION) == a_session()


async def test_a_corrupt_session_in_the_way_leaves_the_link_unused_and_nobody_joined(
    accounts: AccountStore, connection: Connection
) -> None:
    await connection.call("HSET", keys.sessions(ANA), "broken", b"\xc1")
    with pytest.raises(ReplyError):
        await accounts.accept(a_taking())
    assert await accounts.link(ANA, LINK) == a_link()
    assert await accounts.person(ANA) == a_person()
    assert await accounts.session(ANA, SESSION) is None


async def test_a_link_that_expires_while_it_is_being_taken_opens_nothing(accounts: AccountStore) -> None:
    with pytest.raises(NotFound, match="expired"):
        await accounts.accept(replace(a_taking(), now=NOW + HOUR))
    assert await accounts.sessions(ANA) == {}


async def test_an_attempt_of_somebody_else_changes_nothing_and_tells_whose_it_is(
    accounts: AccountStore, connection: Connection
) -> None:
    earlier = {"person": "bo", "session": "s", "at": NOW}
    await connection.call("HSET", keys.attempts(LINK), "attempt", msgpack.packb(earlier))
    assert await accounts.accept(a_taking(attempt="attempt")) == "bo"
    assert await accounts.attempt(LINK, "attempt") == earlier
    assert await accounts.link(ANA, LINK) == a_link()
    assert await accounts.sessions(ANA) == {}


@pytest.mark.parametrize("raw", [b"", b"\xc1", b"\x01", b"\x81\xa1a\x90", b"\x81\xa1a\xc0"])
async def test_a_record_that_cannot_be_read_is_corrupt(
    accounts: AccountStore, connection: Connection, raw: bytes
) -> None:
    await connection.call("HSET", keys.PEOPLE, ANA, raw)
    with pytest.raises(StoreCorrupt):
        await accounts.person(ANA)
    with pytest.raises(StoreCorrupt):
        await accounts.people()


async def test_a_refusal_is_raised_as_the_error_it_names_with_its_text(accounts: AccountStore) -> None:
    with pytest.raises(Invalid, match=r"^someone else already has this name$"):
        await accounts.create_person("bo", a_person())
    with pytest.raises(NotFound, match=r"^there is no such person$"):
        await accounts.set_role(BOARD, "nobody", "viewer", giver="u:nobody", gives=())


async def test_a_reply_that_is_no_refusal_stays_the_stores_error(
    accounts: AccountStore, connection: Connection
) -> None:
    await connection.call("DEL", keys.PEOPLE)
    await connection.call("SET", keys.PEOPLE, "not a hash")
    with pytest.raises(ReplyError, match="WRONGTYPE"):
        await accounts.create_person("bo", a_person("Bo"))


async def test_records_written_by_scripts_read_as_those_written_by_us(accounts: AccountStore) -> None:
    await accounts.accept(a_taking())
    assert await accounts.person(ANA) == a_person(joined=NOW)
    assert await accounts.link(ANA, LINK) == a_link(left=0)
    await accounts.session_seen(ANA, SESSION, now=NOW + 61_001)
    assert await accounts.session(ANA, SESSION) == {**a_session(), "seen": NOW + 61_001}


async def test_people_are_fetched_together_and_those_missing_left_out(accounts: AccountStore) -> None:
    assert await accounts.people_among([ANA, "nobody"]) == {ANA: a_person()}
    assert await accounts.people_among([]) == {}
