"""The verbs that look into a store or change it, beside a running server or without one."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from kanverge import config
from kanverge.app import open_store
from kanverge.cli.plain import plain, plain_json
from kanverge.store.base import BoardHead


def add_to(commands: Any, store: argparse.ArgumentParser) -> None:
    """Add the verbs to the parser."""
    boards = commands.add_parser("boards", parents=[store], help="list the boards")
    boards.add_argument("--json", action="store_true", help="as JSON")
    boards.set_defaults(run=list_boards)


def choice(arguments: argparse.Namespace) -> config.StoreChoice:
    """Return the store that a verb's arguments name."""
    return config.store_choice(store=arguments.store, data=arguments.data)


async def list_boards(arguments: argparse.Namespace) -> None:
    """Print every board's id and name."""
    async with open_store(choice(arguments)) as stored:
        heads = await stored.boards.heads()
    if arguments.json:
        print_json([_head_json(head) for head in heads])
        return
    for head in heads:
        print(f"{head.id}  {plain(head.name)}")


def _head_json(head: BoardHead) -> dict[str, object]:
    return {"id": head.id, "name": head.name, "created": head.created, "archived": head.is_archived}


def print_json(value: object) -> None:
    """Print a value as JSON that can be read whatever the terminal's encoding."""
    is_unicode = (sys.stdout.encoding or "").lower().startswith("utf")
    print(plain_json(json.dumps(value, ensure_ascii=not is_unicode, indent=2)))
