"""Answers of those who were asked: by their link, or as Slack vouches who they are.

Every answer, by whichever way, goes through `answer`.
"""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import Language, Player, Response, ResponseState
from bot.practice import audit, response, response_question
from bot.practice.customer import Visitor
from bot.practice.response_after import after_answer
from bot.practice.response_question import Question
from bot.practice.survey import SCALES
from bot.practice.verification_answer import BY_LINK, Guest

LONGEST_WORDS = 2000
OVER = "This question is not open any more. Please tell your contact what you wanted to say."
ANSWERED = "You have answered this, and the answer cannot be changed any more. Thank you."
NO_SCORE = "Please choose a number."


class RefusedError(UserError):
    """It cannot be answered; `language` is the person's, where there is a person to know of."""

    def __init__(self, sentence: str, language: Language | None) -> None:
        super().__init__(sentence)
        self.language = language


class OverError(RefusedError):
    """It was taken back, has ended, is gone, or is somebody else's: the same, whatever there is."""

    def __init__(self, language: Language | None = None) -> None:
        super().__init__(OVER, language)


class AnsweredError(RefusedError):
    """There is an answer, and its day is over."""

    def __init__(self, language: Language) -> None:
        super().__init__(ANSWERED, language)


class Key(NamedTuple):
    """What a link names: one response, of one player."""

    team_id: str
    response_id: str
    player_id: str


def held(session: Session, key: Key, now: datetime) -> tuple[Question, Guest]:
    """A question that can be answered, or its answer changed, and whoever holds its link."""
    asked = _of_link(session, key)
    _check_open(asked, now)
    return asked, _guest(key, asked, now)


def holder(session: Session, key: Key, now: datetime) -> tuple[Question, Guest]:
    """A question, open or over, and whoever holds its link: to ask this person no more."""
    asked = _of_link(session, key)
    return asked, _guest(key, asked, now)


def _of_link(session: Session, key: Key) -> Question:
    try:
        asked = response_question.question(session, key.team_id, key.response_id)
    except UserError:
        raise OverError from None
    if asked.response.player_id != key.player_id or asked.response.player_left_on is not None:
        raise OverError
    return asked


def _guest(key: Key, asked: Question, now: datetime) -> Guest:
    return Guest(
        team_id=key.team_id,
        id=f"{BY_LINK}{key.player_id}"[:64],
        now=now,
        player_id=key.player_id,
        account_id=asked.response.account_id,
    )


def _check_open(asked: Question, now: datetime) -> None:
    language = asked.response.language
    if asked.response.is_open(now):
        return
    if asked.response.answered_at is not None:
        raise AnsweredError(language)
    raise OverError(language)


def by_slack(session: Session, visitor: Visitor, response_id: str) -> Guest | None:
    """Whoever was asked, where it is this person who clicks in Slack; None for everybody else.

    Our side has said which user of which workspace a player is: nothing that is written in a
    request counts for it.
    """
    row = session.execute(
        select(Player.id, Player.account_id)
        .join(Response, (Response.team_id == Player.team_id) & (Response.player_id == Player.id))
        .where(
            Response.team_id == visitor.team_id,
            Response.id == response_id,
            Player.slack_user_id == visitor.id,
            Player.slack_team_id == visitor.home,
            Player.left_on.is_(None),
        )
    ).one_or_none()
    if row is None:
        return None
    return Guest(
        team_id=visitor.team_id,
        id=visitor.id,
        now=visitor.now,
        player_id=row.id,
        account_id=row.account_id,
    )


def to_answer(session: Session, who: Guest, response_id: str) -> Question:
    """A question that this person can answer now, or whose answer can be changed."""
    asked = response_question.question(session, who.team_id, response_id)
    if asked.response.player_id != who.player_id:
        raise OverError
    _check_open(asked, who.now)
    return asked


def answer(
    session: Session,
    who: Guest,
    response_id: str,
    score: int,
    *,
    words: str | None = None,
    may_quote: bool = False,
) -> str:
    """Answer, or change the answer within a day; the response's id.

    Repeating one changes nothing.
    """
    row = _hold(session, who, response_id)
    asked = to_answer(session, who, response_id)
    if row is None or score not in SCALES[asked.response.kind].scores:
        raise UserError(NO_SCORE, "score")
    given = (score, words or None, may_quote and bool(words))
    if (row.score, row.words, row.may_quote) == given:
        return response_id
    with audit.change(session, who, "response.answer", row, row.account_id):
        if row.answered_at is None:
            row.state, row.answered_at, row.remind_at = ResponseState.ANSWERED, who.now, None
        else:
            row.changed_at = who.now
        row.score, row.words, row.may_quote = given
    after_answer(session, row, who.now)
    return response_id


def _hold(session: Session, who: Guest, response_id: str) -> Response | None:
    """Of several answers at once each waits for the one before."""
    return session.get(Response, (who.team_id, response_id), with_for_update=True)


def score(session: Session, who: Guest, response_id: str, given: int) -> str:
    """Answer with a score alone; what was written already stays. The response's id."""
    _hold(session, who, response_id)
    known = response.facts(session, who.team_id, response_id)
    return answer(session, who, response_id, given, words=known.words, may_quote=known.may_quote)


def ask_no_more(session: Session, who: Guest, response_id: str) -> str:
    """Send this person no surveys any more, and take back those that are open; the response's id.

    An answer that was given stays. Repeating it is harmless.
    """
    person = session.get_one(Player, (who.team_id, who.player_id), with_for_update=True)
    with audit.together(session):
        if person.no_surveys_since is None:
            with audit.change(session, who, "response.stop", person, person.account_id):
                person.no_surveys_since = who.now
        response.withdraw_all(session, who, person)
    return response_id
