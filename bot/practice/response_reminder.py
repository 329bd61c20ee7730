"""Reminders: whoever has not answered is reminded twice at most, and then it is over."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Player, Response, ResponseState
from bot.model.response import IS_OPEN
from bot.practice import audit
from bot.practice.actor import by_itself
from bot.practice.response import ENDS, REMINDED_AT, REMINDERS, next_morning, next_reminder

LATEST = time(17)
"""From then on it waits for the person's next working day."""
BETWEEN = REMINDERS[1] - REMINDERS[0]
"""So long at least between two, also where no clock ran for days."""
FRIDAY = 5


def due(session: Session, team_id: str, now: datetime) -> list[str]:
    """The questions of which a reminder is due, or the end; those due for longest first."""
    return list(
        session.scalars(
            select(Response.id)
            .where(Response.team_id == team_id, IS_OPEN, Response.remind_at <= now)
            .order_by(Response.remind_at, Response.id)
        )
    )


def carry_out(session: Session, team_id: str, response_id: str, now: datetime) -> bool:
    """Do what is due about a question; whether the person is to be reminded now.

    It ends where the last reminder was long ago, and is taken back from whoever is not to be asked
    any more. Outside the person's working hours it waits for the next morning.
    """
    response = session.get_one(Response, (team_id, response_id), with_for_update=True)
    is_due = response.remind_at is not None and response.remind_at <= now
    if response.state is not ResponseState.ASKED or not is_due:
        return False
    player = session.get(Player, (team_id, response.player_id or ""))
    if player is None or _is_not_asked(player):
        _close(session, response, "response.withdraw", ResponseState.WITHDRAWN, now)
    elif now >= response.expires_at or response.reminders >= len(REMINDERS):
        _close(session, response, "response.end", ResponseState.UNANSWERED, now)
    elif (waits_until := _when(now, player.zone)) > now:
        response.remind_at = min(waits_until, response.expires_at)
    else:
        _count(session, response, player.zone, now)
        return True
    return False


def _is_not_asked(player: Player) -> bool:
    return bool(player.left_on or player.no_surveys_since or player.forgotten_at)


def _close(
    session: Session, response: Response, verb: str, state: ResponseState, now: datetime
) -> None:
    bot = by_itself(response.team_id, now)
    with audit.change(session, bot, verb, response, response.account_id):
        response.state, response.remind_at = state, None


def _count(session: Session, response: Response, zone: str | None, now: datetime) -> None:
    bot = by_itself(response.team_id, now)
    with audit.change(session, bot, "response.remind", response, response.account_id):
        response.reminders += 1
        later = next_reminder(response.asked_at, response.reminders, zone)
        last = response.asked_at + ENDS
        response.remind_at = min(max(later, now + BETWEEN), last)


def _when(now: datetime, zone: str | None) -> datetime:
    """This instant within the person's working hours, else the next working day's morning."""
    local = now.astimezone(ZoneInfo(zone or "UTC"))
    is_at_work = local.isoweekday() <= FRIDAY and REMINDED_AT <= local.time() < LATEST
    return now if is_at_work else next_morning(now, zone)
