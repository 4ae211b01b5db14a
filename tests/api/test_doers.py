"""Who did what the activity tells of a board that does things by itself."""

from __future__ import annotations

from typing import Any

from httpx import AsyncClient

from kanverge.accounts.roles import Role
from kanverge.automation.runner import Runner
from kanverge.following import follower
from kanverge_crdt import codec
from tests.api.visitor import member, of_board
from tests.doubles.service import Caller, Running

CARD, RULE, REPEATED = "c" * 22, "r" * 22, "q" * 22


async def ask(visitor: Caller, key: int, verb: str, args: dict[str, Any]) -> None:
    await visitor.send(codec.Ask(key, f"k{key}", verb, args))
    await visitor.expect(codec.Done)


async def work(service: Running) -> None:
    stored = service.service.stored
    await follower(stored).run_once()
    await Runner(stored.client, stored.boards, stored.clock).run_once()
    await follower(stored).run_once()


async def doers(client: AsyncClient) -> list[tuple[str, str, str]]:
    rows = (await client.get(of_board("/activity"))).json()["activity"]
    return [(row["who"]["kind"], row["who"]["id"], row["who"]["name"]) for row in rows]


async def test_what_a_rule_does_at_another_time_is_another_action(service: Running) -> None:
    visitor = await service.visitor(await service.sign_in("Ann", Role.ADMIN))
    then = [{"do": "set", "key": "priority", "value": "high"}, {"do": "set", "key": "cover", "value": "red"}]
    rule = {"name": "Hurry up", "when": {"on": "created"}, "then": then}
    await ask(visitor, 1, "rules.add", {"id": RULE, "rule": rule})
    for card in ("d" * 22, "e" * 22):
        await visitor.do("cards.add", id=card, title="Plan")
        await visitor.saved()
        await work(service)
    async with member(service, Role.VIEWER, "Bo") as bo:
        rows = (await bo.get(of_board("/activity"))).json()["activity"]
    groups = [(row["entry"], row["group"]) for row in rows if row["who"]["kind"] == "rule"]
    assert len(groups) == 4
    assert len(set(groups)) == len({group for _, group in groups}) == 2


async def test_what_a_rule_or_recurring_card_did_is_told_with_its_name_until_it_is_gone(
    service: Running,
) -> None:
    visitor = await service.visitor(await service.sign_in("Ann", Role.ADMIN))
    then = [{"do": "set", "key": "priority", "value": "high"}, {"do": "comment", "text": "So it is."}]
    rule = {"name": "Hurry up", "when": {"on": "created"}, "then": then}
    await ask(visitor, 1, "rules.add", {"id": RULE, "rule": rule})
    await visitor.do("cards.add", id=CARD, title="Plan")
    await visitor.saved()
    await work(service)
    recurring = {"card": {"title": "Tidy up"}, "after": {"days": 1}}
    await ask(visitor, 2, "recurrences.add", {"id": REPEATED, "recurrence": recurring})
    await work(service)
    async with member(service, Role.VIEWER, "Bo") as bo:
        told = await doers(bo)
        assert ("rule", RULE, "Hurry up") in told
        assert ("rule", "rules", "Hurry up") in told  # what it said
        assert ("recurrence", REPEATED, "Tidy up") in told
        assert all(kind != "machine" or id != "rules" for kind, id, _ in told)
        await ask(visitor, 3, "rules.remove", {"id": RULE})
        await ask(visitor, 4, "recurrences.remove", {"id": REPEATED})
        await work(service)
        told = await doers(bo)
        assert ("rule", RULE, "") in told
        assert ("recurrence", REPEATED, "") in told
