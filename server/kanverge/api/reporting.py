"""Reports of a board: how it stood day by day, and how long its cards took; as JSON or as a table."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kanverge.accounts.moments import now_ms
from kanverge.api import context
from kanverge.api.guarding import head_of
from kanverge.errors import Invalid
from kanverge.portfolio import reporting, reports
from kanverge.portfolio.reports import Plain

TABLES: Final = {"days": reports.days_csv, "weeks": reports.weeks_csv, "cards": reports.cards_csv}


async def report(request: Request) -> Response:
    """Report the last ``?days=``; as a table (``?table=`` one of TABLES) to who accepts text/csv before all else."""
    found = await _report(request)
    if request.headers.get("accept", "").lower().startswith("text/csv"):
        return _table(request, found)
    return JSONResponse(found)


async def table(request: Request) -> Response:
    """Report as a table, at an address of its own for links."""
    return _table(request, await _report(request))


async def _report(request: Request) -> Plain:
    with_, board = context.of(request), head_of(request).id
    days = request.query_params.get("days", str(reports.DAYS))
    if not days.isascii() or not days.isdigit() or not 1 <= int(days[:6]) <= reports.DAYS_MAX:
        raise Invalid(f"days must be 1 to {reports.DAYS_MAX:,}")
    today = datetime.fromtimestamp(now_ms(with_.clock) / 1_000, UTC).date()
    return await reporting.report(with_.client, board, today=today, days=int(days))


def _table(request: Request, found: Plain) -> Response:
    name = request.query_params.get("table", "days")
    write = TABLES.get(name)
    if write is None:
        raise Invalid("table must be days, weeks or cards")
    disposition = f'attachment; filename="kanverge-{head_of(request).id}-{name}.csv"'
    headers = {"content-disposition": disposition}
    return Response(write(found), media_type="text/csv", headers=headers)
