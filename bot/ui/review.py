"""Reviews: the window for one that was held."""

from bot.practice.review import AccountToReview, ReviewFacts
from bot.ui.blocks import Block, notice, section
from bot.ui.form import Field, Kind, window
from bot.ui.ids import Id
from bot.ui.text import Mrkdwn, day, join, md, short


def fields(found: AccountToReview) -> tuple[Field, ...]:
    """The questions."""
    return (
        Field(
            name="held_on",
            label="When was it?",
            kind=Kind.DAY,
            required=True,
            initial=found.today,
        ),
        Field(
            name="why",
            label="What led to it?",
            required=True,
            example="Milestone “50 agents live” reached",
            hint="Reviews follow events, never a calendar.",
        ),
        Field(
            name="player_ids",
            label="Who of the customer took part?",
            kind=Kind.SEARCH_MANY,
            search=Id.PLAYER_OF_CUSTOMER,
        ),
        Field(
            name="decided",
            label="What was decided?",
            kind=Kind.TEXT,
            most=1000,
        ),
    )


def form(found: AccountToReview) -> Block:
    """The window for a review that was held."""
    lines = [md("*{}*", short(found.account_name, 80))]
    if found.last is not None:
        lines.append(_last(found.last))
    return window(
        "Review held",
        fields(found),
        note=section(join(lines)),
        callback=Id.REVIEW_SAVE,
        submit="Save",
        metadata=found.account_id,
    )


def _last(last: ReviewFacts) -> Mrkdwn:
    decided = md(" Decided: {}", short(last.decided, 300)) if last.decided else Mrkdwn("")
    return md("The last one on {}: {}.{}", day(last.held_on), short(last.why, 200), decided)


def saved(account_id: str) -> Block:
    """What was done."""
    return notice("Review noted", [section(md("It is kept in the account’s history."))], account_id)
