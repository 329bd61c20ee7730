"""Figures of several rounds: medians, quartiles, ratios, and the table that shows them."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of some rounds and its quartiles."""

    low: float
    middle: float
    high: float

    def __str__(self) -> str:
        return f"{shown(self.middle)} ({shown(self.low)}–{shown(self.high)})"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the report. `most` and `least` are the aim; without either it is information."""

    name: str
    spread: Spread
    least: float | None = None
    most: float | None = None
    unit: str = "×"

    @property
    def aim(self) -> str:
        """The aim in words."""
        if self.least is not None:
            return f"≥ {shown(self.least)} {self.unit}"
        return f"≤ {shown(self.most)} {self.unit}" if self.most is not None else "–"

    @property
    def verdict(self) -> str:
        """Whether the median reaches the aim, and else how far off it is."""
        if self.least is not None:
            reached, share = self.spread.middle >= self.least, self.spread.middle / self.least
        elif self.most is not None:
            reached = self.spread.middle <= self.most
            share = self.spread.middle / self.most if self.most else self.spread.middle
        else:
            return "–"
        return "reached" if reached else f"missed: {share:.2f} of the aim"


def shown(value: float) -> str:
    """Three figures that matter."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def spread(values: Sequence[float]) -> Spread:
    """Median and quartiles of the rounds."""
    if len(values) < 2:
        return Spread(values[0], values[0], values[0])
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return Spread(low, middle, high)


def ratios(above: Sequence[float], below: Sequence[float]) -> Spread:
    """The ratio round by round, so that what slows a whole round down cancels out."""
    return spread([a / b for a, b in zip(above, below, strict=True)])


def table(title: str, figures: Sequence[Figure]) -> str:
    """The figures as text, in columns."""
    rows = [("", "median (quartiles)", "aim", "verdict")]
    rows += [(f.name, f"{f.spread} {f.unit}", f.aim, f.verdict) for f in figures]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return "\n".join([title, "─" * len(title), *lines, ""])
