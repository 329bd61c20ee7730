"""Reuse as people read it: what worked elsewhere, where a story travelled, what came of it."""

from dataclasses import replace
from decimal import Decimal

from bot.model import ReuseState
from bot.practice.reuse import OutcomeReuses, ReuseFacts, ReuseToEnd, ReuseToTake
from bot.practice.reuse_offer import ReuseOffer
from bot.ui import limits
from bot.ui.blocks import Block, actions, button, context, section
from bot.ui.form import Choice, Field, Kind, window
from bot.ui.ids import Id
from bot.ui.proof import proof
from bot.ui.text import Mrkdwn, clip, count, day, join, md, number, short

RESULTS = {
    ReuseState.WORKED: "worked at",
    ReuseState.TRIED: "tried at",
    ReuseState.FAILED: "did not work at",
}
"""The best first."""
SHOWN = 5
"""Places where a story was reused, on its card."""


def offer(found: ReuseOffer, account_id: str) -> list[Block]:
    """What worked elsewhere, why it fits here, and what proves it."""
    told = found.outcome
    head = md("*This worked at {}:* {}", short(found.from_name, 80), short(told.change, 200))
    subject = f"{told.id} {account_id}"
    spoken = f"Try this: {clip(told.change, 60)}"
    take = button("Try this", Id.REUSE_TAKE, f"{subject} {found.goal.id}", spoken=spoken)
    see = button("See the story", Id.OUTCOME_SHOW, told.id, spoken=f"See it: {told.change}")
    decline = button("Not for us", Id.REUSE_DECLINE, subject, spoken=f"Not for us: {told.change}")
    return [section(join([head, _why(found), *_evidence(found)])), actions(take, see, decline)]


def _why(found: ReuseOffer) -> Mrkdwn:
    same = "the same measure as" if found.is_same_measure else "a goal like"
    goal = short(found.goal.behaviour, 120)
    where = [md("{} “{}”", same, goal), md("{}", found.segment or "no segment")]
    if found.stage is not None:
        where.append(md("as far on as you are"))
    return join(where, " · ")


def _evidence(found: ReuseOffer) -> list[Mrkdwn]:
    told, said = found.outcome, []
    if told.metric_actual is not None:
        unit = told.unit or (found.goal.unit if found.is_same_measure else "")
        begun = told.metric_baseline
        before = f"{number(begun)} → " if begun is not None else ""
        name = short(told.metric or "measured", 100)
        said.append(md("{}: {}{}", name, before, number(told.metric_actual, unit)))
    said += proof(told)
    if found.tried:
        said.append(md("taken up at {}, worked at {}", found.tried, found.worked or "none yet"))
    return [join(said, " · ")] if said else []


def on_card(found: OutcomeReuses) -> list[Block]:
    """On an outcome's card: where it was reused, what it came of, and what it may have come of."""
    blocks = []
    if found.taken_up:
        blocks.append(section(_taken_up(found.taken_up)))
    for one in found.came_of:
        came = md("Came of what worked at {}: {}", short(one.from_name, 80), short(one.change, 200))
        blocks.append(section(came, button("See it", Id.OUTCOME_SHOW, one.outcome_id)))
    for one in found.proposed if found.may_change else ():
        asked = md(
            "“{}” of {} was tried for this goal. Did this come of it?",
            short(one.change, 200),
            short(one.from_name, 80),
        )
        worked = button("Yes, it worked", Id.REUSE_LINK, f"{one.id} {found.outcome_id}")
        blocks.append(section(asked, worked))
    return blocks


def _taken_up(found: tuple[ReuseFacts, ...]) -> Mrkdwn:
    """Reused at 2 accounts: worked at Globex (+12 points), tried at Initech."""
    order = list(RESULTS)
    best = sorted(found, key=lambda one: order.index(one.state))
    places = [_place(one) for one in best[:SHOWN]]
    more = len(found) - len(places)
    places += [md("{} more", more)] if more > 0 else []
    return md("Reused at {}: {}", count(len(found), "account"), join(places, ", "))


def _place(one: ReuseFacts) -> Mrkdwn:
    gain = one.gain
    more = md(" ({})", _gain(gain, one.unit or "")) if gain is not None else Mrkdwn("")
    if one.state is ReuseState.FAILED and one.note:
        more = md(" ({})", short(one.note, 120))
    return md("{} {}{}", RESULTS[one.state], short(one.account_name, 60), more)


def _gain(gain: Decimal, unit: str) -> str:
    sign = "+" if gain >= 0 else "−"
    return f"{sign}{number(abs(gain), 'points' if unit == '%' else unit)}"


def tried(one: ReuseFacts, may_change: bool) -> Block:
    """On a goal's card: what is tried for it, and the way to say what came of it."""
    words = md(
        "Tried since {}: “{}” of {}",
        day(one.taken_on),
        short(one.change, 200),
        short(one.from_name, 80),
    )
    note = md("\n{}", short(one.note, 300)) if one.note else Mrkdwn("")
    end = button("What came of it", Id.REUSE_END, one.id, spoken=f"What came of: {one.change}")
    return section(md("{}{}", words, note), end if may_change else None)


def take_fields(found: ReuseToTake, goal_id: str | None = None) -> tuple[Field, ...]:
    """The questions before something is tried."""
    goals = found.goals[: limits.SELECT_OPTIONS]
    return (
        Field(
            name="goal_id",
            label="For which goal?",
            kind=Kind.MENU,
            required=True,
            choices=tuple(Choice(one.id, clip(one.behaviour, 75)) for one in goals),
            initial=goal_id or goals[0].id,
        ),
        Field(
            name="note",
            label="How will you try it here?",
            kind=Kind.TEXT,
            most=1000,
            example="With the Lyon team first, from Monday on",
        ),
        Field(
            name="step",
            label="Add a milestone for it",
            most=300,
            hint="Its title. Empty: the plan stays as it is.",
        ),
    )


def take_form(found: ReuseToTake, goal_id: str | None) -> Block:
    """The window in which a story is taken up at an account."""
    told = found.outcome
    head = md("*{}* tries what worked at {}:", short(found.account_name, 80), found.from_name)
    needs = [md("It takes: {}", short(told.reuse_needs, 500))] if told.reuse_needs else []
    action = [md("What was done: {}", short(told.action, 500))] if told.action else []
    return window(
        "Try this",
        take_fields(found, goal_id),
        note=section(join([head, short(told.change, 300), *action, *needs])),
        callback=Id.REUSE_SAVE,
        submit="Try it",
        metadata=f"{told.id} {found.account_id}",
    )


def end_fields(found: ReuseToEnd) -> tuple[Field, ...]:
    """The questions about what came of it."""
    result = Field(
        name="result_id",
        label="The outcome that came of it",
        kind=Kind.MENU,
        choices=tuple(Choice(one.id, clip(one.name, 75)) for one in found.results),
        initial=found.reuse.result_id,
    )
    state = Field(
        name="state",
        label="Did it work?",
        kind=Kind.RADIO,
        required=True,
        choices=(
            Choice(ReuseState.WORKED, "Yes, it worked"),
            Choice(ReuseState.FAILED, "No, it did not"),
        ),
        means=ReuseState,
    )
    ended = found.reuse.state is not ReuseState.TRIED
    reason = Field(
        name="reason",
        label="Why?",
        kind=Kind.TEXT,
        most=1000,
        hint="Needed where it did not work, so that the next one knows.",
    )
    asked = replace(state, initial=found.reuse.state if ended else None)
    return (asked, result, reason) if found.results else (asked, reason)


def end_form(found: ReuseToEnd) -> Block:
    """The window that asks what came of a reuse."""
    one = found.reuse
    head = md("*{}* of {}", short(one.change, 300), short(one.from_name, 80))
    since = md(
        "Tried at {} since {} for “{}”",
        short(one.account_name, 80),
        day(one.taken_on),
        short(one.goal_behaviour or "", 200),
    )
    return window(
        "What came of it?",
        end_fields(found),
        note=section(join([head, since])),
        callback=Id.REUSE_SAVE_END,
        submit="Save",
        metadata=one.id,
    )


def saved(one: ReuseFacts) -> list[Block]:
    """What the person sees after something was taken up, or a verdict given."""
    what = md("“{}” of {}", short(one.change, 300), short(one.from_name, 80))
    if one.state is ReuseState.TRIED:
        goal = short(one.goal_behaviour or "", 200)
        told = md("When “{}” is reached or due, I ask what came of it.", goal)
        return [section(md("*Tried now:* {}", what)), context(told)]
    told = md("Its story tells it from now on: {}.", _place(one))
    return [section(what), context(told)]
