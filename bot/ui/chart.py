"""Slack's own charts. They stand in messages only, and not every client draws them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from bot.ui import limits
from bot.ui.blocks import Block
from bot.ui.text import clip, tame

T = TypeVar("T")


def bars(
    title: str, series: str, points: Sequence[tuple[str, float]], x_label: str, y_label: str
) -> Block:
    """One series as bars. `points` are at most 20, each with a name of its own."""
    named = [(clip(tame(name), limits.CHART_LABEL), value) for name, value in points]
    return {
        "type": "data_visualization",
        "title": clip(tame(title), limits.CHART_TITLE),
        "chart": {
            "type": "bar",
            "series": [
                {
                    "name": clip(tame(series), limits.CHART_LABEL),
                    "data": [{"label": name, "value": value} for name, value in named],
                }
            ],
            "axis_config": {
                "categories": [name for name, _ in named],
                "x_label": clip(x_label, limits.AXIS_TITLE),
                "y_label": clip(y_label, limits.AXIS_TITLE),
            },
        },
    }


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chart: its name, and a value for each label."""

    name: str
    values: Sequence[Decimal]


def thinned(points: Sequence[T], most: int = limits.CHART_POINTS) -> Sequence[T]:
    """As many as a chart takes, evenly chosen, the first and the last among them."""
    if len(points) <= most:
        return points
    return [points[round(n * (len(points) - 1) / (most - 1))] for n in range(most)]


def line_chart(title: str, labels: Sequence[str], lines: Sequence[Line], y_label: str) -> Block:
    """The lines over one axis. At most 20 labels, each with a name of its own."""
    names = [clip(tame(label), limits.CHART_LABEL) for label in labels]
    axes = {"categories": names}
    if y_label:
        axes["y_label"] = clip(tame(y_label), limits.AXIS_TITLE)  # type: ignore[assignment]
    return {
        "type": "data_visualization",
        "title": clip(tame(title), limits.CHART_TITLE),
        "chart": {
            "type": "line",
            "series": [
                {
                    "name": clip(tame(line.name), limits.CHART_LABEL),
                    "data": [
                        {"label": name, "value": float(value)}
                        for name, value in zip(names, line.values, strict=True)
                    ],
                }
                for line in lines
            ],
            "axis_config": axes,
        },
    }
