"""Reading from the store what a report is made of."""

from __future__ import annotations

from datetime import date

from kanverge.portfolio import card_facts, reports
from kanverge.portfolio.following import SUMMARY, unpack
from kanverge.portfolio.reports import Plain
from kanverge.store import keys
from kanverge.store.base import BoardId
from kanverge.store.client import StoreClient
from kanverge.store.replies import pairs


async def report(client: StoreClient, board: BoardId, *, today: date, days: int) -> Plain:
    """Return the report of a board; an empty one where its log has not been followed yet."""
    summary = pairs(await client.call("HGETALL", keys.facts(board))).get(SUMMARY)
    standings = pairs(await client.call("HGETALL", keys.facts_days(board)))
    rows = pairs(await client.call("HGETALL", keys.facts_cards(board)))
    return reports.report(
        {day: unpack(packed) for day, packed in standings.items()},
        {id: card_facts.unpack(packed) for id, packed in rows.items()},
        [] if summary is None else unpack(summary)["columns"],
        # The store's clock may be ahead of ours.
        today=max([today, *map(date.fromisoformat, standings)]),
        days=days,
    )
