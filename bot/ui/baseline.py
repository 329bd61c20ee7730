"""The baseline of one's own business as leaders see it: twelve areas, and a form for each."""

from collections.abc import Mapping
from dataclasses import replace

from bot.model import BaselineArea
from bot.practice.baseline import AreaState, BaselineState, Gap
from bot.practice.baseline_known import Known
from bot.ui.blocks import Block, Element, actions, button, modal, section
from bot.ui.figure import in_words
from bot.ui.form import Field, Kind, window
from bot.ui.ids import Id
from bot.ui.text import Mrkdwn, day, join, md, short

TITLES: Mapping[BaselineArea, tuple[str, str]] = {
    BaselineArea.ORGANISATION: (
        "Organisation",
        "Who looks after customers, how many each, and to whom do they report?",
    ),
    BaselineArea.JOURNEY: (
        "Customer journey",
        "What do customers go through, from the first talk to the renewal, and where do they stop?",
    ),
    BaselineArea.PROMISES: (
        "Promises and delivery",
        "What is promised when you sell, and how much of it do customers reach?",
    ),
    BaselineArea.ONBOARDING: (
        "Onboarding",
        "How long until a customer is live, and why did it fail or go well?",
    ),
    BaselineArea.USAGE: (
        "Tools and usage",
        "How many of the seats are filled, and how often do people use them?",
    ),
    BaselineArea.SEGMENTS: (
        "Touch model and segments",
        "Which customers get how much of your time, and by what rule?",
    ),
    BaselineArea.SUPPORT: (
        "Support",
        "How long does a ticket take, and how many are closed the same day?",
    ),
    BaselineArea.ADVOCACY: (
        "Advocacy and expertise",
        "Who speaks for you, and who among your customers is an expert?",
    ),
    BaselineArea.HEALTH: (
        "Customer health",
        "How do customers feel (NPS, CSAT), and what is done where health is poor?",
    ),
    BaselineArea.REVIEWS: (
        "Reviews and executive contact",
        "With how many customers do you review results, and with whom?",
    ),
    BaselineArea.CHURN: (
        "Churn",
        "How many customers leave, why, and what does it cost to keep one?",
    ),
    BaselineArea.RETENTION: (
        "Gross and net retention",
        "How much of the revenue stays, and how much does growth hide?",
    ),
}
"""What each area is called, and what is asked about it."""

CLAIM, MISSING = 1500, 500
"""Characters that an answer may have: twelve areas and their figures go into one window."""

QUESTIONS = (
    Field(
        name="claimed",
        label="What do you say of it?",
        kind=Kind.TEXT,
        most=CLAIM,
        example="What you would tell your board, in a few sentences",
    ),
    Field(
        name="missing",
        label="What is missing to know it?",
        kind=Kind.TEXT,
        most=MISSING,
        hint="Numbers that nobody has, people to ask. It is listed among the gaps.",
    ),
)
"""About each area."""


def form(found: BaselineState, area: BaselineArea) -> Block:
    """The window of one area: what the data says, what was said before, and the questions."""
    state = found.of(area)
    title, asked = TITLES[area]
    lines = [md("*{}* · {}", title, str(found.year)), md("{}", asked), *_evidence(state)]
    if state.claimed_before and not state.claimed:
        said = short(state.claimed_before, 600)
        lines.append(md("Said in {}: {}", str(state.before_year), said))
    return window(
        "Baseline",
        [replace(field, initial=getattr(state, field.name)) for field in QUESTIONS],
        note=section(join(lines), _to_list(found.year)),
        callback=Id.BASELINE_SAVE,
        submit="Save",
        metadata=f"{found.year} {area}",
    )


def _to_list(year: int) -> Element:
    return button("All areas", Id.BASELINE_YEAR, str(year), spoken="Back to all twelve areas")


def card(found: BaselineState) -> Block:
    """The window with all areas: how many are said, the gaps by name, and each with its form."""
    blocks = [section(_head(found)), *(_row(one, found.year) for one in found.areas)]
    others = [one for one in (*found.years, found.this_year) if one != found.year]
    turns = [
        button(str(year), Id.BASELINE_YEAR, str(year), spoken=f"The baseline of {year}")
        for year in sorted(set(others), reverse=True)[:5]
    ]
    more = [actions(*turns)] if turns else []
    return modal("Baseline", [*blocks, *more], callback=Id.NOTICE, close="Done")


def _head(found: BaselineState) -> Mrkdwn:
    said = f"{found.said} of {len(found.areas)} areas"
    lines = [md("*Your own business in {}* · {} said", str(found.year), said)]
    for gap in Gap:
        names = [TITLES[one.area][0] for one in found.areas if one.gap is gap]
        if names:
            lines.append(md("*{}:* {}", _gap_word(gap), ", ".join(names)))
    if len(lines) == 1:
        lines.append(md("No gaps: each area is said, and data shows it."))
    return join(lines)


def _gap_word(gap: Gap) -> str:
    return f"{gap.value[0].upper()}{gap.value[1:]}"


def _row(state: AreaState, year: int) -> Block:
    title, asked = TITLES[state.area]
    lines = [md("*{}*", title)]
    if state.claimed:
        lines.append(short(state.claimed, 300))
    if state.missing:
        lines.append(md("_Missing:_ {}", short(state.missing, 200)))
    if state.said_at is None:
        lines.append(md("_{}_", asked))
    lines += _evidence(state)
    if state.said_at:
        who = md("<@{}>, {}", state.said_by or "", day(state.said_at.date()))
        lines.append(md("Said by {}", who))
    words = "Change" if state.said_at else "Fill in"
    spoken = f"{words}: {title}"
    return section(
        join(lines), button(words, Id.BASELINE_AREA, f"{year} {state.area}", spoken=spoken)
    )


def _evidence(state: AreaState) -> list[Mrkdwn]:
    """What the data says, each with what it said the year before."""
    if not state.known:
        return [md("No data yet.")]
    then = {one.label: one for one in state.before}
    parts = [_figure(one, then.get(one.label), state.before_year) for one in state.known]
    return [md("Data: {}", join(parts, " · "))]


def _figure(known: Known, then: Known | None, year: int | None) -> Mrkdwn:
    was = md(" ({}: {})", str(year), _value(then)) if then else Mrkdwn("")
    return md("{} *{}*{}", known.label, _value(known), was)


def _value(known: Known) -> str:
    return in_words(known.value, known.unit, known.currency)
