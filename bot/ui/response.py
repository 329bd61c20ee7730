"""A question to one person in Slack, in the person's language; and what we read of its way."""

from bot.model import ResponseState
from bot.practice.response_answer import LONGEST_WORDS, RefusedError
from bot.practice.response_question import Question
from bot.ui.blocks import (
    Block,
    Element,
    Message,
    actions,
    button,
    confirmed,
    context,
    modal,
    say,
    section,
)
from bot.ui.form import Choice, Field, Kind, window
from bot.ui.ids import Id
from bot.ui.survey_words import Asked, asked, fill, moment_in, score_in, words_of
from bot.ui.text import Mrkdwn, day, entities, join, md, short

SCORES = tuple(Id(f"response.score_{score}") for score in range(11))
"""The buttons of the scores, each at its score's place: Slack wants each to have its own id."""
TICKED = "yes"
NO_LINKS = (
    "Links to a page are not set up here: whoever runs Redthread can set PUBLIC_URL and SECRET_KEY."
)


def question(found: Question, *, is_reminder: bool = False) -> Message:
    """The question with its scores as buttons; answered or over, it says so."""
    if found.response.answered_at is not None:
        return answered(found)
    told = asked(found)
    if found.response.state is not ResponseState.ASKED:
        return say(entities(told.words.refused.over.words))
    lines = [entities(told.words.asked.reminder)] if is_reminder else []
    lines += [entities(told.why), md("*{}*", entities(told.question))]
    return Message(
        [
            context(entities(told.sender)),
            section(join(lines)),
            actions(*_scores(found)),
            context(_ends(found, told)),
            actions(_stop(found, told)),
            context(entities(" ".join(told.kept))),
        ]
    )


def _scores(found: Question) -> list[Element]:
    return [
        button(
            str(score),
            SCORES[score],
            f"{found.response.id} {score}",
            spoken=score_in(found, score),
        )
        for score in found.scale.scores
    ]


def _ends(found: Question, told: Asked) -> Mrkdwn:
    scale = found.scale
    return md("{}: {} · {}: {}", scale.least, told.least, scale.most, told.most)


def _stop(found: Question, told: Asked) -> Element:
    words = told.words
    return confirmed(
        button(words.asked.no_more, Id.RESPONSE_STOP, found.response.id),
        title=words.slack.stop_title,
        text=words.slack.stop_words,
        yes=words.slack.stop_yes,
        no=words.slack.stop_no,
    )


def answered(found: Question) -> Message:
    """What the person reads in place of the question once it is answered."""
    told, response = asked(found), found.response
    words = told.words
    lines = [entities(told.question), entities(fill(words.slack.done, score=_score(found)))]
    if response.words:
        lines.append(md("“{}”", short(response.words, 1000)))
    more = [actions(button(words.slack.more, Id.RESPONSE_CHANGE, response.id))]
    if found.changeable_until is not None:
        until = moment_in(response.language, found.changeable_until, response.player_zone)
        more.append(context(entities(fill(words.page.until, moment=until))))
    return say(join(lines), *more)


def _score(found: Question) -> str:
    score = found.response.score
    return "" if score is None else score_in(found, score)


def refused(refusal: RefusedError) -> str:
    """Why it cannot be answered, in the language of whoever was asked."""
    return words_of(refusal).words


def stopped(found: Question) -> Message:
    """What the person reads who wants to be asked no more."""
    return say(entities(asked(found).words.asked.stopped))


def fields(found: Question) -> tuple[Field, ...]:
    """The score, the open question, and whether the words may be quoted."""
    told, response = asked(found), found.response
    scores = tuple(Choice(str(score), str(score)) for score in found.scale.scores)
    return (
        Field(
            name="score",
            label=told.question,
            kind=Kind.MENU,
            choices=scores,
            required=True,
            initial=None if response.score is None else str(response.score),
        ),
        Field(
            name="words",
            label=told.open_question,
            kind=Kind.TEXT,
            most=LONGEST_WORDS,
            initial=response.words,
        ),
        Field(
            name="may_quote",
            label=told.words.slack.consent,
            kind=Kind.TICK,
            choices=(Choice(TICKED, told.words.asked.quote),),
            initial=response.may_quote,
        ),
    )


def form(found: Question) -> Block:
    """The window with the open question, after a score was given."""
    told = asked(found)
    slack = told.words.slack
    return window(
        slack.window,
        fields(found),
        callback=Id.RESPONSE_SAVE,
        submit=told.words.asked.send,
        metadata=found.response.id,
        note=context(entities(told.why), _ends(found, told)),
        close=slack.close,
    )


def thanks(found: Question) -> Block:
    """What the person sees after the window."""
    told = asked(found)
    shown = answered(found).blocks
    only_words = [one for one in shown if one["type"] != "actions"]
    slack = told.words.slack
    return modal(slack.window, only_words, callback=Id.NOTICE, close=slack.close)


def unreached(found: Question) -> Message:
    """What whoever looks after the account reads where Slack does not reach the person."""
    response = found.response
    return say(
        md(
            "The survey “{}” did not reach *{}* of {}. Please send it as a link, by any way you "
            "like.",
            short(response.title, 150),
            short(response.player_name or "", 80),
            short(response.account_name, 80),
        ),
        actions(button("Show the link", Id.RESPONSE_LINK, response.id)),
    )


def link(found: Question, address: str | None) -> Block:
    """The link, to be copied by one of ours."""
    response = found.response
    words = md(
        "Send this link to *{}* of {}, and to nobody else: whoever has it can answer. It counts "
        "until {}.",
        short(response.player_name or "", 80),
        short(response.account_name, 80),
        day(response.expires_at.date()),
    )
    shown = md("```{}```", address) if address else Mrkdwn(NO_LINKS)
    lines = [words, shown] if address else [shown]
    return modal("A link", [section(join(lines))], callback=Id.NOTICE, close="Done")
