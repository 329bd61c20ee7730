"""Health as people read it: a score with what it is made of, and the list of accounts at risk."""

from datetime import date
from decimal import Decimal

from bot.model import HealthBand
from bot.practice.at_risk import Risk, RiskList
from bot.practice.health_card import HealthCard
from bot.practice.health_moves import Fix, Help, is_late, unknown_goal, unknown_signal
from bot.practice.health_score import Part, PartScore
from bot.practice.health_shares import goal_share
from bot.practice.nudges.say import quoted
from bot.practice.pulse import JUDGED, LASTS
from bot.ui.blocks import Block, Element, Message, actions, button, context, modal, section
from bot.ui.chart import Line, line_chart, thinned
from bot.ui.form import Choice, Field, Kind, window
from bot.ui.ids import Id
from bot.ui.milestone import member
from bot.ui.text import (
    Mrkdwn,
    count,
    day,
    distance,
    join,
    md,
    money,
    percent,
    plain_day,
    short,
)

MARKS = {
    HealthBand.GREEN: "●",
    HealthBand.YELLOW: "◐",
    HealthBand.RED: "○",
    HealthBand.UNKNOWN: "–",
}
TITLES = {
    Part.GOALS: "Results in the goals",
    Part.PROGRESS: "Progress of the plan",
    Part.PROXIES: "Signals",
}
NOTHING_DUE = "nothing was due yet"
FIXES = {
    Help.AIM_GOAL: ("Set the target", Id.GOAL_AIM),
    Help.ADD_READING: ("Add reading", Id.READING_ADD),
    Help.SHOW_GOAL: ("Open the goal", Id.GOAL_SHOW),
    Help.FINISH_MILESTONE: ("Mark done", Id.MILESTONE_FINISH),
}
SHOWN = 6
"""Moves, and things that are missing; further ones are counted."""


def score_words(score: int | None, band: HealthBand) -> Mrkdwn:
    """A score with its band: 71 ◐ yellow."""
    if score is None:
        return Mrkdwn("unknown")
    return md("{} {} {}", score, MARKS[band], band)


def card(found: HealthCard, *, with_chart: bool = True) -> Message:
    """The score, explained. In a window Slack takes no chart."""
    blocks = [section(_head(found))]
    if with_chart and len(found.trend) > 1:
        blocks.append(_chart(found))
    blocks.append(section(join([_part(one, found) for one in found.said.parts])))
    blocks += [section(text) for text in (_moved(found), _unknown(found)) if text]
    blocks += [section(*_fix(found.fix))] if found.fix else []
    return Message([*blocks, actions(*_buttons(found))])


def in_window(message: Message) -> Block:
    """The same in a window."""
    return modal("Health", message.blocks, callback=Id.NOTICE, close="Close")


def _head(found: HealthCard) -> Mrkdwn:
    first = md(
        "*{}* · health *{}*{}",
        short(found.account_name, 120),
        score_words(found.said.score, found.said.band),
        _since(found),
    )
    lines = [first, *_stakes(found.arr, found.currency, found.renewal_on, found.today)]
    if found.said.score is None:
        what = "No goal’s pace is known, and no milestone was due" if found.has_plan else "No plan"
        lines.append(md("{}: without either nobody knows, whatever signals say.", what))
    if found.dropped_on is not None:
        lines.append(
            md(
                "*In a drop* since {}, from {}: over at {}.",
                day(found.dropped_on),
                found.dropped_from,
                found.recovers_at,
            )
        )
    return join([*lines, *_pulse(found)])


def _since(found: HealthCard) -> Mrkdwn:
    if found.change is None or found.said.score is None:
        return Mrkdwn("")
    by = found.said.score - found.change.score
    way = f"▲{by}" if by > 0 else f"▼{-by}" if by < 0 else "="
    return md(" {} since {}", way, day(found.change.since.date()))


def _stakes(
    arr: Decimal | None, currency: str | None, renewal_on: date | None, today: date
) -> list[Mrkdwn]:
    said = [md("{}", money(arr, currency))] if arr is not None else []
    if renewal_on is not None:
        verb = "renews" if renewal_on >= today else "renewal was"
        said.append(md("{} {}", verb, distance(renewal_on, today)))
    return [join(said, " · ")] if said else []


def _pulse(found: HealthCard) -> list[Mrkdwn]:
    """A person's judgement, beside the score."""
    pulse = found.pulse
    if pulse is None:
        return []
    return [
        md(
            "Pulse: {} {}, by {} {}, until {}: {}",
            MARKS[pulse.band],
            pulse.band,
            member(pulse.given_by, pulse.given_by_name),
            day(pulse.given_at.date()),
            day(pulse.expires_on),
            short(pulse.reason, 300),
        )
    ]


def _chart(found: HealthCard) -> Block:
    shown = thinned(found.trend)
    terms = found.facts.terms
    lines = [
        Line("Health", [score for _, score in shown]),
        Line("Green from", [terms.green] * len(shown)),
        Line("Yellow from", [terms.yellow] * len(shown)),
    ]
    return line_chart("Health", [plain_day(one) for one, _ in shown], lines, "points")


def _part(one: PartScore, found: HealthCard) -> Mrkdwn:
    """What a part gives: its points add up to the score."""
    if one.share is None:
        unknown = "unknown, its weight is shared out"
        return md("*{}* — {}", TITLES[one.part], unknown)
    share = percent(Decimal(one.share).scaleb(-6))
    if found.said.score is None:
        return md("*{}* — {}", TITLES[one.part], share)
    points, most = count(one.points, "point"), _most(one, found)
    return md("*{}* — {} of {} ({})", TITLES[one.part], points, most, share)


def _most(one: PartScore, found: HealthCard) -> int:
    """The points that a part could give, with the weights that counted."""
    return round(Decimal(100 * one.counted) / found.said.whole)


def _moved(found: HealthCard) -> Mrkdwn | None:
    change = found.change
    if change is None or not change.moves:
        return None
    title = md("*What moved since {}*", day(change.since.date()))
    lines = [md("{}  {}", _signed(one.points), short(one.words, 300)) for one in change.moves]
    return join([title, *lines[:SHOWN], *_more(len(lines) - SHOWN)])


def _signed(points: int) -> str:
    return f"+{points}" if points > 0 else f"−{-points}"


def _more(number: int) -> list[Mrkdwn]:
    return [md("and {} more", number)] if number > 0 else []


def _unknown(found: HealthCard) -> Mrkdwn | None:
    """What is missing or too old, by name, and what is late."""
    facts, lines = found.facts, list[Mrkdwn]()
    for goal in facts.goals:
        if goal_share(goal, facts.terms.fresh_days) is None:
            why = unknown_goal(goal, facts.terms.fresh_days)
            lines.append(md("{}: {}", short(quoted(goal.behaviour), 200), why))
    if found.has_plan and not facts.goals:
        lines.append(Mrkdwn("no goal yet"))
    if found.said.of(Part.PROGRESS).share is None and found.has_plan:
        lines.append(md("milestones: {}", NOTHING_DUE))
    stale = [one for one in facts.signals if one.share is None and one.days_old is not None]
    lines += [md("{}: {}", short(one.kind.title, 80), unknown_signal(one)) for one in stale]
    never = [one.kind.title for one in facts.signals if one.days_old is None]
    shown = lines[:SHOWN] + _more(len(lines) - SHOWN)
    if never:
        shown.append(md("no data yet: {}", short(", ".join(never), 400)))
    late = sum(map(is_late, facts.milestones))
    shown += [md("{} late", count(late, "milestone"))] if late else []
    return join([Mrkdwn("*Missing, too old or late*"), *shown]) if shown else None


def _fix(fix: Fix) -> tuple[Mrkdwn, Element | None]:
    """The one change that would help most, and its button."""
    gives = md(" (up to +{})", fix.points) if fix.points else Mrkdwn("")
    if fix.points is None:
        gives = Mrkdwn(" (then the score is known)")
    text = md("*Most helpful now:* {}{}", short(fix.words, 300), gives)
    if fix.help not in FIXES:
        return text, None
    label, action = FIXES[fix.help]
    return text, button(label, action, fix.subject_id, primary=True)


def _buttons(found: HealthCard) -> list[Element]:
    see = button("Open the plan", Id.PLAN_SHOW, found.account_id)
    if not found.has_plan and found.may_change:
        see = button("Start a plan", Id.PLAN_START, found.account_id, primary=True)
    give = [button("Give a pulse", Id.PULSE_GIVE, found.account_id)] if found.may_change else []
    return [see, *give]


PULSE = (
    Field(
        name="band",
        label="How is it going, in your judgement?",
        kind=Kind.RADIO,
        choices=tuple(Choice(one, f"{MARKS[one]} {one}") for one in JUDGED),
        means=HealthBand,
        required=True,
    ),
    Field(
        name="reason",
        label="Why?",
        kind=Kind.TEXT,
        most=1000,
        required=True,
        hint=f"It stands beside the score for {LASTS.days} days, and does not change it.",
    ),
)


def pulse_form(account_id: str, account_name: str) -> Block:
    """The window for a judgement."""
    return window(
        "Pulse",
        PULSE,
        note=section(md("*{}*", short(account_name, 150))),
        callback=Id.PULSE_SAVE,
        submit="Save",
        metadata=account_id,
    )


def at_risk(found: RiskList) -> Message:
    """One page of the accounts at risk."""
    words = short(found.words, 80)
    if not found.total:
        nobody = md("Nobody is at risk ({}): no score is red, and none has dropped.", words)
        return Message([section(nobody), context(HINT)])
    head = md("*At risk*: {} · {}", words, f"{found.total:,}")
    if found.pages > 1:
        head = md("{} · page {} of {}", head, found.page, found.pages)
    rows = [block for one in found.risks for block in _row(one, found.today)]
    turns = _turns(found)
    below = [actions(*turns)] if turns else []
    return Message([section(head), *rows, *below, context(HINT)])


HINT = Mrkdwn(
    "Red, or in a drop; in order of revenue × the points that are missing. Also: "
    "`at-risk mine`, `at-risk all`, or a segment, such as `at-risk enterprise`."
)


def _turns(found: RiskList) -> list[Element]:
    made = []
    if found.page > 1:
        made.append(button("Earlier", Id.RISKS_PAGE, f"{found.page - 1} {found.words}"))
    if found.page < found.pages:
        made.append(button("More", Id.RISKS_NEXT, f"{found.page + 1} {found.words}"))
    return made


def _row(risk: Risk, today: date) -> list[Block]:
    name = md(
        "*{}* · {}{}",
        short(risk.account_name, 120),
        score_words(risk.score, risk.band),
        _fell(risk, today),
    )
    owner = member(risk.owner_id, risk.owner_name) if risk.owner_id else Mrkdwn("nobody’s yet")
    stakes = _stakes(risk.arr, risk.currency, risk.renewal_on, today)
    text = join([name, join([*stakes, owner], " · "), _parts(risk)])
    spoken = risk.account_name[:60]
    return [
        section(text),
        actions(
            button("Why this score", Id.HEALTH_SHOW, risk.account_id, spoken=f"Why: {spoken}"),
            button("Open the plan", Id.PLAN_SHOW, risk.account_id, spoken=f"Plan of {spoken}"),
            button("Give a pulse", Id.PULSE_GIVE, risk.account_id, spoken=f"Pulse: {spoken}"),
        ),
    ]


def _fell(risk: Risk, today: date) -> Mrkdwn:
    if risk.dropped_on is None or risk.dropped_from is None:
        return Mrkdwn("")
    return md(" · fell from {} {}", risk.dropped_from, distance(risk.dropped_on, today))


def _parts(risk: Risk) -> Mrkdwn:
    """The reasons at a glance: the parts, the worst first, the unknown last."""
    shares = {"goals": risk.goals, "progress": risk.progress, "signals": risk.proxies}
    known = sorted((one, name) for name, one in shares.items() if one is not None)
    said = [f"{name} {percent(one)}" for one, name in known]
    said += [f"{name} unknown" for name, one in shares.items() if one is None]
    return md("{}", " · ".join(said))
