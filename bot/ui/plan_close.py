"""The end of a cycle as people see it: a look back, and what the next one begins with."""

from bot.practice.plan_close import PlanToClose, Proposal
from bot.ui import limits
from bot.ui.blocks import Block, section
from bot.ui.form import Choice, Field, Kind, window
from bot.ui.goal import line
from bot.ui.ids import Id
from bot.ui.text import Mrkdwn, clip, join, md, number, percent, short

OFFERED = limits.CHECKBOXES


def fields(plan: PlanToClose) -> tuple[Field, ...]:
    """The questions at the end of a cycle."""
    reason = Field(
        name="reason",
        label="Why before its last stage?",
        required=True,
        hint="It stands on the plan.",
    )
    return (
        Field(
            name="reached",
            label="What was reached?",
            kind=Kind.TEXT,
            required=True,
            most=2000,
            initial=_reached(plan),
        ),
        Field(
            name="learnt",
            label="What was learnt?",
            kind=Kind.TEXT,
            required=True,
            most=2000,
            example="New teams learn from those who do it already, not from us",
        ),
        *((reason,) if plan.is_early else ()),
        Field(
            name="next_success",
            label="Next cycle: what is success for them?",
            kind=Kind.TEXT,
            most=1000,
            initial=plan.summary.head.customer_success,
            hint="Empty: no next cycle begins.",
        ),
        Field(name="horizon_on", label="How far ahead", kind=Kind.DAY, initial=plan.horizon_on),
        *_goals(plan),
    )


def _goals(plan: PlanToClose) -> tuple[Field, ...]:
    offered = plan.proposals[:OFFERED]
    if not offered:
        return ()
    choices = [Choice(one.goal.id, _proposed(one)) for one in offered]
    return (
        Field(
            name="goal_ids",
            label="Goals that go on",
            kind=Kind.TICKS,
            choices=choices,
            initial=[one.value for one in choices],
            hint="The next targets follow from each goal's own trend; change them afterwards.",
        ),
    )


def _proposed(one: Proposal) -> str:
    goal = one.goal
    if one.target is None or goal.latest is None:
        return clip(goal.behaviour, limits.OPTION_TEXT)
    aims = f": {number(goal.latest)} → {number(one.target, goal.unit)}"
    return clip(goal.behaviour, limits.OPTION_TEXT - len(aims)) + aims


def _reached(plan: PlanToClose) -> str:
    """What the goals came to, to be put into the person's own words."""
    lines = [
        f"{goal.behaviour}: {number(goal.latest, goal.unit)}"
        + (f" ({percent(goal.attainment)} of the way)" if goal.attainment is not None else "")
        + (", which did not last" if goal.is_lost else "")
        for goal in plan.summary.goals
        if goal.latest is not None
    ]
    return clip("\n".join(lines), 2000)


def form(plan: PlanToClose) -> Block:
    """The window that ends a cycle."""
    head = plan.summary.head
    done = sum(m.done_on is not None for m in plan.summary.milestones)
    told = md(
        "*{}* · the end of cycle {}: {} of {} goals reached, {} of {} milestones done.",
        short(head.account_name, 80),
        head.cycle,
        sum(goal.is_achieved for goal in plan.summary.goals),
        len(plan.summary.goals),
        done,
        len(plan.summary.milestones),
    )
    return window(
        "End this cycle",
        fields(plan),
        note=section(join([told, *_standing(plan)])),
        callback=Id.PLAN_SAVE_CLOSE,
        submit="End it",
        metadata=head.account_id,
    )


def _standing(plan: PlanToClose) -> list[Mrkdwn]:
    return [line(goal) for goal in plan.summary.goals[:3]]
