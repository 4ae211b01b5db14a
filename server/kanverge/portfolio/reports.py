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
from kanverge.portfolio.tally import ESTIMATE_UNIT, thousandths

Plain: TypeAlias = dict[str, Any]

DAYS: Final = 90
DAYS_MAX: Final = 1_100
CARDS_MAX: Final = 20_000
"""Of finished cards in one answer, those that were finished last."""
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
    known = _finished(cards, since=first)
    finished = [row for row in known if not _came_done(row[2])]
    told = list(_days(standings, first, today))
    known_since = date.fromisoformat(told[0]["day"]) if told else first
    return {
        "columns": [{"id": id, "name": name, "category": category} for id, name, category, *_ in columns],
        "days": told,
        "weeks": _weeks(finished, known_since, today),
        "came_done": len(known) - len(finished),
        "cards": [_told(*row) for row in finished[-CARDS_MAX:]],
        "lead": _spread(_took(card.made, when) for when, _, card in finished),
        "cycle": _spread(_took(card.began, when) for when, _, card in finished),
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
            yield {"day": day, **_stood(standing)}


def _stood(standing: Plain) -> Plain:
    """Return a day as it is told: what was done and then archived stays done.

    A day that was stored before that was counted has none of it.
    """
    shelved, estimate = standing.get("shelved", 0), standing.get("shelved_estimate", 0)
    return {
        "all": standing["open"] + shelved,
        "done": standing["done"] + shelved,
        "estimate": (standing["estimate"] + estimate) / ESTIMATE_UNIT,
        "estimate_done": (standing["estimate_done"] + estimate) / ESTIMATE_UNIT,
        "columns": standing["columns"],
        "shelved": shelved,
    }


Finished: TypeAlias = tuple[int, str, CardFacts]


def _finished(cards: Mapping[str, CardFacts], *, since: date) -> list[Finished]:
    """Return the cards that are done, archived or not, in the order in which they were finished."""
    begin = datetime(since.year, since.month, since.day, tzinfo=UTC).timestamp() * 1_000
    found = [
        (card.finished, id, card)
        for id, card in cards.items()
        if card.finished is not None and card.finished >= begin
    ]
    return sorted(found, key=lambda row: row[:2])


def _came_done(card: CardFacts) -> bool:
    """Return whether an import brought it as done as it is: how long it took, and when, nobody here knows.

    Of what was stored before that was remembered, this is known of what came and was done at once.
    """
    return card.came_done or (card.brought and card.finished == card.made)


def _weeks(finished: Iterable[Finished], first: date, last: date) -> list[Plain]:
    """Return how much was finished in each week, from Monday to Sunday in UTC; the first and last may be cut off."""
    weeks = {
        (monday + timedelta(weeks=at)).isoformat(): {"cards": 0, "estimate": 0}
        for monday in [_monday(first)]
        for at in range((_monday(last) - monday).days // 7 + 1)
    }
    for when, _, card in finished:
        week = weeks.get(_monday(datetime.fromtimestamp(when / 1_000, UTC).date()).isoformat())
        if week is not None:
            week["cards"] += 1
            week["estimate"] += thousandths(card.estimate)
    return [
        {"week": monday, "cards": week["cards"], "estimate": week["estimate"] / ESTIMATE_UNIT}
        for monday, week in weeks.items()
    ]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _told(finished: int, id: str, card: CardFacts) -> Plain:
    """Return a finished card; times in days."""
    return {
        "id": id,
        "number": card.number,
        "title": card.title,
        "archived": card.archived,
        "made": _moment(card.made),
        "began": _moment(card.began),
        "finished": _moment(finished),
        "lead": _took(card.made, finished),
        "cycle": _took(card.began, finished),
    }


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
    keys = ("day", "all", "done", "estimate", "estimate_done", "shelved")
    head = ["day", "cards", "done", "estimate", "estimate done", "done and archived"]
    rows = (
        [*(day[key] for key in keys), *(day["columns"].get(column["id"], 0) for column in columns)]
        for day in found["days"]
    )
    return _table([[*head, *(column["name"] for column in columns)], *rows])


def weeks_csv(found: Plain) -> str:
    """Return what was finished in each week as a table."""
    keys = ("week", "cards", "estimate")
    head = ["week from", "cards finished", "estimate finished"]
    return _table([head, *([week[key] for key in keys] for week in found["weeks"])])


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
