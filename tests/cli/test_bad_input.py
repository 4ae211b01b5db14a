"""Every verb with bad input: one line on stderr that says what is wrong, a status that is not 0, never a traceback."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from kanverge import cli
from kanverge.store.embedded import Embedded
from tests.cli.command import run
from tests.doubles.trello_file import TrelloFile, large
from tests.test_documentation import commands

NOWHERE = "x" * 22


class Case(NamedTuple):
    """A command line, in which ``{...}`` are the places below, and a part of what it is answered."""

    words: str
    why: str
    environ: dict[str, str] = {}  # noqa: RUF012  # nobody writes to it

    @property
    def id(self) -> str:
        return " ".join([*(f"{name}={value}" for name, value in self.environ.items()), self.words])


def stores(verb: str, rest: str = "") -> Iterator[Case]:
    """Yield a verb with every kind of store that cannot be used."""
    for option, why in {
        "--store=nonsense": "the store's URL must begin with redis://",
        "--store=http://127.0.0.1": "the store's URL must begin with redis://",
        "--store=redis://127.0.0.1:99999": "Port out of range",
        "--store=redis://127.0.0.1:1": "refused",
        "--store=redis://127.0.0.1:1/x": "database 'x'",
        "--store=redis://[::1": "cannot be read",
        "--store=redis://no.such.host.invalid": "no.such.host.invalid",
        "--store=unix:///no/such/socket": "/no/such/socket",
        "--store=rediss://localhost?ssl_ca_certs=/no/such/file": "/no/such/file",
        "--data={text}": "{text}",
        "--data={text}/below": "{text}",
    }.items():
        yield Case(f"{verb} {option} {rest}".strip(), why)


def looking(verb: str, rest: str = "") -> Iterator[Case]:
    """Yield a verb that only looks with every kind of store, also with directories that hold none."""
    yield from stores(verb, rest)
    for option in ("--data={missing}", "--data={folder}"):
        yield Case(f"{verb} {option} {rest}".strip(), f"there is no Kanverge data in {option[7:]}")


CASES = [
    *looking("boards"),
    *stores("import", "{small}"),
    *looking("export", NOWHERE),
    *stores("worker", "--once"),
    *stores("serve", "--port=0"),
    *looking("token create", f"--board={NOWHERE} --role=editor"),
    *looking("token list", f"--board={NOWHERE}"),
    *looking("token revoke", f"--board={NOWHERE} {NOWHERE}"),
    *stores("user link", "Ann"),
    Case("import", "required: FILE"),
    Case("import --data={data} {missing}", "{missing}: No such file or directory"),
    Case("import --data={data} {folder}", "{folder}: Is a directory"),
    Case("import --data={data} {empty}", "cut off"),
    Case("import --data={data} {text}", "no JSON object"),
    Case("import --data={data} {deep}", "nested more than 64 deep"),
    Case("import --data={data} {cut}", "cut off"),
    Case("import --data={data} {other}", "no id, no lists or no cards"),
    Case("import --data={data} {board}", "larger than 1 MB", {"KANVERGE_IMPORT_MB": "1"}),
    Case("import --data={data} {board}", "KANVERGE_IMPORT_MB='x'", {"KANVERGE_IMPORT_MB": "x"}),
    Case("import --data={data} {board}", "KANVERGE_IMPORT_MB=0", {"KANVERGE_IMPORT_MB": "0"}),
    Case("import --data={data} {board} {board}", "unrecognized arguments"),
    Case("export --data={data}", "required: BOARD"),
    Case(f"export --data={{data}} {NOWHERE}", f"no board {NOWHERE}"),
    Case("export --data={data} {{*}}", "no board {*}"),
    Case("export --data={data} \udcff", "is not UTF-8"),
    Case("boards --data={data} --nonsense", "unrecognized arguments"),
    Case(f"token create --data={{data}} --board={NOWHERE}", "required: --role"),
    Case(f"token create --data={{data}} --board={NOWHERE} --role=emperor", "invalid choice"),
    Case(f"token create --data={{data}} --board={NOWHERE} --role=editor", f"no board {NOWHERE}"),
    Case("token create --data={data} --board=\udcff --role=editor", "is not UTF-8"),
    Case(f"token list --data={{data}} --board={NOWHERE}", f"no board {NOWHERE}"),
    Case(f"token revoke --data={{data}} --board={NOWHERE} t", "no token t"),
    Case("token", "required: VERB"),
    Case("user link --data={data}", "required: NAME"),
    Case("user link --data={data} --url=nonsense Ann", "--url 'nonsense'"),
    Case("user link --data={data} --url=ftp://example.org Ann", "--url 'ftp://example.org'"),
    Case("user link --data={data} --url=http:// Ann", "--url 'http://'"),
    Case("user link --data={data} --url=http://[::1 Ann", "--url 'http://[::1'"),
    Case("user link --data={data} --role=editor Ann", "--board and --role go together"),
    Case(f"user link --data={{data}} --role=editor --board={NOWHERE} Ann", f"no board {NOWHERE}"),
    Case("user link --data={data} \udcff", "name"),
    Case("user link --data={data} " + "a" * 1_000, "name"),
    Case("worker --once --data={data}", "KANVERGE_HISTORY_DAYS='many'", {"KANVERGE_HISTORY_DAYS": "many"}),
    Case("worker --once --data={data}", "KANVERGE_LOG_LEVEL", {"KANVERGE_LOG_LEVEL": "loud"}),
    Case("serve --data={data} --port={taken}", "cannot listen on 127.0.0.1 port {taken}"),
    Case("serve --data={data} --port=99999", "--port 99999"),
    Case("serve --data={data} --port=-1", "--port -1"),
    Case("serve --data={data}", "KANVERGE_PORT='eighty'", {"KANVERGE_PORT": "eighty"}),
    Case("serve --data={data} --port=0 --host=no.such.host.invalid", "no.such.host.invalid"),
    Case("serve --data={data} --port=0 --host=" + "a" * 100 + ".b", "aaa"),
    Case("", "required: COMMAND"),
    Case("nonsense", "invalid choice: 'nonsense'"),
]


@pytest.fixture(scope="module")
def places(running_valkey: Embedded, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """What the table names: files of every kind, a data directory in use, a port that is taken."""
    folder = tmp_path_factory.mktemp("places")
    board = large(600).export()
    contents = {
        "empty": b"", "small": TrelloFile().export(), "text": b"name,list\n", "board": board,
        "cut": board[: len(board) // 2],
        "deep": b'{"id":"1","lists":' + b"[" * 1_000_000, "other": b'{"boards":[],"id":"1"}',
    }  # fmt: skip
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        yield {
            **{name: str(folder / name) for name in (*contents, "missing")},
            "folder": str(folder),
            "data": str(running_valkey._directory.path),
            "taken": str(taken.getsockname()[1]),
        }


@pytest.mark.parametrize("case", CASES, ids=[ascii(case.id) for case in CASES])
def test_bad_input_is_answered_in_one_line(
    case: Case, places: dict[str, str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in case.environ.items():
        monkeypatch.setenv(name, value)
    try:
        status = cli.main([word.format(**places) for word in case.words.split()])
    except SystemExit as ended:
        status = int(ended.code or 0)
    out, err = capsys.readouterr()
    assert status in (cli.FAILED, cli.USAGE, os.EX_TEMPFAIL)
    assert out == ""
    assert case.why.format(**places) in err if "{*}" not in case.why else case.why in err
    assert err.startswith("kanverge")
    assert err.count("\n") == 1
    assert "Traceback" not in err


def test_the_table_has_every_verb() -> None:
    for name, _ in commands(cli.parser()):
        assert any(case.words.startswith(name) for case in CASES), name


@pytest.mark.parametrize("words", ["import {text}\udcff", f"export {NOWHERE}"], ids=["import", "export"])
async def test_a_process_says_the_same(words: str, places: dict[str, str], data: Path) -> None:
    command = await run(*words.format(**places).split(), environ={"KANVERGE_DATA": str(data)})
    assert await command.wait() == cli.FAILED
    assert command.out == []
    [line] = command.err
    assert line.startswith("kanverge: ")
