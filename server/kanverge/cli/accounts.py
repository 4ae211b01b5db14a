"""``kanverge user`` and ``kanverge token``: who comes in, beside a running server or without one."""

from __future__ import annotations

import argparse
from typing import Any

from kanverge import config
from kanverge.accounts.people import Person
from kanverge.accounts.principals import machine
from kanverge.accounts.roles import BOARD_ROLES, Role
from kanverge.accounts.tokens import Token
from kanverge.app import Stored, open_store
from kanverge.cli.plain import plain
from kanverge.cli.verbs import choice, print_json
from kanverge.errors import Invalid, NotFound

ROLES = [role.value for role in BOARD_ROLES]


def add_to(commands: Any, store: argparse.ArgumentParser) -> None:
    """Add the verbs to the parser."""
    _add_user(commands.add_parser("user", help="people"), store)
    _add_token(commands.add_parser("token", help="bearer tokens for clients and the API"), store)


def _add_user(user: argparse.ArgumentParser, store: argparse.ArgumentParser) -> None:
    verbs = user.add_subparsers(required=True, metavar="VERB")
    link = verbs.add_parser("link", parents=[store], help="print a fresh link that signs somebody in once")
    link.add_argument("name", metavar="NAME")
    link.add_argument("--admin", action="store_true", help="make them an administrator of the workspace")
    link.add_argument("--board", metavar="ID", help="make them a member of this board, with --role")
    link.add_argument("--role", choices=ROLES)
    link.add_argument("--url", default=f"http://{config.HOST}:{config.PORT}", help="address of the server")
    link.set_defaults(run=link_user)


def _add_token(token: argparse.ArgumentParser, store: argparse.ArgumentParser) -> None:
    verbs = token.add_subparsers(required=True, metavar="VERB")
    create = verbs.add_parser("create", parents=[store], help="make a token for one board")
    create.add_argument("--role", required=True, choices=ROLES)
    create.add_argument("--name", default="token", help="how others see who edits with it")
    create.set_defaults(run=create_token)
    listing = verbs.add_parser("list", parents=[store], help="list the tokens of a board")
    listing.set_defaults(run=list_tokens)
    revoke = verbs.add_parser("revoke", parents=[store], help="end a token: its connections close at once")
    revoke.add_argument("token", metavar="TOKEN_ID")
    revoke.set_defaults(run=revoke_token)
    for verb in (create, listing, revoke):
        verb.add_argument("--board", required=True, metavar="ID")
    for verb in (create, listing):
        verb.add_argument("--json", action="store_true", help="as JSON")


async def link_user(arguments: argparse.Namespace) -> None:
    """Print a link that signs the person of this name in once; somebody new is added."""
    if (arguments.board is None) != (arguments.role is None):
        raise Invalid("--board and --role go together")
    async with open_store(choice(arguments)) as stored:
        if arguments.board is not None:
            await _known_board(stored, arguments.board)
        person = await stored.people.ensure(arguments.name, is_admin=arguments.admin)
        await _let_in(stored, person, arguments)
        secret = await stored.links.sign_in(person.id, by=machine("cli").key)
    print(f"{plain(arguments.url.rstrip('/'))}/in/{secret}")


async def _let_in(stored: Stored, person: Person, arguments: argparse.Namespace) -> None:
    if arguments.admin and not person.is_admin:
        await stored.people.set_admin(person.id, is_admin=True)
    if arguments.board is not None:
        await stored.members.set(arguments.board, person.id, Role(arguments.role))


async def create_token(arguments: argparse.Namespace) -> None:
    """Print a new token; it is not shown again."""
    async with open_store(choice(arguments)) as stored:
        await _known_board(stored, arguments.board)
        token, text = await stored.tokens.create(
            arguments.board, Role(arguments.role), name=arguments.name, by=machine("cli").key
        )
    if arguments.json:
        print_json({"token": text, **_shown(token)})
    else:
        print(text)


async def list_tokens(arguments: argparse.Namespace) -> None:
    """Print a board's tokens, without what they are presented by."""
    async with open_store(choice(arguments)) as stored:
        await _known_board(stored, arguments.board)
        tokens = await stored.tokens.of(arguments.board)
    if arguments.json:
        print_json([_shown(token) for token in tokens])
        return
    for token in tokens:
        print(f"{token.id}  {token.role.value:<9}  {plain(token.name)}")


async def revoke_token(arguments: argparse.Namespace) -> None:
    """End a token."""
    async with open_store(choice(arguments)) as stored:
        if not await stored.tokens.revoke(arguments.board, arguments.token):
            raise NotFound(f"board {arguments.board} has no token {arguments.token}")


async def _known_board(stored: Stored, board: str) -> None:
    if await stored.boards.head(board) is None:
        raise NotFound(f"there is no board {board}")


def _shown(token: Token) -> dict[str, object]:
    return {"id": token.id, "board": token.board, "role": token.role.value, "name": token.name}
