"""A plan on its way: the customer's agreement, and from stage to stage."""

from datetime import date

from bot.model import Stage
from bot.practice.plan import PlanSummary
from bot.practice.plan_advance import PlanToAdvance
from bot.practice.plan_confirm import PlanToConfirm
from bot.practice.player import PlayerFacts
from bot.ui.blocks import Block, Element, button, context, notice, section
from bot.ui.form import Choice, Field, Kind, window, words_of
from bot.ui.ids import Id
from bot.ui.plan import headline
from bot.ui.text import Mrkdwn, clip, count, distance, join, md, short


def confirm_fields(today: date, likely: PlayerFacts | None = None) -> tuple[Field, ...]:
    """The questions about the customer's agreement."""
    return (
        Field(
            name="player_id",
            label="Who agreed?",
            kind=Kind.SEARCH,
            search=Id.PLAYER_OF_CUSTOMER,
            required=True,
            initial=Choice(likely.id, clip(likely.name, 75)) if likely else None,
        ),
        Field(name="confirmed_on", label="When", kind=Kind.DAY, required=True, initial=today),
        Field(
            name="how",
            label="How?",
            most=300,
            example="In the call; she will tell her team on Monday",
        ),
    )


def confirm_form(plan: PlanToConfirm) -> Block:
    """The window to note that the customer agreed to the plan."""
    before = plan.confirmed_on
    last = f"Last: {distance(before, plan.today)}." if before else "None so far."
    return window(
        "Customer confirmed",
        confirm_fields(plan.today, plan.likely),
        note=context(
            md(
                "The customer's agreement to the plan of *{}*. {}",
                short(plan.account_name, 80),
                last,
            )
        ),
        callback=Id.PLAN_SAVE_CONFIRM,
        submit="Save",
        metadata=plan.account_id,
    )


ADVANCE = (
    Field(
        name="reason",
        label="Why now?",
        kind=Kind.TEXT,
        most=1000,
        hint="Needed where something is missing. It stands on the plan.",
    ),
)


def advance_form(plan: PlanToAdvance) -> Block:
    """The window to move a plan to its next stage, with what is missing for it."""
    days = (plan.today - plan.since).days
    head = md(
        "*{}* · {} {} · next: *{}*",
        short(plan.account_name, 80),
        stage_words(plan.stage),
        f"for {count(days, 'day')}" if days else "since today",
        stage_words(plan.following),
    )
    return window(
        "Next stage",
        ADVANCE,
        note=section(join([head, *_missing(plan)]), _end(plan)),
        callback=Id.PLAN_SAVE_STAGE,
        submit="Move on",
        metadata=f"{plan.account_id} {plan.stage}",
    )


def _end(plan: PlanToAdvance) -> Element:
    spoken = f"End this cycle of {plan.account_name} early"
    return button("End early", Id.PLAN_CLOSE, plan.account_id, spoken=spoken)


def _missing(plan: PlanToAdvance) -> list[Mrkdwn]:
    if not plan.missing:
        return [md("{} has all that it wants.", stage_words(plan.stage))]
    head = md("{} still wants:", stage_words(plan.stage))
    return [head, *(md("• {}", words) for words in plan.missing)]


def stage_words(stage: Stage) -> str:
    """A stage by its name: Discovery, Benchmark, …."""
    return words_of(stage).capitalize()


def saved(title: str, summary: PlanSummary) -> Block:
    """What the person sees after a step of the plan: where it stands now."""
    return notice(title, [section(headline(summary))], summary.head.account_id)
