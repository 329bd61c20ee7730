"""Permanence: whether a changed behaviour still holds after 30 and after 90 days."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Outcome, Permanence, PermanenceCheck, Verdict

FIRST_CHECK = timedelta(days=30)
SECOND_CHECK = timedelta(days=90)
BETWEEN = timedelta(days=30)
"""Between two checks at least; sooner it is the same look twice."""
MOST_PARTLY = 3
"""So many times “partly” in a row is an answer, too: nobody is asked again."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look at an outcome: when, and what it found."""

    on: date
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Course:
    """What the looks say together, and when somebody looks again; `partly`: how often in a row."""

    permanence: Permanence | None
    check_due_on: date | None
    partly: int = 0


def first_check(happened_on: date) -> date:
    """The day on which somebody looks again for the first time."""
    return happened_on + FIRST_CHECK


def after(looks: Sequence[Look], happened_on: date) -> Course:
    """What looks say together, in the order in which they were made; of a day the last counts.

    Held twice in a row is permanent, and no look follows. “Partly” is followed by another look 30
    days later, “no” by none; whatever is found later counts again. That it holds counts from the
    day on which a look is due: whoever looks sooner has seen nothing new.
    """
    course = Course(None, first_check(happened_on))
    for look in {one.on: one for one in looks}.values():
        course = _next(course, look, happened_on)
    return course


def _next(course: Course, look: Look, happened_on: date) -> Course:
    due = course.check_due_on
    is_early = due is not None and look.on < due
    match look.verdict:
        case Verdict.NO:
            return Course(Permanence.LOST, None)
        case Verdict.PARTLY:
            partly = max(1, course.partly) if is_early else course.partly + 1
            rests = partly >= MOST_PARTLY
            return Course(Permanence.PARTLY, None if rests else look.on + BETWEEN, partly)
        case Verdict.YES if is_early:
            return course
    if course.permanence in (Permanence.HELD, Permanence.PERMANENT):
        return Course(Permanence.PERMANENT, None)
    return Course(Permanence.HELD, max(happened_on + SECOND_CHECK, look.on + BETWEEN))


def looks_at(session: Session, outcome: Outcome) -> list[Look]:
    """The looks at an outcome, in the order in which they were made."""
    rows = session.execute(
        select(PermanenceCheck.checked_on, PermanenceCheck.verdict)
        .where(PermanenceCheck.team_id == outcome.team_id, PermanenceCheck.outcome_id == outcome.id)
        .order_by(PermanenceCheck.checked_on, PermanenceCheck.created_at, PermanenceCheck.id)
    )
    return [Look(*row) for row in rows]


def plan_check(session: Session, outcome: Outcome) -> None:
    """Write into an outcome what the looks at it say, and when somebody looks again.

    Only a behaviour that is named is looked at again. What was said before looks were kept stands
    until there is one.
    """
    course = Course(outcome.permanence, outcome.check_due_on)
    looks = looks_at(session, outcome)
    if looks or outcome.permanence is None:
        course = after(looks, outcome.happened_on)
    if not outcome.behaviour:
        course = replace(course, check_due_on=None)
    outcome.permanence, outcome.check_due_on = course.permanence, course.check_due_on
