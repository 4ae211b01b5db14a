"""One board's trouble is not another's: housekeeping, the store's return, opening and ending."""

from __future__ import annotations

import asyncio

import pytest
from pycrdt import Map

from kanverge.errors import StoreAway, StoreCorrupt
from kanverge.live import rooms as rooms_module
from kanverge.store.base import Loaded, Page
from tests.doubles.clock import FakeClock
from tests.doubles.eventually import eventually
from tests.live.nodes import BOARD, Editor, Node

OTHER = "C" * 22


@pytest.fixture
async def two(node: Node) -> tuple[Editor, Editor]:
    """Ann on ``BOARD`` and Bob on ``OTHER``, both in memory of one node."""
    await node.boards.create(OTHER, name="Other", created=2)
    ann = await node.editor("ann")
    bob = Editor("bob", await node.rooms.open(OTHER), 2**30)
    bob.join()
    return ann, bob


def cannot_read(node: Node, board: str, error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every reading on in the log of ``board`` fail."""
    read_on = node.boards.read_on

    async def failing(of: str, *, after: str) -> Page:
        if of == board:
            raise error
        return await read_on(of, after=after)

    monkeypatch.setattr(node.boards, "read_on", failing)


async def test_a_log_that_cannot_be_read_ends_its_room_and_the_others_save_on(
    node: Node, two: tuple[Editor, Editor], monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bob = two
    node.rooms.store_is_away()
    bob.add_card("c1")
    cannot_read(node, BOARD, StoreCorrupt("log entry does not match its checksum"), monkeypatch)
    await node.rooms.store_is_back()
    assert [code for code, _ in ann.closed] == [4500]
    await bob.until_saved()


async def test_housekeeping_survives_a_log_that_cannot_be_read(
    node: Node, two: tuple[Editor, Editor], clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, _ = two
    crashes: list[str] = []
    node.rooms.on_crash = lambda: crashes.append("crash")
    cannot_read(node, BOARD, StoreCorrupt("log entry does not match its checksum"), monkeypatch)
    await clock.advance(rooms_module.COMPARE_EVERY_S)
    await eventually(lambda: bool(ann.closed))
    assert crashes == []


async def test_a_room_may_end_while_housekeeping_looks_after_another(
    node: Node, two: tuple[Editor, Editor], clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, bob = two
    crashes: list[str] = []
    node.rooms.on_crash = lambda: crashes.append("crash")
    read_on = node.boards.read_on

    async def ending(of: str, *, after: str) -> Page:
        bob.room.end(4500, "the board must be read anew")
        return await read_on(of, after=after)

    monkeypatch.setattr(node.boards, "read_on", ending)
    await clock.advance(rooms_module.COMPARE_EVERY_S)
    await node.client.call("PING")
    await clock.advance(rooms_module.COMPARE_EVERY_S)
    assert crashes == []


async def test_a_name_that_could_not_be_noted_is_noted_later(
    node: Node, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = await node.editor("ann")
    ann.doc.get("meta", type=Map)
    ann.send(lambda _: ann.doc.get("meta", type=Map).update({"name": "Renamed"}))
    await ann.until_saved()

    async def away(board: str, name: str) -> None:
        raise StoreAway("the store is away")

    monkeypatch.setattr(node.boards, "set_name", away)
    await clock.advance(rooms_module.HOUSEKEEPING_S)
    monkeypatch.undo()

    async def is_noted() -> bool:
        await clock.advance(rooms_module.HOUSEKEEPING_S)
        head = await node.boards.head(BOARD)
        return head is not None and head.name == "Renamed"

    await eventually(is_noted, limit_s=2)


async def test_what_kind_of_board_it_is_is_noted_for_lists(node: Node, clock: FakeClock) -> None:
    ann = await node.editor("ann")
    meta = ann.doc.get("meta", type=Map)

    async def kind() -> str:
        await clock.advance(rooms_module.HOUSEKEEPING_S)
        head = await node.boards.head(BOARD)
        assert head is not None
        return head.kind

    assert await kind() == "board"
    for value, expected in (("portfolio", "portfolio"), ("spaceship", "board")):

        def set_kind(_: object, value: str = value) -> None:
            meta.update({"kind": value})

        ann.send(set_kind)
        await ann.until_saved()

        async def is_noted(expected: str = expected) -> bool:
            return await kind() == expected

        await eventually(is_noted, limit_s=2)


async def test_an_entry_that_breaks_the_room_is_read_anew(
    node: Node, other_node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bob = await node.editor("ann"), await other_node.editor("bob")

    def fail(*_: object) -> None:
        raise AssertionError("a mistake of ours")

    monkeypatch.setattr(ann.room.document.gate, "follow", fail)
    bob.add_card("c1")
    await bob.until_saved()
    await eventually(lambda: [code for code, _ in ann.closed] == [4500])
    again = await node.editor("ann")
    assert again.cards == {"c1"}


async def test_what_is_being_opened_when_the_server_stops_is_given_up(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def for_ever(board: str) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(node.boards, "load", for_ever)
    opening = asyncio.ensure_future(node.rooms.open(BOARD))
    await eventually(lambda: node.client.subscriptions == 1)
    await node.rooms.stop()
    await asyncio.wait([opening], timeout=1)
    assert opening.cancelled()


async def test_nothing_is_listened_to_for_a_board_that_could_not_be_opened(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe = node.client.subscribe

    async def interrupted(*arguments: object) -> None:
        await subscribe(*arguments)  # type: ignore[arg-type]
        raise StoreAway("the store is away")

    monkeypatch.setattr(node.client, "subscribe", interrupted)
    with pytest.raises(StoreAway):
        await node.rooms.open(BOARD)
    assert node.client.subscriptions == 0


async def test_the_process_ends_when_housekeeping_does(
    node: Node, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    crashes: list[str] = []
    node.rooms.on_crash = lambda: crashes.append("crash")
    await node.editor("ann")

    def fail(*_: object) -> None:
        raise AssertionError("a mistake of ours")

    monkeypatch.setattr(rooms_module.Rooms, "_look_after", fail)
    await clock.advance(rooms_module.HOUSEKEEPING_S)
    assert crashes == ["crash"]
    assert "rooms ended" in caplog.text


async def test_edits_that_the_store_does_not_take_do_not_keep_the_server_from_stopping(
    monkeypatch: pytest.MonkeyPatch, node: Node, caplog: pytest.LogCaptureFixture
) -> None:
    # The node ends within the same limit: its fixture comes after the one that puts the limit back.
    ann = await node.editor("ann")
    monkeypatch.setattr(rooms_module, "FLUSH_LIMIT_S", 0)
    node.rooms.store_is_away()
    ann.add_card("c1")
    await node.rooms.stop()
    assert "edits that were not saved yet stay with their authors" in caplog.text
    assert ([code for code, _ in ann.closed], ann.saved) == ([1012], 0)


async def test_a_board_is_read_once_however_many_ask_and_not_by_a_server_that_stops(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    load = node.boards.load
    loads: list[str] = []

    async def counted(board: str) -> Loaded:
        loads.append(board)
        return await load(board)

    monkeypatch.setattr(node.boards, "load", counted)
    first, *others = await asyncio.gather(*(node.rooms.open(BOARD) for _ in range(5)))
    assert [room is first for room in others] == [True] * 4
    assert loads == [BOARD]
    await node.rooms.stop()
    with pytest.raises(StoreAway, match="stopping"):
        await node.rooms.open(BOARD)
    assert loads == [BOARD]


async def test_a_log_that_has_grown_is_due_for_compaction_once(
    node: Node, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rooms_module, "COMPACT_AFTER_ENTRIES", 3)
    ann = await node.editor("ann")
    for n in range(3):
        assert await node.boards.compaction_due() == []
        ann.add_card(f"c{n}")
        await ann.until_saved()

    async def is_due() -> bool:
        await clock.advance(rooms_module.HOUSEKEEPING_S)
        return await node.boards.compaction_due() == [BOARD]

    await eventually(is_due, limit_s=5)
    await node.boards.compaction_done(BOARD)
    await clock.advance(rooms_module.HOUSEKEEPING_S)
    await node.client.call("PING")
    assert await node.boards.compaction_due() == []
