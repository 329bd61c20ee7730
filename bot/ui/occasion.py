"""Surveys at an account: what is due, why it is held back, who was asked, what came of it."""

from collections.abc import Sequence
from datetime import date

from bot.model import OccasionState, ResponseState, Way
from bot.practice.occasion import OccasionFacts, Proposal
from bot.practice.occasion_list import AccountSurveys, ByHand, Sent
from bot.practice.response import ResponseFacts
from bot.practice.survey_limit import Askable, Room
from bot.ui.blocks import Block, Element, actions, button, context, modal, section
from bot.ui.form import Choice, Field, Kind, window, words_of
from bot.ui.ids import Id
from bot.ui.text import Mrkdwn, clip, count, day, join, md, short

WAYS = {
    Way.CHANNEL: "in the shared channel, alone",
    Way.DIRECT: "by direct message",
    Way.MAIL: "by mail",
    Way.LINK: "by a link that you send",
}
BECAME = {
    ResponseState.ASKED: "no answer yet",
    ResponseState.UNANSWERED: "no answer",
    ResponseState.WITHDRAWN: "taken back",
}
MOST_PEOPLE = 10
LONGEST_TITLE = 150
SKIP = (
    Field(
        name="reason",
        label="Why is nobody asked this time?",
        kind=Kind.TEXT,
        required=True,
        most=300,
        example="They told us in the review",
    ),
)


def overview(found: AccountSurveys) -> Block:
    """The window of an account's surveys."""
    here = found.room
    blocks: list[Block] = [section(join([_head(here), *_turn(here, found.today)]))]
    if found.may_change:
        ask = button("Ask somebody…", Id.OCCASION_ADD, here.account_id, primary=True)
        blocks.append(actions(ask))
    for one in found.due:
        blocks += _due(one, may_change=found.may_change)
    if found.more_due:
        blocks.append(context(md("{} more are due or wait.", found.more_due)))
    blocks += [_asked(one, found) for one in found.asked]
    if found.more_asked:
        blocks.append(context(md("{} more were asked before.", found.more_asked)))
    blocks += [_closed(one, may_change=found.may_change) for one in found.closed]
    return modal("Surveys", blocks, callback=Id.NOTICE, close="Close", metadata=here.account_id)


def _head(here: Room) -> Mrkdwn:
    return md("*{}* · surveys", short(here.account_name, 120))


def _turn(here: Room, today: date) -> list[Mrkdwn]:
    """When the account was asked last, whom the limits hold back, who wants no surveys."""
    lines = []
    if here.asked_on is None:
        lines.append(md("Nobody there has been asked yet."))
    elif here.free_on is not None and here.free_on > today:
        lines.append(_account_held(here.asked_on, here.free_on, here.terms.account_days))
    else:
        lines.append(md("Asked last on {}.", day(here.asked_on)))
    held = [one for one in here.people if one.free_on is not None and one.free_on > today]
    lines += [_person_held(one) for one in held[:MOST_PEOPLE]]
    if here.silent:
        names = ", ".join(clip(one, 60) for one in here.silent[:MOST_PEOPLE])
        lines.append(md("{}: no surveys, by their own wish.", names))
    return lines


def _account_held(asked_on: date, free_on: date, days: int) -> Mrkdwn:
    return md(
        "Asked on {}: the next turn is on {}, once in {}.",
        day(asked_on),
        day(free_on),
        count(days, "day"),
    )


def _person_held(one: Askable) -> Mrkdwn:
    name = short(one.name, 80)
    if one.asked_on is None or one.free_on is None:
        return md("{}", name)
    return md("{} was asked on {}: again from {} on.", name, day(one.asked_on), day(one.free_on))


def _due(one: Proposal, *, may_change: bool) -> list[Block]:
    found = one.occasion
    head = md("*{}* · {} · {}", _title(found), found.kind.value.upper(), day(found.happened_on))
    blocks = [section(join([head, _next(one)]))]
    if may_change:
        blocks.append(actions(*_controls(one)))
    return blocks


def _title(found: OccasionFacts) -> Mrkdwn:
    return md("“{}”", short(found.title, LONGEST_TITLE))


def _next(one: Proposal) -> Mrkdwn:
    """What is to become of it: to whom it goes, or until when it waits, and for what."""
    found, here = one.occasion, one.room
    if one.people and found.due_on <= one.today:
        names = join([md("{} ({})", short(p.name, 80), _way(p)) for p in one.people], ", ")
        itself = "It goes by itself to" if here.terms.sends_itself else "It would go to"
        return md("{} {}; dropped after {}.", itself, names, day(one.last_day))
    if found.due_on > one.today:
        return md("It is due on {}.", day(found.due_on))
    if not here.of_roles(found.roles):
        roles = " or ".join(words_of(role) for role in found.roles)
        return md("Nobody there is {}: choose whom to ask.", roles or "named by the survey")
    return _held(one, here.first_day(found.roles, found.due_on))


def _held(one: Proposal, until: date) -> Mrkdwn:
    whom = "this customer" if until == one.room.free_on else "whom it would ask"
    why, last = f"{whom} was asked of late", day(one.last_day)
    if until > one.last_day:
        return md("Held back, since {}; its moment passes on {}, so it is dropped.", why, last)
    return md("Held back until {}, since {}; dropped after {}.", day(until), why, last)


def _way(one: Askable) -> str:
    return WAYS[one.way] if one.way else "no way leads there"


def _controls(one: Proposal) -> list[Element]:
    found = one.occasion
    controls = []
    if one.people and found.due_on <= one.today:
        controls.append(_button("Send", Id.OCCASION_ASK, found))
    controls.append(_button("Change people", Id.OCCASION_EDIT, found))
    return [*controls, _button("Skip", Id.OCCASION_SKIP, found)]


def _button(text: str, action: Id, found: OccasionFacts) -> Element:
    return button(text, action, found.id, spoken=f"{text}: {clip(found.title, 60)}")


def _asked(one: ResponseFacts, found: AccountSurveys) -> Block:
    who, kind = short(one.player_name or "Somebody", 80), one.kind.value.upper()
    asked_on = day(found.room.hours.local(one.asked_at).date())
    about = md("{}, {}: “{}”", kind, asked_on, short(one.title, LONGEST_TITLE))
    text = join([md("*{}* · {}", who, _answer(one)), about])
    is_link = one.way is Way.LINK and one.state is ResponseState.ASKED
    spoken = f"Show the link: {clip(one.player_name or '', 60)}"
    show = button("Show the link", Id.RESPONSE_LINK, one.id, spoken=spoken)
    return section(text, show if is_link and found.may_change else None)


def _answer(one: ResponseFacts) -> Mrkdwn:
    if one.state is not ResponseState.ANSWERED:
        reminded = f", reminded {count(one.reminders, 'time')}" if one.reminders else ""
        return md("{}, {}{}", BECAME[one.state], WAYS[one.way], reminded)
    words = md(": “{}”", short(one.words, 300)) if one.words else Mrkdwn("")
    return md("answered *{}*{}", str(one.score), words)


def _closed(one: OccasionFacts, *, may_change: bool) -> Block:
    who = short(one.closed_by_name or "", 60)
    is_skipped = one.state is OccasionState.SKIPPED
    did = md("skipped by {}", who) if is_skipped else md("not asked")
    text = md("{} · {}: {}", _title(one), did, short(one.reason or "", 300))
    again = _button("Ask after all", Id.OCCASION_TAKE_UP, one)
    return section(text, again if is_skipped and may_change else None)


def fields(found: Proposal) -> tuple[Field, ...]:
    """Whom to ask, and of what, as they read it."""
    return (_whom(found.people), _about(found.occasion.title))


def _whom(people: Sequence[Askable]) -> Field:
    return Field(
        name="player_ids",
        label="Whom do we ask?",
        kind=Kind.SEARCH_MANY,
        search=Id.PLAYER_OF_CUSTOMER,
        required=True,
        initial=tuple(Choice(one.id, clip(one.name, 75)) for one in people),
    )


def _about(title: str) -> Field:
    return Field(
        name="title",
        label="What is it about?",
        required=True,
        most=LONGEST_TITLE,
        initial=title[:LONGEST_TITLE],
        hint="They read this, in your words.",
    )


def form(found: Proposal) -> Block:
    """The window to choose whom to ask about an occasion."""
    one = found.occasion
    head = md(
        "*{}*: {}, {}. They are asked by {}.",
        short(found.room.account_name, 80),
        _title(one),
        day(one.happened_on),
        one.kind.value.upper(),
    )
    return window(
        "Ask them",
        fields(found),
        note=section(join([head, *_turn(found.room, found.today)])),
        callback=Id.OCCASION_SAVE,
        submit="Send",
        metadata=one.id,
    )


def by_hand_fields(found: ByHand) -> tuple[Field, ...]:
    """By which survey, whom, and about what."""
    choices = tuple(Choice(one.id, one.title) for one in found.surveys)
    survey = Field(
        name="survey_id",
        label="What do we want to know?",
        kind=Kind.MENU,
        required=True,
        choices=choices,
        initial=choices[0].value if choices else None,
    )
    return (survey, _whom(found.people), _about("Our work together"))


def by_hand(found: ByHand) -> Block:
    """The window to ask somebody by hand."""
    here = found.room
    if not found.surveys:
        words = md("All surveys that are sent by hand are off. An admin switches them on.")
        return modal("Ask them", [section(words)], callback=Id.NOTICE, close="Close")
    return window(
        "Ask them",
        by_hand_fields(found),
        note=section(join([_head(here), *_turn(here, found.today)])),
        callback=Id.OCCASION_SAVE_ADDED,
        submit="Send",
        metadata=here.account_id,
    )


def skip_form(found: Proposal) -> Block:
    """The window that asks why nobody is asked."""
    return window(
        "Skip it",
        SKIP,
        note=section(md("*{}*: {}", short(found.room.account_name, 80), _title(found.occasion))),
        callback=Id.OCCASION_SAVE_SKIPPED,
        submit="Skip",
        metadata=found.occasion.id,
    )


def sent(found: Sent) -> Block:
    """Who was asked, and by which way; a link is there to be copied."""
    about = md("*{}*: “{}”", short(found.account_name, 80), short(found.title, LONGEST_TITLE))
    blocks: list[Block] = [section(about)]
    for one in found.responses:
        text = md("✓ {}, {}", short(one.player_name or "", 80), WAYS[one.way])
        is_link = one.way is Way.LINK
        show = button("Show the link", Id.RESPONSE_LINK, one.id, spoken=f"Link: {one.player_name}")
        blocks.append(section(text, show if is_link else None))
    blocks.append(context(md("They are reminded twice at most, and after 14 days it ends.")))
    return modal("Asked", blocks, callback=Id.NOTICE, close="Done", metadata=found.account_id)
