"""Finding one's way in a long activity: the rows past a place in the log, and rows that stand for a whole life."""

from __future__ import annotations

import random

import pytest

from kanverge.history.activity import Row, pack, unpack
from kanverge.store import activity, keys
from kanverge.store.following import Append, Followed, Outcome
from kanverge.store.log import milliseconds, position
from tests.live.nodes import BOARD, Node

DAY_MS = 24 * 3_600_000


async def write(node: Node, rows: list[tuple[str, str]]) -> None:
    """Append rows: the id under which each stands, and the entry that it tells of."""
    add = ("XADD", keys.activity(BOARD))
    told = [(id_, pack(Row(entry, 0, milliseconds(entry), "u:ann", "", ""))) for id_, entry in rows]
    await node.client.pipeline([(*add, id_, "a", data) for id_, data in told])


async def first_past(node: Node, place: str) -> str | None:
    found = await activity.first_past(
        node.client, BOARD, lambda data: position(unpack(data).entry) > position(place)
    )
    return found and found.id


@pytest.mark.parametrize("seed", range(4))
async def test_the_first_row_past_any_place_is_found(node: Node, seed: int) -> None:
    print("seed", seed)
    chance = random.Random(seed)
    rows: list[tuple[str, str]] = []
    entry, written = [1_000, 0], [1_000, 0]
    for _ in range(60):
        entry = [entry[0] + chance.choice([0, 0, 1, 5, DAY_MS]), entry[1] + 1]
        # Rows are written late, and many in one millisecond, where the follower catches up.
        written = [max(written[0] + chance.choice([0, 0, 3]), entry[0]), written[1] + 1]
        rows += [(f"{written[0]}-{written[1]}", f"{entry[0]}-{entry[1]}")]
    await write(node, rows)
    places = [entry for _, entry in rows] + ["0-0", "1000-0", f"{2**50}-0", f"{rows[30][1]}9"]
    for place in places:
        past = (id_ for id_, entry in rows if position(entry) > position(place))
        assert await first_past(node, place) == next(past, None)


async def test_nothing_is_past_where_nothing_happened(node: Node) -> None:
    assert await first_past(node, "0-0") is None
    assert await activity.outline(node.client, BOARD) == []


async def test_an_outline_holds_both_ends_and_something_of_each_day(node: Node) -> None:
    days = [1, 2, 3, 30, 31, 364]
    rows = [
        (f"{day * DAY_MS + at}-0", f"{day * DAY_MS + at}-0") for day in days for at in range(0, 9_000, 20)
    ]
    await write(node, rows)
    found = [row.id for row in await activity.outline(node.client, BOARD)]
    assert found == sorted(set(found), key=position)
    assert (found[0], found[-1]) == (rows[0][0], rows[-1][0])
    assert {milliseconds(id_) // DAY_MS for id_ in found} == set(days)
    assert 20 < len(found) <= activity.OUTLINE_MAX


async def test_a_short_life_is_told_whole(node: Node) -> None:
    rows = [(f"{5_000 + at}-0", f"{5_000 + at}-0") for at in (0, 1, 7)]
    await write(node, rows)
    assert [row.id for row in await activity.outline(node.client, BOARD)] == [id_ for id_, _ in rows]
    await write(node, [(f"5007-{at}", f"5007-{at}") for at in range(1, 600)])
    assert len(await activity.outline(node.client, BOARD)) == 4


async def test_one_row_is_a_life(node: Node) -> None:
    await write(node, [("5000-0", "4000-0")])
    assert [row.id for row in await activity.outline(node.client, BOARD)] == ["5000-0"]


async def test_who_was_behind_writes_rows_by_the_time_of_what_happened(node: Node) -> None:
    entries = [f"{day * DAY_MS + at}-0" for day in (1, 2, 30) for at in range(50)]
    await followed(node, None, entries)
    found = [row.id for row in await activity.outline(node.client, BOARD)]
    assert {milliseconds(id_) // DAY_MS for id_ in found} == {1, 2, 30}
    assert (found[0], found[-1]) == (entries[0], entries[-1])
    # One entry may lead to several rows.
    await followed(node, entries[-1], [entries[-1]] * 3)
    rows = await activity.oldest(node.client, BOARD, after="0-0", count=1_000)
    assert [row.id for row in rows[-4:]] == [entries[-1], *(f"{entries[-1][:-1]}{at}" for at in (1, 2, 3))]


async def test_rows_of_before_what_was_written_already_stand_in_the_order_of_the_log(node: Node) -> None:
    await write(
        node, [(f"{50 * DAY_MS}-0", "1000-0")]
    )  # as an earlier version did, under the time of writing
    await followed(node, None, ["2000-0", "3000-0"])
    rows = await activity.oldest(node.client, BOARD, after="0-0", count=10)
    assert [unpack(row.data).entry for row in rows] == ["1000-0", "2000-0", "3000-0"]


async def followed(node: Node, cursor: str | None, entries: list[str]) -> None:
    appends = [
        Append(keys.activity(BOARD), milliseconds(entry), pack(Row(entry, 0, 0, "u:ann", "", "")))
        for entry in entries
    ]
    assert await Followed(node.client).advance(BOARD, cursor, entries[-1], Outcome(appends=appends))
