"""What a board's history adds up to: how it stood day by day, and how long its cards took.

Pure: from facts as they are kept (facts.py, card_facts.py), and nothing is opened.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from math import ceil
from typing import Any, Final, TypeAlias

from kanverge.portfolio.card_facts import CardFacts
from kanverge.portfolio.tally import ESTIMATE_UNIT

Plain: TypeAlias = dict[str, Any]

DAYS: Final = 90
DAYS_MAX: Final = 1_100
CARDS_MAX: Final = 20_000
"""Of finished cards in one answer, those that were finished last."""
EMPTY: Final[Plain] = {"columns": {}, "open": 0, "done": 0, "estimate": 0, "estimate_done": 0}
MINUTE_MS: Final = 60_000
MINUTES_A_DAY: Final = 1_440


def report(
    standings: Mapping[str, Plain],
    cards: Mapping[str, CardFacts],
    columns: Sequence[Sequence[Any]],
    *,
    today: date,
    days: int,
) -> Plain:
    """Return the report of the last ``days`` days, in UTC; estimates as people write them."""
    first = today - timedelta(days=days - 1)
    finished = _finished(cards, since=first)
    return {
        "columns": [{"id": id, "name": name, "category": category} for id, name, category, *_ in columns],
        "days": list(_days(standings, first, today)),
        "cards": finished,
        "lead": _spread(card["lead"] for card in finished),
        "cycle": _spread(card["cycle"] for card in finished),
    }


def _days(standings: Mapping[str, Plain], first: date, last: date) -> Iterable[Plain]:
    """Yield each day from the first that is known, a day without changes as the one before it."""
    known = sorted(standings)
    before = [day for day in known if day < first.isoformat()]
    standing = standings[before[-1]] if before else None
    for at in range((last - first).days + 1):
        day = (first + timedelta(days=at)).isoformat()
        standing = standings.get(day, standing)
        if standing is not None:
            yield {
                "day": day,
                **{key: standing[key] for key in ("open", "done", "columns")},
                **{key: standing[key] / ESTIMATE_UNIT for key in ("estimate", "estimate_done")},
            }


def _finished(cards: Mapping[str, CardFacts], *, since: date) -> list[Plain]:
    """Return the cards that are done, in the order in which they were finished; times in days."""
    begin = datetime(since.year, since.month, since.day, tzinfo=UTC).timestamp() * 1_000
    found = [
        (card.finished, id, card)
        for id, card in cards.items()
        if card.finished is not None and card.finished >= begin and not card.archived
    ]
    found.sort(key=lambda row: row[:2])
    return [
        {
            "id": id,
            "number": card.number,
            "title": card.title,
            "made": _moment(card.made),
            "began": _moment(card.began),
            "finished": _moment(finished),
            "lead": _took(card.made, finished),
            "cycle": _took(card.began, finished),
        }
        for finished, id, card in found[-CARDS_MAX:]
    ]


def _moment(when: int | None) -> str | None:
    if when is None:
        return None
    return datetime.fromtimestamp(when / 1_000, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _took(since: int | None, until: int) -> float | None:
    """Return how many days it took, to the minute; None where the log does not tell when it began."""
    if since is None:
        return None
    return round(max(0, until - since) / MINUTE_MS) / MINUTES_A_DAY


def _spread(times: Iterable[float | None]) -> Plain:
    """Return how many times there are, the middle one, and that below which 85 % of them are."""
    known = sorted(time for time in times if time is not None)
    return {"count": len(known), "median": _percentile(known, 50), "p85": _percentile(known, 85)}


def _percentile(known: Sequence[float], percent: int) -> float | None:
    """Return the nearest rank, which is always a time that some card took."""
    return known[max(0, ceil(len(known) * percent / 100) - 1)] if known else None


def days_csv(found: Plain) -> str:
    """Return the days of a report as a table, a column of it for each column of the board."""
    columns = found["columns"]
    head = ["day", "cards", "done", "estimate", "estimate done", *(column["name"] for column in columns)]
    rows = (
        [
            *(day[key] for key in ("day", "open", "done", "estimate", "estimate_done")),
            *(day["columns"].get(column["id"], 0) for column in columns),
        ]
        for day in found["days"]
    )
    return _table([head, *rows])


def cards_csv(found: Plain) -> str:
    """Return the finished cards of a report as a table."""
    keys = ("number", "title", "made", "began", "finished", "lead", "cycle")
    head = ["number", "title", "made", "began", "finished", "lead days", "cycle days"]
    return _table([head, *([card[key] for key in keys] for card in found["cards"])])


def _table(rows: Iterable[Sequence[Any]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([_safe(cell) for cell in row] for row in rows)
    return out.getvalue()


def _safe(cell: Any) -> Any:
    """Return the cell so that no spreadsheet takes what people wrote for a formula."""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n")):
        return f"'{cell}"
    return cell
