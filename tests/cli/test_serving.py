"""``kanverge serve`` as its users meet it: started, stopped, killed, and with things in its way."""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import secrets
import signal
import socket
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

import kanverge_client
from kanverge.accounts.credentials import mint
from kanverge.cli import serving
from kanverge.live import following
from kanverge.store import keys
from kanverge_crdt.codec import SUBPROTOCOL
from kanverge_crdt.ids import new_id
from tests.cli.command import Command, Server, answer, connection_to, has_store, run, store_process
from tests.cli.conftest import Serve, Start
from tests.doubles.eventually import eventually
from tests.doubles.plain_valkey import plain_valkey

PROTOCOL = Subprotocol(SUBPROTOCOL)


async def join(server: Server, link: str, name: str) -> httpx.Response:
    """Take a sign-in link as the page does."""
    async with server.visitor() as visitor:
        secret = link.rpartition("/")[2]
        return await visitor.post("/api/links/accept", json={"secret": secret, "name": name})


async def a_token(data: Path) -> tuple[str, str]:
    """Return the sample board and a token for it, made by the command line."""
    [board] = await answer("boards", "--data", str(data))
    created = await answer("token", "create", "--board", board["id"], "--role", "editor", "--data", str(data))
    return board["id"], created["token"]


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def is_there(data: Path) -> bool:
    return data.exists()


# Starting.


async def test_it_prints_one_link_until_an_administrator_has_joined(serve: Serve) -> None:
    first = await serve()
    [unused] = first.links
    await first.end()
    second = await serve()
    [link] = second.links
    assert link != unused
    assert link.startswith(second.address)
    assert (await join(second, link, "Ann")).status_code == 200
    await second.end()
    third = await serve()
    assert third.links == []


def test_it_holds_as_many_connections_as_the_machine_allows() -> None:
    soft, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(soft, 512), most))
    try:
        serving._allow_connections()
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (most, most)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, most))


async def test_a_link_signs_in_once(serve: Serve) -> None:
    server = await serve()
    [link] = server.links
    assert (await join(server, link, "Ann")).status_code == 200
    assert (await join(server, link, "Eve")).status_code == 404


async def test_a_second_start_finds_everything_again(serve: Serve, data: Path, tmp_path: Path) -> None:
    server = await serve()
    board, token = await a_token(data)
    async with kanverge_client.open(server.address, board, token, queue=tmp_path / "queue") as opened:
        opened.cards.add(title="Kept", column=opened.columns[0])
        await opened.saved()
    await server.end()
    again = await serve()
    async with kanverge_client.open(again.address, board, token, queue=tmp_path / "queue") as opened:
        assert [card.title for card in opened.cards].count("Kept") == 1


async def test_two_servers_that_start_at_once_make_one_sample_board(serve: Serve, data: Path) -> None:
    await asyncio.gather(serve(), serve())
    assert len(await answer("boards", "--data", str(data))) == 1


async def test_on_every_address_it_prints_one_that_a_browser_can_open(serve: Serve) -> None:
    server = await serve("--host", "0.0.0.0")
    assert server.address.startswith("http://127.0.0.1:")
    assert server.links[0].startswith(server.address)


# Ending.


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_it_ends_at_a_signal_and_leaves_nothing(
    serve: Serve, data: Path, tmp_path: Path, number: signal.Signals
) -> None:
    server = await serve()
    store = await store_process(data)
    board, token = await a_token(data)
    async with kanverge_client.open(server.address, board, token, queue=tmp_path / "queue", linger_s=0) as it:
        it.cards.add(title="While it ends", column=it.columns[0])
        await it.saved()
        assert await server.end(number) == 0
    assert server.err == []
    assert not has_store(data)
    assert not is_alive(store)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("moment", ["users", "store.log", "id"])
async def test_it_ends_just_as_well_while_it_starts(
    start: Start, data: Path, moment: str, number: signal.Signals
) -> None:
    server = await start("serve", "--port", "0", "--data", str(data))
    await eventually((data / moment).exists)
    assert await server.end(number) == 0
    assert server.err == []
    assert not has_store(data)


async def test_pressing_ctrl_c_again_does_not_cut_the_ending_short(serve: Serve, data: Path) -> None:
    server = await serve()
    server.send(signal.SIGINT)
    assert await server.end(signal.SIGTERM) == 0
    assert server.err == []
    assert not has_store(data)


async def test_the_store_stays_for_as_long_as_a_worker_uses_it(
    serve: Serve, start: Start, data: Path
) -> None:
    server = await serve()
    worker = await start("worker", "--data", str(data))
    await eventually(lambda: _holds_the_lease(data))
    store = await store_process(data)
    await server.end()
    assert is_alive(store)
    assert await worker.end() == 0
    assert worker.err == []
    assert not has_store(data)


async def _holds_the_lease(data: Path) -> bool:
    async with connection_to(data) as connection:
        return await connection.call("EXISTS", "kv1:lease:{upkeep}") == 1


async def test_killed_it_starts_again_at_once(serve: Serve, data: Path) -> None:
    server = await serve()
    boards = await answer("boards", "--data", str(data))
    await server.end(signal.SIGKILL)
    again = await serve()
    assert await answer("boards", "--data", str(data)) == boards
    await again.end()
    assert not has_store(data)


# What may be in its way: one line says it, and nothing has been started.


def the_complaint(command: Command, status: int, *, expected: int = 1) -> str:
    assert status == expected
    assert command.out == []
    [line] = command.err
    assert line.startswith("kanverge: ")
    return line


async def test_a_port_that_another_server_has_is_refused_before_anything_is_started(
    start: Start, data: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as foreign:
        port = foreign.getsockname()[1]
        server = await start("serve", "--port", str(port), "--data", str(data))
        assert f"port {port}: Address already in use" in the_complaint(server, await server.wait())
    assert not is_there(data)


@pytest.mark.parametrize("host", ["nowhere.invalid", "a" * 100, "203.0.113.1"])
async def test_a_host_that_is_none_of_ours_is_refused(start: Start, data: Path, host: str) -> None:
    server = await start("serve", "--port", "0", "--host", host, "--data", str(data))
    assert host in the_complaint(server, await server.wait())
    assert not is_there(data)


async def test_a_store_that_is_not_there_is_named(start: Start, tmp_path: Path) -> None:
    url = f"unix://{tmp_path}/nothing.sock"
    server = await start("serve", "--port", "0", "--store", url)
    assert url in the_complaint(server, await server.wait(), expected=os.EX_TEMPFAIL)


async def test_a_store_that_would_lose_edits_is_refused(start: Start, tmp_path: Path) -> None:
    async with plain_valkey(tmp_path / "valkey", "--appendonly", "no") as address:
        server = await start("serve", "--port", "0", "--store", str(address))
        assert "set 'appendonly yes'" in the_complaint(server, await server.wait())


async def test_a_wrong_setting_is_named(commands: object) -> None:
    environ = {"KANVERGE_LOG_LEVEL": "loud"}
    server = await run("serve", "--port", "0", environ=environ)
    assert "KANVERGE_LOG_LEVEL='loud'" in the_complaint(server, await server.wait())


# While it runs.


async def test_it_is_not_ready_while_its_store_hangs(serve: Serve, data: Path) -> None:
    server = await serve()
    store = await store_process(data)
    os.kill(store, signal.SIGSTOP)
    try:
        assert await server.readiness() == 503
        async with server.visitor() as visitor:
            assert (await visitor.get("/healthz")).status_code == 200
    finally:
        os.kill(store, signal.SIGCONT)
    await eventually(server.is_ready)


async def test_its_worker_ends_with_it_also_when_it_is_killed(serve: Serve, data: Path) -> None:
    server = await serve()

    async def has_worker() -> bool:
        async with connection_to(data) as connection:
            return await connection.call("EXISTS", keys.lease(following.LEASE)) == 1

    await eventually(has_worker)
    assert server.is_group_alive()
    server.send(signal.SIGKILL)
    await server.wait()
    await eventually(lambda: not server.is_group_alive())
    await eventually(lambda: not has_store(data))  # the last that used the store has ended it


async def test_a_store_that_was_killed_is_started_again(serve: Serve, data: Path) -> None:
    server = await serve()
    killed = await store_process(data)
    os.kill(killed, signal.SIGKILL)
    await eventually(lambda: not is_alive(killed))
    await eventually(server.is_ready)
    assert await store_process(data) != killed
    assert (await join(server, server.links[0], "Ann")).status_code == 200


async def test_what_the_command_line_does_beside_it_shows_at_once(
    serve: Serve, data: Path, tmp_path: Path
) -> None:
    server = await serve()
    board, token = await a_token(data)
    async with kanverge_client.open(server.address, board, token, queue=tmp_path / "queue") as opened:
        assert len(opened.cards) == 7
    link = await run("user", "link", "Bo", "--data", str(data))
    assert link.out[0].startswith(f"{server.address}/in/")
    assert (await join(server, link.out[0], "Bo")).json()["name"] == "Bo"


async def test_secrets_never_come_into_the_log(serve: Serve) -> None:
    server = await serve(environ={"KANVERGE_LOG_LEVEL": "debug"})
    board = new_id(secrets.randbelow)
    secret = mint(board).text
    async with server.visitor() as visitor:
        for path in (f"/in/{secret}", f"/api/me?token={secret}"):
            await visitor.get(path, headers={"authorization": f"Bearer {secret}", "cookie": secret})
    for path in (f"/yjs/{board}?token={secret}", f"/sync/{board}?token={secret}"):
        with contextlib.suppress(InvalidStatus, ConnectionClosed):
            async with connect(
                f"{server.address.replace('http', 'ws')}{path}", subprotocols=[PROTOCOL]
            ) as caller:
                await caller.send(b"not a message")
                await caller.wait_closed()
    await server.end()
    assert any(f"a connection to board {board} ended" in line for line in server.err)
    assert secret[-43:] not in "\n".join(server.err)
