"""The plan's card: the one message that everything hangs on."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.model import Side
from bot.practice.milestone import MilestoneFacts, MilestoneState
from bot.practice.next_step import Action, NextStep, next_steps
from bot.practice.plan import PlanHead, PlanSummary
from bot.practice.plan_confirm import CONFIRMED_FOR
from bot.practice.stage import next_stage
from bot.ui import goal, milestone, outcome
from bot.ui.blocks import (
    Block,
    Element,
    Message,
    actions,
    button,
    context,
    modal,
    option,
    overflow,
    section,
)
from bot.ui.form import Field, Kind, window, words_of
from bot.ui.health import score_words
from bot.ui.ids import Id
from bot.ui.text import Mrkdwn, bar, count, day, distance, join, md, money, short

A_COLLEAGUE = "a colleague"
SHOWN_GOALS = 4
SHOWN_MILESTONES = 5
YEAR = timedelta(days=365)

STEPS = {
    Action.START_PLAN: ("Start a plan", Id.PLAN_START),
    Action.ADD_PLAYER: ("Add a player", Id.PLAYER_ADD),
    Action.ADD_GOAL: ("Add a goal", Id.GOAL_ADD),
    Action.AIM_GOAL: ("Set the target", Id.GOAL_AIM),
    Action.ADD_READING: ("Add reading", Id.READING_ADD),
    Action.ADD_MILESTONE: ("Add a milestone", Id.MILESTONE_ADD),
    Action.FINISH_MILESTONE: ("Mark done", Id.MILESTONE_FINISH),
    Action.LOG_OUTCOME: ("Log outcome", Id.OUTCOME_LOG),
    Action.COMPLETE_OUTCOME: ("Complete outcome", Id.OUTCOME_SHOW),
}


def card(summary: PlanSummary) -> Message:
    """The summary of a plan: where it stands, and what is next."""
    players = button("Players", Id.PLAYERS_SHOW, summary.head.account_id)
    blocks = [section(headline(summary), players)]
    if summary.head.plan_id is not None:
        see = button("Goals", Id.GOALS_SHOW, summary.head.account_id) if summary.goals else None
        blocks += [section(_goals(summary), see), section(_milestones(summary))]
    if summary.outcomes:
        see = button("Outcomes", Id.OUTCOMES_SHOW, summary.head.account_id)
        blocks.append(section(_outcomes(summary), see))
    if summary.head.suggestions:
        blocks.append(_suggestions(summary.head))
    steps = next_steps(summary)
    if steps:
        blocks.append(section(_next(steps)))
    blocks.append(actions(*_buttons(summary, steps)))
    return Message(blocks)


def shared(summary: PlanSummary, by: Mrkdwn) -> Message:
    """The plan for everybody in a channel: no revenue, no owner, no reasons, no clicks."""
    summary = replace(
        summary,
        milestones=tuple(
            replace(m, owner_name=m.owner_name or A_COLLEAGUE, blocked_by=None)
            for m in summary.milestones
        ),
    )
    blocks = [section(_title(summary))]
    if summary.head.plan_id is not None:
        blocks += [section(_goals(summary)), section(_milestones(summary))]
    if summary.outcomes:
        blocks.append(section(_outcomes(summary)))
    return Message([*blocks, context(md("Shared by {}", by))])


def headline(summary: PlanSummary) -> Mrkdwn:
    """Whose plan it is, its stage and what is missing there, and the main facts of its account."""
    head = summary.head
    return join([_title(summary), *_moved(head), *_missing(head), _account(head, summary.today)])


def _moved(head: PlanHead) -> list[Mrkdwn]:
    """Why the plan moved on to its stage, where somebody had to say it."""
    if head.stage is None or not head.stage_reason:
        return []
    stage = words_of(head.stage).capitalize()
    return [md("Moved on to {}: “{}”", stage, short(head.stage_reason, 200))]


def _missing(head: PlanHead) -> list[Mrkdwn]:
    """What the stage still wants, and what comes after it."""
    if head.stage is None:
        return []
    following = next_stage(head.stage)
    name = words_of(following).capitalize() if following else "the next cycle"
    if head.missing:
        return [md("*Missing for {}:* {}", name, "; ".join(head.missing))]
    return [md("*Ready for {}:* nothing is missing", name)]


def _title(summary: PlanSummary) -> Mrkdwn:
    head = summary.head
    name = short(head.account_name, 150)
    if head.stage is None:
        question = "What will people there do differently in a year, when this works?"
        return md("*{}* · no plan yet\n{}", name, question)
    return md(
        "*{}* · plan {} · {}{}\n“{}”",
        name,
        head.cycle,
        words_of(head.stage).capitalize(),
        _progress(summary),
        short(head.customer_success or "", 300),
    )


def _progress(summary: PlanSummary) -> Mrkdwn:
    share = summary.progress
    return md(" · progress {}", bar(share)) if share is not None else Mrkdwn("")


def _account(head: PlanHead, today: date) -> Mrkdwn:
    parts = []
    if head.score is not None and head.band is not None:
        parts.append(md("Health {}", score_words(head.score, head.band)))
    if head.renewal_on:
        parts.append(md("Renewal {} ({})", day(head.renewal_on), distance(head.renewal_on, today)))
    if head.arr is not None:
        parts.append(md("{}", money(head.arr, head.currency)))
    if head.plan_id is not None:
        parts.append(_confirmed(head, today))
    owner = (
        milestone.member(head.owner_id, head.owner_name) if head.owner_id else Mrkdwn("nobody yet")
    )
    return join([*parts, md("owner: {}", owner)], " · ")


def _confirmed(head: PlanHead, today: date) -> Mrkdwn:
    if head.confirmed_on is None:
        return Mrkdwn("not confirmed by them yet")
    is_stale = head.confirmed_on < today - CONFIRMED_FOR
    return md(
        "confirmed by {} {}{}",
        short(head.confirmed_by or "", 60),
        distance(head.confirmed_on, today),
        ", so stale: ask them again" if is_stale else "",
    )


def _goals(summary: PlanSummary) -> Mrkdwn:
    if not summary.goals:
        name = short(summary.head.account_name, 80)
        return md("*Goals*  none yet. What will people at {} do differently when this works?", name)
    pressing = sorted(summary.goals, key=lambda g: g.is_achieved)
    reached = sum(g.is_achieved for g in summary.goals)
    lines = [goal.line(one) for one in pressing[:SHOWN_GOALS]]
    title = md("*Goals*  {} of {} reached", reached, len(summary.goals))
    return join([title, *lines, *_more(len(summary.goals) - SHOWN_GOALS)])


def _milestones(summary: PlanSummary) -> Mrkdwn:
    every = summary.milestones
    if not every:
        return md("*Milestones*  none yet. What will they have achieved in a month?")
    unfinished = [m for m in every if m.state is not MilestoneState.DONE]
    shown = unfinished[:SHOWN_MILESTONES] or every[-1:]
    title = md(
        "*Milestones*  {} of {} done ({})", len(every) - len(unfinished), len(every), _sides(every)
    )
    return join([title, *map(milestone.line, shown), *_more(len(unfinished) - SHOWN_MILESTONES)])


def _sides(milestones: Sequence[MilestoneFacts]) -> str:
    parts = []
    for side in Side:
        of_side = [m for m in milestones if m.side is side]
        done = sum(m.done_on is not None for m in of_side)
        parts.append(f"{milestone.SIDES[side]} {done} of {len(of_side)}")
    return ", ".join(parts)


def _outcomes(summary: PlanSummary) -> Mrkdwn:
    title = md("*Outcomes*  {} logged", summary.head.outcomes)
    return join([title, *map(outcome.line, summary.outcomes)])


def _suggestions(head: PlanHead) -> Block:
    """What the customer wants changed and nobody has answered."""
    number = head.suggestions
    asked = count(number, "suggestion")
    words = md("{} from the customer {} open", asked, "is" if number == 1 else "are")
    see = button("Answer", Id.SUGGESTIONS_SHOW, head.account_id, spoken=f"Answer {asked}")
    return section(words, see)


def _more(number: int) -> list[Mrkdwn]:
    return [md("and {} more", number)] if number > 0 else []


def _next(steps: Sequence[NextStep]) -> Mrkdwn:
    return md("*Next:* {}", short(steps[0].reason, 300))


def _buttons(summary: PlanSummary, steps: Sequence[NextStep]) -> list[Element]:
    account_id = summary.head.account_id
    menu = overflow(Id.PLAN_MENU, _menu(summary))
    if not summary.may_change:
        return [button("Milestones", Id.MILESTONES_SHOW, account_id), menu]
    made = [_step(step, primary=True) for step in steps[:1]]
    if summary.head.plan_id is None:
        made.append(button("Start from a template", Id.TEMPLATES_SHOW, account_id))
    if summary.head.plan_id is not None:
        made += [
            button("Add reading", Id.READING_ADD, account_id),
            button("Milestones", Id.MILESTONES_SHOW, account_id),
            button("Log outcome", Id.OUTCOME_LOG, account_id),
        ]
    return [*_unlike(made), menu]


def _step(step: NextStep, *, primary: bool) -> Element:
    text, action = STEPS[step.action]
    return button(text, action, step.subject_id, primary=primary, spoken=f"{text}: {step.reason}")


def _unlike(buttons: Sequence[Element]) -> list[Element]:
    """The first of each kind: an action's id may stand once in a row."""
    kept: dict[str, Element] = {}
    for one in buttons:
        kept.setdefault(one["action_id"], one)
    return list(kept.values())


def _menu(summary: PlanSummary) -> list[Element]:
    """Milestones and players are added in their windows: there is room for five."""
    account_id, stage = summary.head.account_id, summary.head.stage
    change = [
        option("Add a goal", f"{Id.GOAL_ADD} {account_id}"),
        option("Customer confirmed", f"{Id.PLAN_CONFIRM} {account_id}"),
    ]
    if stage is None:
        change = [option("Add a player", f"{Id.PLAYER_ADD} {account_id}")]
    elif next_stage(stage):
        change.append(option("Next stage", f"{Id.PLAN_ADVANCE} {account_id}"))
    else:
        change.append(option("End this cycle", f"{Id.PLAN_CLOSE} {account_id}"))
    look = [
        option("Account card", f"{Id.ACCOUNT_SHOW} {account_id}"),
        option("Share here", f"{Id.PLAN_SHARE} {account_id}"),
    ]
    if not summary.may_change:
        return look
    return [*change, *look]


def fields(today: date) -> tuple[Field, ...]:
    """The questions that start a plan: from the end, from both sides."""
    return (
        Field(
            name="customer_success",
            label="In 12 months: what is success for them?",
            kind=Kind.TEXT,
            required=True,
            most=1000,
            example="Agents solve six of ten tickets alone",
            hint="What people there will do differently, in their words.",
        ),
        Field(
            name="supplier_success",
            label="And for us?",
            kind=Kind.TEXT,
            most=1000,
            example="They renew early and speak at our user day",
        ),
        Field(
            name="horizon_on",
            label="How far ahead",
            kind=Kind.DAY,
            required=True,
            initial=today + YEAR,
        ),
    )


def form(account_id: str, account_name: str, today: date) -> Block:
    """The window that starts a plan."""
    note = context(
        md("A success plan for *{}*. Goals and milestones come next.", short(account_name, 80))
    )
    return window(
        "Start a plan",
        fields(today),
        note=note,
        callback=Id.PLAN_SAVE,
        submit="Start",
        metadata=account_id,
    )


def started(summary: PlanSummary) -> Block:
    """What the person sees after a plan was started: the next steps, one click away."""
    return modal(
        "Plan started",
        [
            section(headline(summary)),
            section(md("*Next:* who of them is in it, what shall change, which steps?")),
            actions(*_first_steps(summary.head.account_id)),
        ],
        callback=Id.NOTICE,
        close="Done",
    )


def _first_steps(account_id: str) -> list[Element]:
    return [
        button("Add a player", Id.PLAYER_ADD, account_id),
        button("Add a goal", Id.GOAL_ADD, account_id),
        button("Add a milestone", Id.MILESTONE_ADD, account_id),
        button("Use a template", Id.TEMPLATES_SHOW, account_id),
    ]
