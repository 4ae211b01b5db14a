"""Bringing boards in: a file is looked at (preview), or made into a board or brought up to date with (import)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from kanverge.accounts.moments import now_ms
from kanverge.accounts.principals import Principal
from kanverge.accounts.roles import Role
from kanverge.api import context
from kanverge.api.answers import Json
from kanverge.api.context import Context
from kanverge.api.guarding import principal_of
from kanverge.api.problems import status_of
from kanverge.api.requests import body
from kanverge.errors import Invalid, KanvergeError, TooLarge
from kanverge.transfer import importing, trello
from kanverge.transfer.importing import Progress
from kanverge.transfer.plan import Plan

UPLOAD_WITHIN_S: Final = 600.0
LINES: Final = "application/x-ndjson"


async def preview(request: Request) -> Response:
    """Say what a file holds, and which board it would bring up to date."""
    with_ = context.of(request)
    plan = await _plan(request, with_)
    return JSONResponse({**plan.preview(), "board": await _target(with_, plan)})


async def create(request: Request) -> Response:
    """Make a file's board, or bring the one made before up to date: all of it or nothing."""
    with_, principal = context.of(request), principal_of(request)
    plan = await _plan(request, with_)
    if LINES in request.headers.get("accept", ""):
        return StreamingResponse(_lines(with_, principal, plan), media_type=LINES)
    return JSONResponse(await _import(with_, principal, plan))


async def _plan(request: Request, with_: Context) -> Plan:
    with with_.imports.one_more():
        document = await _file(request, with_.limits.import_bytes)
        return await with_.imports.done(lambda: trello.read(document))


async def _file(request: Request, bytes_max: int) -> bytes:
    try:
        return bytes(await body(request, bytes_max=bytes_max, within_s=UPLOAD_WITHIN_S))
    except TooLarge as error:
        raise TooLarge(
            f"the file is larger than {bytes_max >> 20} MB, the most that this server takes"
        ) from error


async def _target(with_: Context, plan: Plan) -> str | None:
    board = await importing.target(with_.boards, plan)
    head = await with_.boards.head(board) if board else None
    if head is not None and head.is_archived:
        raise Invalid("the board of this file is archived here: restore it first")
    return board


async def _import(with_: Context, principal: Principal, plan: Plan, progress: Progress | None = None) -> Json:
    await _target(with_, plan)
    with with_.imports.one_more():
        report = await importing.run(with_.boards, plan, now_ms=now_ms(with_.clock), progress=progress)
    if report.is_new:
        await with_.members.set(report.board, principal.id, Role.OWNER)
    return report.json()


class _Newest:
    """How far an import is: only the newest word of it is kept until somebody asks."""

    def __init__(self) -> None:
        self.told = (0, 0)
        self.has_news = asyncio.Event()

    def __call__(self, done: int, of: int) -> None:
        self.told = (done, of)
        self.has_news.set()


async def _lines(with_: Context, principal: Principal, plan: Plan) -> AsyncIterator[bytes]:
    """Yield how far the import is, a line at a time, and at the end its report or its problem."""
    progress = _Newest()
    work = asyncio.create_task(_import(with_, principal, plan, progress))
    work.add_done_callback(lambda _: progress.has_news.set())
    try:
        async for done, of in _until_done(work, progress):
            yield _line({"done": done, "of": of})
        yield _line({"report": await work})
    except KanvergeError as error:
        status, code = status_of(error)
        yield _line({"problem": {"status": status, "code": code, "detail": str(error)}})
    finally:
        # Whoever left half way finds no board, or all of it.
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


async def _until_done(work: asyncio.Task[Json], progress: _Newest) -> AsyncIterator[tuple[int, int]]:
    while not work.done():
        await progress.has_news.wait()
        progress.has_news.clear()
        yield progress.told


def _line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"
