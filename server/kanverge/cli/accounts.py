"""``kanverge user`` and ``kanverge token``: who comes in, beside a running server or without one."""

from __future__ import annotations

import argparse
import contextlib
from typing import Any
from urllib.parse import urlsplit

from kanverge import config
from kanverge.accounts.people import Person
from kanverge.accounts.principals import machine
from kanverge.accounts.roles import BOARD_ROLES, Role
from kanverge.accounts.tokens import Token
from kanverge.cli.plain import plain
from kanverge.cli.streams import say
from kanverge.cli.verbs import add, choice, print_json
from kanverge.errors import Invalid, NotFound
from kanverge.store import served
from kanverge.stored import Stored, open_store

ROLES = [role.value for role in BOARD_ROLES]
ROLE_HELP = "what they may do: " + ", ".join(ROLES)


def add_to(commands: Any, store: argparse.ArgumentParser) -> None:
    """Add the verbs to the parser."""
    _add_user(_group(commands, "user", "let people in"), store)
    _add_token(
        _group(commands, "token", "make, list and end the bearer tokens of clients and the API"), store
    )


def _group(commands: Any, name: str, help_: str) -> Any:
    group = commands.add_parser(name, help=help_, description=help_[0].upper() + help_[1:] + ".")
    return group.add_subparsers(title="verbs", required=True, metavar="VERB")


def _add_user(verbs: Any, store: argparse.ArgumentParser) -> None:
    link = add(verbs, "link", "print a fresh link that signs somebody in once", store=store, run=link_user)
    link.add_argument("name", metavar="NAME", help="what they are called; somebody new is added")
    link.add_argument("--admin", action="store_true", help="make them an administrator of the workspace")
    link.add_argument("--board", metavar="ID", help="make them a member of this board, with --role")
    link.add_argument("--role", metavar="ROLE", choices=ROLES, help=ROLE_HELP)
    link.add_argument("--url", help="address of the server (default: that of the one started last)")


def _add_token(verbs: Any, store: argparse.ArgumentParser) -> None:
    create = add(verbs, "create", "make a token for one board and print it", store=store, run=create_token)
    create.add_argument("--role", metavar="ROLE", required=True, choices=ROLES, help=ROLE_HELP)
    create.add_argument("--name", default="token", help="how others see who edits with it")
    listing = add(
        verbs, "list", "list the tokens of a board: id, role and name", store=store, run=list_tokens
    )
    revoke = add(verbs, "revoke", "end a token: its connections close at once", store=store, run=revoke_token)
    revoke.add_argument("token", metavar="TOKEN_ID", help="id of the token (kanverge token list shows it)")
    for verb in (create, listing, revoke):
        verb.add_argument(
            "--board", metavar="ID", required=True, help="id of the board (kanverge boards lists them)"
        )
    for verb in (create, listing):
        verb.add_argument("--json", action="store_true", help="as JSON")


async def link_user(arguments: argparse.Namespace) -> None:
    """Print a link that signs the person of this name in once; somebody new is added."""
    if (arguments.board is None) != (arguments.role is None):
        raise Invalid("--board and --role go together")
    given = arguments.url and _address(arguments.url)
    async with open_store(choice(arguments)) as stored:
        if arguments.board is not None:
            await _known_board(stored, arguments.board)
        person = await stored.people.ensure(arguments.name, is_admin=arguments.admin)
        await _let_in(stored, person, arguments)
        secret = await stored.links.sign_in(person.id, by=machine("cli").key)
        address = given or await served.recall(stored.client) or f"http://{config.HOST}:{config.PORT}"
    say(f"{plain(address)}/in/{secret}")


def _address(url: str) -> str:
    """Return the address of a server without what may follow it."""
    with contextlib.suppress(ValueError):
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and parts.hostname:
            return url.rstrip("/")
    raise Invalid(f"--url {url!r} is not the http(s) address of a server")


async def _let_in(stored: Stored, person: Person, arguments: argparse.Namespace) -> None:
    if arguments.admin and not person.is_admin:
        await stored.people.set_admin(person.id, is_admin=True)
    if arguments.board is not None:
        await stored.members.set(arguments.board, person.id, Role(arguments.role))


async def create_token(arguments: argparse.Namespace) -> None:
    """Print a new token; it is not shown again."""
    async with open_store(choice(arguments), must_exist=True) as stored:
        await _known_board(stored, arguments.board)
        token, text = await stored.tokens.create(
            arguments.board, Role(arguments.role), name=arguments.name, by=machine("cli").key
        )
    if arguments.json:
        print_json({"token": text, **_shown(token)})
    else:
        say(text)


async def list_tokens(arguments: argparse.Namespace) -> None:
    """Print a board's tokens, without what they are presented by."""
    async with open_store(choice(arguments), must_exist=True) as stored:
        await _known_board(stored, arguments.board)
        tokens = await stored.tokens.of(arguments.board)
    if arguments.json:
        print_json([_shown(token) for token in tokens])
        return
    for token in tokens:
        say(f"{token.id}  {token.role.value:<9}  {plain(token.name)}")


async def revoke_token(arguments: argparse.Namespace) -> None:
    """End a token."""
    async with open_store(choice(arguments), must_exist=True) as stored:
        if not await stored.tokens.revoke(arguments.board, arguments.token):
            raise NotFound(f"board {arguments.board} has no token {arguments.token}")


async def _known_board(stored: Stored, board: str) -> None:
    if await stored.boards.head(board) is None:
        raise NotFound(f"there is no board {board}")


def _shown(token: Token) -> dict[str, object]:
    return {"id": token.id, "board": token.board, "role": token.role.value, "name": token.name}
