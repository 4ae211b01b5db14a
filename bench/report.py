"""What a bench gives back, and the table it is printed as."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

_HEAD: Final = ("measured", "unit", "Kanverge", "Hocuspocus", "ratio", "target", "met")


@dataclass(frozen=True, slots=True)
class Row:
    """One measured quantity: ours, that of the peer where it has one, and what we aim at."""

    what: str
    unit: str
    ours: float
    peer: float | None = None
    more_is_better: bool = False
    at_most: float | None = None
    """Aimed at for our own figure."""
    times: float | None = None
    """Aimed at for the ratio."""

    @property
    def ratio(self) -> float | None:
        """Return how many times better ours is; None where there is nothing to compare."""
        if not self.peer or not self.ours:
            return None
        return self.ours / self.peer if self.more_is_better else self.peer / self.ours

    @property
    def is_met(self) -> bool | None:
        """Return whether the target is; None where there is none."""
        if self.at_most is not None:
            return self.ours <= self.at_most
        return None if self.times is None else self.ratio is not None and self.ratio >= self.times

    @property
    def target(self) -> str:
        if self.at_most is not None:
            return f"<= {_spelled(self.at_most)}"
        return "" if self.times is None else f">= {_spelled(self.times)} x"

    @property
    def cells(self) -> tuple[str, ...]:
        ratio = "" if self.ratio is None else f"{self.ratio:.2f} x"
        met = {None: "", True: "yes", False: "NO"}[self.is_met]
        return (self.what, self.unit, _spelled(self.ours), _spelled(self.peer), ratio, self.target, met)


Rows: TypeAlias = list[Row]


def _spelled(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def table(rows: Iterable[Row]) -> str:
    """Return the rows under one head, as Markdown that also reads as plain text."""
    cells = [_HEAD, *(row.cells for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = [" | ".join(_aligned(at, cell, widths[at]) for at, cell in enumerate(row)) for row in cells]
    rule = " | ".join("-" * width for width in widths)
    return "\n".join(f"| {line} |" for line in (lines[0], rule, *lines[1:]))


def _aligned(at: int, cell: str, width: int) -> str:
    return cell.rjust(width) if at in (2, 3, 4) else cell.ljust(width)
