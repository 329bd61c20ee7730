"""Charts as SVG within a page. They carry no style and no script: the page's own style sheet draws
them, in light and dark and on paper. A table with the same figures stands beside each.
"""

import functools
import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Comment, Element, SubElement, tostring

from markupsafe import Markup

if TYPE_CHECKING:
    from pygal.graph.graph import Graph

WIDTH, HEIGHT = 420, 220
KEPT = 512
"""Charts that are not drawn anew for the same figures: drawing one takes some milliseconds."""
TICKS = 4
NOT_KEPT: set[object] = {Comment, "defs", "desc", "title"}
HIDDEN = {"text-overlay", "tooltip-overlay", "titles", "background"}
"""What only pygal's own style and script would make use of."""


@dataclass(frozen=True, slots=True)
class Series:
    """One line, or bars of one kind: its name and a value for each label; None leaves a gap."""

    name: str
    values: tuple[Decimal | int | None, ...]


@functools.cache
def _pygal() -> Any:  # noqa: ANN401 - it has no types
    """pygal, without the finder of plugins that it leaves behind: later imports would warn of it.

    Loaded with the first chart only. Its trees are the standard library's, also where lxml is.
    """
    import pygal
    from pygal.etree import etree

    etree.to_etree()
    sys.meta_path[:] = [one for one in sys.meta_path if type(one).__module__ != pygal.__name__]
    return pygal


@functools.lru_cache(KEPT)
def lines(title: str, told: str, labels: tuple[str, ...], series: tuple[Series, ...]) -> Markup:
    """Lines over the labels, of which each has a value. `told` says the main result in words."""
    graph = _pygal().Line(dots_size=3, **_plainly(series, from_zero=False))
    return _drawn(graph, title, told, labels, series)


@functools.lru_cache(KEPT)
def bars(title: str, told: str, labels: tuple[str, ...], series: tuple[Series, ...]) -> Markup:
    """Bars upon one another for each label. `told` says the main result in words."""
    graph = _pygal().StackedBar(**_plainly(series, from_zero=True))
    return _drawn(graph, title, told, labels, series)


def _plainly(series: Sequence[Series], *, from_zero: bool) -> dict[str, object]:
    """Without anything that a browser would have to fetch or carry out."""
    axis = ticks(series, stacked=from_zero, from_zero=from_zero)
    return {
        "css": [],
        "js": [],
        "no_prefix": True,
        "disable_xml_declaration": True,
        "width": WIDTH,
        "height": HEIGHT,
        "show_legend": False,
        "margin": 8,
        "margin_bottom": 0,
        "margin_right": 20,
        "truncate_label": -1,
        "x_label_rotation": 0,
        "show_minor_x_labels": False,
        "y_labels": axis,
        "range": (axis[0], axis[-1]),
        "include_x_axis": from_zero,
    }


def ticks(series: Sequence[Series], *, stacked: bool, from_zero: bool) -> list[float]:
    """Round values that span what is drawn: of 1, 2, 2.5 and 5 times a power of ten."""
    columns = list(zip(*(one.values for one in series), strict=True))
    known = [float(value) for column in columns for value in column if value is not None]
    if stacked:
        known = [float(sum(value or 0 for value in column)) for column in columns]
    low = min([*known, 0.0]) if from_zero else min(known, default=0.0)
    high = max(known, default=1.0)
    step = _step((high - low or abs(high) or 1.0) / TICKS)
    first = low // step
    count = int(-((first * step - high) // step))
    return [round((first + n) * step, 10) for n in range(max(1, count) + 1)]


def _step(rough: float) -> float:
    power: float = 10.0 ** math.floor(math.log10(rough))
    return next(power * one for one in (1, 2, 2.5, 5, 10) if power * one >= rough)


def _drawn(
    graph: "Graph", title: str, told: str, labels: Sequence[str], series: Sequence[Series]
) -> Markup:
    every = max(1, -(-len(labels) // 4))
    graph.x_labels = list(labels)
    graph.x_labels_major = list(labels[::every])
    graph.value_formatter = lambda value: f"{value:,.10g}"
    for one in series:
        graph.add(one.name, [None if value is None else float(value) for value in one.values])
    root: Element = graph.render_tree()
    root.attrib.pop("xmlns", None)  # within a page it goes without saying
    _strip(root)
    root.set("class", "chart")
    root.set("role", "img")
    root.set("aria-label", f"{title}. {told}")
    name = Element("title")
    name.text = title
    root.insert(0, name)
    SubElement(root, "desc").text = told
    return Markup(tostring(root, encoding="unicode"))  # noqa: S704 - its texts are escaped by the writer


def _strip(node: Element) -> None:
    """Take out comments, styles, scripts and what shows only with them."""
    node.attrib.pop("id", None)
    for child in list(node):
        if (
            child.tag in NOT_KEPT
            or HIDDEN & set(child.get("class", "").split())
            or "style" in child.attrib
        ):
            node.remove(child)
        else:
            _strip(child)
