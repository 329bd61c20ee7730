"""Milestones as people read and write them."""

from bot.model import Side
from bot.practice.milestone import MilestoneFacts, MilestonePage, MilestoneState, Owner
from bot.practice.numbering import account_of
from bot.ui.blocks import (
    Block,
    Element,
    actions,
    button,
    context,
    modal,
    notice,
    option,
    overflow,
    section,
)
from bot.ui.form import NOBODY, Choice, Field, Kind, window, words_of
from bot.ui.ids import Id
from bot.ui.shared_part import SEEN
from bot.ui.text import Mrkdwn, count, day, distance, md, short

LONGEST_TITLE = 300
NO_DATE = Mrkdwn("no date yet")
SIDES = {Side.CUSTOMER: "customer", Side.SUPPLIER: "us"}
MARKS = {
    MilestoneState.DONE: "✓",
    MilestoneState.LATE: "●",
    MilestoneState.BLOCKED: "■",
    MilestoneState.STALLED: "◐",
    MilestoneState.WAITING: "◌",
    MilestoneState.OPEN: "○",
}

DUE = Field(name="due_on", label="Due", kind=Kind.DAY)
EDITED = (
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
    Field(
        name="needs",
        label="Waits for",
        kind=Kind.SEARCH_MANY,
        search=Id.MILESTONE_SEARCH,
        hint="Milestones that must be done first.",
    ),
    SEEN,
)
FIELDS = (*EDITED[:3], DUE, *EDITED[3:])


def form(account_id: str, account_name: str) -> Block:
    """The window for a new milestone."""
    more = "Weight, onboarding and guidance come afterwards, under “Details”."
    note = context(md("A step of the plan of *{}*. {}", short(account_name, 80), more))
    return window(
        "Milestone",
        FIELDS,
        note=note,
        callback=Id.MILESTONE_SAVE,
        submit="Add",
        metadata=account_id,
    )


def owner_option(owner: Owner) -> Element:
    """A person who could own a milestone, with the side."""
    choice = owner_choice(owner)
    return option(choice.text, choice.value)


def owner_choice(owner: Owner) -> Choice:
    """The same as a field's choice: `customer:<player>`, `supplier:<member>`, `<side>:-`."""
    name = owner.name or owner.id or "nobody yet"
    value = f"{owner.side}:{owner.id or NOBODY}"
    return Choice(value, f"{SIDES[owner.side].capitalize()} — {name}")


def added(milestone: MilestoneFacts) -> Mrkdwn:
    """What the person reads after adding a milestone in one line."""
    return md("Added `{}`: {}", milestone.id, line(milestone))


def line(milestone: MilestoneFacts) -> Mrkdwn:
    """A milestone on one line: its state in words, its title, whose it is, what blocks it."""
    return md(
        "{} {}  *{}* — {}{}",
        MARKS[milestone.state],
        state_words(milestone),
        short(milestone.title, 120),
        whose(milestone),
        _blocked(milestone),
    )


def _blocked(milestone: MilestoneFacts) -> Mrkdwn:
    if milestone.done_on is not None or not milestone.blocked_by:
        return Mrkdwn("")
    return md(" · blocked: “{}”", short(milestone.blocked_by, 150))


def state_words(milestone: MilestoneFacts) -> Mrkdwn:
    """The state as people say it, with the day it is about."""
    due = milestone.due_on
    when = md("due {} ({})", distance(due, milestone.today), day(due)) if due else NO_DATE
    match milestone.state:
        case MilestoneState.DONE if milestone.done_on:
            return md("done {}", day(milestone.done_on))
        case MilestoneState.LATE:
            return md("{} late", count(milestone.days_late, "day"))
        case MilestoneState.BLOCKED:
            return md("blocked, {}", when)
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
        left = ", has left" if milestone.player_left_on and not milestone.done_on else ""
        return md("{}, {} ({}{})", side, short(milestone.player_name, 60), role, left)
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
        controls += [
            button("Add a milestone", Id.MILESTONE_ADD, found.account_id),
            button("Paste a list", Id.MILESTONES_PASTE, found.account_id),
        ]
    return modal(
        "Milestones",
        [*blocks, *([actions(*controls)] if controls else [])],
        callback=Id.NOTICE,
        close="Close",
        metadata=found.account_id,
    )


def _row(milestone: MilestoneFacts, may_change: bool) -> Block:
    if not may_change:
        details = button(
            "Details", Id.MILESTONE_SHOW, milestone.id, spoken=f"Details of {milestone.title}"
        )
        return section(line(milestone), details)
    mark = ("Mark done", Id.MILESTONE_FINISH)
    if milestone.done_on:
        mark = ("Not done", Id.MILESTONE_REOPEN)
    choices = [mark, ("Details", Id.MILESTONE_SHOW), ("Edit", Id.MILESTONE_EDIT)]
    if not milestone.done_on:
        choices.insert(1, ("Update", Id.MILESTONE_UPDATE))
    options = [option(words, f"{action} {milestone.id}") for words, action in choices]
    return section(line(milestone), overflow(Id.MILESTONE_MENU, options))


def _turns(found: MilestonePage) -> list[Block]:
    turns = []
    if found.page > 1:
        value = f"{found.account_id} {found.page - 1}"
        turns.append(button("Earlier", Id.MILESTONES_PAGE, value))
    if found.page < found.pages:
        value = f"{found.account_id} {found.page + 1}"
        turns.append(button("More", Id.MILESTONES_NEXT, value))
    return turns


def saved(milestone: MilestoneFacts, *, is_to_tell: bool = False) -> Block:
    """What the person sees after a milestone was added or marked done.

    `is_to_tell`: the customer achieved something with it, which can be told at once.
    """
    more = button("Details", Id.MILESTONE_SHOW, milestone.id)
    blocks = [section(line(milestone), more)]
    if is_to_tell:
        words = "*Achieved.* If people do something differently now, log it as an outcome."
        tell = button("Log outcome", Id.OUTCOME_LOG, milestone.id, primary=True)
        blocks.append(section(Mrkdwn(words), tell))
    return notice("Milestone saved", blocks, account_of(milestone.id))
