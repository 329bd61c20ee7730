"""The windows about matters: all of them, why one comes first, to whom it goes, why it is none."""

from decimal import Decimal

from bot.practice.bundle import NudgePage
from bot.practice.nudge import NudgeFacts
from bot.practice.nudges.priority import MOST_NEAR, MOST_STALE, NEAR_DAYS, STALE_DAYS
from bot.ui.blocks import Block, Element, actions, button, context, modal, section
from bot.ui.form import Field, Kind, window
from bot.ui.ids import Id
from bot.ui.milestone import member
from bot.ui.nudge import listed, why
from bot.ui.text import Mrkdwn, count, day, distance, join, md, money, number, short

LIST = "nudges"
"""Begins the metadata of the list, so that a click knows that it stands in it."""

HAND_OVER = (
    Field(
        name="to",
        label="Whose matter is it now?",
        kind=Kind.MEMBER,
        required=True,
        hint="They are told, and may change the account until the matter is closed.",
    ),
)
DISMISS = (
    Field(
        name="reason",
        label="Why is it no issue?",
        kind=Kind.TEXT,
        required=True,
        most=300,
        example="They asked us to wait for their new head of support",
        hint="It comes back only when something moves.",
    ),
)


def page(found: NudgePage) -> Block:
    """The list of a person's matters, with what can be done about each."""
    blocks: list[Block] = [context(_head(found))]
    lines = [found.changed] if found.changed else []
    for line in [*lines, *found.lines]:
        blocks += listed(line, found.reader_id, found.zone)
    if len(blocks) == 1:
        blocks.append(section(_NOTHING))
    turns = _turns(found)
    return modal(
        "Matters",
        [*blocks, *([actions(*turns)] if turns else [])],
        callback=Id.NOTICE,
        close="Close",
        metadata=f"{LIST} {found.person_id} {found.page}",
    )


_NOTHING = Mrkdwn(
    "Nothing needs you now. What stalls, runs late or comes due at your accounts will be here."
)


def _head(found: NudgePage) -> Mrkdwn:
    whose = member(found.person_id, found.person_name)
    title = (
        Mrkdwn("*Your matters*")
        if found.person_id == found.reader_id
        else md("*Matters of {}*", whose)
    )
    now = f"{found.total:,} now, the most valuable first"
    return md("{} · {} · page {} of {}", title, now, found.page, found.pages)


def _turns(found: NudgePage) -> list[Element]:
    turns = []
    if found.page > 1:
        turns.append(button("Earlier", Id.NUDGES_PAGE, f"{found.person_id} {found.page - 1}"))
    if found.page < found.pages:
        turns.append(button("More", Id.NUDGES_NEXT, f"{found.person_id} {found.page + 1}"))
    return turns


def explanation(nudge: NudgeFacts) -> Block:
    """Why a matter stands where it stands: its priority factor by factor."""
    p = nudge.priority
    product = " × ".join(map(_factor, (p.revenue, p.nearness, p.severity, p.staleness)))
    return modal(
        "Why this first",
        [
            section(md("*{}* — {}", short(nudge.account_name, 120), short(why(nudge), 600))),
            section(join([_revenue(nudge), _renewal(nudge), _severity(nudge), _staleness(nudge)])),
            context(md("Priority {} = {}. The highest comes first.", _factor(p.total), product)),
        ],
        callback=Id.NOTICE,
        close="Close",
    )


def _revenue(nudge: NudgeFacts) -> Mrkdwn:
    factor = _factor(nudge.priority.revenue)
    if nudge.arr is None or nudge.mean_arr is None:
        return md("*Revenue × {}*: no data yet. Add the account's revenue a year.", factor)
    mean = money(nudge.mean_arr.quantize(Decimal(1)), nudge.currency)
    own = money(nudge.arr, nudge.currency)
    return md("*Revenue × {}*: {} a year; the mean of all accounts is {}.", factor, own, mean)


def _renewal(nudge: NudgeFacts) -> Mrkdwn:
    factor = _factor(nudge.priority.nearness)
    if nudge.renewal_on is None:
        return md("*Renewal × {}*: no data yet. Add the account's renewal date.", factor)
    when = distance(nudge.renewal_on, nudge.today)
    rule = f"from {NEAR_DAYS} days before it rises to × {_factor(MOST_NEAR)}"
    return md("*Renewal × {}*: {}; {}.", factor, when, rule)


def _severity(nudge: NudgeFacts) -> Mrkdwn:
    factor = _factor(nudge.priority.severity)
    return md("*Kind × {}*: {}.", factor, nudge.rule_facts.title.lower())


def _staleness(nudge: NudgeFacts) -> Mrkdwn:
    gone = count(max(0, (nudge.today - nudge.began_on).days), "day")
    return md(
        "*Waiting × {}*: since {}, {}; within {} days it rises to × {}.",
        _factor(nudge.priority.staleness),
        day(nudge.began_on),
        gone,
        STALE_DAYS,
        _factor(MOST_STALE),
    )


def _factor(value: Decimal) -> str:
    return number(value.quantize(Decimal("0.1")))


def hand_over(nudge: NudgeFacts) -> Block:
    """The window that asks to whom a matter goes."""
    return window(
        "Hand over",
        HAND_OVER,
        note=_about(nudge),
        callback=Id.NUDGE_SAVE_HANDED_OVER,
        submit="Hand over",
        metadata=nudge.id,
    )


def dismiss(nudge: NudgeFacts) -> Block:
    """The window that asks why a matter is none."""
    return window(
        "Not an issue",
        DISMISS,
        note=_about(nudge),
        callback=Id.NUDGE_SAVE_DISMISSED,
        submit="Not an issue",
        metadata=nudge.id,
    )


def _about(nudge: NudgeFacts) -> Block:
    return context(md("*{}* — {}", short(nudge.account_name, 120), short(why(nudge), 600)))
