"""kanverge.v1 over a real server, a real store and real sockets: joining, editing, presence, and their bounds."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin, Subprotocol

from kanverge.accounts.roles import ACTIONS, BOARD_ROLES, Role, may
from kanverge.api.headers import HEADERS
from kanverge.config import Limits
from kanverge.live.records import VERBS
from kanverge.socket.link import Receiver
from kanverge.socket.native import Connection
from kanverge.store import keys
from kanverge.store.archival import set_archived
from kanverge.store.embedded import Embedded
from kanverge_crdt import codec
from kanverge_crdt.codec import MESSAGES
from kanverge_crdt.ids import new_id
from tests.doubles.eventually import eventually
from tests.doubles.service import BOARD, OTHER_BOARD, Running, hello, running_service
from tests.socket.serving import ASGI, SHARED

PROTOCOL = Path(__file__).parents[2] / "docs" / "protocol.md"
NOT_A_BOARD = "0nothing00000000000000"


@pytest.fixture
async def service(valkey: Embedded) -> AsyncIterator[Running]:
    async with running_service(valkey) as service:
        yield service


# Joining.


@pytest.mark.parametrize("kind", [SHARED, ASGI])
async def test_an_edit_is_saved_and_reaches_the_others(valkey: Embedded, kind: str) -> None:
    async with running_service(valkey, kind=kind) as service:
        ann, bob = await service.caller(), await service.caller()
        await ann.name_board("Plans")
        await ann.saved()
        await bob.expect(codec.Edits)
        assert bob.editor.board.meta.name == "Plans"


async def test_a_welcome_says_who_one_is_and_what_the_board_is(service: Running) -> None:
    ann = await service.sign_in("Ann", Role.COMMENTER)
    caller = service.connect(cookie=service.cookie(ann))
    await caller.open()
    welcome = await caller.join()
    assert (welcome.epoch, welcome.schema, welcome.role) == (1, 1, "commenter")
    assert (welcome.person["id"], welcome.person["name"]) == (ann.person.id, "Ann")
    assert welcome.limits == {"structs": 500, "bytes": 48 * 1024, "frame": 64 * 1024}


async def test_without_a_hello_in_time_it_is_over(service: Running) -> None:
    async with service.connect() as caller:
        await caller.barrier()
        await service.clock.advance(4)
        await caller.barrier()
        await service.clock.advance(1)
        assert await caller.closed() == 4408


@pytest.mark.parametrize("token", [None, "", "kvt_nonsense", "x" * 10_000])
async def test_who_presents_nothing_that_counts_is_not_signed_in(service: Running, token: str | None) -> None:
    async with service.connect() as caller:
        await caller.hello(token=token)
        assert await caller.closed() == 4401


async def test_no_board_and_a_board_of_others_look_the_same(service: Running) -> None:
    answers = set()
    admin = service.cookie(await service.sign_in("Root", is_admin=True))
    stranger = service.cookie(await service.sign_in("Stranger"))
    for board, cookie in ((NOT_A_BOARD, admin), (NOT_A_BOARD, stranger), (BOARD, stranger)):
        async with service.connect(board=board, cookie=cookie) as caller:
            await caller.hello()
            assert await caller.closed() == 4403
            answers.add(next(m.text for m in caller.heard if isinstance(m, codec.Gone)))
    assert len(answers) == 1


async def test_a_token_opens_no_other_board(service: Running) -> None:
    async with service.connect() as caller:
        await caller.hello(token=await service.token(Role.OWNER, board=OTHER_BOARD))
        assert await caller.closed() == 4403


async def test_an_archived_board_is_gone(service: Running) -> None:
    await set_archived(service.service.stored.client, BOARD, is_archived=True)
    async with service.connect() as caller:
        await caller.hello(token=await service.token(Role.OWNER))
        assert await caller.closed() == 4404


async def test_a_cookie_counts_only_from_a_page(service: Running) -> None:
    cookie = service.cookie(await service.sign_in("Ann", Role.EDITOR))
    async with service.connect(cookie=cookie, from_page=False) as caller:
        await caller.hello()
        assert await caller.closed() == 4401


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1"])
async def test_pages_of_others_do_not_get_a_connection(service: Running, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await connect(f"ws://127.0.0.1:{service.port}/sync/{BOARD}", origin=Origin(origin), proxy=None)
    response = refused.value.response
    assert response.status_code == 403
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS


async def test_there_is_no_connection_where_there_is_no_route(service: Running) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await connect(f"ws://127.0.0.1:{service.port}/nowhere", proxy=None)
    response = refused.value.response
    assert response.status_code == 403
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS


@pytest.mark.parametrize(
    ("path", "protocol", "code"),
    [(f"/sync/{BOARD}", None, 4409), (f"/sync/{BOARD}", "yjs", 4409), ("/sync/x", codec.SUBPROTOCOL, 4403)],
)
async def test_what_the_address_already_tells_is_refused_after_the_upgrade(
    service: Running, path: str, protocol: str | None, code: int
) -> None:
    protocols = [Subprotocol(protocol)] if protocol else None
    url = f"ws://127.0.0.1:{service.port}{path}"
    async with connect(url, subprotocols=protocols, proxy=None) as socket:
        await socket.wait_closed()
        assert socket.close_code == code


@pytest.mark.parametrize("schema", [0, 2, 2**53 - 1])
async def test_a_client_too_old_or_too_new_is_asked_to_reload(service: Running, schema: int) -> None:
    async with service.connect() as caller:
        await caller.hello(token=await service.token(Role.EDITOR), schema=schema)
        assert await caller.closed() == 4409


async def test_what_comes_right_behind_the_hello_waits_for_its_turn(service: Running) -> None:
    caller = service.connect()
    await caller.open()
    await caller.send(hello(token=await service.token(Role.EDITOR)))
    await caller.name_board("Early")
    await caller.send(codec.Ask(7, "key", "cards.number", {"cards": [new_id(lambda _: 7)]}))
    await caller.saved()
    assert (await caller.expect(codec.Done)).result == [1]


async def test_in_another_epoch_everything_is_sent(service: Running) -> None:
    ann = await service.caller()
    known = ann.editor.board.doc.get_state()
    token = await service.token(Role.VIEWER)
    sizes = {}
    for epoch in (None, 1, 2):
        caller = service.connect()
        await caller.open()
        await caller.hello(token=token, epoch=epoch, state_vector=known, options={"records": 0})
        sizes[epoch] = len((await caller.expect(codec.Sync)).update)
    assert sizes[1] == 2, "one that has everything lacks nothing"
    assert sizes[None] == sizes[2] > 100


async def test_nobody_is_let_in_while_the_store_is_away(service: Running) -> None:
    token = await service.token(Role.EDITOR)
    async with service.connect() as caller:
        await caller.barrier()
        await service.lose_store()
        await caller.hello(token=token)
        assert await caller.closed() == 4503


async def test_a_board_that_cannot_be_read_is_not_opened(
    service: Running, caplog: pytest.LogCaptureFixture
) -> None:
    broken = ("HSET", keys.snapshot(BOARD), "cursor", "0-1", "epoch", "1", "crc", "1", "state", "x")
    await service.service.stored.client.call(*broken)
    await service.service.stored.client.call("HSET", keys.head(BOARD), "forgotten", "0-1")
    with caplog.at_level(logging.CRITICAL):
        async with service.connect() as caller:
            await caller.hello(token=await service.token(Role.EDITOR))
            assert await caller.closed() == 4500


async def test_one_board_more_than_allowed_is_too_many(valkey: Embedded) -> None:
    async with (
        running_service(valkey, limits=Limits(boards_per_person=0)) as service,
        service.connect() as caller,
    ):
        await caller.hello(token=await service.token(Role.EDITOR))
        assert await caller.closed() == 4529
        assert not service.service.hub._boards_of


async def test_a_full_board_takes_nobody_more(valkey: Embedded) -> None:
    async with running_service(valkey, limits=Limits(peers_per_board=1)) as service:
        await service.caller()
        async with service.connect() as caller:
            await caller.hello(token=await service.token(Role.EDITOR))
            assert await caller.closed() == 4529


class Wire:
    """A link that remembers; its other end is the test itself."""

    writable = True

    def __init__(self) -> None:
        self.codes: list[int] = []

    def attach(self, receiver: Receiver, *, message_bytes_max: int = 0) -> None: ...

    def write(self, frame: bytes) -> None: ...

    def close(self, code: int, reason: str = "") -> None:  # noqa: ARG002
        self.codes.append(code)

    def leave(self) -> bool:
        return False

    async def wait_closed(self) -> int:
        return 1006


@pytest.mark.parametrize("ends", ["cut", "closed by us"])
async def test_who_ends_while_joining_never_joins(service: Running, ends: str) -> None:
    hub = service.service.hub
    connection = Connection(hub, Wire(), BOARD, None)
    connection.received(codec.encode(hello(token=await service.token(Role.EDITOR))))
    if ends == "cut":
        connection.closed(1006)
    else:
        connection.received_text()
    assert not hub.connections
    await eventually(lambda: not hub._tasks)
    room = await service.service.rooms.open(BOARD)
    assert not room.peers
    assert connection.peer is None


@pytest.mark.parametrize(
    ("message", "times"),
    [(codec.Ping(0), 4_001), (codec.Ask(1, "k", "cards.number", {"x": "x" * 60_000}), 1)],
)
async def test_too_much_sent_while_joining_is_too_much(
    service: Running, message: codec.ClientMessage, times: int
) -> None:
    wire = Wire()
    connection = Connection(service.service.hub, wire, BOARD, None)
    connection.received(codec.encode(hello(token="any")))
    for _ in range(times):
        connection.received(codec.encode(message))
    assert wire.codes == [4529]
    assert len(connection._held) == 0


# Who may send what.


def test_every_message_of_a_client_has_a_rule_and_every_verb_an_action() -> None:
    sent = {shape.message for shape in MESSAGES.values() if "client" in shape.senders}
    assert set(Connection.FRAMES) == sent
    assert {rule.action for rule in Connection.FRAMES.values()} <= ACTIONS
    assert VERBS.keys() <= ACTIONS


def test_every_message_of_a_client_is_documented_with_its_action() -> None:
    documented = re.findall(r"^\| `(\w+)` \| `(\w+\.\w+)` \|", PROTOCOL.read_text("utf-8"), re.MULTILINE)
    rules = {message.__name__.lower(): rule.action for message, rule in Connection.FRAMES.items()}
    assert dict(documented) == rules


@pytest.mark.parametrize("role", BOARD_ROLES)
async def test_each_role_may_send_what_the_table_says(service: Running, role: Role) -> None:
    caller, other = await service.caller(role), await service.caller()
    await caller.send(codec.Presence({"view": "list"}))
    assert bool((await other.expect(codec.Present)).changes) == may(role, "presence.send")

    await caller.name_board("New")
    answer = await caller.next_of(codec.Saved, codec.Refused)
    assert isinstance(answer, codec.Saved) == may(role, "board.edit")
    await caller.send_in_parts(codec.Edit(caller.seq + 1, 2**21, "", b"\0\0"))
    answer = await caller.next_of(codec.Saved, codec.Refused)
    assert isinstance(answer, codec.Saved) == may(role, "board.edit")

    for verb in VERBS:
        await caller.send(codec.Ask(1, f"key of {verb}", verb, {}))
        answer = await caller.next_of(codec.Done, codec.Failed)
        assert isinstance(answer, codec.Failed), "the arguments are missing"
        assert (answer.code == "forbidden") == (not may(role, verb, is_own=True))


# What no client of ours sends.

PING = codec.encode(codec.Ping(1))


@pytest.mark.parametrize(
    "frame",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\xc1", id="no MessagePack"),
        pytest.param(b"\x91", id="cut off"),
        pytest.param(PING + b"\0", id="left over"),
        pytest.param(b"\x92\xcc\xff\0", id="unknown number"),
        pytest.param(b"\x92\x13\xa1x", id="wrong type"),
        pytest.param(b"\x91\x13", id="too few fields"),
        pytest.param(b"\x92\x05\x01", id="a server's message"),
        pytest.param(b"\x92\x13" + b"\x91" * 500 + b"\1", id="nested"),
        pytest.param(b"\xdd\xff\xff\xff\xff", id="a list of 2^32"),
        pytest.param(b"\x92\x13\xd6\xff\0\0\0\0", id="an extension"),
        pytest.param(codec.encode(codec.Presence({"x": "y" * 3_000})), id="a long presence"),
        pytest.param(codec.encode(codec.Part(1, 1, 2, b"x")), id="the second part first"),
        pytest.param(codec.encode(codec.Part(1, 0, 1, PING)), id="not an edit in parts"),
        pytest.param(codec.encode(hello()), id="a second hello"),
    ],
)
async def test_what_cannot_be_read_ends_the_connection_and_nothing_else(
    service: Running, frame: bytes
) -> None:
    caller, other = await service.caller(), await service.caller()
    await caller.socket.send(frame)
    assert await caller.closed() == 4400
    await other.name_board("still here")
    await other.saved()


async def test_what_cannot_be_read_is_refused_in_its_turn_too(service: Running) -> None:
    async with service.connect() as caller:
        token = await service.token(Role.EDITOR)
        await caller.send(hello(token=token), hello(token=token))
        assert await caller.closed() == 4400


async def test_text_has_no_meaning(service: Running) -> None:
    caller = await service.caller()
    await caller.socket.send("hello")
    assert await caller.closed() == 4400


@pytest.mark.parametrize(
    "message",
    [
        codec.Edit(1, 2**21, "", b"\0\0"),
        codec.Ask(1, "key", "cards.number", {}),
        codec.Presence({}),
        codec.Part(1, 0, 200, b"x" * 60_000),
        hello(state_vector=b"\xff\xff"),
    ],
    ids=lambda message: type(message).__name__,
)
async def test_before_a_sound_hello_nothing_is_kept_or_done(
    service: Running, message: codec.ClientMessage
) -> None:
    async with service.connect() as caller:
        await caller.send(message)
        assert await caller.closed() == 4400


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (codec.encode(codec.Edit(1, 1, "", bytes(70_000))), 4413),
        (codec.encode(codec.Part(1, 0, 10_000, b"x")), 4413),
        (bytes(2**20 + 1), 1009),
    ],
    ids=["a long frame", "too many parts", "beyond a megabyte"],
)
async def test_what_is_too_large_is_refused_for_good(service: Running, frame: bytes, code: int) -> None:
    caller = await service.caller()
    await caller.socket.send(frame)
    await caller.socket.wait_closed()
    assert caller.socket.close_code == code


async def test_small_messages_are_counted_too(valkey: Embedded) -> None:
    async with running_service(valkey, limits=Limits(bytes_burst=20_000, bytes_per_second=1)) as service:
        caller = await service.caller()
        for number in range(100):
            await caller.send(codec.Ping(number))
        assert await caller.closed() == 4529


async def test_too_many_edits_are_too_many(valkey: Embedded) -> None:
    async with running_service(valkey, limits=Limits(edits_burst=3, edits_per_second=0)) as service:
        caller = await service.caller()
        for number in range(4):
            await caller.name_board(str(number))
        assert await caller.closed() == 4529


async def test_too_many_asks_are_answered_so(valkey: Embedded) -> None:
    async with running_service(valkey, limits=Limits(asks_burst=1, asks_per_second=0)) as service:
        caller = await service.caller()
        for seq in (1, 2):
            await caller.send(codec.Ask(seq, f"key {seq}", "cards.number", {"cards": ["0" * 22]}))
        failed = await caller.expect(codec.Failed)
        assert (failed.seq, failed.code) == (2, "too-many")


async def test_a_slow_reader_gets_one_difference_and_holds_up_nobody(valkey: Embedded) -> None:
    async with running_service(valkey, limits=Limits(outbox_bytes=16_000), send_buffer=4_096) as service:
        slow, writer = service.connect(receive_buffer=4_096), await service.caller()
        await slow.open()
        await slow.join(token=await service.token(Role.VIEWER))
        slow.socket.transport.pause_reading()
        room = service.service.rooms.at_hand(BOARD)
        assert room is not None
        [peer] = [peer for peer in room.peers.values() if peer.principal.role is Role.VIEWER]
        for number in range(200):
            await writer.do("board.set", key="description", value=f"{number:04}" * 1_000)
            await writer.saved()
            if peer.outbox.owed.board_from is not None:
                break
        assert peer.outbox.owed.board_from is not None
        slow.socket.transport.resume_reading()
        while slow.editor.board.doc.get_state() != writer.editor.board.doc.get_state():
            await slow.next()
        syncs = [message for message in slow.heard if isinstance(message, codec.Sync)]
        assert len(syncs) == 2, "the first state, and what was missed as one difference"


async def test_who_asks_on_and_on_and_never_reads_is_sent_away(valkey: Embedded) -> None:
    async with running_service(valkey, limits=Limits(outbox_bytes=1_000), send_buffer=4_096) as service:
        caller = service.connect(receive_buffer=4_096)
        await caller.open()
        await caller.join(token=await service.token(Role.VIEWER))
        caller.socket.transport.pause_reading()
        room = service.service.rooms.at_hand(BOARD)
        assert room is not None
        [peer] = room.peers.values()
        for number in range(20_000):
            await caller.send(codec.Ask(number, "k" * 64, "v" * 64, {}))
            if peer.outbox.is_broken:
                break
        await eventually(lambda: peer.outbox.is_broken)
        await service.clock.advance(1)
        assert not room.peers
        caller.socket.transport.resume_reading()
        assert await caller.closed() == 4529


# Long edits.


async def test_an_edit_in_parts_is_taken_whole_and_later_ones_wait_for_it(service: Running) -> None:
    caller, other = await service.caller(), await service.caller()
    cards = [caller.editor.add("cards", title=f"Card {number}") for number in range(1_500)]
    update = caller.editor.board.doc.get_update(other.editor.board.doc.get_state())
    assert len(update) > codec.FRAME_BYTES_MAX
    await caller.edit(update)
    await caller.name_board("Later")
    await caller.saved()
    while other.editor.board.meta.name != "Later":
        await other.next()
    assert len(other.editor.board.cards(None)) == len(cards)


# Presence.


async def test_presence_is_stamped_by_the_server_and_ends_with_the_connection(service: Running) -> None:
    ann = await service.sign_in("Ann", Role.VIEWER)
    visitor, other = await service.visitor(ann), await service.caller()
    await visitor.send(codec.Presence({"card": "c1", "user": {"name": "Somebody else"}}))
    [[session, person, state]] = (await other.expect(codec.Present)).changes
    assert (person["id"], person["name"], state["card"]) == (ann.person.id, "Ann", "c1")
    visitor.cut()
    [[gone, _, state]] = (await other.expect(codec.Present)).changes
    assert (gone, state) == (session, None)


@pytest.mark.parametrize("role", BOARD_ROLES)
async def test_only_who_may_asks_everyone_to_follow(service: Running, role: Role) -> None:
    caller, other = await service.caller(role), await service.caller()
    await caller.send(codec.Presence({"view": "board", "spotlight": "s1"}))
    [[_, _, state]] = (await other.expect(codec.Present)).changes
    assert state["view"] == "board"
    assert ("spotlight" in state) == may(role, "presence.spotlight")


async def test_a_spotlight_goes_out_with_the_role_that_allowed_it(service: Running) -> None:
    ann, other = await service.sign_in("Ann", Role.EDITOR), await service.caller()
    visitor = await service.visitor(ann)
    await visitor.send(codec.Presence({"view": "board", "spotlight": "s1"}))
    [[_, _, state]] = (await other.expect(codec.Present)).changes
    assert state == {"view": "board", "spotlight": "s1"}
    await service.service.stored.members.set(BOARD, ann.person.id, Role.VIEWER)
    [[_, _, state]] = (await other.expect(codec.Present)).changes
    assert state == {"view": "board"}


async def test_of_too_many_states_the_newest_is_shown_a_little_later(service: Running) -> None:
    visitor, other = await service.caller(), await service.caller()
    for number in range(40):
        await visitor.send(codec.Presence({"n": number}))
    await visitor.barrier()
    await service.clock.advance(1)
    state: Any = None
    while state != {"n": 39}:
        [[_, _, state]] = (await other.expect(codec.Present)).changes


# Keeping in touch.


async def test_silence_is_asked_about_once_and_then_is_the_end(service: Running) -> None:
    caller = await service.caller()
    await service.clock.advance(20)
    await caller.expect(codec.Ping)
    await service.clock.advance(24)
    await service.clock.advance(1)
    assert await caller.closed() == 4508
    assert sum(isinstance(message, codec.Ping) for message in caller.heard) == 1


async def test_who_answers_stays(service: Running) -> None:
    caller = await service.caller()
    for _ in range(5):
        await service.clock.advance(20)
        await caller.send(codec.Pong((await caller.expect(codec.Ping)).nonce))
        await caller.barrier()


async def test_everybody_is_told_that_the_store_went_away_and_came_back(service: Running) -> None:
    caller = await service.caller()
    connection = service.service.stored.client._connection
    assert connection is not None
    await connection.close()
    assert not (await caller.expect(codec.Store)).available
    assert (await caller.expect(codec.Store)).available
    await caller.name_board("still here")
    await caller.saved()


async def test_who_joins_while_the_store_is_away_is_told_too(service: Running) -> None:
    service.service.hub.store_is_available = False
    caller = await service.caller()
    assert not (await caller.expect(codec.Store)).available


async def test_a_failure_of_ours_ends_one_connection(
    service: Running, caplog: pytest.LogCaptureFixture
) -> None:
    caller, other = await service.caller(), await service.caller()
    room = service.service.rooms.at_hand(BOARD)
    assert room is not None
    room.asking._turn = None  # type: ignore[assignment]
    with caplog.at_level(logging.CRITICAL):
        await caller.send(codec.Ask(1, "key", "cards.number", {"cards": ["0" * 22]}))
        assert await caller.closed() == 4500
    await other.name_board("still here")
    await other.saved()
