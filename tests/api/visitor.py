"""Somebody who sends requests to a running service: with a cookie, a token, or nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from kanverge.accounts.links import SignedIn
from kanverge.accounts.roles import Role
from tests.doubles.http_client import http_client
from tests.doubles.service import BOARD, Running


@asynccontextmanager
async def visitor(
    service: Running, signed_in: SignedIn | None = None, *, token: str | None = None
) -> AsyncIterator[httpx.AsyncClient]:
    """Return a client that comes from a page of ours if ``signed_in``, else from a program."""
    headers = {"authorization": f"Bearer {token}"} if token else {}
    if signed_in is not None:
        headers |= {"cookie": service.cookie(signed_in), "origin": service.url}
    async with http_client(base_url=service.url, headers=headers) as client:
        yield client


@asynccontextmanager
async def member(service: Running, role: Role | None, name: str = "Ann") -> AsyncIterator[httpx.AsyncClient]:
    """Return a client of somebody signed in with this role on the board."""
    async with visitor(service, await service.sign_in(name, role)) as client:
        yield client


@asynccontextmanager
async def admin(service: Running, name: str = "Root") -> AsyncIterator[httpx.AsyncClient]:
    """Return a client of an administrator of the workspace."""
    async with visitor(service, await service.sign_in(name, is_admin=True)) as client:
        yield client


def of_board(path: str = "") -> str:
    return f"/api/boards/{BOARD}{path}"


def problem(response: httpx.Response) -> tuple[int, str]:
    """Return a problem's status and code, having looked at the rest."""
    body: Any = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert body["status"] == response.status_code
    assert body.keys() == {"type", "status", "code", "detail"}
    assert body["detail"]
    return response.status_code, body["code"]
