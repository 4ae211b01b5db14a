"""Messages and their bytes: the table of docs/protocol.md, the golden vectors, and hostile frames."""

import json
import re
import tracemalloc
from pathlib import Path
from typing import Any, get_args

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanverge_crdt import codec
from kanverge_crdt.codec import (
    FRAME_BYTES_MAX,
    INT_MAX,
    MESSAGE_BYTES_MAX,
    MESSAGES,
    Ask,
    Done,
    Edit,
    Edits,
    Message,
    Presence,
    Saved,
    Sender,
    Sync,
    decode,
    encode,
)
from kanverge_crdt.errors import MalformedMessage, MessageTooLarge

ROOT = Path(__file__).parents[2]
VECTORS = json.loads((ROOT / "tests/vectors/messages.json").read_text())
TABLE_ROW = re.compile(r"^\| (\d+) \| `(\w+)` \| ([CS ]+) \| (.*) \|$", re.MULTILINE)
SENDERS: dict[str, Sender] = {"C": "client", "S": "server"}


def from_json(value: Any) -> Any:
    if isinstance(value, dict):
        return (
            bytes.fromhex(value["$bin"]) if "$bin" in value else {k: from_json(v) for k, v in value.items()}
        )
    return [from_json(item) for item in value] if isinstance(value, list) else value


def read(frame: bytes, sender: Sender) -> Message:
    return decode(frame, sender="client") if sender == "client" else decode(frame, sender="server")


def test_the_table_of_the_protocol_page_is_the_table_of_the_codec() -> None:
    page = {
        int(number): (
            name,
            tuple(SENDERS[letter] for letter in senders.split()),
            re.findall(r"`(\w+): ([\w?]+)`", fields),
        )
        for number, name, senders, fields in TABLE_ROW.findall((ROOT / "docs/protocol.md").read_text())
    }
    code = {shape.number: (shape.name, shape.senders, list(shape.fields)) for shape in MESSAGES.values()}
    assert page == code


def test_the_unions_of_each_side_hold_what_the_table_says() -> None:
    for sender, union in (("client", codec.ClientMessage), ("server", codec.ServerMessage)):
        assert {shape.message for shape in MESSAGES.values() if sender in shape.senders} == set(
            get_args(union)
        )


@pytest.mark.parametrize("row", VECTORS["messages"], ids=lambda row: f"{row['name']} {row.get('why', '')}")
def test_a_golden_frame_decodes_to_its_message_and_back(row: dict[str, Any]) -> None:
    message = read(bytes.fromhex(row["hex"]), row["from"])
    assert type(message).__name__.lower() == row["name"]
    assert {name: getattr(message, name) for name in row["fields"]} == from_json(row["fields"])
    assert read(encode(message), row["from"]) == message


def test_the_golden_frames_hold_every_message_from_each_of_its_senders() -> None:
    held = {(row["name"], row["from"]) for row in VECTORS["messages"]}
    assert held == {(shape.name, sender) for shape in MESSAGES.values() for sender in shape.senders}


@pytest.mark.parametrize("row", VECTORS["malformed"], ids=lambda row: row["why"])
def test_a_malformed_frame_is_refused(row: dict[str, Any]) -> None:
    with pytest.raises(MalformedMessage):
        read(bytes.fromhex(row["hex"]), row["from"])


def test_the_error_names_the_field_that_is_wrong() -> None:
    with pytest.raises(MalformedMessage, match="edit: client_id is not a well-formed int"):
        decode(msgpack.packb([4, 1, None, "", b""]), sender="client")


@given(st.binary(max_size=200))
def test_random_bytes_are_a_message_or_malformed(frame: bytes) -> None:
    for sender in ("client", "server"):
        try:
            message = read(frame, sender)
        except MalformedMessage:
            continue
        assert read(encode(message), sender) == message


@given(st.integers(0, INT_MAX), st.integers(0, INT_MAX), st.text(max_size=64), st.binary(max_size=300))
def test_every_edit_survives_the_wire(seq: int, client_id: int, group: str, update: bytes) -> None:
    edit = Edit(seq, client_id, group, update)
    assert decode(encode(edit), sender="client") == edit


@given(st.data())
def test_a_golden_frame_with_one_byte_changed_is_a_message_or_malformed(data: st.DataObject) -> None:
    row = data.draw(st.sampled_from(VECTORS["messages"]))
    frame = bytearray.fromhex(row["hex"])
    frame[data.draw(st.integers(0, len(frame) - 1))] = data.draw(st.integers(0, 255))
    try:
        read(bytes(frame), row["from"])
    except MalformedMessage:
        return


def test_a_value_that_no_frame_can_hold_is_refused_when_written() -> None:
    for value in (object(), "\ud800", 2**70, {1, 2}):
        with pytest.raises(MalformedMessage):
            encode(Ask(1, "k", "v", {"value": value}))
    assert encode(Saved(1)) == b"\x92\x05\x01", "the packer works on after an error"


def test_a_long_edit_is_read_where_the_caller_allows_it() -> None:
    edit = Edit(1, 2**31, "g", bytes(FRAME_BYTES_MAX))
    assert decode(encode(edit), sender="client", bytes_max=MESSAGE_BYTES_MAX) == edit
    with pytest.raises(MessageTooLarge):
        decode(encode(edit), sender="client")


@pytest.mark.parametrize("group", ["", "x" * 64, "漢" * 64])
@pytest.mark.parametrize("over", [-300, -100, 0, 1])
def test_a_long_edit_may_have_any_group_and_any_length(group: str, over: int) -> None:
    edit = Edit(INT_MAX, INT_MAX, group, bytes(FRAME_BYTES_MAX + over))
    assert decode(encode(edit), sender="client", bytes_max=MESSAGE_BYTES_MAX) == edit


@pytest.mark.parametrize(
    "frame",
    [
        encode(Presence({"note": "x" * FRAME_BYTES_MAX})),
        encode(Ask(1, "k", "v", {"text": "x" * FRAME_BYTES_MAX})),
        encode(Edit(1, 2, "g", bytes(FRAME_BYTES_MAX))) + b"\0",
        b"\x95\x04" + b"\x95" * FRAME_BYTES_MAX,
        b"\x95\x04\x01\x02\xa0" + b"\xdc\xff\xff" + b"\x90" * 65_535,
        b"\x95\x04\x01\x02" + b"\xdb\x00\x01\x00\x00" + b"x" * 65_536 + b"\xc4\x00",
        b"\x95\x04\x01\x02\xa0\xc6\x00\x00\x00\x00" + b"\x90" * 65_536,
        b"\xc1" * (FRAME_BYTES_MAX + 1),
    ],
    ids=lambda frame: frame[:8].hex(),
)
def test_a_client_may_send_nothing_long_but_an_edit(frame: bytes) -> None:
    with pytest.raises(MalformedMessage):
        decode(frame, sender="client", bytes_max=MESSAGE_BYTES_MAX)


def test_a_server_may_send_long_messages_of_any_kind() -> None:
    for message in (
        Sync(bytes(FRAME_BYTES_MAX), []),
        Edits(bytes(FRAME_BYTES_MAX), []),
        Done(1, ["x" * 70_000]),
    ):
        assert decode(encode(message), sender="server", bytes_max=MESSAGE_BYTES_MAX) == message


@pytest.mark.parametrize(
    "frame",
    [
        b"\xdc\x04\x00" * 21_000,  # lists of 1,024, each the first item of the one before
        b"\x92\x0e\xdc\xff\xff" + b"\xdc\xff\xff" * 1_000,
        b"\x95\x04" + b"\x90" * (MESSAGE_BYTES_MAX - 2),
        b"\x92\x0e" + b"\xdc\x04\x00" + b"\xdc\x00\x3e" * 1_000 + b"\x80" * 60_000,
    ],
    ids=["lists in lists", "announced items", "16 MiB of empty lists", "many maps"],
)
def test_a_hostile_frame_of_a_client_costs_little_memory(frame: bytes) -> None:
    tracemalloc.start()
    with pytest.raises(MalformedMessage):
        decode(frame, sender="client", bytes_max=MESSAGE_BYTES_MAX)
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak_bytes < 12 * 2**20
