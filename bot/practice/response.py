"""Responses: one person is asked about one occasion, reminded twice at most, and answers."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import (
    Account,
    Language,
    Member,
    Occasion,
    Player,
    PlayerRole,
    Response,
    ResponseState,
    Stage,
    SurveyKind,
    Trigger,
    Way,
    Workspace,
)
from bot.practice import audit
from bot.practice.actor import Doer
from bot.practice.numbering import next_id
from bot.practice.rows import as_facts
from bot.practice.survey import language_of

REMINDERS = (timedelta(days=3), timedelta(days=7))
"""After so long without an answer a person is reminded, and then no more."""
ENDS = timedelta(days=14)
"""After so long it ends as unanswered, and its link is no good any more."""
CHANGEABLE = timedelta(days=1)
"""So long an answer can be changed by whoever gave it."""
REMINDED_AT = time(10)
GONE = "That question is gone. Look at the account again."


@dataclass(frozen=True, slots=True)
class ResponseFacts:
    """One person's part of an occasion, with all that the question and its answer need.

    `ours` is our own name; `asker_name` is who of ours asks, None where it went by itself.
    """

    id: str
    account_id: str
    account_name: str
    ours: str
    owner_id: str | None
    occasion_id: str
    survey_id: str
    kind: SurveyKind
    trigger: Trigger
    title: str
    stage: Stage | None
    happened_on: date
    player_id: str | None
    player_name: str | None
    player_role: PlayerRole | None
    player_zone: str | None
    player_email: str | None
    player_user_id: str | None
    player_left_on: date | None
    language: Language
    way: Way
    state: ResponseState
    asker_name: str | None
    asked_at: datetime
    expires_at: datetime
    reminders: int
    remind_at: datetime | None
    message_id: str | None
    score: int | None
    words: str | None
    may_quote: bool
    answered_at: datetime | None
    changed_at: datetime | None
    follow_up_on: date | None
    followed_up_at: datetime | None
    reply: str | None

    def is_open(self, now: datetime) -> bool:
        """Whether it can be answered, or its answer changed, at this instant."""
        if self.answered_at is not None:
            return now < self.answered_at + CHANGEABLE
        return self.state is ResponseState.ASKED and now < self.expires_at


FACTS = (
    select(
        Response.id,
        Response.account_id,
        Account.name,
        Workspace.name,
        Account.owner_id,
        Response.occasion_id,
        Occasion.survey_id,
        Response.kind,
        Occasion.trigger,
        Occasion.title,
        Occasion.stage,
        Occasion.happened_on,
        Response.player_id,
        Player.name,
        Player.role,
        Player.zone,
        Player.email,
        Player.slack_user_id,
        Player.left_on,
        Response.language,
        Response.way,
        Response.state,
        Member.name,
        Response.asked_at,
        Response.expires_at,
        Response.reminders,
        Response.remind_at,
        Response.message_id,
        Response.score,
        Response.words,
        Response.may_quote,
        Response.answered_at,
        Response.changed_at,
        Response.follow_up_on,
        Response.followed_up_at,
        Response.reply,
    )
    .join(Account, (Account.team_id == Response.team_id) & (Account.id == Response.account_id))
    .join(Workspace, Workspace.team_id == Response.team_id)
    .join(Occasion, (Occasion.team_id == Response.team_id) & (Occasion.id == Response.occasion_id))
    .outerjoin(Player, (Player.team_id == Response.team_id) & (Player.id == Response.player_id))
    .outerjoin(Member, (Member.team_id == Response.team_id) & (Member.id == Response.asked_by))
)


def facts(session: Session, team_id: str, response_id: str) -> ResponseFacts:
    """One response; a UserError where there is none of that id."""
    session.flush()
    wanted = FACTS.where(Response.team_id == team_id, Response.id == response_id)
    row = session.execute(wanted).one_or_none()
    if row is None:
        raise UserError(GONE)
    return as_facts(ResponseFacts, row)


def ask(session: Session, doer: Doer, occasion: Occasion, player: Player, way: Way) -> Response:
    """Ask a person about an occasion: the row, for whoever delivers the question.

    The language is the player's own as of now. Whether the person may be asked is for the caller.
    """
    response = Response(
        team_id=doer.team_id,
        id=next_id(session, doer.team_id, occasion.account_id),
        account_id=occasion.account_id,
        occasion_id=occasion.id,
        player_id=player.id,
        kind=occasion.kind,
        language=language_of(player.language),
        way=way,
        state=ResponseState.ASKED,
        asked_by=doer.id,
        asked_at=doer.now,
        expires_at=doer.now + ENDS,
        remind_at=next_reminder(doer.now, 0, player.zone),
    )
    audit.add(session, doer, "response.ask", response, occasion.account_id)
    return response


def withdraw_all(session: Session, doer: Doer, player: Player) -> None:
    """Take back all questions to a player that are still open."""
    rows = session.scalars(
        select(Response).where(
            Response.team_id == doer.team_id,
            Response.player_id == player.id,
            Response.state == ResponseState.ASKED,
        )
    ).all()
    with audit.change_all(session, doer, "response.withdraw", rows, player.account_id):
        for one in rows:
            one.state, one.remind_at = ResponseState.WITHDRAWN, None


def next_reminder(asked_at: datetime, reminders: int, zone: str | None) -> datetime:
    """When the next reminder goes, after so many: at ten of the player's working day.

    After the last one it is when the question ends.
    """
    if reminders >= len(REMINDERS):
        return asked_at + ENDS
    return next_morning(asked_at + REMINDERS[reminders], zone)


def next_morning(instant: datetime, zone: str | None) -> datetime:
    """From an instant on, the first ten o'clock of a working day in a player's zone."""
    local = instant.astimezone(ZoneInfo(zone or "UTC"))
    day = local.date() + timedelta(days=local.time() > REMINDED_AT)
    day += timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
    return datetime.combine(day, REMINDED_AT, local.tzinfo)
