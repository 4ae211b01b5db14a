"""The verbs that look into a store or change it, beside a running server or without one."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from kanverge import config
from kanverge.accounts.principals import machine
from kanverge.accounts.roles import BOARD_ROLES, Role
from kanverge.app import open_store
from kanverge.errors import NotFound
from kanverge.store.base import BoardHead


def add_to(commands: Any, store: argparse.ArgumentParser) -> None:
    """Add the verbs to the parser."""
    boards = commands.add_parser("boards", parents=[store], help="list the boards")
    boards.add_argument("--json", action="store_true", help="as JSON")
    boards.set_defaults(run=list_boards)

    token = commands.add_parser("token", help="bearer tokens for clients and the API")
    token_verbs = token.add_subparsers(required=True, metavar="VERB")
    create = token_verbs.add_parser("create", parents=[store], help="make a token for one board")
    create.add_argument("--board", required=True, metavar="ID")
    create.add_argument("--role", required=True, choices=[role.value for role in BOARD_ROLES])
    create.add_argument("--name", default="token", help="how others see who edits with it")
    create.add_argument("--json", action="store_true", help="as JSON")
    create.set_defaults(run=create_token)

    user = commands.add_parser("user", help="people")
    user_verbs = user.add_subparsers(required=True, metavar="VERB")
    link = user_verbs.add_parser(
        "link", parents=[store], help="print a fresh link that signs somebody in once"
    )
    link.add_argument("name", metavar="NAME")
    link.add_argument("--url", default=f"http://{config.HOST}:{config.PORT}", help="address of the server")
    link.set_defaults(run=link_user)


def choice(arguments: argparse.Namespace) -> config.StoreChoice:
    """Return the store that a verb's arguments name."""
    return config.store_choice(store=arguments.store, data=arguments.data)


async def list_boards(arguments: argparse.Namespace) -> None:
    """Print every board's id and name."""
    async with open_store(choice(arguments)) as stored:
        heads = await stored.boards.heads()
    if arguments.json:
        _print_json([_head_json(head) for head in heads])
        return
    for head in heads:
        print(f"{head.id}  {head.name}")


async def create_token(arguments: argparse.Namespace) -> None:
    """Print a new token; it is not shown again."""
    async with open_store(choice(arguments)) as stored:
        if await stored.boards.head(arguments.board) is None:
            raise NotFound(f"there is no board {arguments.board}")
        token, text = await stored.tokens.create(
            arguments.board, Role(arguments.role), name=arguments.name, by=machine("cli").key
        )
    if arguments.json:
        _print_json({"token": text, "id": token.id, "board": token.board, "role": token.role.value})
    else:
        print(text)


async def link_user(arguments: argparse.Namespace) -> None:
    """Print a link that signs the person of this name in once; somebody new is added."""
    async with open_store(choice(arguments)) as stored:
        person = await stored.people.ensure(arguments.name)
        secret = await stored.links.sign_in(person.id, by=machine("cli").key)
    print(f"{arguments.url.rstrip('/')}/in/{secret}")


def _head_json(head: BoardHead) -> dict[str, object]:
    return {"id": head.id, "name": head.name, "created": head.created, "archived": head.is_archived}


def _print_json(value: object) -> None:
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2)
    print()
