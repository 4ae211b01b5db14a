"""``kanverge import`` and ``kanverge export``: boards in and out, beside a running server or without one."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, Final

from kanverge import config
from kanverge.accounts.moments import now_ms
from kanverge.app import open_store
from kanverge.cli.plain import plain
from kanverge.cli.verbs import choice, print_json
from kanverge.errors import Invalid
from kanverge.transfer import exporting, importing, trello

CHUNK_BYTES: Final = 1024 * 1024


def add_to(commands: Any, store: argparse.ArgumentParser) -> None:
    """Add the verbs to the parser."""
    take_in = commands.add_parser(
        "import", parents=[store], help="make a board of a Trello export, or bring it up to date"
    )
    take_in.add_argument("file", metavar="FILE", type=Path, help="a board exported from Trello as JSON")
    take_in.add_argument("--json", action="store_true", help="report as JSON")
    take_in.set_defaults(run=import_file)

    give_out = commands.add_parser("export", parents=[store], help="print a board as JSON")
    give_out.add_argument("board", metavar="BOARD", help="id of the board (kanverge boards lists them)")
    give_out.set_defaults(run=export_board)


async def import_file(arguments: argparse.Namespace) -> None:
    """Import a file and print what was done."""
    settings = config.settings(store=arguments.store, data=arguments.data)
    try:
        plan = trello.read(content(arguments.file, settings.limits.import_bytes))
    except Invalid as error:
        raise Invalid(f"{arguments.file}: {error}") from error
    async with open_store(settings.store) as stored:
        report = await importing.run(stored.boards, plan, now_ms=now_ms(stored.clock))
    if arguments.json:
        print_json(report.json())
    else:
        print("\n".join(map(plain, report.lines())))


async def export_board(arguments: argparse.Namespace) -> None:
    """Print a board as one JSON object."""
    async with open_store(choice(arguments)) as stored:
        exported = await exporting.export(stored.boards, arguments.board)
    print_json(exported)


def content(path: Path, bytes_max: int) -> bytes:
    """Return what a file holds; raise Invalid when that is more than ``bytes_max``, whatever kind of file it is."""
    chunks: list[bytes] = []
    room = bytes_max
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            room -= len(chunk)
            if room < 0 or path.stat().st_size > bytes_max:
                raise Invalid(
                    f"it is larger than {bytes_max >> 20} MB, the most that KANVERGE_IMPORT_MB allows"
                )
            chunks.append(chunk)
    return b"".join(chunks)
