"""A person's Home tab: what needs attention, the most valuable first, one click away."""

from collections.abc import Sequence

from bot.practice.home import RENEWING, Filter, Home, HomeLine
from bot.ui.blocks import Block, Element, actions, button, context, section
from bot.ui.form import words_of
from bot.ui.ids import Id
from bot.ui.milestone import member
from bot.ui.nudge import remedy, why
from bot.ui.plan import STEPS
from bot.ui.sums import amounts
from bot.ui.text import Mrkdwn, count, distance, join, md, money, short

FILTERS = {
    Filter.ALL: ("All", Id.HOME_ALL),
    Filter.MINE: ("Mine", Id.HOME_MINE),
    Filter.AT_RISK: ("At risk", Id.HOME_AT_RISK),
    Filter.RENEWING: ("Renewing", Id.HOME_RENEWING),
    Filter.WITHOUT_PLAN: ("Without plan", Id.HOME_WITHOUT_PLAN),
}
SHOWING = {
    Filter.ALL: "All accounts",
    Filter.MINE: "Your accounts",
    Filter.AT_RISK: "At risk",
    Filter.RENEWING: f"Renewing within {RENEWING.days} days",
    Filter.WITHOUT_PLAN: "Without a plan",
}
NOTHING = {
    Filter.ALL: "No account yet. An operator imports them: `redthread import accounts FILE`.",
    Filter.MINE: "No account is yours yet. See everybody's with `/success accounts all`; “Edit” on "
    "an account's card makes you its owner.",
    Filter.AT_RISK: "Nobody is at risk as far as plans, readings and dates can tell.",
    Filter.RENEWING: f"No contract ends within {RENEWING.days} days.",
    Filter.WITHOUT_PLAN: "Every account has a plan.",
}
SORTED_BY = (
    "What needs attention comes first: by revenue at stake, nearness of renewal, how grave it is, "
    "and how long it has been so."
)


def page(home: Home, above: Sequence[Block] = ()) -> Block:
    """The tab. What it shows is kept in it, so that it stays so when it is published anew."""
    blocks: list[Block] = [*above, section(_summary(home), _matters(home))]
    if any(home.counts.values()):
        blocks += [actions(*_filters(home)), {"type": "divider"}]
    blocks.append(section(_title(home)) if home.lines else section(Mrkdwn(NOTHING[home.shown])))
    blocks += [_row(line, home) for line in home.lines]
    blocks.append(actions(*_turns(home), *_more(home)))
    blocks += [context(Mrkdwn(SORTED_BY))] if len(home.lines) > 1 else []
    return _tab(blocks, f"{home.shown} {home.page}")


def closed(reason: str) -> Block:
    """What somebody reads who may not come in."""
    return _tab([section(md("{}", reason))], "")


def _tab(blocks: list[Block], state: str) -> Block:
    return {"type": "home", "blocks": blocks, "private_metadata": state}


def _summary(home: Home) -> Mrkdwn:
    whole = home.counts[Filter.ALL]
    whose = "All customers" if home.leads else "Your customers"
    parts = [md("*{}*", whose), md("{}", count(whole, "account"))]
    parts += [amounts(home.revenue)] if home.revenue else []
    first = join(parts, " · ")
    return join([first, _state(home)]) if whole else first


def _state(home: Home) -> Mrkdwn:
    said = [
        (home.matters, f"{count(home.matters, 'open matter')}"),
        (home.counts[Filter.AT_RISK], f"{home.counts[Filter.AT_RISK]} at risk"),
        (
            home.counts[Filter.RENEWING],
            f"{home.counts[Filter.RENEWING]} renewing within {RENEWING.days} days",
        ),
        (home.counts[Filter.WITHOUT_PLAN], f"{home.counts[Filter.WITHOUT_PLAN]} without a plan"),
    ]
    words = [text for number, text in said if number]
    return md("{}", " · ".join(words) or "Nothing needs you now.")


def _matters(home: Home) -> Element | None:
    """The way to all of one's matters, with everything that can be done about them."""
    if home.leads or not home.matters:
        return None
    return button("See all matters", Id.NUDGES_SHOW, home.person_id)


def _filters(home: Home) -> list[Element]:
    offered = [one for one in FILTERS if home.leads or one is not Filter.ALL]
    return [_filter(one, home) for one in offered]


def _filter(one: Filter, home: Home) -> Element:
    text, action = FILTERS[one]
    is_shown = one is home.shown
    label = f"{text} {home.counts[one]:,}"
    spoken = f"{label}, shown now" if is_shown else label
    return button(label, action, f"{one} 1", primary=is_shown, spoken=spoken)


def _title(home: Home) -> Mrkdwn:
    title = md("*{}*", SHOWING[home.shown])
    pages = md(" · page {} of {}", home.page, home.pages) if home.pages > 1 else Mrkdwn("")
    return md("{} · {}{}", title, f"{home.counts[home.shown]:,}", pages)


def _row(line: HomeLine, home: Home) -> Block:
    return section(join([_account(line, home), _matter(line)]), _button(line, home))


def _account(line: HomeLine, home: Home) -> Mrkdwn:
    one = line.account
    stage = words_of(one.plan_stage) if one.plan_stage else "no plan yet"
    parts = [md("*{}*", short(one.name, 100)), md("{}", stage)]
    if one.arr is not None:
        parts.append(md("{}", money(one.arr, one.currency)))
    if one.renewal_on:
        verb = "renews" if one.renewal_on >= home.today else "renewal was"
        parts.append(md("{} {}", verb, distance(one.renewal_on, home.today)))
    if home.leads:
        parts.append(
            member(one.owner_id, one.owner_name) if one.owner_id else Mrkdwn("nobody's yet")
        )
    return join(parts, " · ")


def _matter(line: HomeLine) -> Mrkdwn:
    if line.nudge is not None:
        others = line.matters - 1
        more = f" _and {others:,} more_" if others > 0 else ""
        return md("● {}{}", short(why(line.nudge), 300), Mrkdwn(more))
    if line.step is not None:
        return md("○ Next: {}", short(line.step.reason, 300))
    return Mrkdwn("✓ Nothing to do now")


def _button(line: HomeLine, home: Home) -> Element:
    """What helps most; for a leader, a look at what is somebody else's to do."""
    name = line.account.name
    if home.leads and line.account.owner_id not in (None, home.person_id):
        text, action, value = "Open the plan", Id.PLAN_SHOW, line.account.id
    elif line.nudge is not None:
        text, action, value = remedy(line.nudge)
    elif line.step is not None:
        text, action = STEPS[line.step.action]
        value = line.step.subject_id
    else:
        text, action, value = "Open the plan", Id.PLAN_SHOW, line.account.id
    return button(text, action, value, spoken=f"{text}: {name}")


def _more(home: Home) -> list[Element]:
    figures = button("Dashboard", Id.HOME_DASHBOARD, f"{home.shown} {home.page}")
    return [*([figures] if home.leads else []), button("Settings", Id.SETTINGS_SHOW, "own")]


def _turns(home: Home) -> list[Element]:
    turns = []
    if home.page > 1:
        turns.append(button("Earlier", Id.HOME_PAGE, f"{home.shown} {home.page - 1}"))
    if home.page < home.pages:
        turns.append(button("More", Id.HOME_NEXT, f"{home.shown} {home.page + 1}"))
    return turns
