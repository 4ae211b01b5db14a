"""Meetings: one at a time, whoever moves on moves once, and what is asked of one that is over changes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kanverge.accounts.principals import Principal
from kanverge.accounts.roles import ACTIONS, Role
from kanverge.errors import Forbidden, Invalid, NotFound
from kanverge.live import meetings
from kanverge.live.meetings import VERBS
from kanverge.live.records import Outcome, Records
from kanverge_crdt import codec
from tests.doubles.eventually import eventually
from tests.live.nodes import BOARD, Editor, Node

NOW = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
BEGAN = round(NOW.timestamp() * 1_000)
MEETING, OTHER = "m" * 22, "n" * 22
CARDS = [f"{n:022d}" for n in range(3)]
NOTHING: Mapping[str, object] = {}


def person(name: str, role: Role = Role.EDITOR) -> Principal:
    return Principal("person", name, name.title(), role=role)


def ask(
    records: Records,
    verb: str,
    args: Mapping[str, object] = NOTHING,
    *,
    who: str = "ann",
    role: Role = Role.EDITOR,
    after_s: float = 0,
) -> Outcome:
    now = NOW + timedelta(seconds=after_s)
    outcome = VERBS[f"meetings.{verb}"](records, person(who, role), {"id": MEETING, **args}, now)
    records.apply(outcome.changes, records.version + 1)
    return outcome


def begun() -> Records:
    records = Records()
    ask(records, "start", {"cards": CARDS})
    return records


def stands(records: Records) -> dict[str, Any]:
    value = records.rows["meeting"]["now"]
    assert isinstance(value, dict)
    return value


def test_every_verb_is_an_action_of_the_role_table() -> None:
    assert set(VERBS) <= ACTIONS


def test_a_meeting_says_who_leads_it_what_it_walks_and_since_when() -> None:
    records = begun()
    assert stands(records) == {
        "id": MEETING,
        "leader": "ann",
        "name": "Ann",
        "began": BEGAN,
        "step": 0,
        "timer": None,
    }
    assert records.rows["meeting"]["agenda"] == {"id": MEETING, "cards": CARDS}


def test_of_two_who_begin_one_begins_and_the_other_is_told_where_it_is() -> None:
    records = begun()
    outcome = ask(records, "start", {"id": OTHER, "cards": []}, who="bo")
    assert outcome == Outcome({"meeting": MEETING, "started": False})
    assert stands(records)["leader"] == "ann"


def test_of_two_who_move_on_at_once_one_moves() -> None:
    records = begun()
    assert ask(records, "go", {"from": 0, "to": 1}).result == {"step": 1}
    assert ask(records, "go", {"from": 0, "to": 1}, who="bo") == Outcome({"step": 1})
    assert ask(records, "go", {"from": 1, "to": 2}).result == {"step": 2}
    assert ask(records, "go", {"from": 2, "to": 0}).result == {"step": 0}


def test_the_timer_runs_from_the_moment_the_server_heard_of_it() -> None:
    records = begun()
    ask(records, "time", {"seconds": 300}, after_s=10)
    assert stands(records)["timer"] == {"began": BEGAN + 10_000, "seconds": 300}
    ask(records, "time", {"seconds": 0})
    assert stands(records)["timer"] is None


def test_who_takes_over_leads_and_only_the_leader_or_an_admin_ends_it() -> None:
    records = begun()
    with pytest.raises(Forbidden):
        ask(records, "end", who="bo")
    ask(records, "lead", who="bo")
    with pytest.raises(Forbidden):
        ask(records, "end", who="ann")
    outcome = ask(records, "end", who="ann", role=Role.ADMIN, after_s=60)
    left = {"id": MEETING, "leader": "bo", "name": "Bo", "began": BEGAN, "ended": BEGAN + 60_000}
    assert outcome.result == left
    assert records.rows["meeting"] == {"last": left}


def test_what_is_asked_of_a_meeting_that_is_over_changes_nothing() -> None:
    records = begun()
    ask(records, "end")
    ask(records, "start", {"id": OTHER, "cards": CARDS})
    for verb, args in (("go", {"from": 0, "to": 1}), ("time", {"seconds": 5}), ("lead", {}), ("end", {})):
        with pytest.raises(NotFound):
            ask(records, verb, args)
    assert stands(records)["id"] == OTHER


def test_a_meeting_that_nobody_ended_is_over_by_itself() -> None:
    records = begun()
    assert meetings.at(records, NOW + timedelta(hours=11, minutes=59)) is not None
    assert meetings.at(records, NOW + timedelta(hours=12)) is None
    with pytest.raises(NotFound):
        ask(records, "go", {"from": 0, "to": 1}, after_s=12 * 3_600)
    outcome = ask(records, "start", {"id": OTHER, "cards": []}, who="bo", after_s=12 * 3_600)
    assert outcome.result == {"meeting": OTHER, "started": True}


def test_a_clock_that_went_back_ends_no_meeting_before_it_began() -> None:
    records = begun()
    assert ask(records, "end", after_s=-3_600).result["ended"] == BEGAN


@pytest.mark.parametrize(
    "cards",
    [None, "x", [1], ["short"], [CARDS[0], CARDS[0]], [f"{n:022d}" for n in range(501)], {"0": CARDS[0]}],
)
def test_what_is_no_list_of_cards_is_walked_by_nobody(cards: object) -> None:
    with pytest.raises(Invalid):
        ask(Records(), "start", {"cards": cards})


@pytest.mark.parametrize("id_", [None, 7, "", "short", "x" * 23, ["m" * 22]])
def test_a_meeting_has_an_id(id_: object) -> None:
    with pytest.raises(Invalid):
        ask(Records(), "start", {"id": id_, "cards": []})
    with pytest.raises(Invalid):
        ask(begun(), "end", {"id": id_})


@pytest.mark.parametrize("value", [-1, 3, 10**18, 1.5, True, None, "1", [0]])
def test_there_is_no_step_outside_of_the_walk(value: object) -> None:
    with pytest.raises(Invalid):
        ask(begun(), "go", {"from": 0, "to": value})


def test_a_walk_over_nothing_stays_where_it_is() -> None:
    records = Records()
    ask(records, "start", {"cards": []})
    assert ask(records, "go", {"from": 0, "to": 0}).result == {"step": 0}
    with pytest.raises(Invalid):
        ask(records, "go", {"from": 0, "to": 1})


@pytest.mark.parametrize("seconds", [-1, 6 * 3_600 + 1, 2**60, 0.5, None, "60", True])
def test_no_timer_runs_backwards_or_for_days(seconds: object) -> None:
    with pytest.raises(Invalid):
        ask(begun(), "time", {"seconds": seconds})


# With real nodes and a real store.


async def asked(editor: Editor, verb: str, key: str, args: Mapping[str, object] = NOTHING) -> Any:
    message = codec.Ask(1, key, f"meetings.{verb}", {"id": MEETING, **args})
    return await editor.room.asking.ask(editor.room, editor.peer, message)


async def test_two_who_begin_on_two_nodes_at_once_meet_in_one(node: Node, other_node: Node) -> None:
    ann, bob = await node.editor("ann"), await other_node.editor("bob")
    answers = await asyncio.gather(
        asked(ann, "start", "a", {"cards": CARDS}), asked(bob, "start", "b", {"id": OTHER, "cards": CARDS})
    )
    assert sorted(answer["started"] for answer in answers) == [False, True]
    assert len({answer["meeting"] for answer in answers}) == 1
    for who in (ann, bob):
        records = who.room.asking.records
        await eventually(lambda records=records: bool(records.rows["meeting"]))
        assert stands(records)["id"] == answers[0]["meeting"]


async def test_moving_on_from_two_nodes_at_once_moves_by_one_and_reaches_everybody(
    node: Node, other_node: Node
) -> None:
    ann, bob = await node.editor("ann"), await other_node.editor("bob")
    await asked(ann, "start", "s", {"cards": CARDS})
    await eventually(lambda: bool(bob.room.asking.records.rows["meeting"]))
    go = {"from": 0, "to": 1}
    await asyncio.gather(asked(ann, "go", "a", go), asked(bob, "go", "b", go))
    for who in (ann, bob):
        records = who.room.asking.records
        await eventually(lambda records=records: stands(records)["step"] == 1)
    late = await other_node.editor("carol")
    rows = {id_: value for kind, id_, value, _ in late.heard(codec.Records)[0].changes if kind == "meeting"}
    assert (rows["now"]["step"], rows["agenda"]["cards"]) == (1, CARDS)


async def test_a_meeting_goes_on_after_the_server_was_started_anew(node: Node, other_node: Node) -> None:
    ann = await node.editor("ann")
    await asked(ann, "start", "s", {"cards": CARDS})
    await asked(ann, "time", "t", {"seconds": 300})
    ann.room.fail()
    again = await other_node.editor("ann")
    assert stands(again.room.asking.records)["timer"]["seconds"] == 300
    assert await asked(again, "go", "g", {"from": 0, "to": 2}) == {"step": 2}


async def test_who_only_looks_begins_and_moves_nothing(node: Node) -> None:
    ann, eve = await node.editor("ann"), await node.editor("eve", Role.COMMENTER)
    with pytest.raises(Forbidden):
        await asked(eve, "start", "s", {"cards": CARDS})
    await asked(ann, "start", "s", {"cards": CARDS})
    for verb, args in (("go", {"from": 0, "to": 1}), ("time", {"seconds": 5}), ("lead", {}), ("end", {})):
        with pytest.raises(Forbidden):
            await asked(eve, verb, verb, args)
    assert await node.boards.log_length(BOARD) == 1
