"""Where a board's offline queue is kept when the program names no file: the user's state folder."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path

NAME_CHARACTERS = 32


def state_folder(environ: Mapping[str, str], platform: str, home: Path) -> Path:
    """Return the folder a platform keeps a program's state in."""
    if platform == "win32":
        return Path(environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "kanverge"
    if platform == "darwin":
        return home / "Library" / "Application Support" / "kanverge"
    return Path(environ.get("XDG_STATE_HOME") or home / ".local" / "state") / "kanverge"


def queue_path(url: str, board: str) -> Path:
    """Return the file of one board on one server, the same each time."""
    name = hashlib.sha256(f"{url.rstrip('/')}\n{board}".encode()).hexdigest()[:NAME_CHARACTERS]
    return state_folder(os.environ, sys.platform, Path.home()) / "queues" / f"{name}.queue"
