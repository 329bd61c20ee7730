"""The leaders' dashboard as a message: two columns, where they disagree, and why each figure is."""

from dataclasses import replace

from bot.model import Audience
from bot.practice.dashboard_leader import LeaderDashboard
from bot.practice.dashboard_words import Wanted
from bot.practice.metrics.cohort import Length
from bot.practice.metrics.figure import Dashboard, Disagreement, Figure
from bot.practice.sentiment import Wanted as Feeling
from bot.ui import figure as figures
from bot.ui.blocks import (
    Block,
    Element,
    actions,
    button,
    columns,
    context,
    modal,
    option,
    section,
    select,
)
from bot.ui.chart import Line, bars
from bot.ui.ids import Id
from bot.ui.text import Mrkdwn, count, day, join, md, plain_day, short

NAMED = 5
LENGTHS = {Length.QUARTER: "Quarter", Length.HALF: "Half-year", Length.YEAR: "Year"}
MOST_SEGMENTS = 99
EVERYBODY = "All customers"
DRAWN = {
    "achieving": "Achieving value",
    "milestones_on_time": "Milestones on time",
    "outcomes_permanent": "Outcomes that lasted",
    "nrr": "Net retention",
    "grr": "Gross retention",
    "renewals_secured": "Renewals secured",
}
"""The shares that are drawn, three of each column, by names that fit under a bar."""


def blocks(found: LeaderDashboard, wanted: Wanted) -> list[Block]:
    """Both columns, the main shares beside those before, and what can be chosen."""
    return [*_columns(found), *_chart(found.figures), actions(*_menus(found, wanted))]


def on_home(found: LeaderDashboard) -> list[Block]:
    """Both columns above a leader's accounts, as of the moment in which they were asked for."""
    page = button("Open as a page", Id.PAGE_OPEN, Audience.LEADER)
    more = context(md("Other periods and segments, and why: `/success dashboard`"))
    return [*_columns(found), actions(page), more, {"type": "divider"}]


def _columns(found: LeaderDashboard) -> list[Block]:
    """The figures of one cohort in one period, which it says, and where they disagree."""
    shown = found.figures
    made: list[Block] = [section(_head(shown))]
    made.append(
        columns(_column("Customer success", shown.success), _column("Business", shown.business))
    )
    lacking = [one for one in (*shown.success, *shown.business) if _is_missing(one)]
    if lacking:
        names = ", ".join(one.definition.title for one in lacking)
        made.append(context(md("No data yet: {}. “Why” says what would provide it.", names)))
    return made + [section(one) for one in _disagreements(shown)]


def _chart(shown: Dashboard) -> list[Block]:
    """Nothing where two shares at least are not known for both periods."""
    known = [
        (DRAWN[one.name], one.before * 100, one.value * 100)
        for one in (*shown.success, *shown.business)
        if one.name in DRAWN and one.before is not None and one.value is not None
    ]
    if len(known) < 2:
        return []
    labels, before, now = zip(*known, strict=True)
    lines = [Line("The period before", before), Line("This period", now)]
    return [bars("Customer success beside the business", labels, lines, "Share", "%")]


def _is_missing(one: Figure) -> bool:
    return one.value is None and not one.each


def _head(shown: Dashboard) -> Mrkdwn:
    cohort = shown.cohort
    whose = f"Segment {cohort.segment}" if cohort.segment else EVERYBODY
    customers = count(shown.customers, "customer")
    now, before = cohort.period, cohort.before.period
    span = (day(now.begins_on), day(now.ends_on))
    compared = (plain_day(before.begins_on), plain_day(before.ends_on))
    return join(
        [
            md("*Customer success beside the business*"),
            md("{} · {} · {} to {}", short(whose, 100), customers, *span),
            md("beside {} to {}", *compared),
        ]
    )


def _column(title: str, column: tuple[Figure, ...]) -> Mrkdwn:
    lines = [_line(one) for one in column if not _is_missing(one)]
    return join([md("*{}*", title), *(lines or [md("no data yet")])])


def _line(one: Figure) -> Mrkdwn:
    moved = figures.change_of(one)
    tail = md(" {}", moved) if moved else Mrkdwn("")
    return md("{} *{}*{}", one.definition.title, figures.value_of(one), tail)


def _disagreements(shown: Dashboard) -> list[Mrkdwn]:
    said = [_disagreement(one) for one in shown.disagreements if one.count]
    return said or [md("✓ The columns disagree nowhere.")]


def _disagreement(one: Disagreement) -> Mrkdwn:
    names = ", ".join(account.name for account in one.accounts[:NAMED])
    more = f" and {one.count - NAMED} more" if one.count > NAMED else ""
    head = md("● *They disagree at {}: {}*", count(one.count, "account"), one.way.value)
    return join([head, md("{}{}", short(names, 500), more)])


def _menus(found: LeaderDashboard, wanted: Wanted) -> list[Element]:
    periods = [option(LENGTHS[one], replace(wanted, length=one).written) for one in Length]
    menus = [select(Id.DASHBOARD_PERIOD, periods, _chosen(periods, wanted))]
    if found.segments:
        names = ("", *found.segments[:MOST_SEGMENTS])
        segments = [option(one or EVERYBODY, replace(wanted, segment=one).written) for one in names]
        menus.append(select(Id.DASHBOARD_SEGMENT, segments, _chosen(segments, wanted)))
    every = (*found.figures.success, *found.figures.business)
    why = [option(f"Why: {one.definition.title}", f"{one.name} {wanted.written}") for one in every]
    feel = Feeling(wanted.length, wanted.segment)
    menus.append(button("How customers feel", Id.SENTIMENT_SHOW, feel.written))
    return [*menus, select(Id.DASHBOARD_EXPLAIN, why, words="Why this figure?")] if why else menus


def _chosen(options: list[Element], wanted: Wanted) -> Element | None:
    return next((one for one in options if one["value"] == wanted.written), None)


def why(one: Figure, found: LeaderDashboard) -> Block:
    """The window behind a figure: what it means, its formula, what it counts."""
    meant = one.definition
    standing = [md("*{}*", figures.value_of(one))]
    if moved := figures.change_of(one):
        standing.append(md("{}, before: {}", moved, figures.before_of(one)))
    if spread := figures.spread_of(one):
        standing.append(md("{}", spread))
    if _is_missing(one):
        standing.append(md("{}", one.lacking or meant.needs))
    lines = [
        md("{}", meant.means),
        md("*Formula* {}", meant.formula),
        md("*Counts* {} It goes over {}.", meant.cohort, f"{one.count:,}"),
        md("*Period* {}", meant.period),
        *([md("*Source* {}", meant.source)] if meant.source else []),
    ]
    head = join([md("*{}*", meant.title), *standing])
    return modal(
        "Why this figure",
        [section(head), section(join(lines)), context(_head(found.figures))],
        callback=Id.NOTICE,
        close="Close",
    )
