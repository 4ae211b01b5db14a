from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from kanverge.automation.firing import LOG_MAX
from kanverge.automation.matching import DEPTH_MAX
from kanverge.automation.replica import Replica
from kanverge.errors import Invalid, NotFound
from kanverge.live.compaction import compact
from kanverge.live.reading import read
from kanverge.store.archival import set_archived
from kanverge_crdt import guard, statevector
from tests.automation.conftest import ANN, BOARD, Office
from tests.doubles.eventually import eventually

DAY_S = 86_400.0
ONE = {"on": "text", "text": "One"}


def columns(office: Office) -> Iterator[str]:
    return iter(column.id for column in office.editor.board.columns())


async def test_a_rule_changes_the_card_once_for_each_event(office: Office) -> None:
    todo, doing, done = columns(office)
    card = office.editor.add("cards", title="Plan", column=todo)
    label = office.editor.add("labels", name="shipped")
    await office.save()
    rule = await office.rule(
        {"on": "moved", "to": done},
        {"do": "label", "label": label},
        {"do": "comment", "text": "Thank you"},
        {"do": "assign", "person": "actor"},
    )
    worker = await office.worker()
    await office.do("cards.move", id=card, column=doing)
    await worker.work()
    assert await office.log(rule) == []
    await office.do("cards.move", id=card, column=done)
    await worker.work()
    await worker.work()
    [found] = (await office.board()).cards(done)
    assert (list(found.labels), list(found.assignees)) == ([label], [ANN])
    [comment] = (await office.records("comment")).values()
    assert (comment["text"], comment["author"], comment["name"], comment["card"]) == (
        "Thank you",
        "rules",
        "A rule",
        card,
    )
    assert await office.log(rule) == [("done", "label, comment, assign")]
    [firing] = await office.boards.automated.log(BOARD, rule)
    assert (firing["card"], firing["depth"]) == (card, 1)


async def test_what_happened_before_a_rule_was_made_does_not_call_it(office: Office) -> None:
    todo, _, done = columns(office)
    card = office.editor.add("cards", title="Plan", column=todo)
    await office.do("cards.move", id=card, column=done)
    rule = await office.rule({"on": "moved"}, {"do": "archive"})
    await (await office.worker()).work()
    assert await office.log(rule) == []


async def test_what_calls_a_rule_is_judged_as_it_was_then_and_what_it_does_as_it_is_now(
    office: Office,
) -> None:
    todo, doing, done = columns(office)
    card = office.editor.add("cards", title="Plan", column=todo)
    await office.save()
    rule = await office.rule({"on": "moved", "to": doing}, {"do": "comment", "text": "one"})
    await office.do("cards.move", id=card, column=doing)
    await office.ask(
        "rules.set",
        id=rule,
        rule={"name": "B", "when": {"on": "moved", "to": done}, "then": [{"do": "comment", "text": "two"}]},
    )
    await (await office.worker()).work()
    assert [one["text"] for one in (await office.records("comment")).values()] == ["two"]
    await office.do("cards.move", id=card, column=done)
    await (await office.worker("another")).work()
    assert [one["text"] for one in (await office.records("comment")).values()] == ["two", "two"]


async def test_a_card_that_a_rule_makes_has_a_number_and_calls_others(office: Office) -> None:
    todo, doing, done = columns(office)
    await office.rule({"on": "completed"}, {"do": "create", "column": doing, "card": {"title": "Review"}})
    second = await office.rule(
        {"on": "created", "column": doing}, {"do": "set", "key": "priority", "value": "high"}
    )
    card = office.editor.add("cards", title="Plan", column=todo)
    await office.save()
    await office.ask("cards.number", cards=[card])
    await office.do("cards.move", id=card, column=done)
    await (await office.worker()).work()
    [review] = (await office.board()).cards(doing)
    assert (review.title, review.priority) == ("Review", "high")
    assert (await office.records("number"))[review.id] == 2
    [firing] = await office.boards.automated.log(BOARD, second)
    assert firing["depth"] == 2


async def test_rules_that_call_each_other_end(office: Office) -> None:
    todo, doing, _ = columns(office)
    there = await office.rule({"on": "moved", "to": doing}, {"do": "move", "column": todo})
    back = await office.rule({"on": "moved", "to": todo}, {"do": "move", "column": doing})
    card = office.editor.add("cards", title="Plan", column=todo)
    await office.save()
    await office.do("cards.move", id=card, column=doing)
    await (await office.worker()).work()
    results = [*await office.log(there), *await office.log(back)]
    assert [result for result, _ in results].count("done") == DEPTH_MAX
    assert [detail for result, detail in results if result == "cut"] == [
        f"{DEPTH_MAX} rules called one another before this one: the chain was cut"
    ]


async def test_a_rule_whose_column_is_gone_says_so_and_stops_no_other(office: Office) -> None:
    todo, doing, _ = columns(office)
    broken = await office.rule({"on": "created"}, {"do": "move", "column": doing})
    sound = await office.rule({"on": "created"}, {"do": "set", "key": "cover", "value": "red"})
    await office.do("columns.archive", id=doing)
    office.editor.add("cards", title="Plan", column=todo)
    await office.save()
    await (await office.worker()).work()
    assert await office.log(broken) == [("failed", "move: its column is gone")]
    assert await office.log(sound) == [("done", "set")]


async def test_a_rule_that_was_taken_away_before_its_turn_is_not_done(office: Office) -> None:
    todo, *_ = columns(office)
    rule = await office.rule({"on": "created"}, {"do": "archive"})
    office.editor.add("cards", title="Plan", column=todo)
    await office.save()
    worker = await office.worker()
    await worker.follower.run_once()
    await office.ask("rules.remove", id=rule)
    await worker.work()
    assert len((await office.board()).cards(todo)) == 1
    assert [result for result, _ in await office.log(rule)] == ["skipped"]


async def test_two_workers_that_look_at_once_do_it_once(office: Office) -> None:
    todo, *_ = columns(office)
    rule = await office.rule(
        {"on": "created"}, {"do": "create", "column": todo, "card": {"title": "Pair"}}, **{"if": [ONE]}
    )
    office.editor.add("cards", title="One", column=todo)
    await office.save()
    workers = [await office.worker(f"worker {at}") for at in range(4)]
    await workers[0].follower.run_once()
    # All read what waits before the first has written.
    await asyncio.gather(*(worker.runner.look(BOARD) for worker in workers))
    assert [card.title for card in (await office.board()).cards(todo)] == ["One", "Pair"]
    assert len(await office.log(rule)) == 1


async def test_many_cards_at_once_are_many_commits_and_one_log_that_ends(office: Office) -> None:
    todo, *_ = columns(office)
    rule = await office.rule({"on": "created"}, {"do": "set", "key": "estimate", "value": 1})
    for at in range(230):
        office.editor.add("cards", title=f"Card {at}", column=todo)
    await office.save()
    worker = await office.worker()
    await worker.work()
    board = await office.board()
    assert [card.estimate for card in board.cards(todo)] == [1] * 230
    assert len(await office.log(rule)) == LOG_MAX
    clients = (await office.boards.load(BOARD)).clients
    assert len([whose for whose in clients.values() if whose == "m:rules"]) == 1


async def test_imports_call_no_rule(office: Office) -> None:
    todo, *_ = columns(office)
    rule = await office.rule({"on": "created"}, {"do": "archive"})
    office.editor.add("cards", title="Plan", column=todo)
    await office.save(by="m:import")
    await (await office.worker()).work()
    assert await office.log(rule) == []


async def test_a_card_comes_again_at_its_times(office: Office) -> None:
    todo, *_ = columns(office)
    repeat = {"rule": "FREQ=WEEKLY;BYDAY=MO,WE", "start": "2026-03-02T09:00", "zone": "Europe/Berlin"}
    id = await office.recur(column=todo, repeat=repeat, card={"title": "Stand-up", "due_days": 1})
    worker = await office.worker()
    await worker.work()  # it is 9:00 there at this moment: that one was not to come any more
    assert (await office.board()).cards(todo) == []
    await office.clock.advance(2 * DAY_S)
    await worker.work()
    await worker.work()
    [card] = (await office.board()).cards(todo)
    assert (card.title, card.due) == ("Stand-up", "2026-03-05")
    assert (await office.records("number"))[card.id] == 1
    value = (await office.records("recurrence"))[id]
    assert (value["last"], value["made"]) == (card.id, 1)
    assert datetime.fromtimestamp(value["next"] / 1_000, UTC) == datetime(2026, 3, 9, 8, tzinfo=UTC)
    assert await office.log(id) == [("done", "made")]


@pytest.mark.parametrize(
    ("missed", "made", "detail"), [("last", 1, "made; 3 missed before"), ("all", 4, "4 cards made")]
)
async def test_after_the_server_was_down(office: Office, missed: str, made: int, detail: str) -> None:
    todo, *_ = columns(office)
    repeat = {"rule": "FREQ=DAILY", "start": "2026-03-02T12:00"}
    id = await office.recur(column=todo, repeat=repeat, missed=missed)
    await office.clock.advance(3.5 * DAY_S)
    await (await office.worker()).work()
    assert len((await office.board()).cards(todo)) == made
    [(_, told)] = await office.log(id)
    assert told.startswith(detail)


async def test_a_card_comes_again_days_after_it_was_done(office: Office) -> None:
    todo, _, done = columns(office)
    first = office.editor.add("cards", title="Water the plants", column=todo)
    await office.save()
    id = await office.recur(
        column=todo, last=first, after={"days": 3, "at": "07:00"}, card={"title": "Water the plants"}
    )
    worker = await office.worker()
    await office.clock.advance(5 * DAY_S)
    await worker.work()
    assert len((await office.board()).cards(todo)) == 1
    await office.do("cards.move", id=first, column=done)
    await worker.work()
    value = (await office.records("recurrence"))[id]
    assert datetime.fromtimestamp(value["next"] / 1_000, UTC) == datetime(2026, 3, 10, 7, tzinfo=UTC)
    await office.clock.advance(3 * DAY_S)
    await worker.work()
    [second] = (await office.board()).cards(todo)
    value = (await office.records("recurrence"))[id]
    assert (value["last"], "next" in value) == (second.id, False)


async def test_a_recurring_card_whose_column_is_gone_is_made_and_told(office: Office) -> None:
    _, doing, _ = columns(office)
    id = await office.recur(column=doing, repeat={"rule": "FREQ=DAILY", "start": "2026-03-02T12:00"})
    await office.do("columns.archive", id=doing)
    await office.clock.advance(DAY_S)
    await (await office.worker()).work()
    assert len((await office.board()).cards("unsorted")) == 1
    assert await office.log(id) == [("partly", "made; its column is gone")]


async def test_a_rule_on_a_schedule_changes_the_cards_it_names(office: Office) -> None:
    todo, doing, _ = columns(office)
    old = office.editor.add("cards", title="Old", column=todo)
    office.editor.add("cards", title="Other", column=doing)
    await office.save()
    rule = await office.rule(
        {"on": "schedule", "repeat": {"rule": "FREQ=DAILY", "start": "2026-03-02T12:00"}},
        {"do": "move", "column": doing, "to": "top"},
        {"do": "create", "column": todo, "card": {"title": "Look at Doing"}},
        **{"if": [{"on": "column", "column": todo}]},
    )
    worker = await office.worker()
    await worker.work()
    assert await office.log(rule) == []
    await office.clock.advance(5 * 3_600)
    await worker.work()
    await worker.work()
    board = await office.board()
    assert board.cards(doing)[0].id == old
    # The new card stands where the rule looks, and is moved the next day, not at once.
    titles = [card.title for column in (todo, doing) for card in board.cards(column)]
    assert titles.count("Look at Doing") == 1


async def test_a_rule_for_what_is_due_soon_fires_once_for_each_date(office: Office) -> None:
    todo, _, done = columns(office)
    early = office.editor.add("cards", title="Early", column=todo, due="2026-03-03")
    card = office.editor.add("cards", title="Plan", column=todo, due="2026-03-10")
    office.editor.add("cards", title="Done", column=done, due="2026-03-10")
    await office.save()
    rule = await office.rule({"on": "due", "days": 2}, {"do": "set", "key": "priority", "value": "high"})
    worker = await office.worker()
    await worker.work()
    assert await office.log(rule) == []  # what was near already when the rule was made
    await office.clock.advance(5 * DAY_S)
    await worker.work()
    assert await office.log(rule) == []
    await office.clock.advance(1 * DAY_S)  # the 8th
    await worker.work()
    await worker.work()
    assert [one["card"] for one in await office.boards.automated.log(BOARD, rule)] == [card]
    await office.do("cards.set", id=card, key="due", value="2026-03-09")
    await worker.work()
    assert [one["card"] for one in await office.boards.automated.log(BOARD, rule)] == [card, card]
    assert early not in [one["card"] for one in await office.boards.automated.log(BOARD, rule)]


async def test_an_archived_board_rests(office: Office) -> None:
    todo, *_ = columns(office)
    await office.recur(column=todo, repeat={"rule": "FREQ=DAILY", "start": "2026-03-02T12:00"})
    client = office.boards.automated.client
    await set_archived(client, BOARD, is_archived=True)
    worker = await office.worker()
    await office.clock.advance(2 * DAY_S)
    await worker.runner.run_once()
    assert (await office.board()).cards(todo) == []
    await set_archived(client, BOARD, is_archived=False)
    await office.clock.advance(3_600)
    await worker.runner.run_once()
    assert len((await office.board()).cards(todo)) == 1


async def test_there_is_an_end_to_records_and_who_is_not_known_is_not_found(office: Office) -> None:
    with pytest.raises(NotFound):
        await office.ask("rules.remove", id="x" * 22)
    with pytest.raises(Invalid):
        await office.ask("rules.add", id="not an id", rule={})
    with pytest.raises(Invalid, match="never comes again"):
        await office.recur(repeat={"rule": "FREQ=DAILY;COUNT=1", "start": "2026-03-01T12:00"})
    with pytest.raises(Invalid, match="either"):
        await office.recur()
    for at in range(100):
        await office.ask("templates.add", id=f"{at:022d}", template={"name": "T", "card": {"title": "x"}})
    with pytest.raises(Invalid, match="at most 100"):
        await office.ask("templates.add", id="t" * 22, template={"name": "T", "card": {"title": "x"}})


async def test_what_calls_a_rule_is_done_though_no_time_passes(office: Office) -> None:
    todo, doing, _ = columns(office)
    card = office.editor.add("cards", title="Plan", column=todo)
    await office.save()
    rule = await office.rule({"on": "moved"}, {"do": "comment", "text": "one"})
    worker = await office.worker()
    await worker.work()
    running = asyncio.create_task(worker.runner.run())
    try:
        for at, column in enumerate((doing, todo, doing), 1):
            await office.do("cards.move", id=card, column=column)
            await worker.follower.run_once()

            async def is_done() -> bool:
                return len(await office.log(rule)) == at  # noqa: B023

            await eventually(is_done)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_a_board_is_read_once_and_then_followed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    todo, doing, _ = columns(office)
    card = office.editor.add("cards", title="Plan", column=todo)
    await office.save()
    rule = await office.rule(
        {"on": "moved", "to": doing},
        {"do": "create", "column": todo, "card": {"title": "Review"}},
        {"do": "move", "column": todo},
    )
    reads, read_anew = [], Replica.read

    async def noted(*arguments: Any) -> Replica:
        reads.append(arguments)
        return await read_anew(*arguments)

    monkeypatch.setattr(Replica, "read", noted)
    worker = await office.worker()
    for at in range(4):
        await office.do("cards.move", id=card, column=doing)
        await office.ask("cards.number", cards=[card])
        await worker.work()
        guard.apply(
            office.editor.board.doc, [(await read(office.boards, BOARD))[1].difference(statevector.EMPTY)]
        )
        assert len(await office.log(rule)) == at + 1
    assert len(reads) == 1
    assert {result for result, _ in await office.log(rule)} == {"done"}
    # What left the log meanwhile cannot be followed any more.
    await office.do("cards.move", id=card, column=doing)
    assert await compact(office.boards, BOARD, entries_min=1, lag_ms=-1)
    await worker.work()
    assert len(reads) == 2
    board = await office.board()
    assert len(board.cards(todo)) == 6
    assert sorted((await office.records("number")).values()) == [1, 2, 3, 4, 5, 6]


async def test_a_note_while_a_board_is_looked_at_is_not_lost(office: Office) -> None:
    automated = office.boards.automated
    await automated.note(BOARD)
    mark = await automated.begin(BOARD, 1_000)
    await automated.note(BOARD)
    await automated.end(BOARD, mark, at_ms=9_000)
    assert await automated.due(1_000) == [BOARD]
    mark = await automated.begin(BOARD, 1_000)
    await automated.end(BOARD, mark, at_ms=9_000)
    assert await automated.due(8_000) == []
    assert await automated.due(9_000) == [BOARD]
