"""Yjs itself, in one node process: the other implementation that ours must agree with."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PEER = Path(__file__).parents[1] / "crdt" / "yjs_peer.mjs"


@dataclass(frozen=True)
class Play:
    """A history for yjs: what it has seen, how much it then edits, and what others did meanwhile."""

    seed: int
    client: int
    before: list[bytes]
    edits: int
    after: list[bytes]


@dataclass(frozen=True)
class Played:
    """The updates yjs made, and the board it ends with."""

    updates: list[bytes]
    plain: dict[str, Any]


def node() -> str:
    """Return node: the one installed beside this Python, or the machine's."""
    beside = Path(sys.executable).with_name("node")
    found = str(beside) if beside.exists() else shutil.which("node")
    assert found is not None, "no node: install the dev extra"
    return found


def play(histories: list[Play]) -> list[Played]:
    """Play all histories in one process and return how each ended."""
    rows = [
        {
            "seed": history.seed,
            "client": history.client,
            "before": [base64.b64encode(update).decode() for update in history.before],
            "edits": history.edits,
            "after": [base64.b64encode(update).decode() for update in history.after],
        }
        for history in histories
    ]
    done = subprocess.run(
        [node(), PEER], input=json.dumps(rows), capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, done.stderr
    return [
        Played([base64.b64decode(update) for update in row["updates"]], row["plain"])
        for row in json.loads(done.stdout)
    ]
