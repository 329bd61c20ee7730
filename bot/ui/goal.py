"""Goals as people read and write them."""

from dataclasses import replace
from decimal import Decimal

from bot.model import Direction
from bot.practice.first_target import FirstTarget, GoalToAim, Quartiles, remark
from bot.practice.goal import STALE_AFTER_DAYS, GoalState
from bot.practice.goal_kind import QUESTIONS, GoalAdvice, GoalKind, advise
from bot.practice.numbering import account_of
from bot.ui.blocks import Block, button, context, modal, notice, section
from bot.ui.form import Choice, Field, Kind, window
from bot.ui.ids import Id
from bot.ui.shared_part import SEEN
from bot.ui.text import Mrkdwn, bar, clip, count, join, md, number, percent, short

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
    SEEN,
)


def intent_form(account_id: str, account_name: str) -> Block:
    """The first page: the change in what people do."""
    note = context(md("A goal for *{}*. Next page: from what to what, by when.", account_name[:80]))
    return window(
        "Goal",
        INTENT,
        note=note,
        callback=Id.GOAL_SAVE,
        submit="Next",
        metadata=account_id,
    )


def reword_fields(goal: GoalState) -> tuple[Field, ...]:
    """The first page's questions with what is known, and wording to start from where it helps."""
    known = {
        "behaviour": advise(goal.behaviour).rewording or goal.behaviour,
        "measure": goal.measure,
        "unit": goal.unit,
        "direction": goal.direction,
        "player_id": goal.player_id and Choice(goal.player_id, clip(goal.player_name or "", 75)),
        "is_shared": goal.is_shared,
    }
    return tuple(replace(field, initial=known[field.name]) for field in INTENT)


def reword_form(goal: GoalState) -> Block:
    """The first page again."""
    note = context(md("It was: “{}”. Cancel keeps it so.", short(goal.behaviour, 300)))
    return window(
        "Goal",
        reword_fields(goal),
        note=note,
        callback=Id.GOAL_SAVE_REWORDED,
        submit="Next",
        metadata=goal.id,
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


def target_form(found: GoalToAim) -> Block:
    """The second page: what kind of goal it is, from what to what, by when, what it is worth."""
    goal = found.goal
    words = md("*{}*\n{}", short(goal.behaviour, 300), short(goal.measure, 150))
    blocks = [
        section(words, button("Reword", Id.GOAL_REWORD, goal.id)),
        _advice(advise(goal.behaviour)),
        *(field.block() for field in target_fields(goal)),
        context(alike_words(found.alike, goal.unit)),
    ]
    return modal(
        "Goal: from what to what",
        blocks,
        callback=Id.GOAL_SAVE_TARGET,
        submit="Save",
        close="Later",
        metadata=goal.id,
    )


KIND_WORDS = {
    GoalKind.IMPACT: "This looks like an impact.",
    GoalKind.OUTPUT: "This looks like an output.",
    GoalKind.UNCLEAR: "This does not look like an outcome yet.",
}


def _advice(advice: GoalAdvice) -> Block:
    """What kind of goal it is and why; where it is no outcome, the questions that lead to one."""
    if advice.kind is GoalKind.OUTCOME:
        return context(md("✓ An outcome. {}", advice.why))
    lines = [md("*{}* {}", KIND_WORDS[advice.kind], short(advice.why, 300))]
    lines += [md("• {}", question) for question in QUESTIONS]
    lines.append(md("To start from: “{}”", short(advice.rewording or "", 300)))
    return section(join(lines))


def alike_words(alike: FirstTarget, unit: str) -> Mrkdwn:
    """What accounts of the same segment reached with the same measure in the goal's time."""
    whose = md("of “{}”", short(alike.segment, 60)) if alike.segment else md("without a segment")
    if alike.started is None or alike.reached is None or alike.best is None:
        found = count(alike.accounts, "account") if alike.accounts else "No account"
        return md(
            "{} {} with this measure over {}: too little to go by for a first target.",
            found,
            whose,
            count(alike.days, "day"),
        )
    return md(
        "{} {} with this measure, over {}: they started from {} and reached {}; the best {}.",
        count(alike.accounts, "account"),
        whose,
        count(alike.days, "day"),
        _middle_half(alike.started),
        _middle_half(alike.reached, unit),
        number(alike.best, unit),
    )


def _middle_half(found: Quartiles, unit: str = "") -> str:
    low, middle, high = (number(round(one, 2), unit) for one in found)
    return f"{middle} (the middle half {low} to {high})"


def line(goal: GoalState) -> Mrkdwn:
    """A goal on one line: how far, what, from where to where, and at what pace."""
    share = goal.lasting
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
    if goal.is_lost:
        return "was reached, did not last" + _staleness(goal)
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


def saved(found: GoalToAim) -> Block:
    """What the person sees after the goal was saved, with what stands out in its target."""
    goal, alike = found.goal, found.alike
    blocks = [section(line(goal))]
    if words := remark(alike, goal.target, goal.direction):
        blocks.append(section(md(words, number(alike.best or Decimal(0), goal.unit))))
    return notice("Goal saved", blocks, account_of(goal.id))
