from __future__ import annotations

import logging
import secrets

import pytest

from kanverge.accounts.credentials import mint
from kanverge.cli.logs import OneLine
from kanverge_crdt.ids import new_id


def line(message: str, *, error: Exception | None = None) -> str:
    exc_info = (type(error), error, error.__traceback__) if error else None
    return OneLine().format(logging.LogRecord("name", logging.ERROR, "path", 1, message, (), exc_info))


@pytest.mark.parametrize(
    ("message", "written"),
    [
        ("a board called 'x\n2026-01-01 ERROR forged'", "x\\n2026-01-01 ERROR forged"),
        ("\x1b[2Jgone", "\\x1b[2Jgone"),
        ("a\u2028b\x85c\x7f", "a\\u2028b\\x85c\\x7f"),
        ("看板 é", "看板 é"),
    ],
)
def test_what_a_name_holds_stays_in_its_line(message: str, written: str) -> None:
    assert written in line(message)
    assert len(line(message).splitlines()) == 1


def test_an_error_is_one_line_with_its_traceback() -> None:
    try:
        raise ZeroDivisionError("by nothing")
    except ZeroDivisionError as error:
        written = line("it failed", error=error)
    assert len(written.splitlines()) == 1
    assert "it failed\\nTraceback" in written
    assert written.endswith("ZeroDivisionError: by nothing")


def test_a_credential_is_told_by_whose_and_which_it_is_alone() -> None:
    credential = mint(new_id(secrets.randbelow))
    written = line(f'"WebSocket /yjs/b?token={credential.text}&x=1" [accepted]')
    assert f"token={credential.owner}_{credential.id}_***&x=1" in written
    assert credential.secret not in written
