"""How much somebody can take on in a week, and when they are away: what the workload is held against."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal, TypeAlias, get_args

from kanverge.errors import Invalid

Unit: TypeAlias = Literal["points", "hours"]
Span: TypeAlias = tuple[str, str]

UNITS: Final[tuple[Unit, ...]] = get_args(Unit)
MOST: Final[Mapping[Unit, float]] = {"points": 10_000, "hours": 168}
"""A week has no more hours."""
SPANS_MAX: Final = 200
DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Capacity:
    """One person's. Zero means that they take on nothing; None, that nobody has said."""

    per_week: float | None
    unit: Unit
    days_off: tuple[Span, ...]
    """First and last day of each stretch, both included."""

    @property
    def plain(self) -> dict[str, Any]:
        """Return it as it is stored, and told."""
        days_off = [{"from": first, "to": last} for first, last in self.days_off]
        return {"per_week": self.per_week, "unit": self.unit, "days_off": days_off}


UNKNOWN: Final = Capacity(None, "points", ())


def read(values: Mapping[str, Any]) -> Capacity:
    """Return the capacity that ``values`` spell; raise Invalid, saying why."""
    unit = next((unit for unit in UNITS if unit == values.get("unit", "points")), None)
    if unit is None:
        raise Invalid("unit must be points or hours")
    return Capacity(_per_week(values.get("per_week"), unit), unit, _days_off(values.get("days_off", [])))


def _per_week(value: Any, unit: Unit) -> float | None:
    if value is None:
        return None
    most = MOST[unit]
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not math.isfinite(value) or not 0 <= value <= most:
        raise Invalid(f"per_week must be a number from 0 to {most:,} {unit}, or null")
    return float(value)


def _days_off(value: Any) -> tuple[Span, ...]:
    if not isinstance(value, list) or len(value) > SPANS_MAX:
        raise Invalid(f"days_off must be a list of at most {SPANS_MAX}")
    return tuple(sorted({_span(one) for one in value}))


def _span(value: Any) -> Span:
    if not isinstance(value, dict):
        raise Invalid("a day off must be an object with from and to")
    first = _day(value.get("from"))
    last = _day(value.get("to", first))
    if last < first:
        raise Invalid(f"days off end before they begin: {first} to {last}")
    return first, last


def _day(value: Any) -> str:
    if not isinstance(value, str) or not DAY.fullmatch(value):
        raise Invalid("a day off must be spelled YYYY-MM-DD")
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise Invalid(f"there is no such day: {value}") from None
