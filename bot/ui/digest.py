"""Digests as a channel reads them, and the window that subscribes to one."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.practice.digest import ChannelDigest
from bot.practice.digest_facts import (
    DUE_WITHIN,
    RENEWING_WITHIN,
    DigestFacts,
    GoalReached,
    OutcomeTold,
    Renewal,
    Risk,
    StepFacts,
)
from bot.ui import chart, goal, sentiment, table
from bot.ui.blocks import Block, Message, context, modal, section
from bot.ui.form import Choice, Field, Kind, window, words_of
from bot.ui.ids import Id
from bot.ui.nudge import why
from bot.ui.proof import proof
from bot.ui.sums import amounts
from bot.ui.text import (
    Mrkdwn,
    count,
    day,
    distance,
    join,
    md,
    money,
    plain_day,
    short,
)

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SHOWN_FIRST = 3
SHOWN_LISTED = 10
STORY, WHOLE_STORY = 200, 700
A_WEEK_AND_A_BIT = 8
"""Days: a digest that is a few hours late still tells of “this week”."""


def head(facts: DigestFacts) -> Message:
    """The message in the channel: what it is, what was achieved, moved, is at risk and due.

    It holds nothing but text, so that every client shows it. Nothing new is one line.
    """
    title = _title(facts)
    if facts.is_quiet:
        return Message([section(md("{}: {}", title, _quiet(facts)))])
    said = sentiment.answered(facts.said, _span(facts))
    parts = [_achieved(facts), _moved(facts), said, _at_risk(facts), _ahead(facts)]
    return Message([section(title), *(section(part) for part in parts if part)])


def details(facts: DigestFacts) -> list[Message]:
    """The messages of its thread, in their order; none where nothing is new."""
    if facts.is_quiet:
        return []
    blocks = [_achieved_in_full(facts), _risks_in_full(facts), _the_rest(facts)]
    return [Message(of_one) for of_one in blocks if of_one]


def preview(facts: DigestFacts) -> Message:
    """The whole digest for one person, before anybody else reads it."""
    in_thread = [block for message in details(facts) for block in message.blocks]
    where = " What follows goes into its thread." if in_thread else ""
    note = context(Mrkdwn(f"A preview that only you see.{where}"))
    return Message([*head(facts).blocks, note, *in_thread])


def _title(facts: DigestFacts) -> Mrkdwn:
    parts = [md("*Customer success, week {}*", _week_of(facts))]
    if not facts.is_of_all:
        parts.append(short(facts.about, 80))
    parts.append(md("{}", count(facts.customers, "customer")))
    return join([*parts, *([amounts(facts.revenue)] if facts.revenue else [])], " · ")


def _week_of(facts: DigestFacts) -> int:
    """The ISO week that it tells most about: a Monday's digest is about the week before."""
    middle = facts.until - timedelta(days=3.5)
    return middle.astimezone(ZoneInfo(facts.zone)).isocalendar().week


def _span(facts: DigestFacts) -> Mrkdwn:
    if (facts.until - facts.since).days <= A_WEEK_AND_A_BIT:
        return Mrkdwn("this week")
    return md("since {}", _local_day(facts.since, facts.zone))


def _local_day(at: datetime, zone: str) -> Mrkdwn:
    return day(at.astimezone(ZoneInfo(zone)).date())


def _quiet(facts: DigestFacts) -> Mrkdwn:
    said = md("nothing new {}.", _span(facts))
    if not facts.risks.total:
        return said
    still = "stays" if facts.risks.total == 1 else "stay"
    return md("{} {} {} at risk{}.", said, _customers(facts.risks.total), still, _worth(facts))


def _worth(facts: DigestFacts) -> Mrkdwn:
    return md(", {}", amounts(facts.risk_revenue)) if facts.risk_revenue else Mrkdwn("")


def _customers(number: int) -> str:
    return count(number, "customer")


def _achieved(facts: DigestFacts) -> Mrkdwn:
    outcomes, goals = facts.outcomes.total, len(facts.goals)
    if not outcomes and not goals:
        ask = "Was something reached? Tell it with `/success log` and the account."
        return md("*Achieved:* nothing was logged {}. {}", _span(facts), Mrkdwn(ask))
    marks = f" ({facts.verified} verified)" if facts.verified else ""
    said = [f"{count(outcomes, 'outcome')} logged{marks}"] if outcomes else []
    said += [f"{count(goals, 'goal')} reached"] if goals else []
    worth = md(", {} of value", amounts(facts.value)) if facts.value else Mrkdwn("")
    told = [_outcome(one, STORY) for one in facts.outcomes.first[:SHOWN_FIRST]]
    told += [_goal(one) for one in facts.goals[: SHOWN_FIRST - len(told)]]
    return join([md("*Achieved {}:* {}{}", _span(facts), ", ".join(said), worth), *told])


def _outcome(told: OutcomeTold, most: int) -> Mrkdwn:
    one = told.outcome
    head = md("✓ *{}* — {}", short(told.account_name, 80), short(one.change, 140))
    worth = [md("{}", money(one.value, one.currency))] if one.value and one.value > 0 else []
    line = join([head, *worth, *proof(one)], " · ")
    return join([line, md("“{}”", short(one.story, most))]) if one.story else line


def _goal(reached: GoalReached) -> Mrkdwn:
    name, one = short(reached.account_name, 80), reached.goal
    return md("✓ *{}* — goal reached: {}  {}", name, short(one.behaviour, 120), goal.journey(one))


def _moved(facts: DigestFacts) -> Mrkdwn | None:
    said = [
        (facts.steps_done.total, f"{count(facts.steps_done.total, 'milestone')} done"),
        (len(facts.plans_begun), f"{count(len(facts.plans_begun), 'plan')} begun"),
        (len(facts.plans_moved), f"{count(len(facts.plans_moved), 'plan')} in the next stage"),
    ]
    words = [text for number, text in said if number]
    return md("*Moved:* {}", ", ".join(words)) if words else None


def _at_risk(facts: DigestFacts) -> Mrkdwn | None:
    if not facts.risks.total:
        return Mrkdwn("*At risk:* nobody")
    new = f", {_new(facts)} of them new" if facts.new_risks else ""
    title = md("*At risk:* {}{}{}", _customers(facts.risks.total), _worth(facts), new)
    return join([title, *map(_risk, facts.risks.first[:SHOWN_FIRST])])


def _new(facts: DigestFacts) -> str:
    return "all" if facts.new_risks == facts.risks.total > 1 else f"{facts.new_risks:,}"


def _risk(risk: Risk) -> Mrkdwn:
    return md("● *{}* — {}", short(risk.account.name, 80), short(why(risk.nudge), 200))


def _ahead(facts: DigestFacts) -> Mrkdwn | None:
    said = []
    if facts.steps_due.total:
        steps = count(facts.steps_due.total, "milestone")
        said.append(md("*Due in {} days:* {}", DUE_WITHIN.days, steps))
    if facts.renewals:
        names = [short(one.account_name, 40) for one in facts.renewals[:SHOWN_FIRST]]
        more = len(facts.renewals) - len(names)
        rest = f" and {more} more" if more else ""
        days = RENEWING_WITHIN.days
        said.append(md("*Renewing in {} days:* {}{}", days, join(names, ", "), rest))
    return join(said) if said else None


def _achieved_in_full(facts: DigestFacts) -> list[Block]:
    outcomes, goals = facts.outcomes, facts.goals
    blocks = []
    if outcomes.total or goals:
        blocks = [section(Mrkdwn("*What was achieved*"))]
    blocks += [section(_outcome(one, WHOLE_STORY)) for one in outcomes.first[:SHOWN_LISTED]]
    if goals:
        reached = [_goal(one) for one in goals[:SHOWN_LISTED]]
        blocks.append(section(join([*reached, *_more(len(goals) - SHOWN_LISTED)])))
    if outcomes.total > SHOWN_LISTED:
        blocks.append(context(*_more(outcomes.total - SHOWN_LISTED, "outcome")))
    return [*blocks, *_chart(facts)]


def _more(number: int, noun: str = "") -> list[Mrkdwn]:
    if number <= 0:
        return []
    return [md("and {} more", count(number, f"{noun}").strip() if noun else number)]


def _chart(facts: DigestFacts) -> list[Block]:
    """Bars where there is something to see: with words, since not every client draws them."""
    numbers = [number for _, number in facts.weeks]
    if sum(number > 0 for number in numbers) < 2:
        return []
    said = md("Outcomes in each of the last {} weeks: {}", len(numbers), _series(numbers))
    labels = [f"{at.day} {at:%b}" for at, _ in facts.weeks]
    lines = [chart.Line("Outcomes", numbers)]
    drawn = chart.bars("Outcomes by week", labels, lines, "Week from", "Outcomes logged")
    return [context(said), drawn]


def _series(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))


def _risks_in_full(facts: DigestFacts) -> list[Block]:
    if not facts.risks.total:
        return []
    shown = len(facts.risks.first)
    title = md("*At risk:* {}{}", _customers(facts.risks.total), _worth(facts))
    some = facts.risks.total > shown
    tail = md(". Below, the {} most valuable.", shown) if some else Mrkdwn("")
    listed = table.table(
        "Customers at risk, the most valuable first",
        ("Customer", "Revenue", "Why", "Renewal", "Matters", "Owner"),
        [_row(risk, facts) for risk in facts.risks.first],
    )
    return [section(md("{}{}", title, tail)), listed]


def _row(risk: Risk, facts: DigestFacts) -> list[Block]:
    one = risk.account
    left = (one.renewal_on - facts.today).days if one.renewal_on else None
    return [
        table.words(one.name, 60),
        table.figure(one.arr, money(one.arr, one.currency) if one.arr is not None else ""),
        table.words(why(risk.nudge), 140),
        table.figure(left, plain_day(one.renewal_on) if one.renewal_on else ""),
        table.figure(risk.matters),
        table.words(one.owner_name or one.owner_id, 40),
    ]


def _the_rest(facts: DigestFacts) -> list[Block]:
    moved = [_step(one, done=True, facts=facts) for one in facts.steps_done.first[:SHOWN_LISTED]]
    moved += _more(facts.steps_done.total - len(moved))
    plans = [
        *(_plan(one.account_name, "plan begun") for one in facts.plans_begun[:SHOWN_LISTED]),
        *_more(len(facts.plans_begun) - SHOWN_LISTED),
        *(
            _plan(one.account_name, f"now in {words_of(one.stage)}")
            for one in facts.plans_moved[:SHOWN_LISTED]
        ),
        *_more(len(facts.plans_moved) - SHOWN_LISTED),
    ]
    ahead = [_step(one, done=False, facts=facts) for one in facts.steps_due.first[:SHOWN_LISTED]]
    ahead += _more(facts.steps_due.total - len(ahead))
    renewals = [_renewal(one, facts) for one in facts.renewals[:SHOWN_LISTED]]
    renewals += _more(len(facts.renewals) - len(renewals))
    lists = (
        ("Milestones done", moved),
        ("Plans", plans),
        (f"Due in {DUE_WITHIN.days} days", ahead),
        (f"Renewing in {RENEWING_WITHIN.days} days", renewals),
    )
    return [section(_list(title, lines)) for title, lines in lists if lines]


def _list(title: str, lines: Iterable[Mrkdwn]) -> Mrkdwn:
    return join([md("*{}*", title), *lines])


def _step(step: StepFacts, *, done: bool, facts: DigestFacts) -> Mrkdwn:
    when = day(step.day) if done else md("{}", distance(step.day, facts.today))
    mark = "✓" if done else "○"
    return md("{} *{}* — {} · {}", mark, short(step.account_name, 60), short(step.title, 100), when)


def _plan(account_name: str, what: str) -> Mrkdwn:
    return md("› *{}* — {}", short(account_name, 60), what)


def _renewal(one: Renewal, facts: DigestFacts) -> Mrkdwn:
    worth = md(" · {}", money(one.arr, one.currency)) if one.arr is not None else Mrkdwn("")
    when = distance(one.renewal_on, facts.today)
    return md("○ *{}* — {} ({}){}", short(one.account_name, 60), when, day(one.renewal_on), worth)


def fields(found: ChannelDigest) -> tuple[Field, ...]:
    """The questions about a channel's digest, with what it has already."""
    wanted = found.wanted
    scope = Choice(f"{wanted.scope}:{wanted.scope_of or ''}", found.about or "")
    return (
        Field(
            name="weekday",
            label="Day",
            kind=Kind.MENU,
            required=True,
            choices=tuple(Choice(str(n), name) for n, name in enumerate(WEEKDAYS, 1)),
            initial=str(wanted.weekday),
        ),
        Field(
            name="at",
            label="Time",
            kind=Kind.TIME,
            required=True,
            initial=wanted.at,
        ),
        Field(
            name="zone",
            label="Time zone",
            kind=Kind.SEARCH,
            search=Id.ZONE_SEARCH,
            required=True,
            initial=Choice(wanted.zone, wanted.zone),
        ),
        Field(
            name="scope",
            label="Whose customers?",
            kind=Kind.SEARCH,
            search=Id.DIGEST_SEARCH,
            required=True,
            initial=scope if found.about else None,
            hint="All, one segment's, or one colleague's.",
        ),
    )


def form(channel_id: str, found: ChannelDigest) -> Block:
    """The window that subscribes a channel, or changes what it has."""
    is_on = found.due_at is not None
    what = IS_ON if is_on else WHAT_IT_IS
    return window(
        "Digest",
        fields(found),
        callback=Id.DIGEST_SAVE,
        submit="Save" if is_on else "Switch on",
        metadata=channel_id,
        note=context(Mrkdwn(f"{what} {LOOK_FIRST}")),
    )


WHAT_IT_IS = (
    "Once a week everybody in this channel reads what customers achieved, what moved, what is at "
    "risk and what is due: with names and revenue."
)
IS_ON = "This channel has a digest. To switch it off: `/success digest off`."
LOOK_FIRST = "To see it now, alone: `/success digest preview`."


def saved(found: ChannelDigest) -> Block:
    """What the person sees after a channel was subscribed."""
    wanted = found.wanted
    said = md(
        "*{}*, each {} at {} ({}).",
        short(found.about or "", 100),
        WEEKDAYS[wanted.weekday - 1],
        f"{wanted.at:%H:%M}",
        wanted.zone,
    )
    first = (
        md(" The next one comes on {}.", _local_day(found.due_at, wanted.zone))
        if found.due_at
        else Mrkdwn("")
    )
    return modal(
        "Digest is on",
        [section(md("{}{}", said, first)), context(Mrkdwn(LOOK_FIRST))],
        callback=Id.NOTICE,
        close="Done",
    )


def off() -> Mrkdwn:
    """What the person reads after it was switched off."""
    return Mrkdwn("This channel gets no digest any more. Switch it on again with `digest`.")


def not_posted(channel_id: str, reason: str) -> Message:
    """What the person who switched a digest on reads when it could not be posted."""
    said = md("This week's digest for <#{}> was not posted. {}", channel_id, reason)
    return Message([section(said)])
