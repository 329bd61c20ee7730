"""Slack's own charts. They stand in messages only, and not every client draws them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from bot.ui import limits
from bot.ui.blocks import Block
from bot.ui.text import clip, tame

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chart, or its bars of one kind: the name, and a value for each label."""

    name: str
    values: Sequence[Decimal | int]


def thinned(points: Sequence[T], most: int = limits.CHART_POINTS) -> Sequence[T]:
    """As many as a chart takes, evenly chosen, the first and the last among them."""
    if len(points) <= most:
        return points
    return [points[round(n * (len(points) - 1) / (most - 1))] for n in range(most)]


def line_chart(title: str, labels: Sequence[str], lines: Sequence[Line], y_label: str) -> Block:
    """The lines over one axis. At most 20 labels, each with a name of its own."""
    return _chart("line", title, labels, lines, {"y_label": y_label})


def bars(
    title: str, labels: Sequence[str], lines: Sequence[Line], x_label: str, y_label: str
) -> Block:
    """A bar for each label and line. At most 20 labels, each with a name of its own."""
    return _chart("bar", title, labels, lines, {"x_label": x_label, "y_label": y_label})


def _chart(
    kind: str, title: str, labels: Sequence[str], lines: Sequence[Line], axes: Mapping[str, str]
) -> Block:
    names = [clip(tame(label), limits.CHART_LABEL) for label in labels]
    titles = {name: clip(tame(one), limits.AXIS_TITLE) for name, one in axes.items() if one}
    return {
        "type": "data_visualization",
        "title": clip(tame(title), limits.CHART_TITLE),
        "chart": {
            "type": kind,
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
            "axis_config": {"categories": names, **titles},
        },
    }
