"""Links to pages in Slack: one's own, those for customers with their preview, and the list."""

from collections.abc import Sequence

from bot.model import Audience
from bot.practice.dashboard_customer import CustomerDashboard, Result
from bot.practice.goal import GoalState
from bot.practice.page_link import LinkFacts, ToShow
from bot.practice.pages import Page
from bot.practice.player import PlayerFacts
from bot.ui.blocks import Block, Element, Message, actions, button, context, modal, say, section
from bot.ui.dashboard import TITLES
from bot.ui.form import Choice, Field, Kind, window
from bot.ui.goal import journey
from bot.ui.ids import Id
from bot.ui.shared_plan import step_line
from bot.ui.sums import amounts
from bot.ui.text import Mrkdwn, bar, clip, day, join, link, md, money, percent, short

NO_LINKS = (
    "Pages are not set up here: whoever runs Redthread can set PUBLIC_URL and SECRET_KEY. The "
    "dashboard in Slack shows the same."
)
SHOWN = 6


def fields(likely: PlayerFacts | None) -> tuple[Field, ...]:
    """Who it is for, and whether they read what results are worth."""
    return (
        Field(
            name="player_id",
            label="Who is the page for?",
            kind=Kind.SEARCH,
            search=Id.PLAYER_OF_CUSTOMER,
            required=True,
            initial=Choice(likely.id, clip(likely.name, 75)) if likely else None,
            hint="Sponsors see results, champions the plan, administrators tasks and use.",
        ),
        Field(
            name="shows_worth",
            label="Worth",
            kind=Kind.TICK,
            choices=(Choice("yes", "Show what confirmed results are worth"),),
            initial=False,
            hint="What we noted as their value. Without the tick it stays with us.",
        ),
    )


def own(found: LinkFacts, address: str) -> Block:
    """A link to one's own dashboard."""
    words = md(
        "*{}*\n{}\nIt is for you alone: whoever has it sees what you see, until {}.",
        TITLES[found.audience],
        link(address, "Open the page"),
        day(found.expires_at.date()),
    )
    listed = button("My links", Id.PAGES_SHOW, "1")
    controls = actions(button("Revoke", Id.PAGE_REVOKE, found.id), listed)
    return modal(
        "Your page", [section(words), controls], callback=Id.NOTICE, close="Done", metadata="own"
    )


def offer(found: ToShow) -> Block:
    """The window that asks who of the customer shall see a page."""
    note = section(
        md("A page about the plan of *{}*, for one of their people.", short(found.account_name, 80))
    )
    return window(
        "A page for them",
        fields(found.likely),
        note=note,
        callback=Id.PAGE_SAVE,
        submit="Preview",
        metadata=found.account_id,
    )


def preview(found: CustomerDashboard, metadata: str) -> Block:
    """What that person would read, before there is a link."""
    note = context(
        md("*{}* will see this on a page, kept up to date, and nothing else.", found.reader)
    )
    return modal(
        "What they will see",
        [note, *_shown(found)],
        callback=Id.PAGE_SAVE,
        submit="Make the link",
        metadata=metadata,
    )


def _shown(found: CustomerDashboard) -> list[Block]:
    plan = found.plan
    title = md("*{}* · {}", short(plan.account_name, 120), TITLES[found.audience])
    blocks = [section(join([title, md("“{}”", short(plan.customer_success, 300))]))]
    if found.audience is not Audience.SPONSOR:
        blocks.append(section(_listed("Steps of their own", [step_line(s) for s in found.mine])))
    if found.audience is not Audience.ADMINISTRATOR:
        blocks.append(section(_listed("Goals", [_goal(one) for one in plan.goals])))
        steps = [step_line(one) for one in plan.milestones]
        blocks.append(section(_listed("Steps", steps)))
    if found.audience is Audience.SPONSOR:
        results = [_result(one) for one in found.results]
        blocks.append(section(_listed("Results they confirmed", results)))
        if found.worth:
            blocks.append(section(md("*What they are worth*  {}", amounts(found.worth))))
    else:
        blocks.append(section(_listed("Use", _use(found))))
    return blocks


def _listed(title: str, lines: Sequence[Mrkdwn]) -> Mrkdwn:
    more = [md("and {} more", len(lines) - SHOWN)] if len(lines) > SHOWN else []
    return join([md("*{}*", title), *(lines[:SHOWN] or [md("none yet")]), *more])


def _goal(goal: GoalState) -> Mrkdwn:
    lead = bar(goal.lasting) if goal.lasting is not None else "▱▱▱▱▱▱ –"
    return md("{}  *{}*  {}", lead, short(goal.behaviour, 120), journey(goal))


def _result(result: Result) -> Mrkdwn:
    worth = md(", {}", money(result.worth, result.currency)) if result.worth is not None else ""
    return md("“{}”, {}{}", short(result.change, 150), day(result.happened_on), worth)


def _use(found: CustomerDashboard) -> list[Mrkdwn]:
    share = found.seats.share
    seats = [md("Seats in use: {}", percent(share))] if share is not None else []
    return seats + [md("{}: {} {}", u.title, f"{u.points[-1][1]:f}", u.unit) for u in found.use]


def made(found: LinkFacts, address: str, account_id: str, *, channel: bool) -> Block:
    """The link for one of the customer's people, to send or to post."""
    words = md(
        "Send this link to *{}*, and to nobody else: whoever has it sees the page, until {}.\n"
        "```{}```",
        short(found.player_name or "", 80),
        day(found.expires_at.date()),
        address,
    )
    post = [button("Post in the shared channel", Id.PAGE_POST, found.id)] if channel else []
    controls = [
        *post,
        button("Revoke", Id.PAGE_REVOKE, found.id),
        button("My links", Id.PAGES_SHOW, "1"),
    ]
    return modal(
        "The link",
        [section(words), actions(*controls)],
        callback=Id.NOTICE,
        close="Done",
        metadata=account_id,
    )


def posted(player_name: str, address: str) -> Message:
    """What the shared channel reads."""
    page = link(address, "Your success plan as a page")
    return say(md("*{}*: {}", short(player_name, 80), page))


def said(title: str, words: str) -> Block:
    """A window that only says something."""
    return modal(title, [section(Mrkdwn(words))], callback=Id.NOTICE, close="Done")


def listed(found: Page[LinkFacts]) -> Block:
    """The links that one made and that count, each to be revoked."""
    head = md("Links that you made and that count · page {} of {}", found.number, found.pages)
    rows = [_row(one) for one in found.rows] or [section(md("None."))]
    turns = _turns(found)
    return modal(
        "My links",
        [context(head), *rows, *([actions(*turns)] if turns else [])],
        callback=Id.NOTICE,
        close="Close",
        metadata="own",
    )


def _row(one: LinkFacts) -> Block:
    whose = md("for you")
    if one.player_name:
        whose = md("for {} of {}", short(one.player_name, 80), short(one.account_name or "", 80))
    spoken = f"Revoke: {TITLES[one.audience]}, {clip(one.player_name or 'you', 40)}"
    return section(
        md("*{}* {} · until {}", TITLES[one.audience], whose, day(one.expires_at.date())),
        button("Revoke", Id.PAGE_REVOKE, one.id, spoken=spoken),
    )


def _turns(found: Page[LinkFacts]) -> list[Element]:
    turns = []
    if found.number > 1:
        turns.append(button("Newer", Id.PAGES_PAGE, str(found.number - 1)))
    if found.number < found.pages:
        turns.append(button("Older", Id.PAGES_NEXT, str(found.number + 1)))
    return turns
