import pytest

from kanverge.errors import Invalid
from kanverge.transfer import foreign
from kanverge.transfer.foreign import (
    CONTROLS,
    CUT,
    DATES,
    LINES,
    NUMBERS,
    RECORDS_MAX,
    SURROGATES,
    TEXT_CHARACTERS_MAX,
    URLS,
    Notes,
)
from kanverge_crdt.schema import Card


@pytest.fixture
def notes() -> Notes:
    return Notes()


def told(notes: Notes) -> dict[str, int]:
    return dict(+notes.counts)


@pytest.mark.parametrize(
    ("given", "text", "counted"),
    [
        ("Plan\r\nand\rgo\n", "Plan\nand\ngo\n", {}),
        ("a\x00b\x1bc\x85", "abc", {CONTROLS: 1}),
        ("tab\tstays", "tab\tstays", {}),
        ("x\ud83d y\udc4d", "x\ufffd y\ufffd", {SURROGATES: 1}),
        ("👍" * 12, "👍" * 10, {CUT: 1}),
        (None, "", {}), (7, "", {}), (["a"], "", {}),
    ],
)  # fmt: skip
def test_a_text_is_sound_and_fits(notes: Notes, given: object, text: str, counted: dict[str, int]) -> None:
    assert notes.text(given, 10 if isinstance(given, str) and "👍" in given else 100) == text
    assert told(notes) == counted


def test_a_line_has_no_line_ends(notes: Notes) -> None:
    assert notes.line("  one\r\ntwo\tthree\u2028four ", 100) == "one two three four"
    assert told(notes) == {LINES: 1}


@pytest.mark.parametrize("given", ["one", " one two\n", "\r\none\ttwo"])
def test_only_lines_that_were_joined_are_told(notes: Notes, given: str) -> None:
    notes.line(given, 100)
    assert told(notes) == {}


@pytest.mark.parametrize(
    ("given", "date", "counted"),
    [
        ("2026-11-23T17:00:00.000Z", "2026-11-23T17:00:00.000Z", {}), ("2026-11-23", "2026-11-23", {}),
        (None, None, {}), ("", None, {}), ("2026-02-30", None, {DATES: 1}), (1_700_000_000, None, {DATES: 1}),
    ],
)  # fmt: skip
def test_a_date_is_one_or_nothing(
    notes: Notes, given: object, date: str | None, counted: dict[str, int]
) -> None:
    assert notes.date(given) == date
    assert told(notes) == counted


@pytest.mark.parametrize(
    ("given", "moment"),
    [
        ("2026-11-23T18:00:00.1234567+01:00", "2026-11-23T17:00:00.123+00:00"),
        ("0001-01-01T00:00:00+23:00", None),
        ("9999-12-31T23:59:60Z", None),
        ("yesterday", None),
    ],
)
def test_a_moment_is_told_in_utc(notes: Notes, given: str, moment: str | None) -> None:
    assert notes.moment(given) == moment
    assert told(notes) == ({} if moment else {DATES: 1})


@pytest.mark.parametrize(
    ("given", "number", "counted"),
    [
        ("100.32", 100.32, {}), ("7", 7, {}), (3, 3, {}), (2.0, 2, {}), (None, None, {}), ("", None, {}),
        ("seven", None, {NUMBERS: 1}), ("inf", None, {NUMBERS: 1}), ("NaN", None, {NUMBERS: 1}),
        (2**53, None, {NUMBERS: 1}), ("1" * 400, None, {NUMBERS: 1}), (10**400, None, {NUMBERS: 1}),
        (True, None, {NUMBERS: 1}), (0, None, {NUMBERS: 1}),
    ],
)  # fmt: skip
def test_a_number_is_one_in_range_or_nothing(
    notes: Notes, given: object, number: float | None, counted: dict[str, int]
) -> None:
    assert notes.number(given, 1) == number
    assert told(notes) == counted


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("https://example.com/a?b=c#d", True), ("HTTP://example.com", True), ("mailto:ann@example.com", True),
        ("https://example.com/旅行", True), ("javascript:alert(1)", False), ("https://a b", False),
        ("file:///etc/passwd", False),
        ("https://example.com/\n", False), ("https://example.com/" + "x" * 90, False), ("", False), (None, False),
        ("https://\ud800", False),
    ],
)  # fmt: skip
def test_a_url_is_of_the_web_or_of_mail(notes: Notes, given: object, taken: bool) -> None:
    assert notes.url(given, 100) == (given if taken else None)
    assert told(notes) == ({} if taken else {URLS: 1})


def test_all_texts_together_have_a_limit(notes: Notes) -> None:
    for _ in range(16):
        notes.text("x" * (TEXT_CHARACTERS_MAX // 16), TEXT_CHARACTERS_MAX)
    with pytest.raises(Invalid, match="characters together"):
        notes.text("x", 1)


def test_all_records_together_have_a_limit(notes: Notes) -> None:
    notes.record(RECORDS_MAX)
    with pytest.raises(Invalid, match="200,000 things"):
        notes.record()


def test_what_is_of_the_wrong_type_reads_as_nothing() -> None:
    given = {"a": 1, "b": "x", "c": [{"d": 1}, 2, "y", "y"], "e": {"f": 1}, "pos": "top"}
    assert [foreign.string(given, key) for key in "abc"] == ["", "x", ""]
    assert [foreign.rows(given, key) for key in "abc"] == [[], [], [{"d": 1}]]
    assert [foreign.row(given, key) for key in "abe"] == [{}, {}, {"f": 1}]
    assert [foreign.strings(given, key) for key in "abc"] == [[], [], ["y"]]
    assert [foreign.position(given, key) for key in ("a", "b", "pos", "none")] == [1, 0, 0, 0]


def test_the_limit_of_a_key_is_the_schemas() -> None:
    assert foreign.limit(Card.title) == 1_000
