"""Dashboards as messages: what each of our own roles reads in Slack, and the way to the page."""

from dataclasses import replace

from bot.model import Audience
from bot.practice.dashboard import ANSWERED_DAYS, Change, CsmDashboard
from bot.practice.dashboard_admin import AdminDashboard, Freshness
from bot.practice.dashboard_words import Wanted
from bot.practice.home import Filter
from bot.ui import history
from bot.ui.blocks import Block, Message, actions, button, context, option, section, select
from bot.ui.form import words_of
from bot.ui.ids import Id
from bot.ui.next_action import row
from bot.ui.sentiment import answered
from bot.ui.sums import amounts
from bot.ui.text import Mrkdwn, count, day, join, md, moment, short

TITLES = {
    Audience.LEADER: "For leaders",
    Audience.ADMIN: "Data, rules and delivery",
    Audience.CSM: "Your accounts",
    Audience.SPONSOR: "Results",
    Audience.CHAMPION: "Success plan",
    Audience.ADMINISTRATOR: "Tasks and use",
}
SHOWN_CHANGES = 5


def controls(wanted: Wanted, offered: tuple[Audience, ...]) -> list[Block]:
    """Which dashboard, where there is a choice; the page; and the links that one has."""
    chosen = [_choice(replace(wanted, audience=one)) for one in offered]
    here = next(one for one in chosen if one["value"] == wanted.written)
    menu = [select(Id.DASHBOARD_AUDIENCE, chosen, here)] if len(chosen) > 1 else []
    page = button("Open as a page", Id.PAGE_OPEN, wanted.audience)
    return [actions(*menu, page, button("My links", Id.PAGES_SHOW, "1"))]


def _choice(wanted: Wanted) -> Block:
    return option(TITLES[wanted.audience], wanted.written)


def csm(found: CsmDashboard) -> list[Block]:
    """Own accounts in a line, what to do next, what changed."""
    counts = found.home.counts
    parts = [md("*Your accounts*"), md("{}", count(counts[Filter.MINE], "account"))]
    parts += [amounts(found.home.revenue)] if found.home.revenue else []
    state = md(
        "{} at risk · {} renewing within 90 days · {} without a plan",
        counts[Filter.AT_RISK], counts[Filter.RENEWING], counts[Filter.WITHOUT_PLAN],
    )  # fmt: skip
    blocks = [section(join([join(parts, " · "), state, *_bands(found)]))]
    if found.actions.actions:
        blocks.append(section(md("*What to do next*")))
        blocks += [row(one, found.actions) for one in found.actions.actions]
    else:
        blocks.append(section(md("*What to do next*\nNothing needs you today.")))
    said = answered(found.said, md("in {} days", ANSWERED_DAYS))
    return [*blocks, *([section(said)] if said else []), section(_changes(found))]


def _bands(found: CsmDashboard) -> list[Mrkdwn]:
    """The health of those with a pressing matter or the next renewals, in words."""
    known = [
        (line.account.name, found.health[line.account.id])
        for line in found.home.lines
        if line.account.id in found.health
    ]
    said = [
        md("{} {}", short(name, 40), f"{one.score} {words_of(one.band)}")
        for name, one in known
        if one.score is not None
    ]
    return [md("Health: {}", join(said[:SHOWN_CHANGES], ", "))] if said else []


def _changes(found: CsmDashboard) -> Mrkdwn:
    if not found.changes:
        return md("*What changed this week*\nNothing changed at your accounts.")
    lines = [_change(one, found.zone) for one in found.changes[:SHOWN_CHANGES]]
    left = len(found.changes) - len(lines) + found.more
    more = [md("and {} more", left)] if left else []
    return join([md("*What changed this week*"), *lines, *more])


def _change(one: Change, zone: str) -> Mrkdwn:
    event = one.event
    at = moment(event.at, zone)
    name = short(one.account_name, 60)
    return md("*{}* · {} {} · {}", name, history.who(event), history.deed(event), at)


def admin(found: AdminDashboard) -> list[Block]:
    """What is too old or unknown, which rules are off, and what was not delivered."""
    sent = found.delivery
    head = md("*Data, rules and delivery* · {}", count(found.accounts, "active account"))
    fresh = [_fresh(one) for one in found.fresh if one.old or one.unknown < one.total]
    never = [one.title for one in found.fresh if one.total and one.unknown == one.total]
    gaps = [
        md("{} {}: {}", count(one.accounts, "account"), one.title, one.costs)
        for one in found.gaps
        if one.accounts
    ]
    off = [one.terms.rule.title for one in found.rules if not one.terms.is_on]
    rules = md("{} on", len(found.rules) - len(off))
    if off:
        rules = md("{}; off: {}", rules, ", ".join(off))
    pressing = sum(one.pressing for one in found.rules)
    delivery = md(
        "{} sent in 7 days, {} waiting, {} dead, {} unknown",
        f"{sent.sent:,}", f"{sent.waiting:,}", f"{sent.dead:,}", f"{sent.unknown:,}",
    )  # fmt: skip
    return [
        section(head),
        section(join([md("*How fresh the data is*"), *(fresh or [md("Nothing was read yet.")])])),
        *([context(md("Never read: {}", ", ".join(never)))] if never else []),
        section(join([md("*What is unknown*"), *(gaps or [md("✓ Nothing")])])),
        section(join([md("*Rules*"), rules, md("{}", count(pressing, "open matter"))])),
        section(join([md("*Delivery*"), delivery, *_stuck(found)])),
    ]


def _fresh(one: Freshness) -> Mrkdwn:
    last = md(", last {}", day(one.last_on)) if one.last_on else Mrkdwn("")
    many = f"{one.fresh:,} fresh, {one.old:,} too old, {one.unknown:,} never read"
    return md("{}: {}{}", one.title, many, last)


def _stuck(found: AdminDashboard) -> list[Mrkdwn]:
    reasons = found.delivery.reasons
    said = [md("{} × {}", number, short(reason, 200)) for reason, number in reasons]
    how = md("An operator sends them again: `redthread outbox list`")
    return [*said, how] if said else []


def card(blocks: list[Block], wanted: Wanted, offered: tuple[Audience, ...]) -> Message:
    """A dashboard with what can be chosen."""
    return Message([*blocks, *controls(wanted, offered)])
