"""docs/client-python.md: its example runs, and it names every error there is."""

import re
from pathlib import Path
from typing import Any

import pytest

import kanverge_client
from kanverge_client import KanvergeClientError
from kanverge_crdt.board import Board as Document
from tests.doubles.socket_server import SocketServer

PAGE = (Path(__file__).parents[2] / "docs/client-python.md").read_text()


async def test_the_example_does_what_it_says(
    server: SocketServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    [example] = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    names: dict[str, Any] = {}
    exec(compile(example, "docs/client-python.md", "exec"), names)
    await names["main"](server.url, "b1", "ann")
    document = Document(server.board.doc)
    [card] = document.cards()
    assert (card.title, card.priority, card.due) == ("Launch", "high", "2026-11-22")
    assert document.column_of(card) == document.columns()[0].id
    assert capsys.readouterr().out == "card True ('at', 'description', 'priority', 'title') True\n"


def test_every_error_is_named() -> None:
    errors = {
        name
        for name in kanverge_client.__all__
        if isinstance(error := getattr(kanverge_client, name), type)
        and issubclass(error, KanvergeClientError)
    }
    assert set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)) == errors - {"KanvergeClientError"}
