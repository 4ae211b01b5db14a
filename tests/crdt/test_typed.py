import random
from typing import Any

import pytest
from pycrdt import Doc, Map, Text

from kanverge_crdt.kinds import Flag, Number, Scalars, String
from kanverge_crdt.kinds import Text as TextKind
from kanverge_crdt.typed import Children, Entries, Field, Members, NewText, Record, Shared, Touch

ROOTS = ("meta", "things")


class Part(Record):
    root = "things"
    name = Field(String(10, ""))


class Thing(Record):
    root = "things"
    name = Field(String(10, ""))
    start = Field[float | None](Number(None), "from")
    title = Field(TextKind(10))
    tags = Members("tag", itself=False)
    values = Entries[str | float | bool]("value", Scalars())
    parts = Children("part", Part)
    archived = Field(Flag())


class Special(Thing, record="odd"):
    extra = Field(Flag())


@pytest.fixture
def shared() -> Shared:
    return Shared(Doc(client_id=2**20), ROOTS)


@pytest.fixture
def thing(shared: Shared) -> Thing:
    shared.create(("things", "t1"), {"name": "One", "title": NewText("é😀")})
    return Thing(shared, ("things", "t1"))


def test_a_field_reads_its_key(shared: Shared, thing: Thing) -> None:
    shared.put(thing.path, "from", 3)
    assert (thing.id, thing.name, thing.start, thing.title, thing.archived) == ("t1", "One", 3, "é😀", False)


def test_a_record_that_is_not_there_reads_as_its_defaults(shared: Shared) -> None:
    ghost = Thing(shared, ("things", "ghost"))
    assert (ghost.exists, ghost.name, ghost.start, ghost.title, ghost.tags, ghost.values, ghost.parts) == (
        False, "", None, "", (), {}, [],
    )  # fmt: skip


@pytest.mark.parametrize("garbage", [5.0, True, [], ["a"], {"a": 1.0}, b"bytes", "text", 2**60, None])
def test_a_value_of_another_type_reads_as_the_default(shared: Shared, thing: Thing, garbage: Any) -> None:
    for key in ("from", "title", "part:p1", "archived"):
        shared.put(thing.path, key, garbage)
    assert thing.start == (5 if garbage == 5.0 and garbage is not True else None)
    assert (thing.title, thing.parts, thing.archived) == ("", [], garbage is True)


def test_a_shared_type_in_place_of_a_scalar_reads_as_the_default(shared: Shared, thing: Thing) -> None:
    things = shared.doc.get("things", type=Map)
    things["t1"]["name"] = Text("text")
    things["t1"]["from"] = Map({"a": 1})
    things["t1"]["title"] = Map()
    things["t2"] = Text("no record")
    assert (thing.name, thing.start, thing.title) == ("", None, "")
    assert not Thing(shared, ("things", "t2")).exists
    assert Thing(shared, ("things", "t2")).name == ""


def test_members_are_the_keys_that_hold_true_by_id(shared: Shared, thing: Thing) -> None:
    for key, value in {
        "tag:b": True,
        "tag:a": True,
        "tag:c": False,
        "tag:d": 1,
        "tag:t1": True,
        "tags": True,
    }.items():
        shared.put(thing.path, key, value)
    assert thing.tags == ("a", "b")


def test_entries_are_the_keys_whose_value_is_of_the_kind(shared: Shared, thing: Thing) -> None:
    entries: dict[str, Any] = {"value:b": "x", "value:a": 2, "value:c": False, "value:d": ["x"]}
    for key, value in entries.items():
        shared.put(thing.path, key, value)
    assert thing.values == {"a": 2, "b": "x"}


def test_children_are_records_within_the_record(shared: Shared, thing: Thing) -> None:
    shared.create((*thing.path, "part:p2"), {"name": "Two"})
    shared.create((*thing.path, "part:p1"), {})
    assert [(part.id, part.name) for part in thing.parts] == [("p1", ""), ("p2", "Two")]


def test_a_view_of_a_record_that_is_overwritten_reads_the_new_one_and_never_freed_memory(
    shared: Shared, thing: Thing
) -> None:
    shared.create((*thing.path, "part:p1"), {"name": "Old"})
    part = thing.parts[0]
    shared.put(("things",), "t1", "overwritten")
    for number in range(50):
        shared.put(("meta",), f"filler{number}", "x" * 1_000)
    assert (thing.exists, thing.name, thing.title, part.name) == (False, "", "", "")
    shared.create(("things", "t1"), {"name": "New"})
    assert (thing.exists, thing.name) == (True, "New")


def test_a_subclass_has_the_fields_of_its_base_and_its_own() -> None:
    assert Special.fields == {**Thing.fields, "extra": Special.extra}
    assert (Thing.record, Special.record) == ("thing", "odd")
    assert set(Thing.families) == {"tag", "value", "part"}


def test_views_of_one_record_are_equal(shared: Shared, thing: Thing) -> None:
    assert thing == Thing(shared, ("things", "t1"))
    assert len({thing, Thing(shared, ("things", "t1")), Thing(shared, ("things", "t2"))}) == 2
    assert repr(thing) == "Thing('t1')"


def test_reading_joins_a_transaction_that_is_open(shared: Shared, thing: Thing) -> None:
    with shared.transaction():
        shared.put(thing.path, "name", "Two")
        assert thing.name == "Two"


def test_a_text_is_begun_and_spliced_in_bytes(shared: Shared, thing: Thing) -> None:
    shared.splice(thing.path, "title", 2, 4, "ß")
    assert thing.title == "éß"
    shared.drop(thing.path, "title")
    shared.begin(thing.path, "title", "new")
    shared.splice(thing.path, "title", 3, 0, "er")
    assert thing.title == "newer"


def test_an_observer_hears_at_each_commit_which_keys_changed_where(shared: Shared, thing: Thing) -> None:
    heard: list[Touch] = []
    stop = shared.observe(heard.extend)
    shared.put(("meta",), "name", "Board")
    shared.create(("things", "t2"), {"name": "Two"})
    shared.splice(thing.path, "title", 0, 0, "x")
    shared.create((*thing.path, "part:p1"), {})
    shared.put((*thing.path, "part:p1"), "name", "Part")
    shared.drop(thing.path, "name")
    assert heard == [
        (("meta",), ("name",)),
        (("things",), ("t2",)),
        (("things", "t1"), ("title",)),
        (("things", "t1"), ("part:p1",)),
        (("things", "t1", "part:p1"), ("name",)),
        (("things", "t1"), ("name",)),
    ]
    stop()
    shared.put(("meta",), "name", "Quiet")
    assert len(heard) == 6


def test_random_garbage_under_every_key_never_makes_a_read_raise(shared: Shared, thing: Thing) -> None:
    source = random.Random(7)
    values: list[Any] = ["", "a0", 0.5, 3, True, False, None, [], ["a", "a0"], {"x": [1]}, b"x", 2**62]
    keys = [
        "name",
        "from",
        "title",
        "tag:a",
        "tag:",
        "value:",
        "value:x",
        "part:p1",
        "archived",
        ":",
        "unknown",
    ]
    for _ in range(500):
        shared.put(thing.path, source.choice(keys), source.choice(values))
        for name in ("name", "start", "title", "tags", "values", "parts", "archived"):
            getattr(thing, name)
