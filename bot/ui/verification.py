"""Questions whether an outcome is so: as the customer reads them, and as we ask them."""

from datetime import date

from bot.model import VerificationState, VerifiedBy
from bot.practice.verification import COUNTS_FOR, OutcomeToVerify, Question
from bot.ui.blocks import (
    Block,
    Element,
    Message,
    actions,
    button,
    context,
    modal,
    notice,
    say,
    section,
)
from bot.ui.form import Choice, Field, Kind, window
from bot.ui.ids import Id
from bot.ui.text import Mrkdwn, clip, day, join, md, short

WAYS = {
    VerifiedBy.CHANNEL: "In the channel that we share with them",
    VerifiedBy.LINK: "By a link that I send to somebody",
}
NO_LINKS = (
    "Links to a page are not set up here: whoever runs Redthread can set PUBLIC_URL and SECRET_KEY."
)
NEITHER = "Show the plan in a channel that you share with them, then ask there."
DOUBT = (
    Field(
        name="words",
        label="What is not quite so?",
        kind=Kind.TEXT,
        required=True,
        most=1000,
        hint="Only your contact reads this.",
    ),
)


def message(asked: Question) -> Message:
    """The question in the channel; answered or over, it says so and asks no more."""
    head = md("*{}* · is that so?", short(asked.account_name, 150))
    body = section(join([head, *_shown(asked)]))
    if not asked.is_open:
        return Message([body, context(_became(asked))])
    value = f"{asked.plan_id} {asked.id} {asked.mark}"
    yes = button("Yes, that is so", Id.VERIFICATION_CONFIRM, value, primary=True)
    return Message([body, actions(yes, button("Not quite…", Id.VERIFICATION_DOUBT, value))])


def _shown(asked: Question) -> list[Mrkdwn]:
    return _seen(asked.change, asked.happened_on, asked.measured)


def _seen(change: str, happened_on: date, measured: str | None) -> list[Mrkdwn]:
    """All that the customer reads of an outcome."""
    lines = [md("“{}”, {}", short(change, 1000), day(happened_on))]
    return lines + ([short(measured, 400)] if measured else [])


def _became(asked: Question) -> Mrkdwn:
    who = short(asked.player_name or "", 60)
    match asked.state:
        case VerificationState.CONFIRMED:
            return md("✓ {} confirmed it on {}.", who, _answered_on(asked))
        case VerificationState.DOUBTED:
            return md("{} says that it is not quite so; your contact is told.", who)
    return Mrkdwn("This question is not open any more.")


def _answered_on(asked: Question) -> Mrkdwn:
    return day((asked.answered_at or asked.created_at).date())


def doubt_form(plan_id: str, asked: Question) -> Block:
    """The window in which a player of the customer says what is not quite so."""
    return window(
        "Not quite",
        DOUBT,
        note=section(join(_shown(asked))),
        callback=Id.VERIFICATION_SAVE_DOUBT,
        submit="Send",
        metadata=f"{plan_id} {asked.id} {asked.mark}",
    )


def thanks() -> Message:
    """What a player reads after confirming."""
    return say(md("Thank you. It counts as confirmed by you today."))


def heard() -> Block:
    """What a player sees after “not quite”."""
    words = md("Thank you. Your contact reads it, and nobody else.")
    return modal("Sent", [section(words)], callback=Id.NOTICE, close="Done")


def answered(asked: Question) -> Message:
    """What whoever looks after the account reads."""
    who, account = short(asked.player_name or "", 80), short(asked.account_name, 80)
    head = md("✓ *{}* of {} confirmed: “{}”", who, account, short(asked.change, 300))
    if asked.state is VerificationState.DOUBTED:
        said = md("“{}”", short(asked.words or "", 1000))
        about = md("*{}* of {} says “not quite” of “{}”:", who, account, short(asked.change, 300))
        head = join([about, said])
    return say(head, actions(button("Open the outcome", Id.OUTCOME_SHOW, asked.outcome_id)))


def fields(found: OutcomeToVerify, *, has_links: bool) -> tuple[Field, ...]:
    """How they are asked, and whom a link is for."""
    ways = [VerifiedBy.CHANNEL] if found.channel else []
    ways += [VerifiedBy.LINK] if has_links else []
    way = Field(
        name="way",
        label="How do we ask them?",
        kind=Kind.RADIO,
        choices=tuple(Choice(one, WAYS[one]) for one in ways),
        means=VerifiedBy,
        required=True,
        initial=ways[0] if ways else None,
    )
    likely = found.likely
    whom = Field(
        name="player_id",
        label="Whom is the link for?",
        kind=Kind.SEARCH,
        search=Id.PLAYER_OF_CUSTOMER,
        initial=Choice(likely.id, clip(likely.name, 75)) if likely else None,
        hint="You send it, by any way you like: the person needs no Slack.",
    )
    return (way, whom) if has_links else (way,)


def form(found: OutcomeToVerify, *, has_links: bool) -> Block:
    """The window to ask the customer, or what is needed before one can."""
    if found.channel is None and not has_links:
        words = join([_title(found), Mrkdwn(NEITHER), Mrkdwn(NO_LINKS)])
        return notice("Ask them to confirm", [section(words)], found.outcome.account_id)
    outcome = found.outcome
    lines = [
        md("*{}* will see this, and nothing else:", short(found.account_name, 80)),
        *_seen(outcome.change, outcome.happened_on, found.measured),
        *_standing(found),
        *([] if has_links else [Mrkdwn(NO_LINKS)]),
    ]
    return window(
        "Ask them to confirm",
        fields(found, has_links=has_links),
        note=section(join(lines)),
        callback=Id.VERIFICATION_SAVE,
        submit="Ask",
        metadata=found.outcome.id,
    )


def _title(found: OutcomeToVerify) -> Mrkdwn:
    return md("*{}*: “{}”", short(found.account_name, 80), short(found.outcome.change, 300))


def _standing(found: OutcomeToVerify) -> list[Mrkdwn]:
    outcome = found.outcome
    if outcome.verified_on is None:
        return []
    who = short(outcome.verified_player_name or "", 60)
    return [md("Verified by {} on {}.", who, day(outcome.verified_on))]


def asked(found: OutcomeToVerify, question: Question, link: str | None) -> Block:
    """The question that is open: where it stands, its link to copy, and how to take it back."""
    lines = [_title(found), _where(question)]
    if question.way is VerifiedBy.LINK:
        lines.append(md("```{}```", link) if link else Mrkdwn(NO_LINKS))
    return modal(
        "Asked to confirm",
        [section(join(lines)), actions(*_controls(found, question))],
        callback=Id.NOTICE,
        close="Done",
        metadata=found.outcome.id,
    )


def _where(question: Question) -> Mrkdwn:
    if question.way is VerifiedBy.CHANNEL:
        return md("Asked in the shared channel on {}.", day(question.created_at.date()))
    until: date = (question.created_at + COUNTS_FOR).date()
    who = short(question.player_name or "", 80)
    return md(
        "Send this link to *{}*, and to nobody else: whoever has it can answer. It counts once, "
        "until {}.",
        who,
        day(until),
    )


def _controls(found: OutcomeToVerify, question: Question) -> list[Element]:
    return [
        button("Take it back", Id.VERIFICATION_WITHDRAW, question.id),
        button("Open the plan", Id.PLAN_SHOW, found.outcome.account_id),
    ]
