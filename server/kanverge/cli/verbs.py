"""The verbs that look into a store or change it, beside a running server or without one."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

from kanverge import config
from kanverge.cli.plain import plain, plain_json
from kanverge.cli.streams import say
from kanverge.store.base import BoardHead
from kanverge.stored import open_store


def add_to(commands: Any, store: argparse.ArgumentParser) -> None:
    """Add the verbs to the parser."""
    boards = add(commands, "boards", "list the boards: id and name", store=store, run=list_boards)
    boards.add_argument("--json", action="store_true", help="as JSON")


def add(
    commands: Any,
    name: str,
    help_: str,
    *,
    store: argparse.ArgumentParser,
    run: Callable[..., Any],
    **rest: Any,
) -> argparse.ArgumentParser:
    """Add one verb, which says the same of itself in the list and in its own help; return its parser."""
    sentence = help_[0].upper() + help_[1:] + "."
    parser: argparse.ArgumentParser = commands.add_parser(
        name, parents=[store], help=help_, description=sentence
    )
    parser.set_defaults(run=run, **rest)
    return parser


def choice(arguments: argparse.Namespace) -> config.StoreChoice:
    """Return the store that a verb's arguments name."""
    return config.store_choice(store=arguments.store, data=arguments.data)


async def list_boards(arguments: argparse.Namespace) -> None:
    """Print every board's id and name."""
    async with open_store(choice(arguments), must_exist=True) as stored:
        heads = await stored.boards.heads()
    if arguments.json:
        print_json([_head_json(head) for head in heads])
        return
    for head in heads:
        kind = () if head.kind == "board" else (f"({plain(head.kind)})",)
        say("  ".join((head.id, plain(head.name), *kind, *_damage(head))))


def _damage(head: BoardHead) -> Iterator[str]:
    if head.left_out:
        yield f"({head.left_out} left out of its log: see docs/operating.md)"
    if head.damaged_snapshots:
        yield f"(snapshots damaged and made up for: {head.damaged_snapshots}; see docs/operating.md)"


def _head_json(head: BoardHead) -> dict[str, object]:
    return {
        "id": head.id,
        "name": head.name,
        "kind": head.kind,
        "created": head.created,
        "archived": head.is_archived,
        "left_out": head.left_out,
        "damaged_snapshots": head.damaged_snapshots,
    }


def print_json(value: object) -> None:
    """Print a value as JSON that can be read whatever the terminal's encoding."""
    is_unicode = (sys.stdout.encoding or "").lower().startswith("utf")
    say(plain_json(json.dumps(value, ensure_ascii=not is_unicode, indent=2)))
