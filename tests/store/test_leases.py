from __future__ import annotations

from kanverge.store.client import StoreClient
from kanverge.store.leases import Lease
from tests.doubles.eventually import eventually

SHORT_MS = 30


async def test_a_lease_has_one_holder_at_a_time(client: StoreClient) -> None:
    ours, theirs = Lease(client, "work", "a"), Lease(client, "work", "b")
    assert await ours.take()
    assert await theirs.take() is None
    assert await ours.take()
    assert not await theirs.is_free()


async def test_a_lease_ends_when_its_holder_renews_it_no_more(client: StoreClient) -> None:
    died, next_one = Lease(client, "work", "a", life_ms=SHORT_MS), Lease(client, "work", "b")
    first = await died.take()
    assert first is not None
    taken: list[int] = []

    async def takes() -> bool:
        taken.extend(filter(None, [await next_one.take()]))
        return bool(taken)

    await eventually(takes)
    assert taken[0] > first
    assert await died.take() is None


async def test_who_lost_a_lease_cannot_give_it_back_for_another(client: StoreClient) -> None:
    died, next_one = Lease(client, "work", "a", life_ms=SHORT_MS), Lease(client, "work", "b")
    await died.take()
    await eventually(died.is_free)
    assert await next_one.take()
    await died.give_back()
    assert not await died.is_free()


async def test_leases_of_different_names_know_nothing_of_each_other(client: StoreClient) -> None:
    assert await Lease(client, "work", "a").take()
    assert await Lease(client, "other work", "b").take()
