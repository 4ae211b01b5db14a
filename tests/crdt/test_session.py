"""The client's session, and devices over a wire that loses and delays: nothing lost, nothing twice."""

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import Any

import pytest
from pycrdt import Doc, Map, Text

from kanverge_crdt import codec, statevector
from kanverge_crdt.codec import decode, encode
from kanverge_crdt.errors import MalformedMessage
from kanverge_crdt.events import (
    Answered,
    Ended,
    Joined,
    PresenceChanged,
    RoleChanged,
    RowsLost,
    RowsSaved,
    Synced,
)
from kanverge_crdt.outbox import Row
from kanverge_crdt.session import Session, is_permanent
from kanverge_crdt.status import Badge, Phase
from tests.doubles.board_server import BoardServer
from tests.doubles.device import CARD, NOTES, TITLE, Device, append, seed, text, tokens
from tests.doubles.wire import Wire


class Room:
    """A server, a wire and some devices, all connected and settled."""

    def __init__(self, *names: str, random: Random | None = None) -> None:
        self.server = BoardServer(refuses=lambda edit: edit.group == "bad")
        self.server.write(seed)
        self.wire = Wire(self.server, random or Random(1))
        self.client_ids: Iterator[int] = itertools.count(2**20)
        self.devices = [Device(name, self.server, self.client_ids) for name in names]
        self.settle()

    def settle(self) -> None:
        self.wire.settle(list(self.devices))

    def check(self) -> None:
        """Check that all is quiet, equal, and each edit there exactly once unless it was refused."""
        made = {token for device in self.devices for token in device.made}
        refused = {token for device in self.devices for token in device.refused}
        for device in self.devices:
            assert device.disk == []
            assert device.session.status().badge is Badge.LIVE
            assert text(device.doc) == text(self.server.doc)
            assert text(device.doc, NOTES) == text(self.server.doc, NOTES)
        assert Counter(tokens(self.server.doc)) == Counter(made - refused)


def test_an_edit_reaches_the_disk_and_the_other_device() -> None:
    room = Room("a", "b")
    token = room.devices[0].edit()
    assert room.devices[0].session.status().badge is Badge.SAVING
    room.settle()
    assert room.devices[0].saved == [token]
    room.check()


def test_nothing_is_saved_before_the_server_has_it_on_disk() -> None:
    room = Room("a")
    device = room.devices[0]
    device.edit()
    while room.wire.step():
        pass
    assert device.saved == []
    assert device.session.status() == (Badge.SAVING, 1)


def test_edits_in_flight_when_the_server_dies_are_sent_again() -> None:
    room = Room("a")
    for _ in range(5):
        room.devices[0].edit()
    while room.wire.step():
        pass
    room.wire.crash()
    assert room.devices[0].session.status() == (Badge.OFFLINE, 5)
    room.settle()
    room.check()


def test_an_edit_saved_whose_answer_was_lost_is_not_made_twice() -> None:
    room = Room("a")
    room.devices[0].edit()
    while room.wire.step():
        pass
    room.server.flush()
    room.wire.crash()
    room.settle()
    assert room.devices[0].saved == room.devices[0].made
    room.check()


def test_edits_made_offline_survive_a_restart_of_the_device() -> None:
    room = Room("a", "b")
    device = room.devices[0]
    room.wire.cut(device)
    for _ in range(3):
        device.edit()
    device.restart()
    room.devices[1].edit()
    room.settle()
    room.check()


def test_a_refused_edit_is_shown_and_those_after_it_are_done_over() -> None:
    room = Room("a", "b")
    device = room.devices[0]
    first_client_id = device.client_id
    before, bad, after = device.edit(), device.edit(group="bad"), device.edit()
    device.delete()
    room.settle()
    assert device.refused == [bad]
    assert device.client_id != first_client_id
    assert tokens(room.server.doc) == [before, after]
    assert bad not in text(device.doc)
    room.check()


def test_edits_made_between_a_refusal_and_the_new_state_are_done_over_too() -> None:
    room = Room("a")
    device = room.devices[0]
    device.edit()
    device.edit(group="bad")
    while not device.refused:
        room.wire.step()
    late = device.edit()
    room.settle()
    assert late in tokens(room.server.doc)
    room.check()


def test_two_refused_edits_are_both_shown() -> None:
    room = Room("a")
    device = room.devices[0]
    first, _, second, _ = (device.edit(group=group) for group in ("bad", "good", "bad", "good"))
    room.settle()
    assert device.refused == [first, second]
    room.check()


def copied(old: Doc[Any], new: Doc[Any]) -> None:
    card = old.get("cards", type=Map)[CARD]
    new.get("cards", type=Map)[CARD] = Map({key: Text(str(card[key])) for key in (TITLE, NOTES)})


def test_in_a_new_epoch_what_was_not_saved_is_done_over() -> None:
    room = Room("a", "b")
    device = room.devices[0]
    device.edit()
    room.settle()
    room.wire.cut(device)
    device.edit()
    room.server.rebuild(copied)
    room.settle()
    assert device.epoch == 2
    room.check()


def test_a_device_that_was_away_for_the_rebuild_learns_it_from_the_welcome() -> None:
    room = Room("a")
    device = room.devices[0]
    room.wire.cut(device)
    device.edit()
    device.restart()
    room.server.rebuild(copied)
    room.settle()
    assert not any(ended.code == 4410 for ended in device.ended)
    room.check()


def test_what_a_server_lost_for_good_is_done_over_and_not_asked_for_ever() -> None:
    room = Room("a")
    device = room.devices[0]
    device.edit()
    room.settle()
    room.wire.crash()
    device.edit()
    device.restart()  # it has forgotten what was confirmed
    room.server.fail_over(lost=1)  # and a backup from before that is restored, in the same epoch
    room.settle()
    assert tokens(room.server.doc) == device.made[1:]


def test_a_long_edit_travels_in_parts() -> None:
    room = Room("a", "b")
    device = room.devices[0]
    with device._recording() as updates:
        append(device.doc, NOTES, "y" * 200_000)
    row = Row(1_000, device.client_id, "long", updates[0], ("long", {}), 200_000)
    device.disk.append(row)
    device.session.edit(row)
    room.settle()
    room.check()


def edit(_: Room, device: Device) -> None:
    if device.is_ready:
        device.edit()


def edit_badly(_: Room, device: Device) -> None:
    if device.is_ready:
        device.edit(group="bad")


def delete(_: Room, device: Device) -> None:
    if device.is_ready:
        device.delete()


def connect(room: Room, device: Device) -> None:
    if not room.wire.is_connected(device):
        room.wire.connect(device)


def restart(room: Room, device: Device) -> None:
    room.wire.cut(device)
    device.restart()


def leave_ghost(room: Room, device: Device) -> None:
    room.wire.cut(device, leaves_ghost=True)


def fail_over(room: Room, _: Device) -> None:
    room.wire.crash()
    room.server.fail_over(lost=room.wire.random.randint(0, 8))


Step = Callable[[Room, Device], object]
# What may happen, and how often.
STEPS: dict[Step, int] = {
    edit: 20,
    edit_badly: 1,
    delete: 5,
    connect: 8,
    restart: 2,
    lambda room, device: room.wire.cut(device): 4,
    leave_ghost: 3,
    lambda room, _: room.server.flush(): 8,
    lambda room, _: room.wire.crash(): 1,
    lambda room, _: room.wire.step(): 60,
}


# A device that restarts has forgotten what was confirmed. What a ghost deletes may be seen by others, lost by the
# store, and not be done over alike by its author: no state vector shows that.
FAILOVERS = {step: often for step, often in STEPS.items() if step not in (restart, leave_ghost)} | {
    fail_over: 2
}


def play(seed: int, steps: Mapping[Step, int]) -> None:
    random = Random(seed)
    room = Room("a", "b", "c", random=random)
    for _ in range(120):
        device = random.choice(room.devices)
        [step] = random.choices(list(steps), list(steps.values()))
        step(room, device)
    room.settle()
    room.check()


@pytest.mark.parametrize("seed", range(150))
def test_whatever_the_wire_does_every_edit_arrives_once(seed: int) -> None:
    play(seed, STEPS)


@pytest.mark.parametrize("seed", range(100))
def test_whatever_a_store_loses_comes_again_from_the_devices_that_run(seed: int) -> None:
    play(seed, FAILOVERS)


# One session, frame by frame.


def welcome(epoch: int = 1, clocks: dict[int, int] | None = None) -> bytes:
    return encode(codec.Welcome(epoch, 1, "editor", {"id": "u1"}, statevector.encode(clocks or {}), {}))


SYNC = encode(codec.Sync(b"\0\0", []))


def connected(
    session: Session, *, client_id: int = 2**20, clock: int = 0, vector: bytes = b"\0"
) -> codec.Hello:
    session.connect(token="t", state_vector=vector, client_id=client_id, clock=clock)
    (hello,) = (decode(frame, sender="client") for frame in session.frames_to_send())
    assert isinstance(hello, codec.Hello)
    return hello


def live(session: Session | None = None, *, clocks: dict[int, int] | None = None) -> Session:
    session = session or Session(schema=1)
    connected(session)
    session.receive(welcome(clocks=clocks))
    session.receive(SYNC)
    assert session.phase is Phase.LIVE
    return session


def sent(session: Session) -> list[codec.ClientMessage]:
    return [decode(frame, sender="client") for frame in session.frames_to_send()]


def row(seq: int, *, clock: int | None = None, update: bytes = b"\0\0") -> Row:
    return Row(seq, 2**20, f"g{seq}", update, ("cards.set", {"seq": seq}), seq if clock is None else clock)


def test_hello_says_what_the_device_holds() -> None:
    hello = connected(Session(schema=1, epoch=3), client_id=2**20, vector=b"\1\2\3")
    assert hello == codec.Hello("t", 3, 1, 2**20, b"\1\2\3", {})


def test_nothing_but_hello_is_sent_before_the_state_has_come() -> None:
    session = Session(schema=1, rows=[row(1)])
    session.show({"card": "c1"})
    session.ask("k", "comments.add", {})
    connected(session)
    assert sent(session) == []
    session.receive(welcome())
    assert sent(session) == []
    session.receive(SYNC)
    assert [type(message) for message in sent(session)] == [codec.Edit, codec.Ask, codec.Presence]


def test_a_server_ahead_of_the_device_means_the_client_id_is_taken() -> None:
    session = Session(schema=1)
    connected(session, clock=4)
    joined = Joined("editor", {"id": "u1"}, {}, client_id_taken=True, clocks={2**20: 5})
    assert session.receive(welcome(clocks={2**20: 5})) == [joined]


def test_a_fork_is_found_also_among_edits_made_offline_since() -> None:
    session = live()
    session.edit(row(1))
    sent(session)
    session.receive(encode(codec.Saved(1)))
    session.disconnect()
    for seq in (2, 3, 4):
        session.edit(row(seq))
    connected(session, clock=0, vector=statevector.encode({2**20: 4}))
    joined, *_ = session.receive(welcome(clocks={2**20: 2}))
    assert isinstance(joined, Joined)
    assert joined.client_id_taken
    session.receive(SYNC)
    assert session.must_reconnect
    assert len(session.outbox) == 3, "nothing counts as saved"


def test_edits_under_clocks_that_the_server_knows_otherwise_are_done_over() -> None:
    session = Session(schema=1, epoch=1, rows=[row(1), row(2), row(3), row(4)])
    connected(session, clock=2, vector=b"\1\2\3")
    events = session.receive(welcome(clocks={2**20: 3}))
    assert events[1:] == [RowsSaved((row(1), row(2)))], "the third is another's"
    session.receive(SYNC)
    assert session.must_reconnect
    session.disconnect()
    connected(session, client_id=2**20 + 1)
    assert session.receive(welcome(clocks={2**20: 4}))[1:] == []
    [synced] = session.receive(SYNC)
    assert isinstance(synced, Synced)
    assert synced.replays == (row(3), row(4))


def test_the_first_state_is_whole_and_a_later_one_is_not() -> None:
    session = Session(schema=1)
    connected(session)
    session.receive(welcome())
    assert session.receive(SYNC) == [Synced(b"\0\0", [], whole=True)]
    session.disconnect()
    connected(session, vector=b"\1\2\3")
    session.receive(welcome())
    assert session.receive(SYNC) == [Synced(b"\0\0", [], whole=False)]


@pytest.mark.parametrize(
    "message",
    [codec.Sync(b"", []), codec.Edits(b"", []), codec.Saved(1), codec.Records([]), codec.Done(1, None)],
    ids=lambda message: type(message).__name__,
)
def test_a_message_before_welcome_is_malformed(message: codec.ServerMessage) -> None:
    session = Session(schema=1)
    connected(session)
    with pytest.raises(MalformedMessage, match="while joining"):
        session.receive(encode(message))


def test_a_second_welcome_is_malformed() -> None:
    with pytest.raises(MalformedMessage, match="welcome while live"):
        live().receive(welcome())


def test_a_frame_after_the_end_is_malformed() -> None:
    session = live()
    session.disconnect()
    with pytest.raises(MalformedMessage):
        session.receive(SYNC)


def test_rows_that_the_welcome_shows_to_be_saved_are_not_sent_again() -> None:
    session = Session(schema=1, epoch=1, rows=[row(1), row(2)])
    connected(session, clock=2)
    assert RowsSaved((row(1),)) in session.receive(welcome(clocks={2**20: 1}))
    session.receive(SYNC)
    assert [message.seq for message in sent(session) if isinstance(message, codec.Edit)] == [2]


def test_rows_go_out_in_order_a_window_ahead_of_the_answers() -> None:
    session = live()
    for seq in range(1, 8):
        session.edit(row(seq, update=bytes(48 * 1024)))
    assert [message.seq for message in sent(session) if isinstance(message, codec.Edit)] == [1, 2, 3, 4, 5, 6]
    assert sent(session) == []
    session.receive(encode(codec.Saved(2)))
    assert [message.seq for message in sent(session) if isinstance(message, codec.Edit)] == [7]


def test_what_a_server_confirmed_and_lost_is_sent_again() -> None:
    session = live()
    for seq in (1, 2, 3):
        session.edit(row(seq))
    sent(session)
    session.receive(encode(codec.Saved(2)))
    session.disconnect()
    connected(session, clock=3, vector=statevector.encode({2**20: 3}))
    assert RowsLost((row(2),)) in session.receive(welcome(clocks={2**20: 1}))
    session.receive(SYNC)
    assert not session.must_reconnect
    assert [message.seq for message in sent(session) if isinstance(message, codec.Edit)] == [2, 3]


def test_where_a_server_lost_what_others_wrote_its_state_is_asked_for_whole() -> None:
    session = live()
    session.disconnect()
    connected(session, vector=statevector.encode({2**20 + 7: 3}))
    session.receive(welcome(clocks={2**20 + 7: 2}))
    session.receive(SYNC)
    assert session.must_reconnect
    session.disconnect()
    assert connected(session, vector=statevector.encode({2**20 + 7: 3})).state_vector == statevector.EMPTY
    session.receive(welcome(clocks={2**20 + 7: 2}))
    assert session.receive(SYNC) == [Synced(b"\0\0", [], whole=True)]
    assert not session.must_reconnect


def test_edits_passed_over_for_lack_of_room_are_sent_again_as_often_as_it_takes() -> None:
    session = live()
    for seq in (1, 2):
        session.edit(row(seq))
    for _ in range(3):
        assert [message.seq for message in sent(session) if isinstance(message, codec.Edit)] == [1, 2]
        session.receive(encode(codec.Missing(0, statevector.EMPTY)))
    assert not session.must_reconnect


def test_a_missing_edit_is_sent_again_with_all_above_what_the_server_has() -> None:
    session = live()
    for seq in range(1, 5):
        session.edit(row(seq))
    sent(session)
    session.receive(encode(codec.Missing(3, statevector.encode({2**20: 1}))))
    assert [message.seq for message in sent(session) if isinstance(message, codec.Edit)] == [2, 3, 4]


def test_an_ask_waits_for_the_edits_before_it_and_is_sent_again_until_answered() -> None:
    session = live()
    session.edit(row(1))
    session.ask("k1", "comments.add", {"card": "c1"}, after=1)
    session.ask("k2", "watch", {})
    assert [type(message) for message in sent(session)] == [codec.Edit, codec.Ask]
    session.receive(encode(codec.Saved(1)))
    ask = codec.Ask(1, "k1", "comments.add", {"card": "c1"})
    assert sent(session) == [ask]
    session.disconnect()
    live(session, clocks={2**20: 1})
    assert ask in sent(session)
    assert session.receive(encode(codec.Done(1, {"id": "x"}))) == [Answered("k1", {"id": "x"})]
    assert session.receive(encode(codec.Done(1, {"id": "x"}))) == []
    assert session.receive(encode(codec.Failed(2, "denied", "no"))) == [Answered("k2", None, "denied", "no")]
    assert session.asks_waiting == 0


def test_presence_is_sent_once_a_change_and_again_on_the_next_connection() -> None:
    session = live()
    session.show({"card": "c1"})
    assert sent(session) == [codec.Presence({"card": "c1"})]
    assert sent(session) == []
    session.disconnect()
    live(session)
    assert sent(session) == [codec.Presence({"card": "c1"})]
    session.show(None)
    assert sent(session) == [codec.Presence(None)]
    rows = [["s2", {"id": "u2"}, {"card": "c1"}]]
    assert session.receive(encode(codec.Present(rows))) == [PresenceChanged(rows)]


def test_a_ping_is_answered_in_any_phase_of_a_connection() -> None:
    session = Session(schema=1)
    connected(session)
    session.receive(encode(codec.Ping(7)))
    assert sent(session) == [codec.Pong(7)]


def test_the_role_and_the_store_are_followed() -> None:
    session = live()
    assert session.receive(encode(codec.Role("viewer"))) == [RoleChanged("viewer")]
    assert session.role == "viewer"
    session.edit(row(1))
    session.receive(encode(codec.Store(available=False)))
    assert session.status() == (Badge.PAUSED, 1)
    session.receive(encode(codec.Store(available=True)))
    assert session.status() == (Badge.SAVING, 1)


@pytest.mark.parametrize(
    ("code", "permanent"), [(1006, False), (1012, False), (4403, True), (4410, False), (4503, False)]
)
def test_whether_to_come_back_follows_from_the_close_code(code: int, permanent: bool) -> None:
    session = live()
    assert is_permanent(code) is permanent
    assert session.receive(encode(codec.Gone(code, "why"))) == [Ended(code, "why", permanent)]
    assert session.disconnect(code) == [], "told once"
    assert session.phase is (Phase.GONE if permanent else Phase.DISCONNECTED)


def test_after_a_permanent_end_a_person_may_connect_again() -> None:
    session = live()
    session.disconnect(4401)
    assert session.status() == (Badge.GONE, 0)
    live(session)
    assert session.status() == (Badge.LIVE, 0)


def test_a_device_that_is_not_connected_asks_for_no_sign_of_life() -> None:
    session = Session(schema=1)
    session.ping(1)
    assert sent(session) == []


def test_a_sign_of_life_that_was_asked_for_is_no_news() -> None:
    session = live()
    session.ping(7)
    assert codec.Ping(7) in sent(session)
    assert session.receive(encode(codec.Pong(7))) == []


def test_an_edit_that_makes_what_is_made_by_now_is_done_over_and_not_shown_as_refused() -> None:
    session = live()
    session.edit(row(1))
    session.edit(row(2))
    sent(session)
    assert session.receive(encode(codec.Refused(1, "made-already", ""))) == []
    assert session.must_reconnect
    session.disconnect()
    hello = connected(session)
    assert statevector.is_empty(hello.state_vector)
    session.receive(welcome())
    (synced,) = session.receive(SYNC)
    assert isinstance(synced, Synced)
    assert synced.must_replay
    assert [replayed.seq for replayed in synced.replays] == [1, 2]
