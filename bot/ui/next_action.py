"""Next best actions as people read them: each with its reason, what is at stake, and one button."""

from bot.practice.next_action import NextAction, NextActions
from bot.ui import reuse
from bot.ui.blocks import Block, Element, Message, button, context, say, section
from bot.ui.nudge import remedy
from bot.ui.plan import STEPS
from bot.ui.text import Mrkdwn, count, distance, join, md, money, short

RANKED_BY = (
    "In order of revenue at stake, nearness of renewal, how grave it is, and for how long it has "
    "been so."
)


def card(found: NextActions) -> Message:
    """What to do now, the most valuable first."""
    if not found.actions:
        return say(_nothing(found), *_resting(found))
    head = md("*Next for {}*", short(found.account_name or "you", 120))
    rows = [block for one in found.actions for block in _rows(one, found)]
    more = [context(md("and {} more", found.more))] if found.more else []
    return Message([section(head), *rows, *more, *_resting(found), context(Mrkdwn(RANKED_BY))])


def _nothing(found: NextActions) -> Mrkdwn:
    if found.account_name is None:
        return md("Nothing needs you today. See all accounts with `/success accounts`.")
    return md("Nothing is open at *{}* today.", short(found.account_name, 120))


def _resting(found: NextActions) -> list[Block]:
    if not found.resting:
        return []
    said = "said to be no issue three times; its kind rests here"
    return [context(md("{} left out: {}.", count(found.resting, "matter"), said))]


def _rows(one: NextAction, found: NextActions) -> list[Block]:
    if one.offer is not None:
        return reuse.offer(one.offer, one.account_id)
    return [row(one, found)]


def row(one: NextAction, found: NextActions) -> Block:
    """One thing to do, with its reason, what is at stake, and its button."""
    name = [md("*{}*", short(one.account_name, 120))] if found.account_name is None else []
    reason = md("{}", short(one.reason, 500))
    return section(join([join([*name, reason], " — "), *_stakes(one, found)]), _button(one))


def _stakes(one: NextAction, found: NextActions) -> list[Mrkdwn]:
    """The evidence for its place: what there is to lose, and when it is decided."""
    said = []
    if one.arr is not None:
        said.append(md("{}", money(one.arr, one.currency)))
    if one.renewal_on is not None:
        verb = "renews" if one.renewal_on >= found.today else "renewal was"
        said.append(md("{} {}", verb, distance(one.renewal_on, found.today)))
    return [join(said, " · ")] if said else []


def _button(one: NextAction) -> Element | None:
    if one.matter is not None:
        text, action, value = remedy(one.matter)
    elif one.step is not None:
        text, action = STEPS[one.step.action]
        value = one.step.subject_id
    else:
        return None
    return button(text, action, value, spoken=f"{text}: {one.account_name}")
