"""The log of a rule or recurring card says what really changed: the same as the activity of the board."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kanverge.automation.firing import CHANGES_MAX
from kanverge.history import activity
from kanverge.live.document import Document
from kanverge.live.replay import Replay
from kanverge.live.telling import TEXT_CHARS_MAX
from tests.automation.conftest import ANN, BOARD, Office
from tests.automation.test_runner import DAY_S, columns


async def told(office: Office, of: str) -> dict[str, Any]:
    """Return the last firing."""
    return (await office.boards.automated.log(BOARD, of))[0]


def keys(changes: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what changed of one card, key by key: the activity tells it edit by edit."""
    found: dict[str, Any] = {}
    for change in changes:
        for key, value in (change["after"] or {}).items():
            found[key] = ((change["before"] or {}).get(key), value)
    return found


async def test_a_firing_tells_what_the_activity_tells(office: Office) -> None:
    todo, doing, done = columns(office)
    card = office.editor.add("cards", title="Plan", column=todo, priority="low")
    label = office.editor.add("labels", name="shipped")
    await office.save()
    rule = await office.rule(
        {"on": "moved", "to": doing},
        {"do": "move", "column": done},
        {"do": "assign", "person": "actor"},
        {"do": "label", "label": label},
        {"do": "set", "key": "priority", "value": "high"},
        {"do": "set", "key": "due", "value": {"days": 2}},
        {"do": "comment", "text": "x" * 900},
        {"do": "create", "column": todo, "card": {"title": "Next", "estimate": 3}},
    )
    await office.do("cards.move", id=card, column=doing)
    loaded = await office.boards.load(BOARD)
    replay = Replay(BOARD, await Document.load(BOARD, loaded), at=loaded.last)
    await (await office.worker()).work()
    firing = await told(office, rule)
    assert (firing["result"], firing["card"], firing["title"], firing["problems"]) == (
        "done",
        card,
        "Plan",
        [],
    )
    [changed, made, said] = firing["changes"]
    [column] = (await office.board()).columns()[0:1]
    assert (made["before"], made["after"]) == (None, {"title": "Next", "column": column.id})
    assert len(said["after"]["text"]) == TEXT_CHARS_MAX
    rows = [
        {"id": change.id, "before": change.before, "after": change.after}
        for entry in await office.boards.entries(BOARD, after=loaded.last)
        for row in activity.rows(replay, replay.take(entry))
        for change in row.changes
        if change.kind == "card" and change.id == card
    ]
    assert keys([changed]) == keys(rows)
    assert list(changed["after"]) == ["column", f"assignee:{ANN}", f"label:{label}", "priority", "due"]
    assert keys([changed])["column"] == (doing, done)
    assert keys([changed])[f"assignee:{ANN}"] == (None, True)
    assert keys([changed])["priority"] == ("low", "high")
    assert keys([changed])["due"] == (None, "2026-03-04")


async def test_what_was_so_already_is_told_as_no_change(office: Office) -> None:
    todo, doing, _ = columns(office)
    card = office.editor.add("cards", title="Plan", column=todo)
    await office.save()
    rule = await office.rule({"on": "moved", "to": doing}, {"do": "move", "column": doing})
    await office.do("cards.move", id=card, column=doing)
    await (await office.worker()).work()
    firing = await told(office, rule)
    assert (firing["result"], firing["changes"], firing["problems"]) == ("done", [], [])


async def test_what_could_not_be_done_is_told_apart_from_what_was(office: Office) -> None:
    todo, doing, done = columns(office)
    card = office.editor.add("cards", title="Plan", column=todo)
    await office.save()
    rule = await office.rule(
        {"on": "moved", "to": doing},
        {"do": "move", "column": done},
        {"do": "set", "key": "done", "value": True},
    )
    await office.do("columns.archive", id=done)
    await office.do("cards.move", id=card, column=doing)
    await (await office.worker()).work()
    firing = await told(office, rule)
    assert (firing["result"], firing["problems"]) == ("partly", ["move: its column is gone"])
    assert keys(firing["changes"]) == {"done": (None, True)}


async def test_a_card_that_is_gone_is_told_by_what_it_was_called(office: Office) -> None:
    todo, doing, _ = columns(office)
    card = office.editor.add("cards", title="Plan", column=todo)
    await office.save()
    rule = await office.rule({"on": "moved", "to": doing}, {"do": "archive"})
    await office.do("cards.move", id=card, column=doing)
    await office.do("cards.archive", id=card)
    await (await office.worker()).work()
    firing = await told(office, rule)
    assert (firing["result"], firing["title"], firing["changes"]) == ("skipped", "Plan", [])


async def test_a_recurring_card_tells_which_cards_it_made(office: Office) -> None:
    todo, *_ = columns(office)
    repeat = {"rule": "FREQ=DAILY", "start": "2026-03-02T12:00"}
    id = await office.recur(column=todo, repeat=repeat, missed="all")
    await office.clock.advance(40 * DAY_S)
    await (await office.worker()).work()
    firing = await told(office, id)
    assert [one["after"] for one in firing["changes"]] == [{"title": "Again", "column": todo}] * 10
    assert len(firing["changes"]) <= CHANGES_MAX
    assert firing["problems"] == ["30 missed before: not made up for"]
