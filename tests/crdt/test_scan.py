from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanverge_crdt import _scan
from kanverge_crdt import scan as scan_module
from kanverge_crdt.errors import REFUSALS, RefusedUpdate
from kanverge_crdt.scan import PlainScanner, Scanner, scan, scan_plain
from kanverge_crdt.update import EDIT, FIRST_STATE, MAP, STRING, TEXT, VALUE, Limits, Scanned, pack
from tests.crdt import hostile
from tests.crdt.histories import history, new_board
from tests.crdt.mutations import mutated
from tests.crdt.twins import without_twin
from tests.crdt.writer import gc, item, number, number_value, section, text, update, value

Outcome = Scanned | tuple[str, int | None]


def outcome(scanning: Callable[[bytes, Limits], Scanned], data: bytes, limits: Limits = EDIT) -> Outcome:
    try:
        return scanning(data, limits)
    except RefusedUpdate as refused:
        return refused.code, refused.at


def assert_twins_agree(data: bytes, limits: Limits = EDIT) -> None:
    assert outcome(_scan.scan, data, limits) == outcome(scan_plain, data, limits), data.hex()


def test_the_compiled_scan_is_the_one_in_use() -> None:
    assert scan is _scan.scan
    assert Scanner is _scan.Scanner


def test_a_board_is_read_struct_by_struct() -> None:
    scanned = scan(hostile.board())
    kinds = [(struct.clock, struct.end, struct.kind, struct.key) for struct in scanned.structs()]
    assert kinds == [
        (0, 1, MAP, b"card"),
        (1, 2, TEXT, b"title"),
        (2, 6, STRING, None),
        (6, 7, VALUE, b"at"),
        (7, 8, VALUE, b"name"),
    ]
    assert [struct.clock for struct in scanned.types()] == [0, 1]
    assert scanned.root_names == ["meta", "cards"]
    assert list(scanned.pairs) == [pack(hostile.VICTIM, hostile.HIGH)]
    assert (scanned.struct_count, scanned.value_depth) == (5, 1)


def test_an_update_says_what_it_builds_on() -> None:
    structs = (value(1.0, origin=(9, 4)), text("x", right=(8, 6)))
    scanned = scan(update([section(7, 3, *structs)], [b"\x06\1\2\5"]))
    assert scanned.needs() == {7: 3, 9: 5, 8: 7, 6: 7}
    assert list(scanned.delete_ranges()) == [(6, 2, 7)]


def test_an_update_of_nothing_is_sound() -> None:
    assert scan(b"\0\0").sections == ()


@pytest.mark.parametrize(
    "content",
    [
        b"\x7d\x40",
        b"\x7d" + b"\xbf" + b"\xff" * 6 + b"\x1f",
        b"\x7c\x3f\x80\0\0",
        number_value(1e300),
        b"\x75\0",
        b"\x76\0",
    ],
    ids=["minus zero", "2^53 - 1", "32 bits", "large", "empty array", "empty object"],
)
def test_values_that_json_can_hold_pass(content: bytes) -> None:
    data = update([section(7, 0, value(content, root="meta", key="k"))])
    assert scan(data).struct_count == 1
    assert_twins_agree(data)


def test_a_value_may_nest_sixteen_deep() -> None:
    data = update([section(7, 0, value(b"\x75\1" * 16 + b"\x78", root="meta", key="k"))])
    assert scan(data).value_depth == 16


def test_a_value_has_a_limit_of_its_own_in_a_first_state() -> None:
    content = b"\x75" + number(30_000) + b"\x75\0" * 30_000
    data = update([section(7, 0, value(content, root="meta", key="k"))])
    assert outcome(scan, data, FIRST_STATE)[0] == "too-large"
    assert_twins_agree(data, FIRST_STATE)


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(10, 9, 9, 9), "too-large"),
        (Limits(99, 1, 9, 9), "too-many"),
        (Limits(99, 9, 1, 9), "too-many"),
        (Limits(99, 9, 9, 1), "too-many"),
    ],
    ids=["bytes", "structs", "deleted ranges", "clients"],
)
def test_each_limit_holds(limits: Limits, code: str) -> None:
    data = update([section(7, 0, gc(1)), section(8, 0, gc(1))], [b"\x07\2\0\1\2\1"])
    assert scan(data, Limits(99, 2, 2, 2)).struct_count == 2
    assert outcome(scan, data, limits)[0] == code
    assert_twins_agree(data, limits)


def test_the_limit_of_structs_is_one_for_all_sections() -> None:
    data = update([section(7, 0, gc(1), gc(1)), section(8, 0, gc(1), gc(1))])
    assert outcome(scan, data, Limits(99, 3, 9, 9))[0] == "too-many"


@pytest.mark.parametrize("scanner_class", [Scanner, PlainScanner])
@pytest.mark.parametrize("structs", [1, 2, 7, 1_000])
def test_a_scan_in_slices_finds_the_same(scanner_class: type[Scanner], structs: int) -> None:
    for _, data in history(1, edits=20):
        scanner = scanner_class(data, EDIT)
        steps = 1
        while (scanned := scanner.step(structs)) is None:
            steps += 1
        assert scanned == scan_plain(data)
        assert steps == (scanned.struct_count + len(scanned.deletes) // 3) // structs + 1


@pytest.mark.parametrize("scanner_class", [Scanner, PlainScanner])
def test_a_refused_update_has_no_result_however_often_one_asks(scanner_class: type[Scanner]) -> None:
    scanner = scanner_class(hostile.rows()["cut off"].update, EDIT)
    with pytest.raises(RefusedUpdate):
        scanner.step(1_000)
    with pytest.raises(AssertionError):
        scanner.step(1_000)


def test_the_twins_agree_on_honest_histories() -> None:
    for seed in range(5):
        board = new_board()
        for _, data in history(seed):
            assert isinstance(outcome(scan, data), Scanned)
            assert_twins_agree(data)
            board.apply_update(data)
        assert_twins_agree(board.get_update(), FIRST_STATE)


def test_the_twins_agree_on_the_hostile_corpus() -> None:
    for row in hostile.rows().values():
        for limits in (EDIT, FIRST_STATE):
            assert_twins_agree(row.update, limits)
            assert_twins_agree(row.queued, limits)


def test_the_twins_agree_on_mutated_updates() -> None:
    seeds = [data for seed in range(6) for _, data in history(seed, edits=30)]
    seeds += [row.update for row in hostile.rows().values() if len(row.update) < 500]
    codes = set()
    for seed in range(20_000):
        chance = random.Random(seed)
        data = mutated(chance.choice(seeds), chance)
        assert_twins_agree(data)
        found = outcome(scan, data)
        codes.add("sound" if isinstance(found, Scanned) else found[0])
    # The mutations reach deep enough to be worth their time.
    assert {
        "sound",
        "malformed",
        "kind-not-allowed",
        "future-reference",
        "misplaced",
        "value-not-allowed",
    } <= codes


@given(st.binary(max_size=200))
def test_the_twins_agree_on_noise(data: bytes) -> None:
    assert_twins_agree(data)


@given(st.text(max_size=40))
def test_text_takes_as_many_clocks_as_utf16_has_units(content: str) -> None:
    data = update([section(7, 3, text(content, origin=(8, 0)))])
    assert_twins_agree(data)
    if content:
        scanned = scan(data)
        assert scanned.sections[0][2] == 3 + len(content.encode("utf-16-le")) // 2
        assert len(scanned.pairs) == sum(character > "\uffff" for character in content)


@given(st.binary(max_size=12))
def test_utf8_is_judged_as_python_judges_it(content: bytes) -> None:
    data = update([section(7, 0, value(b"\x77" + number(len(content)) + content, root="meta", key="k"))])
    try:
        content.decode()
    except UnicodeDecodeError:
        assert outcome(scan, data)[0] == "malformed"
    else:
        assert isinstance(outcome(scan, data), Scanned)
    assert_twins_agree(data)


def test_every_refusal_has_its_words() -> None:
    with pytest.raises(AssertionError):
        RefusedUpdate("because")
    assert {row.code for row in hostile.rows().values()} - {hostile.OUT_OF_ORDER} < REFUSALS.keys()


def test_a_refusal_names_the_byte() -> None:
    data = update([section(7, 0, item(5, b"\0", root="meta", key="k"))])
    assert outcome(scan, data) == ("kind-not-allowed", 5)


@pytest.mark.parametrize("groups", [8, 9])
def test_a_signed_number_of_more_bytes_than_any_needs_is_refused(groups: int) -> None:
    signed = b"\x7d" + b"\x80" * groups + b"\1"
    data = update([section(7, 0, value(signed, root="meta", key="name"))])
    assert_twins_agree(data)
    with pytest.raises(RefusedUpdate, match="number too long"):
        scan_plain(data)


def test_where_nothing_was_compiled_the_reference_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = without_twin(scan_module, monkeypatch)
    assert alone.scan is alone.scan_plain
    assert alone.scan(hostile.board()) == scan(hostile.board())
