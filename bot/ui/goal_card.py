"""A goal's card with its chart, the list of its readings, and the list of an account's goals."""

from datetime import date
from decimal import Decimal

from bot.model import Direction
from bot.practice.goal import GoalState
from bot.practice.goal_card import GoalCard, GoalList, ReadingFacts, ReadingList
from bot.ui.blocks import Block, Element, Message, actions, button, context, modal, section
from bot.ui.chart import Line, line_chart, thinned
from bot.ui.goal import journey, line, pace_words
from bot.ui.ids import Id
from bot.ui.reuse import tried
from bot.ui.text import (
    Mrkdwn,
    bar,
    clip,
    day,
    distance,
    join,
    md,
    money,
    number,
    percent,
    short,
)


def card(found: GoalCard, *, with_chart: bool = True) -> Message:
    """Where a goal stands, in words and as a chart. In a window Slack takes no chart."""
    blocks = [section(_head(found)), section(_standing(found))]
    if with_chart and len(found.points) > 1:
        blocks.append(chart(found))
    blocks += [_reading(one, found.goal, found.may_change) for one in found.latest]
    blocks += [tried(one, found.may_change) for one in found.tried]
    blocks.append(actions(*_buttons(found)))
    blocks.append(context(md("Id in files and for the API: `{}`", found.goal.id)))
    return Message(blocks)


def _head(found: GoalCard) -> Mrkdwn:
    goal = found.goal
    parts = [md("{}", short(goal.measure, 150)), short(found.account_name, 80)]
    if goal.player_name:
        parts.append(short(goal.player_name, 80))
    if goal.value:
        parts.append(md("worth {}", money(goal.value, goal.currency)))
    return md("*{}*\n{}", short(goal.behaviour, 300), join(parts, " · "))


def _standing(found: GoalCard) -> Mrkdwn:
    """The main result, then the figures behind it."""
    goal = found.goal
    share = goal.lasting
    way = md("  *{}*", journey(goal)) if journey(goal) else Mrkdwn("")
    first = md("{}{} · {}", bar(share) if share is not None else "▱▱▱▱▱▱ –", way, pace_words(goal))
    return join([first, md("{}", trend_words(found.trend, goal)), _time(goal)])


def trend_words(trend: Decimal | None, goal: GoalState) -> str:
    """How fast the measure moves, and whether that is the right way."""
    if trend is None:
        return "No trend yet: it takes readings on two days."
    rounded = round(trend, 2)
    if not rounded:
        return "Trend: steady."
    way = "rising" if rounded > 0 else "falling"
    wanted = (rounded > 0) == (goal.direction is Direction.RISING)
    side = "the right way" if wanted else "the wrong way"
    return f"Trend: {way} {number(abs(rounded), goal.unit)} per 30 days, {side}."


def _time(goal: GoalState) -> Mrkdwn:
    if goal.due_on is None or goal.elapsed is None:
        return md("Since {}, without a date.", day(goal.starts_on))
    due = md("due {} ({})", day(goal.due_on), distance(goal.due_on, goal.today))
    if goal.pace is None:
        return md("{} of its time has passed, {}.", percent(goal.elapsed), due)
    return md(
        "Pace {}: {} of its time has passed, {}.", percent(goal.pace), percent(goal.elapsed), due
    )


def chart(found: GoalCard) -> Block:
    """Readings, baseline and target by day; of many days, twenty."""
    goal, shown = found.goal, thinned(found.points)
    lines = [Line("Readings", [value for _, value in shown])]
    for name, level in (("Baseline", goal.baseline), ("Target", goal.target)):
        if level is not None:
            lines.append(Line(name, [level] * len(shown)))
    return line_chart(goal.measure, [_label(one) for one, _ in shown], lines, goal.unit)


def _label(value: date) -> str:
    return f"{value.day} {value:%b %Y}"


def _reading(reading: ReadingFacts, goal: GoalState, may_change: bool) -> Block:
    words = md(
        "{}  *{}* · {}",
        day(reading.read_on),
        number(reading.value, goal.unit),
        short(reading.source, 120),
    )
    if reading.note:
        words = md("{}\n{}", words, short(reading.note, 300))
    if not may_change:
        return section(words)
    spoken = f"Correct {number(reading.value)} of {_label(reading.read_on)}"
    return section(words, button("Correct", Id.READING_EDIT, reading.id, spoken=spoken))


def _buttons(found: GoalCard) -> list[Element]:
    goal, made = found.goal, []
    if found.may_change:
        is_to_tell = goal.is_achieved and not goal.is_told
        made += [
            button("Add reading", Id.READING_ADD, goal.id, primary=not is_to_tell),
            button("Log outcome", Id.OUTCOME_LOG, goal.id, primary=is_to_tell),
            button("Set the target", Id.GOAL_AIM, goal.id),
            button("Reword", Id.GOAL_REWORD, goal.id),
        ]
    if found.readings > len(found.latest):
        made.append(button(f"All {found.readings:,} readings", Id.READINGS_SHOW, goal.id))
    return [*made, button("All goals", Id.GOALS_SHOW, found.account_id)]


def readings(found: ReadingList) -> Block:
    """The window with all readings of a goal."""
    page, goal = found.page, found.goal
    head = context(md("*{}* · page {} of {}", short(goal.behaviour, 150), page.number, page.pages))
    rows = [_reading(one, goal, found.may_change) for one in page.rows]
    nothing = [] if rows else [section(md("No reading yet."))]
    turns = []
    if page.number > 1:
        turns.append(button("Later", Id.READINGS_PAGE, f"{goal.id} {page.number - 1}"))
    if page.number < page.pages:
        turns.append(button("Earlier", Id.READINGS_NEXT, f"{goal.id} {page.number + 1}"))
    below = [actions(*turns)] if turns else []
    return modal("Readings", [head, *rows, *nothing, *below], callback=Id.NOTICE, close="Close")


def goals(found: GoalList) -> Message:
    """One page of an account's goals."""
    name, page = short(found.account_name, 80), found.page
    if not found.total:
        words = md("*{}*: no goal yet. What will people there do differently?", name)
        return Message([section(words), *_goal_buttons(found)])
    head = md("*Goals of {}*  {} of {} reached", name, found.reached, found.total)
    if page.pages > 1:
        head = md("{} · page {} of {}", head, page.number, page.pages)
    rows = [
        section(
            line(one),
            button("Open", Id.GOAL_SHOW, one.id, spoken=f"Open: {clip(one.behaviour, 60)}"),
        )
        for one in page.rows
    ]
    return Message([section(head), *rows, *_goal_buttons(found)])


def in_window(title: str, message: Message) -> Block:
    """The same in a window."""
    return modal(title, message.blocks, callback=Id.NOTICE, close="Close")


def _goal_buttons(found: GoalList) -> list[Block]:
    page, made = found.page, []
    if page.number > 1:
        made.append(button("Earlier", Id.GOALS_PAGE, f"{found.account_id} {page.number - 1}"))
    if page.number < page.pages:
        made.append(button("More", Id.GOALS_NEXT, f"{found.account_id} {page.number + 1}"))
    if found.may_change:
        made.append(button("Add a goal", Id.GOAL_ADD, found.account_id))
    return [actions(*made)] if made else []
