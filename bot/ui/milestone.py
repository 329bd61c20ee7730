"""Milestones as people read and write them."""

from datetime import date

from bot.model import Side
from bot.practice.milestone import HEAVIEST, MilestoneFacts, MilestonePage, MilestoneState, Owner
from bot.practice.milestone_update import MilestoneInPlan, Waiting
from bot.practice.numbering import account_of
from bot.ui.blocks import Block, Element, actions, button, context, modal, notice, option, section
from bot.ui.form import NOBODY, Choice, Field, Kind, window, words_of
from bot.ui.ids import Id
from bot.ui.shared_part import SEEN
from bot.ui.text import Mrkdwn, clip, count, day, distance, join, md, short

LONGEST_TITLE = 300
SHOWN_WAITING = 5
NO_DATE = Mrkdwn("no date yet")
SIDES = {Side.CUSTOMER: "customer", Side.SUPPLIER: "us"}
MARKS = {
    MilestoneState.DONE: "✓",
    MilestoneState.LATE: "●",
    MilestoneState.STALLED: "◐",
    MilestoneState.WAITING: "◌",
    MilestoneState.OPEN: "○",
}

FIELDS = (
    Field(
        name="title",
        label="Milestone",
        required=True,
        most=LONGEST_TITLE,
        example="50 agents live",
    ),
    Field(
        name="achievement",
        label="What will the customer have achieved?",
        kind=Kind.TEXT,
        most=1000,
        hint="It is done when they have achieved something, not when we finished something.",
    ),
    Field(
        name="owner",
        label="Side and owner",
        kind=Kind.SEARCH,
        search=Id.OWNER_SEARCH,
        required=True,
        initial=Choice(f"{Side.CUSTOMER}:{NOBODY}", "Customer — nobody yet"),
        hint="Whose step it is: the customer's or ours.",
    ),
    Field(name="due_on", label="Due", kind=Kind.DAY),
    Field(
        name="needs",
        label="Waits for",
        kind=Kind.SEARCH_MANY,
        search=Id.MILESTONE_SEARCH,
        hint="Milestones that must be done first.",
    ),
    Field(
        name="weight",
        label="Weight",
        kind=Kind.NUMBER,
        whole=True,
        initial=1,
        hint=f"1 to {HEAVIEST}: how much it counts in the plan's progress.",
    ),
    Field(
        name="is_onboarding",
        label="Onboarding",
        kind=Kind.TICK,
        choices=(Choice("yes", "With this the customer is live"),),
    ),
)


def form(account_id: str, account_name: str) -> Block:
    """The window for a new milestone."""
    note = context(md("A step of the plan of *{}*.", short(account_name, 80)))
    return window(
        "Milestone",
        (*FIELDS, SEEN),
        note=note,
        callback=Id.MILESTONE_SAVE,
        submit="Add",
        metadata=account_id,
    )


def owner_option(owner: Owner) -> Element:
    """A person who could own a milestone, with the side."""
    side = SIDES[owner.side].capitalize()
    return option(f"{side} — {owner.name or 'nobody yet'}", f"{owner.side}:{owner.id or NOBODY}")


def added(milestone: MilestoneFacts) -> Mrkdwn:
    """What the person reads after adding a milestone in one line."""
    return md("Added `{}`: {}", milestone.id, line(milestone))


def done_fields(milestone: MilestoneFacts) -> tuple[Field, ...]:
    """The questions when a milestone is done."""
    return (
        Field(
            name="done_on", label="Done on", kind=Kind.DAY, required=True, initial=milestone.today
        ),
        Field(
            name="note",
            label="What was achieved?",
            kind=Kind.TEXT,
            most=2000,
            initial=milestone.achievement,
            hint="In the customer's words, if you have them.",
        ),
    )


def done_form(milestone: MilestoneFacts) -> Block:
    """The window to mark a milestone done."""
    return window(
        "Mark done",
        done_fields(milestone),
        note=section(line(milestone)),
        callback=Id.MILESTONE_SAVE_DONE,
        submit="Mark done",
        metadata=milestone.id,
    )


def update_fields(milestone: MilestoneFacts) -> tuple[Field, ...]:
    """The questions when a milestone moves on the way."""
    return (
        Field(name="due_on", label="Due", kind=Kind.DAY, initial=milestone.due_on),
        Field(
            name="note",
            label="What happened?",
            kind=Kind.TEXT,
            most=2000,
            hint="Where the date moves: why. It is kept with the date before and after.",
        ),
    )


def update_form(found: MilestoneInPlan) -> Block:
    """The window to move a milestone's date, or to note what happened."""
    milestone = found.milestone
    return window(
        "Update milestone",
        update_fields(milestone),
        note=section(join([line(milestone), *_waiting(found)])),
        callback=Id.MILESTONE_SAVE_UPDATE,
        submit="Save",
        metadata=milestone.id,
    )


def _waiting(found: MilestoneInPlan) -> list[Mrkdwn]:
    """What waits for it, with what is due before this one is."""
    every = found.waiting
    if not every:
        return []
    named = [_waiting_one(one, found.milestone.due_on) for one in every[:SHOWN_WAITING]]
    more = len(every) - SHOWN_WAITING
    named += [md("and {} more", more)] if more > 0 else []
    verb = "waits" if len(every) == 1 else "wait"
    return [md("{} {} for it: {}", count(len(every), "other"), verb, join(named, "; "))]


def _waiting_one(one: Waiting, after: date | None) -> Mrkdwn:
    when = md("due {}", day(one.due_on)) if one.due_on else NO_DATE
    is_early = one.due_on is not None and after is not None and one.due_on < after
    return md("“{}” ({}{})", short(one.title, 80), when, ", before this one" if is_early else "")


def updated(found: MilestoneInPlan) -> Block:
    """What the person sees after an update: where it stands, and what waits for it."""
    text = join([line(found.milestone), *_waiting(found)])
    return notice("Milestone updated", [section(text)], account_of(found.milestone.id))


def line(milestone: MilestoneFacts) -> Mrkdwn:
    """A milestone on one line: its state in words, its title, whose it is."""
    return md(
        "{} {}  *{}* — {}",
        MARKS[milestone.state],
        state_words(milestone),
        short(milestone.title, 120),
        whose(milestone),
    )


def state_words(milestone: MilestoneFacts) -> Mrkdwn:
    """The state as people say it, with the day it is about."""
    due = milestone.due_on
    when = md("due {} ({})", distance(due, milestone.today), day(due)) if due else NO_DATE
    match milestone.state:
        case MilestoneState.DONE if milestone.done_on:
            return md("done {}", day(milestone.done_on))
        case MilestoneState.LATE:
            return md("{} late", count(milestone.days_late, "day"))
        case MilestoneState.STALLED:
            return md("nothing moved for {}, {}", count(milestone.days_idle, "day"), when)
        case MilestoneState.WAITING:
            return md("waits for {}, {}", count(milestone.waits_for, "other"), when)
    return when


def whose(milestone: MilestoneFacts) -> Mrkdwn:
    """The side, and the person where there is one."""
    side = SIDES[milestone.side]
    if milestone.player_name:
        role = words_of(milestone.player_role) if milestone.player_role else ""
        return md("{}, {} ({})", side, short(milestone.player_name, 60), role)
    if milestone.owner_id:
        return md("{}, {}", side, member(milestone.owner_id, milestone.owner_name))
    return md("{}, nobody yet", side)


def member(member_id: str, name: str | None) -> Mrkdwn:
    """A colleague by name: a mention would notify. Slack shows the name where we have none yet."""
    return short(name, 60) if name else md("<@{}>", member_id)


def page(found: MilestonePage) -> Block:
    """The window with a plan's milestones: look, mark done, take back."""
    blocks: list[Block] = [
        context(
            md(
                "*{}* · {} of {} done · page {} of {}",
                short(found.account_name, 80),
                found.done,
                found.total,
                found.page,
                found.pages,
            )
        )
    ]
    blocks += [_row(milestone, found.may_change) for milestone in found.milestones]
    if not found.total:
        blocks.append(
            section(md("No milestone yet. What will the customer have achieved in a month?"))
        )
    controls = _turns(found)
    if found.may_change:
        controls.append(button("Add a milestone", Id.MILESTONE_ADD, found.account_id))
    return modal(
        "Milestones",
        [*blocks, *([actions(*controls)] if controls else [])],
        callback=Id.NOTICE,
        close="Close",
        metadata=found.account_id,
    )


def _row(milestone: MilestoneFacts, may_change: bool) -> Block:
    if not may_change:
        return section(line(milestone))
    spoken = clip(milestone.title, 50)
    if milestone.done_on:
        take_back = button(
            "Not done", Id.MILESTONE_REOPEN, milestone.id, spoken=f"Not done: {spoken}"
        )
        return section(line(milestone), take_back)
    mark = button("Mark done", Id.MILESTONE_FINISH, milestone.id, spoken=f"Mark done: {spoken}")
    return section(line(milestone), mark)


def _turns(found: MilestonePage) -> list[Block]:
    turns = []
    if found.page > 1:
        value = f"{found.account_id} {found.page - 1}"
        turns.append(button("Earlier", Id.MILESTONES_PAGE, value))
    if found.page < found.pages:
        value = f"{found.account_id} {found.page + 1}"
        turns.append(button("More", Id.MILESTONES_NEXT, value))
    return turns


def saved(milestone: MilestoneFacts) -> Block:
    """What the person sees after a milestone was added or marked done."""
    return notice("Milestone saved", [section(line(milestone))], account_of(milestone.id))
