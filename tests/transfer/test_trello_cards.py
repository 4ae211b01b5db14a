import json
from typing import Any

import pytest

from kanverge.transfer import trello
from kanverge.transfer.foreign import Notes
from kanverge.transfer.trello_cards import COLORS, NO_COLOR, color, id_of
from kanverge_crdt import kinds
from tests.doubles.trello_file import TrelloFile


@pytest.fixture
def file() -> TrelloFile:
    return TrelloFile()


def card(file: TrelloFile, **keys: Any) -> dict[str, Any]:
    """Return the card that an export with one card of these keys has."""
    file.add_card(**keys)
    [card] = trello.read(file.export()).board["cards"]
    assert isinstance(card, dict)
    return card


def warnings(file: TrelloFile) -> str:
    return "\n".join(trello.read(file.export()).warnings)


def test_a_card_has_texts_dates_and_state(file: TrelloFile) -> None:
    made = card(
        file, title="  Book\nflights ", desc="# Plan\r\n- go", start="2026-11-22T00:00:00.000Z",
        due="2026-11-23T17:00:00.000Z", dueComplete=True, closed=True, cover={"color": "sky", "size": "full"},
    )  # fmt: skip
    assert (made["title"], made["description"]) == ("Book flights", "# Plan\n- go")
    assert (made["start"], made["due"], made["done"]) == (
        "2026-11-22T00:00:00.000Z",
        "2026-11-23T17:00:00.000Z",
        True,
    )
    assert (made["archived"], made["cover"]) == (True, "teal")


def test_the_secret_mail_address_of_a_card_is_nowhere(file: TrelloFile) -> None:
    file.add_card(email="secret+1@boards.trello.example", sourceEmail="secret2@example.com")
    read = trello.read(file.export())
    assert "secret" not in json.dumps([read.board, read.warnings, read.preview()])


def test_texts_that_are_too_long_are_cut_and_told(file: TrelloFile) -> None:
    made = card(file, title="t" * 1_001, desc="d" * 100_001)
    assert (len(made["title"]), len(made["description"])) == (1_000, 100_000)
    assert "Texts longer than fits, cut: 2" in warnings(file)


def test_control_characters_and_half_characters_are_told(file: TrelloFile) -> None:
    made = card(file, title="Bell\x07", desc="\ud83d half")
    assert (made["title"], made["description"]) == ("Bell", "\ufffd half")
    assert "control characters, which were taken out: 1" in warnings(file)
    assert "half a character, which was replaced: 1" in warnings(file)


@pytest.mark.parametrize("shade", ["", "_light", "_dark", "_subtle"])
def test_every_colour_has_one_of_ours(shade: str) -> None:
    notes = Notes()
    assert {color(notes, name + shade) for name in COLORS} <= set(kinds.COLORS)
    assert [color(notes, name) for name in (*NO_COLOR, None)] == [None] * 4
    assert not +notes.counts


def test_an_unknown_colour_is_grey_and_told(file: TrelloFile) -> None:
    file.add_label("Odd", "ultraviolet_light")
    assert trello.read(file.export()).board["labels"][0]["color"] == "grey"
    assert "Colours that are not known, taken as grey: 1" in warnings(file)


def test_attachments_are_links_in_order_and_dangerous_ones_are_left_out(file: TrelloFile) -> None:
    made = card(
        file,
        attachments=[
            {"id": "2", "name": "b", "url": "https://example.com/b", "pos": 2, "isUpload": True},
            {"id": "1", "name": "a\nb", "url": "https://example.com/a", "pos": 1, "isUpload": False},
            {"id": "3", "name": "x", "url": "javascript:alert(1)", "pos": 3},
            {"id": "4", "name": "none", "url": None, "pos": 4},
        ],
    )
    assert [(link["name"], link["url"]) for link in made["links"]] == [
        ("a b", "https://example.com/a"), ("b", "https://example.com/b"),
    ]  # fmt: skip
    assert "Attached files, which stay at Trello and are taken as links: 1" in warnings(file)
    assert "no web address or too long, left out: 2" in warnings(file)


def test_custom_fields_of_every_type_have_values_of_that_type(file: TrelloFile) -> None:
    size = file.add_field("Size", "list", ("S", "M"))
    kinds_ = ("text", "number", "date", "checkbox")
    text, number, date, checkbox = (file.add_field(kind, kind) for kind in kinds_)
    medium = file.find(size)["options"][1]["id"]
    made = card(
        file,
        customFieldItems=[
            {"idCustomField": size, "idValue": medium, "value": None},
            {"idCustomField": text, "value": {"text": "Hello"}},
            {"idCustomField": number, "value": {"number": "100.32"}},
            {"idCustomField": date, "value": {"date": "2021-01-07T10:00:00.000Z"}},
            {"idCustomField": checkbox, "value": {"checked": "true"}},
        ],
    )
    assert made["fields"] == {
        id_of("field", size): id_of("option", medium),
        id_of("field", text): "Hello",
        id_of("field", number): 100.32,
        id_of("field", date): "2021-01-07T10:00:00.000Z",
        id_of("field", checkbox): True,
    }
    fields = trello.read(file.export()).board["fields"]
    assert [field["type"] for field in fields] == ["select", "text", "number", "date", "checkbox"]
    assert [option["name"] for option in fields[0]["options"]] == ["S", "M"]


def test_values_that_do_not_fit_their_field_are_left_out_and_told(file: TrelloFile) -> None:
    size, number = file.add_field("Size", "list", ("S",)), file.add_field("Number", "number")
    file.add_field("Rating", "stars")
    made = card(
        file,
        customFieldItems=[
            {"idCustomField": size, "idValue": "no such option"},
            {"idCustomField": number, "value": {"text": "seven"}},
            {"idCustomField": number, "value": {"number": "many"}},
            {"idCustomField": "no such field", "value": {"text": "x"}},
            {"idCustomField": number, "value": {"checked": "false"}},
        ],
    )
    assert made["fields"] == {}
    told = warnings(file)
    assert "Values of custom fields that do not fit, left out: 3" in told
    assert "Custom fields of an unknown type, left out: 1" in told
    assert "Numbers that are none or out of range, left out: 1" in told


def test_what_ours_cannot_have_is_counted(file: TrelloFile) -> None:
    file.add_card(
        column=file.add_list(), cover={"idAttachment": "a1", "color": None}, idMembersVoted=["p1", "p2"],
        stickers=[{"id": "s"}], coordinates={"latitude": 1}, isTemplate=True, cardRole="mirror",
        pluginData=[{"id": "d"}],
    )  # fmt: skip
    told = [int(line.rpartition(": ")[2]) for line in trello.read(file.export()).warnings]
    assert sorted(told) == [1, 1, 1, 1, 1, 1, 2]
