"""What people do on a board at one node is seen at the others."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest

from kanverge.errors import StoreAway
from kanverge.live.faces import Faces
from kanverge.live.relay import ASK_EVERY_S, ASK_HOLDS_S, ROWS_PER_MESSAGE, Relay
from kanverge.store.embedded import Embedded
from kanverge.store.faces import FacesStore
from kanverge.store.presence import Ask, Heard, PresenceStore, Told
from kanverge_crdt import codec
from kanverge_crdt.presence import PresenceTable
from tests.doubles.clock import FakeClock
from tests.live.nodes import BOARD, Editor, Node, open_node, passing

BOARD_VIEW = {"view": "board"}


@asynccontextmanager
async def relay_of(node: Node, clock: FakeClock) -> AsyncIterator[Relay]:
    faces = Faces(FacesStore(node.client, node.boards.node), node.rooms, clock)
    relay = Relay(PresenceStore(node.client, node.boards.node), node.rooms, faces, clock)
    await faces.start()
    await relay.start()
    yield relay
    await relay.stop()
    await faces.stop()


@pytest.fixture
async def here(node: Node, clock: FakeClock, stack: AsyncExitStack) -> Relay:
    return await stack.enter_async_context(relay_of(node, clock))


@pytest.fixture
async def there(other_node: Node, clock: FakeClock, stack: AsyncExitStack) -> Relay:
    return await stack.enter_async_context(relay_of(other_node, clock))


async def come(node: Node, name: str, state: dict[str, Any] | None = BOARD_VIEW) -> Editor:
    editor = await node.editor(name)
    editor.room.show(editor.peer, state)
    return editor


def seen(editor: Editor) -> dict[str, Any]:
    """Return what an editor knows of the others: name -> state."""
    table = PresenceTable()
    for present in editor.heard(codec.Present):
        table.apply(present.changes)
    return {here.person["name"]: here.state for here in table.here() if here.session != editor.peer.session}


async def test_what_one_does_at_one_node_is_seen_at_the_other_until_they_leave(
    node: Node, other_node: Node, here: Relay, there: Relay, clock: FakeClock
) -> None:
    ann = await come(node, "Ann")
    bo = await come(other_node, "Bo", {"view": "list"})
    await passing(clock, lambda: seen(ann) == {"Bo": {"view": "list"}} and seen(bo) == {"Ann": BOARD_VIEW})
    ann.room.show(ann.peer, {"view": "timeline", "card": "c"})
    await passing(clock, lambda: seen(bo) == {"Ann": {"view": "timeline", "card": "c"}})
    ann.room.leave(ann.peer)
    await passing(clock, lambda: seen(bo) == {})


async def test_who_comes_later_is_told_of_those_at_the_other_node_at_once(
    node: Node, other_node: Node, here: Relay, there: Relay, clock: FakeClock
) -> None:
    ann, bo = await come(node, "Ann"), await come(other_node, "Bo")
    await passing(clock, lambda: "Bo" in seen(ann) and "Ann" in seen(bo))
    cleo = await other_node.editor("Cleo")
    assert seen(cleo) == {"Ann": BOARD_VIEW, "Bo": BOARD_VIEW}


async def test_who_is_not_seen_sees_the_others_all_the_same(
    node: Node, other_node: Node, here: Relay, there: Relay, clock: FakeClock
) -> None:
    hidden = await other_node.editor("Viewer")
    ann = await come(node, "Ann")
    await passing(clock, lambda: seen(hidden) == {"Ann": BOARD_VIEW})
    ann.room.show(ann.peer, {"view": "list"})
    await passing(clock, lambda: seen(hidden) == {"Ann": {"view": "list"}})
    assert seen(ann) == {}


async def test_one_person_at_two_nodes_is_two_sessions(
    node: Node, other_node: Node, here: Relay, there: Relay, clock: FakeClock
) -> None:
    ann = await come(node, "Ann")
    again = await come(other_node, "Ann", {"view": "list"})
    again.room.leave(again.peer)
    again.peer.session = "another session of Ann"
    again.join()
    again.room.show(again.peer, {"view": "list"})
    await passing(
        clock, lambda: seen(ann) == {"Ann": {"view": "list"}} and seen(again) == {"Ann": BOARD_VIEW}
    )


async def test_what_was_lost_on_the_way_is_made_up_for(
    node: Node, other_node: Node, here: Relay, there: Relay, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bo = await come(node, "Ann"), await come(other_node, "Bo")
    cleo = await come(node, "Cleo")
    await passing(clock, lambda: set(seen(bo)) == {"Ann", "Cleo"})
    lost: list[tuple[str, Heard]] = []
    with monkeypatch.context() as deaf:
        deaf.setattr(PresenceStore, "send", _into(lost))
        ann.room.show(ann.peer, {"view": "list"})
        cleo.room.leave(cleo.peer)
        await passing(clock, lambda: any(isinstance(message, Told) for _, message in lost))
    assert seen(bo) == {"Ann": BOARD_VIEW, "Cleo": BOARD_VIEW}
    await passing(clock, lambda: seen(bo) == {"Ann": {"view": "list"}}, ASK_EVERY_S)


def _into(lost: list[tuple[str, Heard]]) -> Callable[..., Any]:
    async def send(_: PresenceStore, messages: list[tuple[str, Heard]]) -> None:
        lost.extend(messages)

    return send


async def test_a_store_that_is_away_is_asked_again(
    node: Node, other_node: Node, here: Relay, there: Relay, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = 0

    async def away(*_: object) -> None:
        nonlocal tries
        tries += 1
        raise StoreAway("away")

    with monkeypatch.context() as gone:
        gone.setattr(PresenceStore, "send", away)
        ann, bo = await come(node, "Ann"), await come(other_node, "Bo")
        await passing(clock, lambda: tries >= 4)
        assert seen(ann) == seen(bo) == {}
    await passing(clock, lambda: "Bo" in seen(ann) and "Ann" in seen(bo))


async def test_a_node_that_died_leaves_no_ghosts(
    node: Node, other_node: Node, valkey: Embedded, here: Relay, there: Relay, clock: FakeClock
) -> None:
    ann = await come(node, "Ann")
    await come(other_node, "Bo")
    await passing(clock, lambda: set(seen(ann)) == {"Bo"})
    for task in (there._task, there.faces._task):
        assert task is not None
        task.cancel()
    await here.store._client.call("DEL", f"kv1:{{here}}:{other_node.boards.node}")  # as time would
    await passing(clock, lambda: seen(ann) == {}, ASK_EVERY_S)


async def test_nobody_is_told_who_has_stopped_asking(
    node: Node, other_node: Node, here: Relay, there: Relay, clock: FakeClock
) -> None:
    ann, bo = await come(node, "Ann"), await come(other_node, "Bo")
    await passing(clock, lambda: set(seen(bo)) == {"Ann"} and set(seen(ann)) == {"Bo"})
    bo.room.leave(bo.peer)
    await passing(clock, lambda: here._heard_by == set(), ASK_HOLDS_S)
    assert ann.room.audience.elsewhere.listeners(clock.monotonic()) == []
    ann.room.show(ann.peer, {"view": "list"})
    ann.room.broadcast()
    assert ann.room.audience.elsewhere.take() == []


async def test_what_comes_unasked_or_for_a_board_that_is_not_here_is_passed_over(
    node: Node, here: Relay, clock: FakeClock
) -> None:
    ann = await come(node, "Ann")
    row = ["s", {"id": "m", "name": "Mallory", "color": "red"}, {"view": "board"}]
    here.heard(Told("stranger", BOARD, [row]))
    here.heard(Told("stranger", "A" * 22, [row], everyone=["s"]))
    here.heard(Ask("stranger", ["A" * 22]))
    await here.once()
    assert here._heard_by == set()
    ann.room.broadcast()
    assert seen(ann) == {}


async def test_a_great_many_are_told_in_messages_of_bounded_size(
    node: Node, other_node: Node, here: Relay, there: Relay, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = await come(node, "Ann")
    room = await other_node.rooms.open(BOARD)
    count = 2 * ROWS_PER_MESSAGE + 1
    for number in range(count):
        name = f"Person {number}"
        room.audience.present.put(f"session {number}", {"id": name, "name": name, "color": "red"}, {})
    sizes: list[int] = []
    send = PresenceStore.send

    async def measured(self: PresenceStore, messages: list[Any]) -> None:
        sizes.extend(len(message.rows) for _, message in messages if isinstance(message, Told))
        await send(self, messages)

    monkeypatch.setattr(PresenceStore, "send", measured)
    await passing(clock, lambda: len(seen(ann)) == count)
    assert max(sizes) == ROWS_PER_MESSAGE


async def test_three_nodes_hear_each_other_and_one_that_stops_is_gone(
    node: Node, other_node: Node, valkey: Embedded, here: Relay, there: Relay, clock: FakeClock
) -> None:
    third = await open_node("c", valkey, clock)
    try:
        async with relay_of(third, clock):
            ann, bo, cleo = await come(node, "Ann"), await come(other_node, "Bo"), await come(third, "Cleo")
            await passing(
                clock,
                lambda: (
                    [set(seen(one)) for one in (ann, bo, cleo)]
                    == [{"Bo", "Cleo"}, {"Ann", "Cleo"}, {"Ann", "Bo"}]
                ),
            )
        await passing(clock, lambda: set(seen(ann)) == {"Bo"} and set(seen(bo)) == {"Ann"})
    finally:
        await third.close()
