"""Who is on which board, over several nodes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from kanverge.live.faces import BEAT_EVERY_S, FACES_MAX, TELL_EVERY_S, Faces
from kanverge.store import keys
from kanverge.store.faces import LIFE_MS, FacesStore
from tests.doubles.clock import FakeClock
from tests.doubles.eventually import eventually
from tests.live.nodes import BOARD, Node, passing

HERE = {"view": "board"}


@asynccontextmanager
async def faces_of(node: Node, clock: FakeClock) -> AsyncIterator[Faces]:
    faces = Faces(FacesStore(node.client, node.boards.node), node.rooms, clock)
    await faces.start()
    await eventually(lambda: faces._beat_at is not None)
    yield faces
    await faces.stop()


@pytest.fixture
async def here(node: Node, clock: FakeClock, stack: AsyncExitStack) -> Faces:
    return await stack.enter_async_context(faces_of(node, clock))


@pytest.fixture
async def there(other_node: Node, clock: FakeClock, stack: AsyncExitStack) -> Faces:
    return await stack.enter_async_context(faces_of(other_node, clock))


def names(faces: Faces) -> set[str]:
    return {name for _, name, _ in faces.of(BOARD).faces}


async def come(node: Node, *people: str) -> None:
    for name in people:
        editor = await node.editor(name)
        editor.room.show(editor.peer, HERE)


async def leave(node: Node, *people: str) -> None:
    room = await node.rooms.open(BOARD)
    for peer in list(room.peers.values()):
        if peer.principal.name in people:
            room.leave(peer)


async def test_the_people_of_all_nodes_add_up_each_person_once(
    node: Node, other_node: Node, here: Faces, there: Faces, clock: FakeClock
) -> None:
    await come(node, "Ann", "Bob")
    await come(other_node, "Bob", "Cleo")
    await passing(clock, lambda: names(here) == names(there) == {"Ann", "Bob", "Cleo"})
    assert len(here.of(BOARD).faces) == len(there.of(BOARD).faces) == 3
    await leave(other_node, "Bob", "Cleo")
    await passing(clock, lambda: names(here) == {"Ann", "Bob"})


async def test_watchers_hear_of_boards_to_which_somebody_came_and_of_no_others(
    node: Node, other_node: Node, here: Faces, there: Faces, clock: FakeClock
) -> None:
    heard: list[frozenset[str]] = []
    stop = here.watch(heard.append)
    await come(other_node, "Cleo")
    await passing(clock, lambda: heard == [frozenset({BOARD})])
    room = await other_node.rooms.open(BOARD)
    for peer in room.peers.values():  # doing something else is no coming
        room.show(peer, HERE | {"card": "c1"})
    await come(node, "Ann")
    await passing(clock, lambda: len(heard) == 2)
    assert heard[1] == frozenset({BOARD})
    stop()
    await leave(node, "Ann")
    await passing(clock, lambda: names(there) == {"Cleo"})
    assert len(heard) == 2


async def test_whoever_looks_is_shown_no_face_that_nobody_would_tell_them_is_gone(
    node: Node, here: Faces, clock: FakeClock
) -> None:
    heard: list[frozenset[str]] = []
    here.watch(heard.append)
    await come(node, "Ann")
    await passing(clock, lambda: bool(heard))
    await come(node, "Bo")  # and goes before it was told
    shown = names(here)
    await leave(node, "Bo")
    heard.clear()
    await here.once()
    assert shown == names(here) or heard


async def test_a_node_that_comes_later_knows_who_is_there_at_once(
    node: Node, here: Faces, other_node: Node, clock: FakeClock, stack: AsyncExitStack
) -> None:
    await come(node, "Ann")
    await passing(clock, lambda: BOARD in here._said)
    there = await stack.enter_async_context(faces_of(other_node, clock))
    assert names(there) == {"Ann"}


async def test_a_node_that_ends_takes_its_people_along(
    node: Node, here: Faces, other_node: Node, clock: FakeClock
) -> None:
    async with faces_of(other_node, clock):
        await come(other_node, "Cleo")
        await passing(clock, lambda: names(here) == {"Cleo"})
    await eventually(lambda: names(here) == set())


async def test_what_a_node_says_is_forgotten_unless_it_says_it_again(
    node: Node, other_node: Node, here: Faces, there: Faces, clock: FakeClock
) -> None:
    await come(other_node, "Cleo")
    await passing(clock, lambda: names(here) == {"Cleo"})
    life = await node.client.call("PTTL", keys.here(other_node.boards.node))
    assert isinstance(life, int)
    assert 0 < life <= LIFE_MS
    assert there._task is not None
    there._task.cancel()  # as if it had been killed
    await node.client.call("DEL", keys.here(other_node.boards.node))  # and its time had passed
    await passing(clock, lambda: names(here) == set())


async def test_a_node_that_was_forgotten_says_everything_again(
    node: Node, other_node: Node, here: Faces, there: Faces, clock: FakeClock
) -> None:
    await come(other_node, "Cleo")
    await passing(clock, lambda: names(here) == {"Cleo"})
    await node.client.call("DEL", keys.here(other_node.boards.node))

    async def is_said_again() -> bool:
        await clock.advance(BEAT_EVERY_S)
        return await node.client.call("EXISTS", keys.here(other_node.boards.node)) == 1

    await eventually(is_said_again)
    await passing(clock, lambda: names(here) == {"Cleo"}, seconds=BEAT_EVERY_S)


async def test_a_crowd_is_named_up_to_a_bound_and_counted_beyond(
    node: Node, other_node: Node, here: Faces, there: Faces, clock: FakeClock
) -> None:
    await come(node, *(f"Person {number}" for number in range(FACES_MAX + 10)))
    await passing(clock, lambda: there.of(BOARD).more == 10)
    assert len(there.of(BOARD).faces) == FACES_MAX


async def test_which_card_somebody_looks_at_is_known_to_all_nodes_and_no_news_of_faces(
    node: Node, here: Faces, there: Faces, clock: FakeClock
) -> None:
    card, news = "c" * 22, list[frozenset[str]]()
    editor = await node.editor("Ann")
    editor.room.show(editor.peer, HERE)
    await passing(clock, lambda: names(there) == {"Ann"} and BOARD in here._said)
    here.watch(news.append)
    there.watch(news.append)

    async def looking() -> frozenset[tuple[str, str]]:
        [present] = [boards[BOARD] for boards in (await there.store.others()).values() if BOARD in boards]
        return present.looking

    async def is_told(expected: set[tuple[str, str]]) -> None:
        async def holds() -> bool:
            await clock.advance(TELL_EVERY_S)
            return await looking() == expected

        await eventually(holds)

    ann = here.of(BOARD).faces[0][0]
    editor.room.show(editor.peer, HERE | {"card": card})
    await is_told({(ann, card)})
    editor.room.show(editor.peer, HERE | {"card": card, "idle": True})
    await is_told(set())
    editor.room.show(editor.peer, HERE | {"card": ["no", "id"]})
    editor.room.show(editor.peer, HERE | {"card": card})
    await is_told({(ann, card)})
    assert news == []
