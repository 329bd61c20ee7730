"""What the customer sees of a plan: the tick in a window, and the list to change it later."""

from bot.practice.shared_part import SharedPart, SharedParts
from bot.ui.blocks import Block, actions, button, context, modal, section
from bot.ui.form import Choice, Field, Kind
from bot.ui.ids import Id
from bot.ui.text import clip, md, short

SEEN = Field(
    name="is_shared",
    label="Shared channel",
    kind=Kind.TICK,
    choices=(Choice("yes", "The customer sees it"),),
    initial=True,
    hint="Once the plan is shown to them there.",
)


def page(found: SharedParts) -> Block:
    """The window with a plan's goals and milestones, each to be shown or hidden."""
    head = md("*{}* · page {} of {}", short(found.account_name, 80), found.page, found.pages)
    note = context(md("The customer sees it once the plan is shown to them in a shared channel."))
    rows = [_row(part, found.page) for part in found.parts]
    if not rows:
        rows = [section(md("There is no goal and no milestone yet."))]
    page = button("A page for them", Id.PAGE_OFFER, found.account_id)
    return modal(
        "What they see",
        [context(head), note, *rows, actions(*_turns(found), page)],
        callback=Id.NOTICE,
        close="Close",
        metadata=found.account_id,
    )


def _row(part: SharedPart, page: int) -> Block:
    mark, verb = ("✓ seen", "Hide") if part.is_shared else ("◌ hidden", "Show")
    kind = "goal" if part.is_goal else "milestone"
    spoken = f"{verb}: {clip(part.words, 50)}"
    return section(
        md("{}  *{}* — {}", mark, short(part.words, 120), kind),
        button(verb, Id.SHARED_TURN, f"{part.id} {page}", spoken=spoken),
    )


def _turns(found: SharedParts) -> list[Block]:
    turns = []
    if found.page > 1:
        turns.append(button("Earlier", Id.SHARED_PAGE, f"{found.account_id} {found.page - 1}"))
    if found.page < found.pages:
        turns.append(button("More", Id.SHARED_NEXT, f"{found.account_id} {found.page + 1}"))
    return turns
