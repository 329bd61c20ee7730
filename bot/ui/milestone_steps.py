"""A milestone on its way: done, moved or blocked, written anew."""

from dataclasses import replace
from datetime import date

from bot.model import Side
from bot.practice.milestone import MilestoneFacts, Owner
from bot.practice.milestone_edit import MilestoneToEdit
from bot.practice.milestone_update import MilestoneInPlan, Waiting, later
from bot.practice.numbering import account_of
from bot.ui.blocks import Block, Element, actions, button, notice, section
from bot.ui.form import Choice, Field, Kind, window
from bot.ui.ids import Id
from bot.ui.milestone import DUE, EDITED, NO_DATE, line, owner_choice
from bot.ui.text import Mrkdwn, count, day, join, md, short

SHOWN_WAITING = 5
SHOWN_ALONG = 10


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
        replace(DUE, initial=milestone.due_on),
        Field(
            name="note",
            label="What happened?",
            kind=Kind.TEXT,
            most=2000,
            hint="Where the date moves: why. It is kept with the date before and after.",
        ),
        Field(
            name="blocked_by",
            label="Blocked by",
            most=500,
            initial=milestone.blocked_by,
            example="Their IT has to open the firewall first",
            hint="Leave it empty where nothing is in the way, or no longer.",
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
    """What the person sees after an update: where it stands, and what could move along with it."""
    milestone = found.milestone
    blocks = [section(join([line(milestone), *_waiting(found)]))]
    if found.early and found.days:
        blocks += [section(join(_along(found))), actions(_move_along(found))]
    return notice("Milestone updated", blocks, account_of(milestone.id))


def _along(found: MilestoneInPlan) -> list[Mrkdwn]:
    """What would be due before what it waits for, each with the day to which it would move."""
    every, days = found.early, found.days
    head = md("*Due too early now:* {}", count(len(every), "milestone"))
    lines = [
        md("• “{}” {} → {}", short(one.title, 80), day(one.due_on), day(later(one.due_on, days)))
        for one in every[:SHOWN_ALONG]
        if one.due_on
    ]
    more = len(every) - SHOWN_ALONG
    return [head, *lines, *([md("and {} more", more)] if more > 0 else [])]


def _move_along(found: MilestoneInPlan) -> Element:
    words = f"Move along by {count(found.days, 'day')}"
    return button(words, Id.MILESTONE_MOVE_ALONG, found.milestone.id, primary=True)


def edit_fields(found: MilestoneToEdit) -> tuple[Field, ...]:
    """The questions that write a milestone anew."""
    milestone = found.milestone
    initial = {
        "title": milestone.title,
        "achievement": milestone.achievement,
        "owner": owner_choice(_owner_of(milestone)),
        "needs": [Choice(one.id, one.name) for one in found.needs],
        "is_shared": milestone.is_shared,
    }
    return tuple(replace(field, initial=initial[field.name]) for field in EDITED)


def _owner_of(milestone: MilestoneFacts) -> Owner:
    if milestone.side is Side.CUSTOMER:
        return Owner(milestone.side, milestone.player_id, milestone.player_name)
    return Owner(milestone.side, milestone.owner_id, milestone.owner_name)


def edit_form(found: MilestoneToEdit) -> Block:
    """The window to write a milestone anew. Its date moves by an update, with the reason."""
    return window(
        "Edit milestone",
        edit_fields(found),
        note=section(line(found.milestone)),
        callback=Id.MILESTONE_SAVE_EDIT,
        submit="Save",
        metadata=found.milestone.id,
    )
