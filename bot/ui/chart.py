"""Slack's own charts. They stand in messages only, and not every client draws them."""

from collections.abc import Sequence

from bot.ui import limits
from bot.ui.blocks import Block
from bot.ui.text import clip, tame


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
