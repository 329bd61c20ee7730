"""What can happen that a survey asks about: a statement a trigger, over all accounts."""

import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    Row,
    Select,
    String,
    case,
    cast,
    func,
    literal,
    null,
    select,
    type_coerce,
)
from sqlalchemy.orm import InstrumentedAttribute

from bot.database import Base
from bot.model import (
    Account,
    Consent,
    Goal,
    Milestone,
    Outcome,
    Plan,
    Review,
    Stage,
    SurveyKind,
    Trigger,
)
from bot.practice.nudges.goals import HAS_TARGET, REACHED_ON, is_achieved, with_latest

AHEAD = timedelta(days=90)
"""So long before a renewal it is asked about."""
A_STEP, A_GOAL, A_CHANGE = "A step of your plan", "A goal of your plan", "What you achieved"
"""As the customer reads of what is not shown to them."""
STAGES = tuple(Stage)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened at an account; see `bot.model.occasion` for its parts.

    `kind` is what it says itself should be asked, None where that is the survey's to say.
    """

    subject_id: str
    account_id: str
    owner_id: str | None
    segment: str | None
    plan_id: str | None
    kind: str | None
    title: str
    step: str | None
    stage: Stage | None
    happened_on: date


@dataclass(frozen=True, slots=True)
class Source:
    """Where a trigger's events are found: columns as in Event.

    `of` is the id that its subjects begin with, `on` the day by which it is looked for, which is
    the event's own or `ahead` of it. `passed` tells the subjects that stand from a row, where they
    are more than the row's.
    """

    found: Select[*tuple[Any, ...]]
    of: InstrumentedAttribute[str]
    on: ColumnElement[date] | InstrumentedAttribute[date] | InstrumentedAttribute[date | None]
    ahead: timedelta = timedelta()
    passed: Callable[[Row[*tuple[Any, ...]]], Iterable[str]] = lambda row: [row.subject]


def _of(
    source: type[Base] | FromClause,
    subject: ColumnElement[str],
    title: ColumnElement[str] | InstrumentedAttribute[str],
    on: Any,  # noqa: ANN401 - a column of days, of whichever kind
    *,
    kind: ColumnElement[Any] | InstrumentedAttribute[Any] | None = None,
    step: ColumnElement[Any] | InstrumentedAttribute[Any] | None = None,
    stage: ColumnElement[Any] | InstrumentedAttribute[Any] | None = None,
) -> Select[*tuple[Any, ...]]:
    return select(
        subject.label("subject"),
        Account.id,
        Account.owner_id,
        Account.segment,
        Plan.id,
        (null() if kind is None else kind).label("kind"),
        title,
        (null() if step is None else step).label("step"),
        (Plan.stage if stage is None else stage).label("stage"),
        type_coerce(on, Date()).label("day"),
    ).select_from(source)


def _dated(id_: ColumnElement[Any] | InstrumentedAttribute[Any], mark: Any) -> ColumnElement[str]:  # noqa: ANN401
    """An id with what tells one time from the next; the id alone where there is none."""
    return func.coalesce(id_ + literal("/") + cast(mark, String), id_)


PLAN_OF_ACCOUNT = (Account.team_id == Plan.team_id) & (Account.id == Plan.account_id)
OPEN_PLAN = PLAN_OF_ACCOUNT & Plan.ended_on.is_(None)
_milestones = (
    _of(
        Milestone,
        _dated(Milestone.id, Milestone.done_on),
        case((Milestone.is_shared, Milestone.title), else_=A_STEP),
        Milestone.done_on,
        kind=Milestone.survey,
        step=Milestone.title,
    )
    .join(Plan, (Plan.team_id == Milestone.team_id) & (Plan.id == Milestone.plan_id))
    .join(Account, PLAN_OF_ACCOUNT)
    .where(Milestone.done_on.is_not(None))
)
_kinds = [one.value for one in SurveyKind]
_goals = Goal.__table__.join(
    Plan.__table__, (Plan.team_id == Goal.team_id) & (Plan.id == Goal.plan_id)
).join(Account.__table__, PLAN_OF_ACCOUNT)
_goal_title = case((Goal.is_shared, Goal.behaviour), else_=A_GOAL)
_before = {later.value: earlier.value for earlier, later in itertools.pairwise(STAGES)}
_is_through = Plan.ended_on.is_not(None) & (Plan.stage == Stage.DASHBOARD)
_finished = case(
    (_is_through, literal(Stage.DASHBOARD.value)),
    *((Plan.stage == Stage(later), literal(earlier)) for later, earlier in _before.items()),
    else_=null(),
)
_finished_on = case((_is_through, Plan.ended_on), else_=Plan.stage_since)


def _stages_passed(row: Row[*tuple[Any, ...]]) -> list[str]:
    """All stages up to the one that was finished last."""
    plan_id, _, last = row.subject.partition("/")
    return [f"{plan_id}/{one.value}" for one in STAGES[: STAGES.index(Stage(last)) + 1]]


SOURCES: Mapping[Trigger, Source] = {
    Trigger.MILESTONE: Source(
        _milestones.where(Milestone.survey.in_(_kinds)), Milestone.id, Milestone.done_on
    ),
    Trigger.ONBOARDING: Source(
        _milestones.where(Milestone.is_onboarding), Milestone.id, Milestone.done_on
    ),
    Trigger.STAGE: Source(
        _of(
            Plan,
            _dated(Plan.id, _finished),
            literal(""),
            _finished_on,
            stage=type_coerce(_finished, Plan.stage.type),
        )
        .join(Account, PLAN_OF_ACCOUNT)
        .where(_finished.is_not(None)),
        Plan.id,
        _finished_on,
        passed=_stages_passed,
    ),
    Trigger.GOAL_REACHED: Source(
        _of(with_latest(_goals), _dated(Goal.id, Goal.reopened_on), _goal_title, REACHED_ON).where(
            *HAS_TARGET, is_achieved()
        ),
        Goal.id,
        REACHED_ON,
    ),
    Trigger.GOAL_MISSED: Source(
        _of(
            with_latest(_goals, isouter=True),
            _dated(Goal.id, Goal.due_on),
            _goal_title,
            Goal.due_on,
        ).where(
            *HAS_TARGET,
            is_achieved().is_not(True),
            Plan.ended_on.is_(None) | (Plan.ended_on > Goal.due_on),
        ),
        Goal.id,
        Goal.due_on,
    ),
    Trigger.OUTCOME: Source(
        _of(
            Outcome,
            type_coerce(Outcome.id, String),
            case(
                (
                    Outcome.verified_on.is_not(None) | (Outcome.consent != Consent.INTERNAL),
                    Outcome.change,
                ),
                else_=A_CHANGE,
            ),
            Outcome.happened_on,
        )
        .join(Account, (Account.team_id == Outcome.team_id) & (Account.id == Outcome.account_id))
        .outerjoin(Plan, (Plan.team_id == Outcome.team_id) & (Plan.id == Outcome.plan_id)),
        Outcome.id,
        Outcome.happened_on,
    ),
    Trigger.REVIEW: Source(
        _of(Review, type_coerce(Review.id, String), literal("Our review"), Review.held_on)
        .join(Account, (Account.team_id == Review.team_id) & (Account.id == Review.account_id))
        .outerjoin(Plan, (Plan.team_id == Review.team_id) & (Plan.id == Review.plan_id)),
        Review.id,
        Review.held_on,
    ),
    Trigger.RENEWAL: Source(
        _of(
            Account,
            _dated(Account.id, Account.renewal_on),
            literal("Our work together"),
            Account.renewal_on,
        ).outerjoin(Plan, OPEN_PLAN),
        Account.id,
        Account.renewal_on,
        ahead=AHEAD,
    ),
}
"""What can happen by itself; `hand` is asked for by somebody."""
