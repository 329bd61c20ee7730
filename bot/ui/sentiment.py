"""How customers feel, as people read it: scores with their intervals, and what stands out."""

from dataclasses import replace
from decimal import Decimal

from bot.model import SurveyKind
from bot.practice.metrics.cohort import Length
from bot.practice.sentiment import By, Group, Sentiment, Standing, StepSaid, Wanted
from bot.practice.sentiment_themes import Theme
from bot.practice.survey_score import FEWEST, Said
from bot.ui import chart, limits, table
from bot.ui.blocks import (
    Block,
    Element,
    Message,
    actions,
    button,
    context,
    option,
    section,
    select,
)
from bot.ui.dashboard_leader import EVERYBODY, LENGTHS, MOST_SEGMENTS
from bot.ui.ids import Id
from bot.ui.text import Mrkdwn, count, day, join, md, number, percent, short

NAMES = {SurveyKind.CSAT: "CSAT", SurveyKind.CES: "CES", SurveyKind.NPS: "NPS"}
NOWHERE = "Outside a plan"
NO_SEGMENT = "No segment"
TENTH = Decimal("0.1")
NAMED = 5
LISTED = 100
"""Steps in the table; Slack takes 200 rows and 20,000 characters."""
SEGMENTS = 20
HEADER = ("Step", "Question", "Score", "Between", "Answers", "Replied", "Stands")
STANDINGS = {Standing.WEAK: "● weak", Standing.STRONG: "✓ strong", None: "as others"}
HOW = md(
    "A score needs {} answers. In brackets: where it lies with 95 % confidence. A step is weak or "
    "strong if all of that lies below, or above, the score of all answers.",
    FEWEST,
)


def card(found: Sentiment, wanted: Wanted) -> Message:
    """The overview, and what can be chosen."""
    menus = actions(*_menus(found, wanted))
    if not found.said:
        return Message([section(join([_head(found), NOTHING])), menus])
    parts = [_whole(found), *_stages(found), *_standings(found), *_segments(found)]
    blocks = [section(part) for part in parts]
    if found.steps:
        blocks.append(_table(found))
    blocks += _charts(found)
    if found.themes:
        blocks.append(section(_themes(found.themes)))
    return Message([*blocks, context(HOW), menus])


NOTHING = Mrkdwn(
    "Nobody was asked in this time. People of a customer are asked after a milestone, a goal or "
    "a review; or now, with `/success survey` and the account."
)


def _head(found: Sentiment) -> Mrkdwn:
    cohort, period = found.cohort, found.cohort.period
    whose = f"Segment {cohort.segment}" if cohort.segment else EVERYBODY
    span = md("{} to {}", day(period.begins_on), day(period.ends_on))
    return join([md("*How customers feel*"), short(whose, 100), span], " · ")


def _whole(found: Sentiment) -> Mrkdwn:
    lines = [_kind(one, found.before.get(one.kind)) for one in found.said.values()]
    return join([_head(found), *lines, replied(found.said)])


def _kind(one: Said, before: Said | None) -> Mrkdwn:
    """One kind's score beside the one of the period before."""
    low = f", {one.low:,} of them low" if one.low else ""
    said = md("{} · {}{}", scored(one), count(one.answers, "answer"), low)
    moved = change(one, before)
    return md("{} · {}", said, moved) if moved else said


def scored(one: Said) -> Mrkdwn:
    """CSAT *84 %* (76 to 90 %); without a score, that there is none yet."""
    if one.score is None or one.interval is None:
        return md("{} no score yet", NAMES[one.kind])
    return md("{} *{}* ({})", NAMES[one.kind], score(one.kind, one.score), between(one))


def score(kind: SurveyKind, value: Decimal) -> str:
    """84 %, −12, 5.4 of 7."""
    match kind:
        case SurveyKind.CSAT:
            return percent(value / 100)
        case SurveyKind.CES:
            return f"{_plain(kind, value)} of 7"
    return _plain(kind, value)


def _plain(kind: SurveyKind, value: Decimal) -> str:
    """A score as it is rounded, without its unit."""
    rounded = value.quantize(TENTH if kind is SurveyKind.CES else Decimal(1))
    return number(abs(rounded)) if rounded >= 0 else f"−{number(-rounded)}"


def between(one: Said) -> str:
    """Where a score lies: 76 to 90 %; empty where there is none."""
    if one.interval is None:
        return ""
    unit = " %" if one.kind is SurveyKind.CSAT else ""
    low, high = (_plain(one.kind, value) for value in one.interval)
    return f"{low} to {high}{unit}"


def change(one: Said, before: Said | None) -> str | None:
    """▲ 3, ▼ 0.4, “as before”; None where one of the two scores is missing."""
    was = before.score if before else None
    if one.score is None or was is None:
        return None
    moved = one.score - was
    words = _plain(one.kind, abs(moved))
    return "as before" if words == "0" else f"{'▲' if moved > 0 else '▼'} {words}"


def replied(said: By) -> Mrkdwn:
    """How many of those asked answered, over all kinds."""
    asked, answered = (sum(getattr(one, n) for one in said.values()) for n in ("asked", "replied"))
    still = sum(one.open for one in said.values())
    if not asked:
        return Mrkdwn("Nobody was asked in this time")
    rate = percent(Decimal(answered) / asked)
    can = f"; {still:,} can still answer" if still else ""
    return md("{} asked, {} answered ({}){}", count(asked, "question"), f"{answered:,}", rate, can)


def answered(said: By, span: Mrkdwn) -> Mrkdwn | None:
    """A line that says what was answered in a time; None where nothing was."""
    every = said.values()
    answers, low = sum(one.answers for one in every), sum(one.low for one in every)
    if not answers:
        return None
    known = [(one.kind, one.score) for one in every if one.score is not None]
    scores = ", ".join(f"{NAMES[kind]} {score(kind, value)}" for kind, value in known)
    bad = f", {low:,} of them low" if low else ""
    words = md("*Customers said {}:* {}{}", span, count(answers, "answer"), bad)
    return md("{} · {}", words, scores) if scores else words


def _stages(found: Sentiment) -> list[Mrkdwn]:
    return _list("By stage", found.stages, NOWHERE)


def _segments(found: Sentiment) -> list[Mrkdwn]:
    """Beside each other, where there is more than one."""
    if len(found.segments) < 2:
        return []
    return _list("By segment", found.segments[:SEGMENTS], NO_SEGMENT)


def _list(title: str, groups: tuple[Group, ...], nowhere: str) -> list[Mrkdwn]:
    lines = [group(one, nowhere) for one in groups]
    return [join([md("*{}*", title), *lines])] if lines else []


def group(one: Group, nowhere: str) -> Mrkdwn:
    """Collaboration: CSAT *84 %* (76 to 90 %), 40 answers · 70 % answered."""
    name = one.name or nowhere
    known = [kind for kind in one.said.values() if kind.score is not None]
    few = sum(kind.answers for kind in one.said.values() if kind.score is None)
    parts = [md("{}, {}", scored(kind), count(kind.answers, "answer")) for kind in known]
    parts += [md("{} without a score", count(few, "answer"))] if few else []
    parts += _rate(one.said)
    return md("{}: {}", short(name[:1].upper() + name[1:], 60), join(parts, " · "))


def _rate(said: By) -> list[Mrkdwn]:
    asked, answered = (sum(getattr(one, n) for one in said.values()) for n in ("asked", "replied"))
    return [md("{} of {} replied", f"{answered:,}", f"{asked:,}")] if asked else []


def _standings(found: Sentiment) -> list[Mrkdwn]:
    """The weak and the strong steps, and how many have no score."""
    parts = []
    for standing, title in ((Standing.WEAK, "Weak steps"), (Standing.STRONG, "Strong steps")):
        steps = found.standing(standing)
        lines = [_step(one, found) for one in steps[:NAMED]]
        more = [md("and {} more", len(steps) - NAMED)] if len(steps) > NAMED else []
        if lines:
            parts.append(join([md("*{}*", title), *lines, *more]))
    if not parts and found.steps:
        parts.append(Mrkdwn("*Steps:* none stands out so far; the table has them, weakest first."))
    if found.few:
        parts.append(md("{} with fewer than {} answers", count(found.few, "more step"), FEWEST))
    return parts


def _step(one: StepSaid, found: Sentiment) -> Mrkdwn:
    mark = "●" if one.standing is Standing.WEAK else "✓"
    whole = found.said[one.said.kind].score
    of_all = f"; all: {score(one.said.kind, whole)}" if whole is not None else ""
    answers = count(one.said.answers, "answer")
    return md("{} {}: {}, {}{}", mark, short(one.title, 100), scored(one.said), answers, of_all)


def _table(found: Sentiment) -> Block:
    rows = [_row(one) for one in found.steps[:LISTED]]
    return table.table("Steps, the weakest first", HEADER, rows)


def _row(one: StepSaid) -> list[Element]:
    said = one.said
    value = said.score
    rate = "" if said.rate is None else percent(said.rate)
    return [
        table.words(one.title),
        table.words(NAMES[said.kind]),
        table.figure(value, score(said.kind, value) if value is not None else ""),
        table.words(between(said)),
        table.figure(said.answers),
        table.figure(said.rate, rate),
        table.words(STANDINGS[one.standing]),
    ]


def _charts(found: Sentiment) -> list[Block]:
    """The kinds with most answers month by month, where two months or more have a score."""
    kinds = sorted(found.said.values(), key=lambda one: -one.answers)
    drawn = [block for one in kinds for block in _chart(one.kind, found.months)]
    return drawn[: limits.CHARTS]


def _chart(kind: SurveyKind, months: tuple[Group, ...]) -> list[Block]:
    points = [
        (one.name or "", one.said[kind].score)
        for one in months
        if kind in one.said and one.said[kind].score is not None
    ]
    if len(points) < 2:
        return []
    values = [(value or Decimal(0)).quantize(TENTH) for _, value in points]
    labels = [name for name, _ in points]
    line = [chart.Line(NAMES[kind], values)]
    return [chart.line_chart(f"{NAMES[kind]} by month", labels, line, NAMES[kind])]


def _themes(themes: tuple[Theme, ...]) -> Mrkdwn:
    said = [md("{} ({})", short(one.word, 40), _times(one)) for one in themes]
    return join([md("*What they write about*, by answers with the word"), join(said, ", ")])


def _times(one: Theme) -> str:
    return f"{one.answers:,}, {one.low:,} of them low" if one.low else f"{one.answers:,}"


def _menus(found: Sentiment, wanted: Wanted) -> list[Element]:
    periods = [option(LENGTHS[one], replace(wanted, length=one).written) for one in Length]
    menus = [select(Id.SENTIMENT_PERIOD, periods, _chosen(periods, wanted))]
    if found.choices:
        names = ("", *found.choices[:MOST_SEGMENTS])
        segments = [option(one or EVERYBODY, replace(wanted, segment=one).written) for one in names]
        menus.append(select(Id.SENTIMENT_SEGMENT, segments, _chosen(segments, wanted)))
    since = found.cohort.period.begins_on
    quotes = button("Quotes", Id.VOICE_SHOW, f"1 {since} {wanted.segment}".strip())
    return [*menus, quotes]


def _chosen(options: list[Element], wanted: Wanted) -> Element | None:
    return next((one for one in options if one["value"] == wanted.written), None)
