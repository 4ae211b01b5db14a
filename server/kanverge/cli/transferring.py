"""``kanverge import`` and ``kanverge export``: boards in and out, beside a running server or without one."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from pathlib import Path
from typing import Any, Final

from kanverge import config
from kanverge.accounts.moments import now_ms
from kanverge.cli.plain import plain
from kanverge.cli.progress import shown
from kanverge.cli.streams import say
from kanverge.cli.verbs import add, choice, print_json
from kanverge.errors import Invalid
from kanverge.stored import open_store

CHUNK_BYTES: Final = 1024 * 1024
STDIN: Final = Path("-")


def add_to(commands: Any, store: argparse.ArgumentParser) -> None:
    """Add the verbs to the parser."""
    take_in = add(
        commands,
        "import",
        "make a board of a Trello export, or bring the board made of an earlier one up to date",
        store=store,
        run=import_file,
    )
    take_in.add_argument(
        "file", metavar="FILE", type=Path, help="a board exported from Trello as JSON; - is stdin"
    )
    take_in.add_argument("--json", action="store_true", help="report as JSON")
    give_out = add(commands, "export", "print a board as one JSON object", store=store, run=export_board)
    give_out.add_argument("board", metavar="BOARD", help="id of the board (kanverge boards lists them)")


async def import_file(arguments: argparse.Namespace) -> None:
    """Import a file and print what was done."""
    from kanverge.transfer import importing, trello  # no other verb waits for it

    settings = config.settings(store=arguments.store, data=arguments.data)
    try:
        plan = trello.read(content(arguments.file, settings.limits.import_bytes))
    except Invalid as error:
        raise Invalid(f"{arguments.file}: {error}") from error
    async with open_store(settings.store) as stored:
        with shown("Importing", sys.stderr) as progress:
            report = await importing.run(stored.boards, plan, now_ms=now_ms(stored.clock), progress=progress)
    if arguments.json:
        print_json(report.json())
    else:
        say("\n".join(map(plain, report.lines())))


async def export_board(arguments: argparse.Namespace) -> None:
    """Print a board as one JSON object."""
    from kanverge.transfer import exporting

    async with open_store(choice(arguments), must_exist=True) as stored:
        exported = await exporting.export(stored.boards, arguments.board)
    print_json(exported)


def content(path: Path, bytes_max: int) -> bytes:
    """Return what a file of whatever kind holds, or stdin for ``-``; raise Invalid for more than ``bytes_max``."""
    chunks: list[bytes] = []
    room = bytes_max
    with contextlib.nullcontext(sys.stdin.buffer) if path == STDIN else path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            room -= len(chunk)
            if room < 0 or os.fstat(file.fileno()).st_size > bytes_max:
                raise Invalid(
                    f"it is larger than {bytes_max >> 20} MB, the most that KANVERGE_IMPORT_MB allows"
                )
            chunks.append(chunk)
    return b"".join(chunks)
