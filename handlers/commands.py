"""The commands, in one table: help, documentation and the manifest follow from it."""

from dataclasses import dataclass, replace

from bot.practice.find_account import find
from bot.ui import help as ui
from handlers import (
    account,
    baseline,
    dashboard,
    digest,
    goal,
    health,
    history,
    member,
    milestone,
    next_action,
    nudge,
    occasion,
    outcome,
    place,
    plan,
    player,
    reading,
    revenue,
    review,
    sentiment,
    series,
    settings,
    shared_plan,
    signal,
    story,
    survey_setting,
    task,
    template,
    voice,
)
from handlers.call import Call
from handlers.reply import Answer, Handler, Reply


@dataclass(frozen=True, slots=True)
class Command:
    """One command: what is written after `/success`, what it does, and examples.

    `shared` is what it does in a channel that is shared with a customer; None: it is refused there.
    """

    name: str
    run: Handler
    usage: str
    help: str
    examples: tuple[str, ...] = ()
    shared: Handler | None = None


def of_account(handler: Handler) -> Handler:
    """The handler of an account's button, for the account that is named in words."""

    async def run(call: Call) -> Reply:
        return await handler(call.on(await call.read(find, call.words)))

    return run


async def show_shared_help(call: Call) -> Reply:
    """`help` in a shared channel: what works there."""
    await call.enter()
    return Answer(ui.overview([command for command in TABLE if command.shared]))


async def show_help(call: Call) -> Reply:
    """`help`, `help <command>`, and what was written where no command has that name."""
    await call.enter()
    wanted = call.words.split(" ")[0].casefold()
    if not wanted:
        return Answer(ui.overview(TABLE))
    if wanted in BY_NAME:
        return Answer(ui.one(BY_NAME[wanted]))
    return Answer(ui.unknown(wanted, nearest(wanted)))


TABLE = (
    Command(
        "plan",
        plan.show,
        "plan <account> [start]",
        "Show an account's success plan: stage, goals, milestones and what is next. "
        "With `start`, begin one.",
        ("plan acme", "plan acme start"),
        shared=shared_plan.show,
    ),
    Command(
        "plans",
        plan.search,
        "plans [mine|all] [stage|stalled|late|without goals|without milestones|unconfirmed]",
        "List open plans, the next renewal first: yours unless you say all.",
        ("plans", "plans all stalled", "plans collaboration"),
    ),
    Command(
        "next",
        next_action.show,
        "next [account]",
        "What to do now, at one account or at all of yours: each with its reason and its button.",
        ("next", "next acme"),
    ),
    Command(
        "goal",
        of_account(goal.add),
        "goal <account>",
        "Add a goal: who will do what differently, from what to what, by when.",
        ("goal acme",),
    ),
    Command(
        "goals",
        of_account(goal.browse),
        "goals <account>",
        "List an account's goals: how far each has come, its chart and its readings.",
        ("goals acme",),
    ),
    Command(
        "milestone",
        milestone.add_by_words,
        "milestone <account> [title … due <date> owner @person side customer|supplier]",
        "Add a milestone. Without further words a window opens.",
        ("milestone acme", "milestone acme 50 agents live due friday owner @dana side customer"),
    ),
    Command(
        "reading",
        of_account(reading.add),
        "reading <account>",
        "Note where a goal stands now.",
        ("reading acme",),
    ),
    Command(
        "signal",
        of_account(signal.show),
        "signal <account>",
        "Show what signals are known of an account (usage, support, sentiment and the like), how "
        "good and how old each is; and note one.",
        ("signal acme",),
    ),
    Command(
        "log",
        of_account(outcome.log),
        "log <account>",
        "Log an outcome: a change in what people do, with its story, measure and permanence.",
        ("log acme",),
    ),
    Command(
        "review",
        of_account(review.add),
        "review <account>",
        "Note that you looked at the results together with the customer, because something "
        "happened: when, with whom, and what was decided.",
        ("review acme",),
    ),
    Command(
        "stories",
        story.search,
        "stories [words] [segment:…] [measure:…] [permanent]",
        "Find what worked before, the best first: by words, an account’s segment, what was "
        "measured, or only what held twice. Without words, the newest.",
        (
            "stories",
            "stories fewer escalations",
            'stories reports segment:"mid market" permanent',
            'stories measure:"first response"',
        ),
    ),
    Command(
        "outcomes",
        series.show,
        "outcomes [account|mine|all|segment:…]",
        "Show the series of successes: by month, intended or not, lasting, what they are worth; "
        "and the list of them.",
        ("outcomes", "outcomes acme", "outcomes segment:enterprise"),
    ),
    Command(
        "sentiment",
        sentiment.show,
        "sentiment [segment] [quarter|half|year]",
        "Show how customers feel: NPS, CSAT and CES by stage, step and segment, each with its "
        "interval, how many replied, weak and strong steps, and what people write about.",
        ("sentiment", "sentiment enterprise", "sentiment enterprise quarter"),
    ),
    Command(
        "voice",
        voice.show,
        "voice [segment] [since …]",
        "Read what customers wrote and agreed to be quoted with, by stage; take it along as a "
        "file.",
        (
            "voice",
            "voice enterprise",
            "voice enterprise since 2026-09-01",
            "voice since 90 days ago",
        ),
    ),
    Command(
        "health",
        health.show,
        "health <account>",
        "Show an account's health: the score, what each part gives, what moved it, what is "
        "missing, and the one change that would help most.",
        ("health acme",),
    ),
    Command(
        "at-risk",
        health.list_risks,
        "at-risk [mine|all|segment]",
        "List the accounts that are red or have dropped, the worst first: by revenue and by the "
        "points that are missing.",
        ("at-risk", "at-risk all", "at-risk enterprise"),
    ),
    Command(
        "account",
        account.show,
        "account <name>",
        "Show an account's card: owner, revenue, renewal, seats, players.",
        ("account acme",),
    ),
    Command(
        "accounts",
        account.search,
        "accounts [mine|all|words]",
        "List accounts: yours, all, or those with these words in their name.",
        ("accounts", "accounts all", "accounts bank"),
    ),
    Command(
        "revenue",
        of_account(revenue.show),
        "revenue <account>",
        "Show what an account pays and how that came: new, expansion, contraction, renewal, churn "
        "with its reason. Enter a change, or correct one.",
        ("revenue acme",),
    ),
    Command(
        "player",
        of_account(player.add),
        "player <account>",
        "Add a person to the plan, on either side, and how that person measures success.",
        ("player acme",),
    ),
    Command(
        "players",
        of_account(player.browse),
        "players <account>",
        "List the people on both sides of the plan: role, how each measures success, last contact. "
        "Change them, or say who has left.",
        ("players acme",),
    ),
    Command(
        "template",
        template.command,
        "template [list [account] | save from <account> | apply <template> <account>]",
        "Start a plan from a template: choose what fits, and it is added with its dates and "
        "owners. Or make a template of a plan that went well.",
        ("template list", "template apply high-touch acme", "template save from acme"),
    ),
    Command(
        "tasks",
        task.elsewhere,
        "tasks",
        "In the channel that is shared with them: show a customer’s people their own steps.",
        ("tasks",),
        shared=task.show_own,
    ),
    Command(
        "dashboard",
        dashboard.show,
        "dashboard [mine|leader|admin] [quarter|half|year] [segment:…]",
        "Show your dashboard, also as a page: a CSM’s own accounts, a leader’s customer success "
        "beside the business, an admin’s data and delivery.",
        ("dashboard", "dashboard year", "dashboard half segment:enterprise"),
    ),
    Command(
        "digest",
        digest.choose,
        "digest [preview|wins|off]",
        "Let this channel have a summary once a week: what customers achieved, what moved, what "
        "is at risk and what is due. `preview` shows it to you alone, `wins` only what was won.",
        ("digest", "digest preview", "digest wins", "digest off"),
    ),
    Command(
        "nudges",
        nudge.show,
        "nudges [@person]",
        "List what needs you now, the most valuable first, each with its reason and what can be "
        "done about it; or what needs a colleague.",
        ("nudges", "nudges @dana"),
    ),
    Command(
        "history",
        of_account(history.show),
        "history <account>",
        "Show everything that happened at an account, the newest first.",
        ("history acme",),
    ),
    Command(
        "undo",
        history.undo,
        "undo",
        "Take back your own last change, within ten minutes.",
        ("undo",),
    ),
    Command(
        "baseline",
        baseline.show,
        "baseline [year]",
        "Your own business in twelve areas: what the data says, what you claim, what is missing. "
        "For leaders and admins.",
        ("baseline", "baseline 2025"),
    ),
    Command(
        "survey",
        of_account(occasion.show),
        "survey <account>",
        "Show an account's surveys: what is due, what is held back and why, who was asked and what "
        "they answered. Send one, choose whom to ask, or skip it.",
        ("survey acme",),
    ),
    Command(
        "surveys",
        survey_setting.show,
        "surveys",
        "What customers are asked after which events, whom, and in which words. "
        "Admins change it, and how often anybody is asked at most.",
        ("surveys",),
    ),
    Command(
        "settings",
        settings.show,
        "settings",
        "Your time zone, working hours and pause, and when messages come. "
        "For admins also roles, the leaders of segments, and the rules.",
        ("settings",),
    ),
    Command(
        "role",
        member.give_role,
        "role @person csm|leader|admin",
        "Say what a colleague may do: a csm changes own accounts, a leader or an admin all. "
        "Admins only.",
        ("role @dana leader",),
    ),
    Command(
        "help",
        show_help,
        "help [command]",
        "Show what there is, or how one command is used.",
        ("help", "help milestone"),
        shared=show_shared_help,
    ),
)

BY_NAME = {command.name: command for command in TABLE}


def nearest(written: str) -> str:
    """The command that looks most like what was written."""
    from rapidfuzz import process

    return str(process.extractOne(written, list(BY_NAME))[0])


async def answer(call: Call) -> Reply:
    """A slash command as it was written."""
    return await run(call, call.words)


async def run(call: Call, text: str) -> Reply:
    """Run what was written after `/success`."""
    name, _, words = " ".join(text.split()).partition(" ")
    command = BY_NAME.get(name.casefold())
    if await place.is_shared(call):
        return await ((command and command.shared) or place.refuse)(replace(call, words=words))
    if command is None:
        return await show_help(replace(call, words=name))
    return await command.run(replace(call, words=words))


async def choose(call: Call) -> Reply:
    """The account was chosen: run the command that was asked for, in place of the question."""
    reply = await run(call, call.value)
    return replace(reply, replaces=True) if isinstance(reply, Answer) else reply
