"""Reasons why customers leave, as admins see and change them."""

from bot.practice.churn_reason import LONGEST, Reason
from bot.practice.pages import Page
from bot.ui.blocks import Block, button, section
from bot.ui.form import Choice, Field, Kind, window
from bot.ui.ids import Id
from bot.ui.settings_lists import REASONS, back_to, page_of
from bot.ui.text import Mrkdwn, md, short
from bot.ui.working_time import back

OFFERED, KEPT = "offered", "kept"


def page(found: Page[Reason], said: Mrkdwn | None = None) -> Block:
    """All reasons, those that cannot be chosen any more too."""
    hint = md("Whoever notes that a customer leaves chooses one of these.")
    rows = [_row(one, found.number) for one in found.rows]
    add = button("Add a reason", Id.CHURN_REASON_CHANGE, str(found.number))
    return page_of("Churn reasons", REASONS, found, rows, [said, hint], add, back())


def _row(one: Reason, number: int) -> Block:
    title = short(one.title, LONGEST)
    change = button(
        "Change", Id.CHURN_REASON_CHANGE, f"{number} {one.id}", spoken=f"Change: {one.title}"
    )
    off = "" if one.is_offered else " · not offered any more"
    return section(md("*{}*  `{}`{}", title, one.id, off), change)


def fields(reason: Reason | None) -> tuple[Field, ...]:
    """The questions about a reason; whether it is offered is asked of one that is there."""
    title = Field(
        name="title",
        label="Reason",
        required=True,
        most=LONGEST,
        initial=reason.title if reason else None,
    )
    if reason is None:
        return (title,)
    offered = Field(
        name="offered",
        label="Can it be chosen?",
        kind=Kind.RADIO,
        required=True,
        choices=(
            Choice(OFFERED, "Yes"),
            Choice(KEPT, "No: it stays where it was chosen"),
        ),
        initial=OFFERED if reason.is_offered else KEPT,
    )
    return (title, offered)


def form(reason: Reason | None, number: int) -> Block:
    """The page for a reason; `number` is the page of the list to come back to."""
    text = md("*{}*", short(reason.title, LONGEST)) if reason else md("*New reason*")
    return window(
        "Churn reason",
        fields(reason),
        note=section(text, back_to(REASONS, number)),
        callback=Id.CHURN_REASON_SAVE,
        submit="Save",
        metadata=f"{number} {reason.id if reason else ''}".rstrip(),
    )
