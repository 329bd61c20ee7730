"""Something happened after which a survey is due, and the limits allow it: shall they be asked?

Where a segment's surveys go by themselves, only what cannot go is somebody's matter.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, func, literal, select
from sqlalchemy.orm import Session

from bot.model import Account, Occasion, OccasionState, SurveyTerms, Trigger
from bot.practice.nudges.limits import ALL_SEGMENTS
from bot.practice.nudges.rule import Done, Matters, Rule, Step, Update
from bot.practice.nudges.say import days, listed, quoted
from bot.practice.survey import surveys
from bot.practice.survey_limit import rooms
from bot.practice.way import Reach

HAPPENED = {
    Trigger.MILESTONE: "{title} was reached",
    Trigger.ONBOARDING: "{title}: they are live since",
    Trigger.STAGE: "The stage {title} was finished",
    Trigger.GOAL_REACHED: "The goal {title} was reached",
    Trigger.GOAL_MISSED: "The goal {title} was missed",
    Trigger.OUTCOME: "{title} was logged",
    Trigger.REVIEW: "A review was held",
    Trigger.RENEWAL: "The renewal came within 90 days",
    Trigger.HAND: "{title} was to be asked about",
}
ANY_WAY = Reach(mail=True, links=True)
"""By which way it goes is not said here."""
DETAILS = select(
    Occasion.id, Occasion.title, Occasion.trigger, Occasion.kind, Occasion.happened_on
).where(
    Occasion.team_id == bindparam("team_id"), Occasion.id.in_(bindparam("subjects", expanding=True))
)


def words(row: Row[*tuple[Any, ...]], _began_on: date, today: date) -> str:
    """What happened, when, and what would be asked."""
    ago = (today - row.happened_on).days
    when = {0: "today", 1: "yesterday"}.get(ago, f"{days(ago)} ago")
    what = HAPPENED[row.trigger].format(title=quoted(row.title))
    return f"{what} {when}: ask about it ({row.kind.value.upper()})?"


def whom(session: Session, team_id: str, subjects: Sequence[str], today: date) -> dict[str, str]:
    """Who would be asked, as far as the limits allow it."""
    rows = session.execute(
        select(Occasion.id, Occasion.account_id, Occasion.survey_id).where(
            Occasion.team_id == team_id, Occasion.id.in_(subjects)
        )
    ).all()
    known = surveys(session, team_id)
    here = rooms(session, team_id, {row.account_id for row in rows}, ANY_WAY)
    found = {}
    for row in rows:
        survey = known.get(row.survey_id)
        people = here[row.account_id].free(survey.roles if survey else (), today)
        names = listed([one.name for one in people])
        found[row.id] = f"It would go to {names}." if names else "Choose whom to ask."
    return found


def _sends_itself() -> ColumnElement[bool]:
    """Whether the segment's surveys go by themselves: as it is said for it, else for all."""

    def said(segment: Any) -> ColumnElement[bool | None]:  # noqa: ANN401
        return (
            select(SurveyTerms.sends_itself)
            .where(SurveyTerms.team_id == Account.team_id, SurveyTerms.segment == segment)
            .correlate(Account)
            .scalar_subquery()
        )

    return func.coalesce(said(Account.segment), said(ALL_SEGMENTS), False)


RULE = Rule(
    name="survey_due",
    title="Survey due",
    help="Something happened that a survey asks about: send it, choose others, or skip it.",
    matters=Matters(
        subject=Occasion.id,
        source=Occasion.__table__.join(
            Account.__table__,
            (Account.team_id == Occasion.team_id) & (Account.id == Occasion.account_id),
        ),
        anchor=Occasion.ask_on,
        where=(
            Occasion.state == literal(OccasionState.DUE, literal_execute=True),
            ~_sends_itself() | Occasion.reason.is_not(None),
        ),
    ),
    details=DETAILS,
    words=words,
    evidence=whom,
    severity=1,
    update=Update.SURVEY,
    done=Done.ASK,
    steps=(Step(0),),
)
