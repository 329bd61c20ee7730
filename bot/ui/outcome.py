"""Outcomes as people read them: on a line, and as a card with the five points."""

from collections.abc import Sequence
from decimal import Decimal

from bot.model import VerifiedBy
from bot.practice.anatomy import OutcomeFacts, Point
from bot.ui import limits
from bot.ui.blocks import Block, Element, actions, button, modal, section
from bot.ui.ids import Id
from bot.ui.proof import proof
from bot.ui.text import Mrkdwn, day, join, link, md, money, number, pieces, short

MARKS = {True: "✓", False: "✗"}
BY = {VerifiedBy.CHANNEL: "in the shared channel", VerifiedBy.LINK: "by a link"}


def anatomy(outcome: OutcomeFacts) -> Mrkdwn:
    """The five points on a line: ✓ made or ✗ missing, each in words."""
    return join([_point(one) for one in outcome.anatomy], "   ")


def _point(point: Point) -> Mrkdwn:
    return md("{} {}", MARKS[point.made], point.words)


def line(outcome: OutcomeFacts) -> Mrkdwn:
    """An outcome on one line."""
    return md(
        "{} of 5  *{}*  {}",
        outcome.score,
        short(outcome.change, 140),
        join([day(outcome.happened_on), *_marks(outcome)], " · "),
    )


def _marks(outcome: OutcomeFacts) -> list[Mrkdwn]:
    """What it is worth, and what proves it."""
    worth = [md("{}", money(outcome.value, outcome.currency))] if outcome.value is not None else []
    return [*worth, *proof(outcome)]


def card(outcome: OutcomeFacts, may_change: bool = True, more: Sequence[Block] = ()) -> Block:
    """The window with all of one outcome: its five points, each with what completes it.

    `more` is what it has to do with others.
    """
    blocks = [section(_head(outcome))]
    for point in outcome.anatomy:
        edit = _edit(outcome, point) if may_change else None
        blocks.append(section(_explained(outcome, point), edit))
        if point.name == "story":
            blocks += _story(outcome)
    blocks += more
    blocks.append(actions(*_controls(outcome, may_change)))
    return modal("Outcome", blocks, callback=Id.NOTICE, close="Done", metadata=outcome.id)


def _controls(outcome: OutcomeFacts, may_change: bool) -> list[Element]:
    made = [
        button("Share", Id.STORY_SHARE, outcome.id, spoken="Share the story"),
        button("Open the plan", Id.PLAN_SHOW, outcome.account_id),
    ]
    if not may_change:
        return made
    made.insert(0, button("Ask them to confirm", Id.VERIFICATION_ASK, outcome.id))
    if outcome.behaviour:
        made.insert(0, button("Does it still hold?", Id.PERMANENCE_CHECK, outcome.id))
    return made


def _head(outcome: OutcomeFacts) -> Mrkdwn:
    first = join([day(outcome.happened_on), md("*{} of 5 points*", outcome.score)], " · ")
    return join([md("*{}*", short(outcome.change, 1000)), first, *_verified(outcome)])


def _verified(outcome: OutcomeFacts) -> list[Mrkdwn]:
    if outcome.verified_by is None:
        return []
    who = short(outcome.verified_player_name or "the customer", 80)
    on = md(" on {}", day(outcome.verified_on)) if outcome.verified_on else Mrkdwn("")
    return [md("✓ *verified* by {}{}, {}", who, on, BY[outcome.verified_by])]


def _edit(outcome: OutcomeFacts, point: Point) -> Block:
    words = "Complete" if point.name in outcome.to_complete else "Edit"
    spoken = f"{words} the {point.name}"
    return button(words, Id.OUTCOME_EDIT, f"{point.name} {outcome.id}", spoken=spoken)


def _explained(outcome: OutcomeFacts, point: Point) -> Mrkdwn:
    """A point with what stands behind it, and what would make it count where it does not."""
    missing = [] if point.made else [md("_{}_", point.counts)]
    told = TOLD[point.name](outcome) if point.name in TOLD else []
    return join([md("*{}*", _point(point)), *missing, *told])


def _aimed(outcome: OutcomeFacts) -> list[Mrkdwn]:
    about = (("Goal", outcome.goal_behaviour), ("Milestone", outcome.milestone_title))
    return [md("{}: {}", name, short(text, 200)) for name, text in about if text]


def _reuse(outcome: OutcomeFacts) -> list[Mrkdwn]:
    about = (("For", outcome.reuse_candidates), ("Needs", outcome.reuse_needs))
    return [md("{}: {}", name, short(text, 1000)) for name, text in about if text]


def _behaviour(outcome: OutcomeFacts) -> list[Mrkdwn]:
    return [md("Behaviour: {}", short(outcome.behaviour, 1000))] if outcome.behaviour else []


def _measured(outcome: OutcomeFacts) -> list[Mrkdwn]:
    """The number on its way to the target and past it, and what it is worth."""
    actual = outcome.metric_actual
    way = [] if actual is None else [md("{}", _journey(outcome, actual))]
    return way + _worth(outcome)


def _journey(outcome: OutcomeFacts, actual: Decimal) -> Mrkdwn:
    unit, target, start = outcome.unit or "", outcome.metric_target, outcome.metric_baseline
    name = short(outcome.metric or "Measured", 300)
    way = "" if start is None else f"{number(start)} → "
    if target is None:
        return md("{}: {}{}", name, way, number(actual, unit))
    aim = ", aim" if outcome.falls else " of"
    reached = f"{way}{number(actual)}{aim} {number(target, unit)}"
    return md("{}: {}{}", name, reached, _past(outcome.past_target, unit))


def _past(past: Decimal | None, unit: str) -> str:
    if not past:
        return ""
    return f", {number(abs(past), unit)} {'past the target' if past > 0 else 'short of it'}"


def _worth(outcome: OutcomeFacts) -> list[Mrkdwn]:
    if outcome.value is None:
        return []
    amount = md("Worth *{}*", money(outcome.value, outcome.currency))
    if not outcome.value_how:
        return [md("{}. How is that computed? One line makes it believable.", amount)]
    return [md("{}: {}", amount, short(outcome.value_how, 300))]


TOLD = {
    "outcome": _aimed,
    "reuse": _reuse,
    "measure": _measured,
    "permanence": _behaviour,
}
"""What stands behind a point, in the same paragraph; the story has its own."""


def _story(outcome: OutcomeFacts) -> list[Block]:
    """The story in full, as it was written, with its quote and where it was told."""
    told = (
        ("Before", outcome.situation),
        ("What was done", outcome.action),
        ("What changed", outcome.story),
    )
    written = [one for name, text in told if text for one in _paragraphs(name, text)]
    if outcome.quote:
        written += [section(one) for one in pieces(f"“{outcome.quote}”", limits.TEXT)]
        written.append(section(_speaker(outcome)))
    source = outcome.source_link
    return written + ([section(md("Told in {}", link(source, "this message")))] if source else [])


def _paragraphs(name: str, text: str) -> list[Block]:
    first, *more = pieces(text, limits.TEXT - len(name) - 2)
    return [section(md("{}:\n{}", name, first)), *map(section, more)]


def _speaker(outcome: OutcomeFacts) -> Mrkdwn:
    if not outcome.quote_player_name:
        return Mrkdwn("— said by whom? A quote counts for more with a name.")
    agreed = "agreed to be quoted" if outcome.quote_agreed else "has not agreed to be quoted yet"
    return md("— {}, who {}", short(outcome.quote_player_name, 80), agreed)
