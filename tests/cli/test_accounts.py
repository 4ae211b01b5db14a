"""``kanverge user`` and ``kanverge token``, each a command run beside a running service."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest

from kanverge.accounts.roles import Role
from kanverge.cli import parser
from kanverge.errors import KanvergeError
from kanverge.store.embedded import Embedded
from kanverge_crdt import codec
from tests.doubles.service import BOARD, OTHER_BOARD, Running, running_service


@pytest.fixture
async def service(valkey: Embedded) -> AsyncIterator[Running]:
    async with running_service(valkey) as service:
        yield service


@pytest.fixture
def data(valkey: Embedded) -> str:
    return f"--data={valkey._directory.path}"


async def run(*arguments: str) -> None:
    chosen = parser().parse_args(arguments)
    await chosen.run(chosen)


async def test_a_link_for_somebody_new_signs_them_in(
    service: Running, data: str, capsys: pytest.CaptureFixture[str]
) -> None:
    await run("user", "link", "Ann", "--url", "https://boards.example/", data)
    address, _, secret = capsys.readouterr().out.strip().rpartition("/in/")
    assert address == "https://boards.example"
    signed_in = await service.service.stored.links.accept(secret)
    assert (signed_in.person.name, signed_in.person.is_admin) == ("Ann", False)


async def test_a_link_may_make_a_member_whose_sockets_hear_of_it(service: Running, data: str) -> None:
    ann = await service.sign_in("Ann", Role.VIEWER)
    socket = await service.visitor(ann)
    await run("user", "link", "ann", "--board", BOARD, "--role", "editor", data)
    assert (await socket.expect(codec.Role)).role == "editor"


async def test_a_link_may_make_an_administrator_of_somebody_known_or_new(service: Running, data: str) -> None:
    people = service.service.stored.people
    await people.ensure("Ann")
    for name in ("Ann", "Bob"):
        await run("user", "link", name, "--admin", data)
        found = await people.find(name)
        assert found is not None
        assert found.is_admin


@pytest.mark.parametrize(
    "wrong",
    [("--board", BOARD), ("--role", "editor"), ("--board", OTHER_BOARD, "--role", "editor")],
    ids=["no role", "no board", "no such board"],
)
async def test_what_makes_no_sense_makes_nobody(service: Running, data: str, wrong: tuple[str, ...]) -> None:
    with pytest.raises(KanvergeError):
        await run("user", "link", "Ann", *wrong, data)
    assert await service.service.stored.people.list() == []


async def test_tokens_are_made_listed_and_revoked(
    service: Running, data: str, capsys: pytest.CaptureFixture[str]
) -> None:
    await run("token", "create", "--board", BOARD, "--role", "editor", "--name", "Robot", "--json", data)
    made = json.loads(capsys.readouterr().out)
    socket = service.connect()
    await socket.open()
    await socket.join(token=made["token"])
    await run("token", "list", "--board", BOARD, "--json", data)
    assert json.loads(capsys.readouterr().out) == [
        {"id": made["id"], "board": BOARD, "role": "editor", "name": "Robot"}
    ]
    await run("token", "list", "--board", BOARD, data)
    assert capsys.readouterr().out.split() == [made["id"], "editor", "Robot"]
    await run("token", "revoke", "--board", BOARD, made["id"], data)
    assert await socket.closed() == 4401
    with pytest.raises(KanvergeError):
        await run("token", "revoke", "--board", BOARD, made["id"], data)


@pytest.mark.parametrize("verb", ["create --role editor", "list", "revoke x"])
async def test_of_a_board_that_is_not_there_no_token_is_made_or_found(
    service: Running, data: str, verb: str
) -> None:
    with pytest.raises(KanvergeError):
        await run("token", *verb.split(), "--board", OTHER_BOARD, data)
    assert await service.service.stored.tokens.of(OTHER_BOARD) == []
