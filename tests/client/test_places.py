"""Where a queue is kept: one file for each server and board, where the platform keeps a program's state."""

from pathlib import Path

import pytest

from kanverge_client.places import queue_path, state_folder

HOME = Path("/somewhere/ann")


@pytest.mark.parametrize(
    ("environ", "platform", "folder"),
    [
        ({}, "linux", "/somewhere/ann/.local/state/kanverge"),
        ({"XDG_STATE_HOME": "/state"}, "linux", "/state/kanverge"),
        ({}, "darwin", "/somewhere/ann/Library/Application Support/kanverge"),
        ({"LOCALAPPDATA": "/local"}, "win32", "/local/kanverge"),
        ({}, "win32", "/somewhere/ann/AppData/Local/kanverge"),
    ],
)
def test_each_platform_has_its_folder(environ: dict[str, str], platform: str, folder: str) -> None:
    assert state_folder(environ, platform, HOME) == Path(folder)


def test_each_server_and_board_has_its_file() -> None:
    one = queue_path("http://a", "b1")
    assert queue_path("http://a/", "b1") == one
    assert len({one, queue_path("http://a", "b2"), queue_path("http://b", "b1")}) == 3
