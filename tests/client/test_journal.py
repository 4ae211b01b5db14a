"""The journal: what was on the disk is read again, whatever a crash or a bad disk did to its end."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanverge_client.journal import MAGIC, Journal, Record, decode, encode

RECORDS: list[Record] = [["row", 1, b"\0" * 40], ["saved", 1], ["ask", "k", {"text": "漢"}]]
CONTENT = MAGIC + b"".join(map(encode, RECORDS))


def opened(path: Path) -> list[Record]:
    journal = Journal(path)
    records = journal.open()
    journal.close()
    return records


def test_a_whole_journal_is_read() -> None:
    assert decode(CONTENT) == (RECORDS, len(CONTENT), False)


@given(st.integers(0, len(CONTENT) - 1))
def test_a_journal_cut_off_anywhere_gives_the_records_before_the_cut(length: int) -> None:
    records, sound_bytes, is_damaged = decode(CONTENT[:length])
    assert records == RECORDS[: len(records)]
    assert sound_bytes <= length
    assert not is_damaged


@given(st.integers(len(MAGIC) + 8, len(CONTENT) - 1), st.integers(1, 255))
def test_a_flipped_byte_never_gives_a_record_that_was_not_written(at: int, flip: int) -> None:
    damaged = bytearray(CONTENT)
    damaged[at] ^= flip
    records = decode(bytes(damaged)).records
    assert records == RECORDS[: len(records)]
    assert len(records) < len(RECORDS)


def test_records_are_appended_after_what_is_there(tmp_path: Path) -> None:
    for record in RECORDS:
        journal = Journal(tmp_path / "a.queue")
        journal.open()
        journal.append([record])
        journal.close()
    assert opened(tmp_path / "a.queue") == RECORDS


def test_a_torn_end_is_cut_away_so_that_what_follows_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.queue"
    path.write_bytes(CONTENT[:-3])
    journal = Journal(path)
    assert journal.open() == RECORDS[:2]
    journal.append([["saved", 2]])
    journal.close()
    assert opened(path) == [*RECORDS[:2], ["saved", 2]]


@pytest.mark.parametrize("content", [CONTENT[:-3] + b"xyz", b"something else"])
def test_of_a_damaged_journal_a_copy_is_kept(
    tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "a.queue"
    path.write_bytes(content)
    journal = Journal(path)
    journal.open()
    journal.append([["saved", 9]])
    journal.close()
    assert (tmp_path / "a.damaged").read_bytes() == content
    assert "damaged" in caplog.text
    assert opened(path)[-1] == ["saved", 9]


def test_a_rewrite_replaces_everything(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "a.queue")
    journal.open()
    journal.append(RECORDS)
    journal.rewrite([["state"]])
    journal.append([["saved", 1]])
    journal.close()
    assert opened(tmp_path / "a.queue") == [["state"], ["saved", 1]]
    assert [path.name for path in tmp_path.iterdir()] == ["a.queue"]
