import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kanverge.errors import Invalid
from kanverge.transfer.json_stream import DEPTH_MAX, ELEMENT_BYTES_MAX, members

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def read(document: bytes, *lists: str) -> list[tuple[str, Any]]:
    return list(members(document, lists or ("cards",)))


def test_lists_that_are_wanted_come_element_by_element_and_scalars_whole() -> None:
    document = (
        b'\xef\xbb\xbf {"id": "b1", "cards" : [ {"a": [1, "]"]} , 2, "}"], "closed": false, "n": -1.5e3}\n'
    )
    assert read(document) == [
        ("id", "b1"), ("cards", None), ("cards", {"a": [1, "]"]}), ("cards", 2), ("cards", "}"), ("closed", False),
        ("n", -1500.0),
    ]  # fmt: skip


def test_an_empty_list_is_announced() -> None:
    assert read(b'{"cards":[]}') == [("cards", None)]


def test_other_lists_and_objects_are_passed_over() -> None:
    assert read(b'{"prefs": {"x": "\\"}{", "y": [[{}]]}, "actions": [1, {"]": 2}], "cards": 3}') == [
        ("cards", 3)
    ]


@settings(deadline=None)
@given(st.dictionaries(st.text(), JSON, max_size=6), st.booleans())
def test_what_json_reads_is_read_alike(value: dict[str, Any], is_ascii: bool) -> None:
    document = json.dumps(value, ensure_ascii=is_ascii, indent=1 if is_ascii else None).encode()
    lists = [key for key, held in value.items() if isinstance(held, list)]
    found: dict[str, Any] = {}
    for key, element in members(document, lists):
        if key in lists:
            found.setdefault(key, []) if element is None and key not in found else found[key].append(element)
        else:
            found[key] = element
    assert found == {key: held for key, held in value.items() if not isinstance(held, dict)}


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (b"", "cut off"),
        (b"   ", "cut off"),
        (b"[]", "no JSON object"),
        (b"PK\x03\x04", "no JSON object"),
        (b"{", "cut off"),
        (b'{"cards"', "cut off"),
        (b'{"cards" 1', "colon"),
        (b'{"cards":', "cut off"),
        (b'{"cards":[', "cut off"),
        (b'{"cards":[{"a":"b', "cut off"),
        (b'{"name":"Tr', "cut off"),
        (b'{"name', "cut off"),
        (b'{"cards":[{"a":1}', "cut off"),
        (b'{"cards":[1 2]}', "comma"),
        (b'{"cards":[1,]}', "value is missing"),
        (b'{"cards":[{"a":1}},"b":2}', "comma"),
        (b'{"cards":[{"a":]]}', "Expecting value"),
        (b'{"cards":[tru]}', "Expecting value"),
        (b'{"cards":[NaN]}', "NaN is no JSON"),
        (b'{"cards":["\\x"]}', "escape"),
        (b'{"cards":["\xff"]}', "not UTF-8"),
        (b'{"cards":[' + b"9" * 5_000 + b"]}", "digits"),
        (b"{1:2}", "name is missing"),
        (b'{"a":1} {', "follows its end"),
    ],
)  # fmt: skip
def test_what_is_no_json_object_is_refused_in_one_line(document: bytes, why: str) -> None:
    with pytest.raises(Invalid, match=why) as refused:
        read(document)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("start", [b'{"cards":', b'{"cards":[{"a":', b'{"prefs":', b'{"a":1,"b":'])
@pytest.mark.parametrize("step", [b"[", b'{"a":', b'[{"a":'])
def test_nesting_ends_at_a_limit_however_deep_it_goes(start: bytes, step: bytes) -> None:
    with pytest.raises(Invalid, match="nested more than 64 deep"):
        read(start + step * 1_000_000)


def test_nesting_up_to_the_limit_is_read() -> None:
    deep = b"[" * DEPTH_MAX + b"]" * DEPTH_MAX
    [_, (_, element)] = read(b'{"cards":[' + deep + b"]}")
    assert json.dumps(element).encode() == deep


def test_one_element_has_a_limit_of_its_own() -> None:
    with pytest.raises(Invalid, match="more than 4 MB"):
        read(b'{"cards":["' + b"\\n" * (ELEMENT_BYTES_MAX // 2) + b'"]}')


def test_one_element_has_a_limit_of_objects() -> None:
    pictures = b"{}," * 40_000 + b"{}"
    assert len(read(b'{"cards":[{"x":[' + pictures + b"]}]}")) == 2
    with pytest.raises(Invalid, match="100,000 brackets"):
        read(b'{"cards":[{"x":[' + pictures + b"," + pictures + b"]}]}")
    assert read(b'{"prefs":{"x":[' + pictures + b"," + pictures + b"]}}") == []


def test_half_a_character_comes_through_for_the_reader_to_judge() -> None:
    assert read(b'{"cards":["\\ud800"]}')[1] == ("cards", "\ud800")
