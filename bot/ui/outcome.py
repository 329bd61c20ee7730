"""Outcomes as people read them: on a line, and as a card with the five points."""

from collections.abc import Sequence

from bot.practice.anatomy import OutcomeFacts, Point
from bot.ui.blocks import Block, actions, button, context, modal, section
from bot.ui.ids import Id
from bot.ui.text import Mrkdwn, day, join, md, money, number, short

MARKS = {True: "✓", False: "✗"}


def anatomy(outcome: OutcomeFacts) -> Mrkdwn:
    """The five points on a line: ✓ made or ✗ missing, each in words."""
    return join([_point(one) for one in outcome.anatomy], "   ")


def _point(point: Point) -> Mrkdwn:
    return md("{} {}", MARKS[point.made], point.words)


def line(outcome: OutcomeFacts) -> Mrkdwn:
    """An outcome on one line."""
    worth = md(" · {}", money(outcome.value, outcome.currency)) if outcome.value else Mrkdwn("")
    return md(
        "{} of 5  *{}*  {}{}",
        outcome.score,
        short(outcome.change, 140),
        day(outcome.happened_on),
        worth,
    )


def card(outcome: OutcomeFacts, may_change: bool = True, more: Sequence[Block] = ()) -> Block:
    """The window with all of one outcome: its five points, each with what completes it.

    `more` is what it has to do with others.
    """
    blocks = [section(_head(outcome))]
    for point in outcome.anatomy:
        edit = _edit(outcome, point) if may_change else None
        blocks.append(section(md("{}{}", _point(point), _told(outcome, point)), edit))
    if worth := _worth(outcome):
        blocks.append(context(worth))
    blocks += more
    blocks.append(actions(button("Open the plan", Id.PLAN_SHOW, outcome.account_id)))
    return modal("Outcome", blocks, callback=Id.NOTICE, close="Done", metadata=outcome.id)


def _head(outcome: OutcomeFacts) -> Mrkdwn:
    about = outcome.goal_behaviour or outcome.milestone_title
    goal = md("\nGoal: {}", short(about, 200)) if about else Mrkdwn("")
    return md(
        "*{}*\n{} · *{} of 5 points*{}",
        short(outcome.change, 300),
        day(outcome.happened_on),
        outcome.score,
        goal,
    )


def _edit(outcome: OutcomeFacts, point: Point) -> Block:
    words = "Edit" if point.made or point.name == "outcome" else "Complete"
    spoken = f"{words} the {point.name}"
    return button(words, Id.OUTCOME_EDIT, f"{point.name} {outcome.id}", spoken=spoken)


def _told(outcome: OutcomeFacts, point: Point) -> Mrkdwn:
    """What stands behind a point, in small."""
    match point.name:
        case "story":
            return _lines(outcome.situation, outcome.action, outcome.story)
        case "reuse":
            return _lines(outcome.reuse_candidates, outcome.reuse_needs)
        case "measure":
            return _measured(outcome)
        case "permanence":
            return _lines(outcome.behaviour)
    return Mrkdwn("")


def _lines(*texts: str | None) -> Mrkdwn:
    return join([Mrkdwn(""), *[short(text, 500) for text in texts if text]])


def _measured(outcome: OutcomeFacts) -> Mrkdwn:
    if outcome.metric_actual is None:
        return Mrkdwn("")
    unit = outcome.unit or ""
    reached = number(outcome.metric_actual, unit)
    name = short(outcome.metric or "Measured", 200)
    if outcome.metric_target is None:
        return md("\n{}: {}", name, reached)
    return md("\n{}: {} of {}", name, reached, number(outcome.metric_target, unit))


def _worth(outcome: OutcomeFacts) -> Mrkdwn | None:
    if outcome.value is None:
        return None
    how = md(": {}", short(outcome.value_how, 300)) if outcome.value_how else Mrkdwn("")
    return md("Worth {}{}", money(outcome.value, outcome.currency), how)
