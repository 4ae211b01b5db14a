import re
from pathlib import Path
from typing import Any

import pytest

from kanverge_crdt.kinds import COLORS, Choice, Date, Kind, Number, Reference, String
from kanverge_crdt.schema import RECORDS, SCHEMA_VERSION, UNSORTED
from kanverge_crdt.typed import Entries, Field, Record
from kanverge_crdt.update import KEY_BYTES_MAX, ROOTS

PAGE = (Path(__file__).parents[2] / "docs" / "data-model.md").read_text("utf-8")
RECORD_NAMES = {view.record for view in RECORDS}


def rows(heading: str) -> list[list[str]]:
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if "|" in line
    ]
    return [row for row in cells if not set("".join(row)) <= set("-")][1:]


KEYS = {(record, key.strip("`")): (word, meaning) for record, key, word, meaning in rows("Keys")}


def kinds() -> dict[tuple[str, str], tuple[str, Kind[Any] | None]]:
    """Return type and kind of every key of the schema, families spelled without their member."""
    found: dict[tuple[str, str], tuple[str, Kind[Any] | None]] = {}
    for view in RECORDS:
        for key, field in view.fields.items():
            found[view.record, key] = field.kind.word, field.kind
        for prefix, family in view.families.items():
            kind = family.kind if isinstance(family, Entries) else None
            found[view.record, f"{prefix}:"] = family.word, kind
    return found


def documented() -> dict[tuple[str, str], tuple[str, str]]:
    return {(record, re.sub(r"\{\w+\}", "", key)): row for (record, key), row in KEYS.items()}


def test_the_schema_has_the_keys_and_types_of_the_data_model() -> None:
    assert {key: word for key, (word, _) in kinds().items()} == {
        key: word for key, (word, _) in documented().items()
    }


def test_the_schema_has_the_roots_of_the_data_model() -> None:
    assert tuple(root.strip("`") for root, _ in rows("Roots")) == ROOTS
    assert {view.root for view in RECORDS} == set(ROOTS)


def test_the_schema_has_the_version_of_the_data_model() -> None:
    assert f"`SCHEMA_VERSION` is **{SCHEMA_VERSION}**" in PAGE
    assert f"id `{UNSORTED}`" in PAGE


@pytest.mark.parametrize(("record", "key"), [key for key, (_, kind) in kinds().items() if kind is not None])
def test_every_limit_stands_in_the_data_model(record: str, key: str) -> None:
    kind, meaning = kinds()[record, key][1], documented()[record, key][1]
    if isinstance(kind, Choice):
        assert kind.options == COLORS or all(f"`{option}`" in meaning for option in kind.options)
        assert kind.options != COLORS or "colour" in meaning
    elif isinstance(kind, Date):
        assert "date" in meaning
    elif isinstance(kind, Reference):
        assert f"{kind.target} id" in meaning
    elif isinstance(kind, Number) and kind.most < float("inf"):
        assert f"{kind.least:,}..{kind.most:,}" in meaning
    elif isinstance(kind, String) and key != "rank":
        assert f"{kind.limit:,}" in meaning


def test_colours_are_those_of_the_data_model() -> None:
    assert f"**Colours** are one of `{' '.join(COLORS)}`" in PAGE


def test_no_key_is_longer_than_the_scan_lets_through() -> None:
    assert all(len(key) + 22 <= KEY_BYTES_MAX for _, key in kinds())


@pytest.mark.parametrize("view", RECORDS)
def test_every_default_is_what_an_absent_key_reads_as(view: type[Record]) -> None:
    for field in view.fields.values():
        assert isinstance(field, Field)
        assert field.kind.read(None) == field.kind.default
