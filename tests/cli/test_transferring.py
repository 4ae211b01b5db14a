"""``kanverge import`` and ``kanverge export``, in this process and as commands beside a running server."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from kanverge import cli
from kanverge.cli.transferring import content
from kanverge.errors import Invalid
from kanverge.store.embedded import Embedded
from tests.cli.command import Command, answer, run
from tests.cli.conftest import Serve
from tests.doubles.trello_file import TrelloFile, large


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "board.json"
    path.write_bytes(large(40).export())
    return path


class Line:
    """The command line over a store that runs, called in this process."""

    def __init__(self, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._option = f"--data={data}"
        self._capsys = capsys

    def __call__(self, *words: str) -> str:
        assert cli.main([*words, self._option]) == 0
        out, err = self._capsys.readouterr()
        assert err == ""
        return str(out)

    def json(self, *words: str) -> Any:
        return json.loads(self(*words))


@pytest.fixture
def kanverge(running_valkey: Embedded, capsys: pytest.CaptureFixture[str]) -> Line:
    return Line(running_valkey._directory.path, capsys)


def test_an_import_reports_as_json_and_the_board_can_be_exported(kanverge: Line, tmp_path: Path) -> None:
    file = TrelloFile("Trip 旅行", id="1" * 24)
    file.add_card("Book ✈", file.add_list("To do", softLimit=3))
    (tmp_path / "trip.json").write_bytes(file.export())
    report = kanverge.json("import", "--json", str(tmp_path / "trip.json"))
    assert (report["name"], report["new"], report["counts"]["cards"]) == ("Trip 旅行", True, 1)
    assert {"board", "counts", "warnings"} <= report.keys()
    exported = kanverge.json("export", report["board"])
    assert exported["board"] == report["board"]
    [column] = exported["columns"]
    assert (column["name"], column["wip"], column["archived"], column["category"]) == (
        "To do",
        3,
        False,
        "backlog",  # guessed from its name
    )
    [card] = exported["cards"]
    assert (card["title"], card["column"], card["number"], card["archived"]) == (
        "Book ✈",
        column["id"],
        1,
        False,
    )
    assert report["board"] in kanverge("boards")


def test_an_import_tells_a_person_what_it_did(kanverge: Line, file: Path) -> None:
    first = kanverge("import", str(file)).splitlines()
    assert first[0].startswith("Board of 40 cards  ")
    assert first[1].startswith("  in the file: 12 columns, 40 cards, ")
    assert any("Comments that are not in the file" in line for line in first)
    again = kanverge("import", str(file)).splitlines()
    assert (again[0], again[2]) == (first[0], "  nothing new")


def test_a_file_up_to_the_limit_is_read_and_no_more(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"x" * 100)
    assert content(file, 100) == b"x" * 100
    with pytest.raises(Invalid, match="larger than"):
        content(file, 99)
    with pytest.raises(Invalid, match="larger than"):
        content(Path("/dev/zero"), 3 * 1024 * 1024)


async def test_a_file_may_come_from_standard_input(running_valkey: Embedded, file: Path) -> None:
    words = f"cat {file} | {sys.executable} -m kanverge import - --data {running_valkey._directory.path}"
    command = await Command.start_program("sh", "-c", words)
    assert (await command.wait(), command.err) == (0, [])
    assert command.out[0].startswith("Board of 40 cards  ")


async def test_an_import_works_without_a_server_and_beside_one(serve: Serve, data: Path, file: Path) -> None:
    where = f"--data={data}"
    first = await answer("import", str(file), where)
    server = await serve()
    again = await answer("import", str(file), where)
    assert (again["board"], again["new"], again["added"]) == (first["board"], False, {})
    command = await run("export", first["board"], where)
    assert len(json.loads("\n".join(command.out))["cards"]) == 40
    assert not server.has_ended
