"""Goals as people read and write them."""

from decimal import Decimal

from bot.model import Direction
from bot.practice.goal import STALE_AFTER_DAYS, GoalState
from bot.practice.numbering import account_of
from bot.ui.blocks import Block, context, notice, section
from bot.ui.form import Choice, Field, Kind, window
from bot.ui.ids import Id
from bot.ui.shared_part import SEEN
from bot.ui.text import Mrkdwn, bar, count, md, number, percent, short

INTENT = (
    Field(
        name="behaviour",
        label="Who will do what differently?",
        required=True,
        example="Agents solve tickets without escalating",
        hint="A change in what people do: neither what we deliver nor a business result.",
    ),
    Field(
        name="measure",
        label="How would we know? The measure",
        required=True,
        example="Tickets solved without escalation",
    ),
    Field(name="unit", label="Unit", most=40, example="%"),
    Field(
        name="direction",
        label="Better is",
        kind=Kind.RADIO,
        required=True,
        choices=(
            Choice(Direction.RISING, "rising: more is better"),
            Choice(Direction.FALLING, "falling: less is better"),
        ),
        initial=Direction.RISING,
        means=Direction,
    ),
    Field(
        name="player_id",
        label="Whose goal is it?",
        kind=Kind.SEARCH,
        search=Id.PLAYER_SEARCH,
        hint="A player of the plan. Add people with “player <account>”.",
    ),
)


def intent_form(account_id: str, account_name: str) -> Block:
    """The first page: the change in what people do."""
    note = context(md("A goal for *{}*. Next page: from what to what, by when.", account_name[:80]))
    return window(
        "Goal",
        (*INTENT, SEEN),
        note=note,
        callback=Id.GOAL_SAVE,
        submit="Next",
        metadata=account_id,
    )


def target_fields(goal: GoalState) -> tuple[Field, ...]:
    """The second page's questions, with what is known filled in."""
    unit = f" ({goal.unit})" if goal.unit else ""
    return (
        Field(
            name="baseline",
            label=f"Today it is{unit}",
            kind=Kind.NUMBER,
            initial=goal.baseline,
            hint="The baseline: where they stand before anything changes.",
        ),
        Field(name="target", label=f"It should be{unit}", kind=Kind.NUMBER, initial=goal.target),
        Field(name="starts_on", label="From", kind=Kind.DAY, required=True, initial=goal.starts_on),
        Field(name="due_on", label="By", kind=Kind.DAY, initial=goal.due_on),
        Field(
            name="value",
            label=f"What reaching it is worth to them, in {goal.currency}",
            kind=Kind.NUMBER,
            initial=goal.value,
            hint="Optional, but leaders will ask.",
        ),
    )


def target_form(goal: GoalState) -> Block:
    """The second page: from what to what, by when, and what it is worth."""
    note = section(md("*{}*\n{}", short(goal.behaviour, 300), short(goal.measure, 150)))
    fields = target_fields(goal)
    return window(
        "Goal: from what to what",
        fields,
        note=note,
        callback=Id.GOAL_SAVE_TARGET,
        submit="Save",
        close="Later",
        metadata=goal.id,
    )


def line(goal: GoalState) -> Mrkdwn:
    """A goal on one line: how far, what, from where to where, and at what pace."""
    share = goal.attainment
    lead = bar(share) if share is not None else "▱▱▱▱▱▱ –"
    way = journey(goal)
    middle = f"  {way}" if way else ""
    return md("{}  *{}*{} · {}", lead, short(goal.behaviour, 120), middle, pace_words(goal))


def journey(goal: GoalState) -> str:
    """From baseline over the latest reading to the target: 35 → 56 of 60 %, or 40 → 8, aim 10 %."""
    if goal.baseline is None or goal.target is None:
        return ""
    if goal.latest is None:
        return f"{number(goal.baseline)} → {number(goal.target, goal.unit)}"
    target = number(goal.target, goal.unit)
    aim = f" of {target}" if goal.direction is Direction.RISING else f", aim {target}"
    return f"{number(goal.baseline)} → {number(goal.latest)}{aim}"


def pace_words(goal: GoalState) -> str:
    """Where the goal stands against its time, in words."""
    share, speed = goal.attainment, goal.pace
    if goal.baseline is None or goal.target is None:
        return "no baseline and target yet"
    if share is None:
        return "no reading yet"
    if goal.is_achieved:
        return "reached"
    return _direction(share, speed, goal) + _staleness(goal)


def _direction(share: Decimal, speed: Decimal | None, goal: GoalState) -> str:
    if share < 0:
        return "going the wrong way"
    if speed is None:
        return "no date"
    if speed < 1:
        return f"behind, pace {percent(speed)}"
    elapsed = goal.elapsed
    ahead = elapsed is not None and share > elapsed
    return "ahead of pace" if ahead else "on pace"


def _staleness(goal: GoalState) -> str:
    days = goal.days_without_reading
    return f", no reading for {count(days, 'day')}" if days > STALE_AFTER_DAYS else ""


def saved(goal: GoalState) -> Block:
    """What the person sees after the goal was saved."""
    return notice("Goal saved", [section(line(goal))], account_of(goal.id))
