"""Watching what is known of boards: over real sockets, two nodes, and a worker that follows the logs."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgpack
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

from kanverge.accounts.links import SignedIn
from kanverge.accounts.roles import Role
from kanverge.following import follower
from kanverge.live.making import make_board
from kanverge.portfolio.index import FactsIndex
from kanverge.socket.watch_codec import SUBPROTOCOL, Kind
from kanverge.store.archival import set_archived
from kanverge.store.embedded import Embedded
from kanverge.store.inbox import Filed, put_notices, set_read
from kanverge_crdt import codec
from tests.doubles.eventually import WAIT_S, eventually
from tests.doubles.service import BOARD, OTHER_BOARD, Running, running_service


@pytest.fixture
async def service(valkey: Embedded) -> AsyncIterator[Running]:
    async with running_service(valkey) as service:
        yield service


@pytest.fixture
async def other_node(service: Running, valkey: Embedded) -> AsyncIterator[Running]:
    async with running_service(valkey) as other:
        yield other


async def follow(service: Running) -> None:
    """Let everything that was committed be followed, as a worker would."""
    await follower(service.service.stored).run_once()


class Watcher:
    """One connection, and what it knows by now."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.summaries: dict[str, dict[str, Any]] = {}
        self.faces: dict[str, list[str]] = {}
        self.cards: dict[str, dict[str, list[Any]]] = {}
        self.gone: list[str] = []
        self.unread: list[int] = []
        self.kinds: list[Kind] = []

    async def say(self, *message: Any) -> None:
        await self.socket.send(msgpack.packb(message))

    async def watch(self, cards: Any = (), *, summaries: bool = True) -> None:
        await self.say(int(Kind.WATCH), summaries, cards)
        await self.until(Kind.READY)

    async def until(self, kind: Kind) -> None:
        """Read up to the next message of this kind."""
        async with asyncio.timeout(WAIT_S):
            while self._take(await self.socket.recv(decode=False)) != kind:
                pass

    def _take(self, frame: bytes) -> Kind:
        kind, *rest = msgpack.unpackb(frame)
        match kind, rest:
            case Kind.SUMMARY, [board, summary]:
                self.summaries[board] = summary
            case Kind.FACES, [board, faces, _]:
                self.faces[board] = [name for _, name, _ in faces]
            case Kind.CARDS, [board, rows, is_whole]:
                known = {} if is_whole else self.cards.get(board, {})
                self.cards[board] = {id: row for id, row in (known | rows).items() if row is not None}
            case Kind.INBOX, [unread]:
                self.unread.append(unread)
            case Kind.GONE, [board]:
                self.gone.append(board)
        self.kinds.append(Kind(kind))
        return self.kinds[-1]

    async def closed(self) -> int:
        with pytest.raises(ConnectionClosed) as end:
            await self.until(Kind.WATCH)  # which no server sends
        assert end.value.rcvd is not None
        return end.value.rcvd.code


@asynccontextmanager
async def watching(
    service: Running, who: SignedIn | None = None, *, token: str = "", origin: bool = True
) -> AsyncIterator[Watcher]:
    headers = {"Cookie": service.cookie(who)} if who else {}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    async with connect(
        f"ws://127.0.0.1:{service.port}/watch",
        origin=Origin(service.url) if origin else None,
        subprotocols=[Subprotocol(SUBPROTOCOL)],
        additional_headers=headers,
        proxy=None,
    ) as socket:
        yield Watcher(socket)


async def test_who_wants_no_summaries_is_told_of_faces_alone(service: Running) -> None:
    ann = await service.sign_in("Ann", Role.EDITOR)
    async with watching(service, ann) as watcher:
        await watcher.watch(summaries=False)
        assert (watcher.summaries, watcher.faces) == ({}, {BOARD: []})
        tab = await service.visitor(ann)
        await tab.send(codec.Presence({"view": "board"}))
        await tab.barrier()
        await service.clock.advance(1)
        while watcher.faces != {BOARD: ["Ann"]}:
            await watcher.until(Kind.FACES)
        assert watcher.summaries == {}


async def test_a_change_on_one_node_is_told_to_who_watches_on_another(
    service: Running, other_node: Running
) -> None:
    ann = await service.sign_in("Ann", Role.VIEWER)
    await follow(service)
    async with watching(other_node, ann) as watcher:
        await watcher.watch()
        before = watcher.summaries[BOARD]["open"]
        editor = await service.caller()
        await editor.do("cards.add", id="c" * 22, title="New")
        await editor.saved()
        await follow(service)
        await watcher.until(Kind.SUMMARY)
        assert watcher.summaries[BOARD]["open"] == before + 1
        assert other_node.service.rooms.at_hand(BOARD) is None  # nothing was opened for it


async def test_one_sees_the_boards_one_is_a_member_of_and_no_others(service: Running) -> None:
    await make_board(service.service.stored.boards, OTHER_BOARD, name="Other", now_ms=1)
    await follow(service)
    ann, root = await service.sign_in("Ann", Role.VIEWER), await service.sign_in("Root", is_admin=True)
    async with watching(service, ann) as watcher, watching(service, root) as admin:
        await watcher.watch()
        await admin.watch()
        assert watcher.summaries.keys() == {BOARD}
        assert admin.summaries.keys() == {BOARD, OTHER_BOARD}
        await service.service.stored.members.set(OTHER_BOARD, ann.person.id, Role.VIEWER)
        await watcher.until(Kind.SUMMARY)
        assert watcher.summaries.keys() == {BOARD, OTHER_BOARD}
        await service.service.stored.members.remove(BOARD, ann.person.id)
        await watcher.until(Kind.GONE)
        assert watcher.gone == [BOARD]


async def test_an_archived_board_is_gone_and_a_new_one_comes(service: Running) -> None:
    await follow(service)
    root = await service.sign_in("Root", is_admin=True)
    async with watching(service, root) as admin:
        await admin.watch()
        await set_archived(service.service.stored.client, BOARD, is_archived=True)
        await admin.until(Kind.GONE)
        await make_board(service.service.stored.boards, OTHER_BOARD, name="Other", now_ms=1)
        await follow(service)
        await admin.until(Kind.SUMMARY)
        assert OTHER_BOARD in admin.summaries


async def test_a_board_that_is_archived_while_somebody_is_let_in_is_gone(
    service: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    await follow(service)
    ann = await service.sign_in("Ann", Role.VIEWER)
    hub, load = service.service.hub, FactsIndex.load

    async def archived_meanwhile(index: FactsIndex) -> None:
        monkeypatch.setattr(FactsIndex, "load", load)
        heard = hub.notices_heard
        await set_archived(service.service.stored.client, BOARD, is_archived=True)
        await eventually(lambda: hub.notices_heard > heard)
        await load(index)

    monkeypatch.setattr(FactsIndex, "load", archived_meanwhile)
    async with watching(service, ann) as watcher:
        await watcher.watch()
        await watcher.until(Kind.GONE)
        assert watcher.gone == [BOARD]


async def test_a_board_that_is_brought_back_comes_back(service: Running) -> None:
    ann = await service.sign_in("Ann", Role.VIEWER)
    await follow(service)
    client = service.service.stored.client
    async with watching(service, ann) as watcher:
        await watcher.watch()
        await set_archived(client, BOARD, is_archived=True)
        await watcher.until(Kind.GONE)
        before = watcher.summaries.pop(BOARD)
        await set_archived(client, BOARD, is_archived=False)
        await watcher.until(Kind.SUMMARY)
        assert watcher.summaries[BOARD] == before


async def test_cards_of_a_board_come_whole_and_then_by_themselves(service: Running) -> None:
    ann = await service.sign_in("Ann", Role.VIEWER)
    editor = await service.caller()
    await editor.do("cards.add", id="c" * 22, title="One")
    await editor.saved()
    await follow(service)
    async with watching(service, ann) as watcher:
        await watcher.watch([BOARD], summaries=False)
        assert watcher.cards[BOARD]["c" * 22][0] == "One"
        assert watcher.summaries == {}
        await editor.do("cards.set", id="c" * 22, key="due", value="2026-12-24")
        await editor.saved()
        await follow(service)
        await watcher.until(Kind.CARDS)
        assert watcher.cards[BOARD]["c" * 22][5] == "2026-12-24"
        await watcher.watch([OTHER_BOARD], summaries=False)  # not open to them: nothing comes


async def test_my_cards_are_those_assigned_to_me_on_any_board(service: Running) -> None:
    ann = await service.sign_in("Ann", Role.VIEWER)
    editor = await service.caller()
    for card in ("c", "d"):
        await editor.do("cards.add", id=card * 22, title=card)
    await editor.do("cards.include", id="c" * 22, family="assignee", member=ann.person.id)
    await editor.saved()
    await follow(service)
    async with watching(service, ann) as watcher:
        await watcher.watch("mine")
        assert watcher.cards[BOARD].keys() == {"c" * 22}
        await editor.do("cards.include", id="d" * 22, family="assignee", member=ann.person.id)
        await editor.do("cards.exclude", id="c" * 22, family="assignee", member=ann.person.id)
        await editor.saved()
        await follow(service)
        await watcher.until(Kind.CARDS)
        assert watcher.cards[BOARD].keys() == {"d" * 22}


async def test_who_is_on_a_board_is_told(service: Running) -> None:
    await follow(service)
    ann, bo = await service.sign_in("Ann", Role.VIEWER), await service.sign_in("Bo", Role.EDITOR)
    async with watching(service, ann) as watcher:
        await watcher.watch()
        assert watcher.faces[BOARD] == []
        visitor = await service.visitor(bo)
        await visitor.send(codec.Presence({"view": "board"}))
        room = await service.service.rooms.open(BOARD)
        await eventually(lambda: bool(room.audience.present.here()))
        await service.service.faces.once()
        await watcher.until(Kind.FACES)
        assert watcher.faces[BOARD] == ["Bo"]


async def test_a_token_watches_its_own_board(service: Running) -> None:
    await make_board(service.service.stored.boards, OTHER_BOARD, name="Other", now_ms=1)
    await follow(service)
    async with watching(service, token=await service.token(Role.VIEWER), origin=False) as watcher:
        await watcher.watch()
        assert watcher.summaries.keys() == {BOARD}


async def test_strangers_and_those_who_sign_out_are_sent_off(service: Running) -> None:
    ann = await service.sign_in("Ann", Role.VIEWER)
    async with watching(service) as stranger:
        assert await stranger.closed() == 4401
    async with watching(
        service, ann, origin=False
    ) as without_origin:  # a cookie comes with a page, or not at all
        assert await without_origin.closed() == 4401
    async with watching(service, ann) as watcher:
        await watcher.watch()
        await service.service.stored.sessions.end(ann.person.id, ann.session.id)
        assert await watcher.closed() == 4401
    assert not service.service.hub.connections
    assert service.service.hub._boards_of == {}


@pytest.mark.parametrize(
    "message",
    [
        b"", b"\xc1", msgpack.packb(1), msgpack.packb([]), msgpack.packb([1]), msgpack.packb([1, True]),
        msgpack.packb([1, 1, []]), msgpack.packb([1, True, "all"]), msgpack.packb([1, True, ["x"]]),
        msgpack.packb([1, True, ["b" * 22] * 2_000]), msgpack.packb([9]), b"\xdd\xff\xff\xff\xff", b"\x91" * 4_000,
        msgpack.packb([2, 2]), msgpack.packb([1, True, [["b" * 22]]]), msgpack.packb({1: 2}),
    ],
)  # fmt: skip
async def test_what_makes_no_sense_closes_the_connection_with_a_reason(
    service: Running, message: bytes
) -> None:
    ann = await service.sign_in("Ann", Role.VIEWER)
    async with watching(service, ann) as watcher:
        await watcher.socket.send(message)
        assert await watcher.closed() == 4400
    async with watching(service, ann) as watcher:
        await watcher.watch()


async def test_a_ping_is_answered_and_silence_ends_the_connection(service: Running) -> None:
    ann = await service.sign_in("Ann", Role.VIEWER)
    async with watching(service, ann) as watcher:
        await watcher.say(int(Kind.PING))
        await watcher.until(Kind.PONG)
        await service.clock.advance(46)
        assert await watcher.closed() == 4508


async def test_text_is_refused(service: Running) -> None:
    ann = await service.sign_in("Ann", Role.VIEWER)
    async with watching(service, ann) as watcher:
        await watcher.socket.send("hello")
        assert await watcher.closed() == 4400


async def test_after_the_store_was_away_everything_is_told_anew(service: Running) -> None:
    ann = await service.sign_in("Ann", Role.VIEWER)
    await follow(service)
    async with watching(service, ann) as watcher:
        await watcher.watch([BOARD])
        service.service.stored.client._connection.give_up("cut by the test")  # type: ignore[union-attr]
        await watcher.until(Kind.STORE)
        watcher.summaries.clear()
        while BOARD not in watcher.summaries:
            await service.clock.advance(1)
            async with asyncio.timeout(WAIT_S):
                watcher._take(await watcher.socket.recv(decode=False))


def test_the_table_is_the_one_in_the_documentation() -> None:
    page = (Path(__file__).parents[2] / "docs" / "watch.md").read_text()
    rows = re.findall(r"^\| (\d+) \| `(\w+)` \|", page, re.MULTILINE)
    assert {name.upper(): int(number) for number, name in rows} == {kind.name: kind.value for kind in Kind}


async def test_how_much_is_unread_is_told_to_who_asked_for_it_and_again_when_it_changes(
    service: Running, other_node: Running
) -> None:
    stored = service.service.stored
    ann = await service.sign_in("Ann", Role.VIEWER)

    def filed(id: str, board: str = BOARD) -> Filed:
        return Filed(id, {"board": board, "when": 1, "read": 0, "snoozed": 0})

    await put_notices(stored.client, ann.person.id, [filed("1"), filed("2", OTHER_BOARD)])
    async with watching(other_node, ann) as asked, watching(other_node, ann) as other:
        await other.watch()
        await asked.say(int(Kind.WATCH), False, [], True)
        await asked.until(Kind.READY)
        assert asked.unread == [1]  # of a board that one may not see nothing is told
        await put_notices(stored.client, ann.person.id, [filed("3")])
        await asked.until(Kind.INBOX)
        await set_read(stored.client, ann.person.id, ["1", "3"], at_ms=5)
        await asked.until(Kind.INBOX)
        assert asked.unread == [1, 2, 0]
        await stored.members.remove(BOARD, ann.person.id)
        await asked.until(Kind.GONE)
        await other.until(Kind.GONE)
        assert other.unread == []
    token = await service.token(Role.VIEWER)
    async with watching(service, token=token, origin=False) as script:
        await script.say(int(Kind.WATCH), False, [], True)
        await script.until(Kind.READY)
        assert script.unread == []
