"""Looking for what a digest tells: a statement or two for each part, however many the accounts.

What happened is counted by the instant at which it was entered, so that nothing falls between two
digests.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, bindparam, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.model import (
    Account,
    AccountStatus,
    AuditEvent,
    Goal,
    Milestone,
    Nudge,
    Outcome,
    Plan,
    Reading,
    Scope,
    SurveyKind,
)
from bot.practice import attention, goal, outcome, sentiment_query
from bot.practice.account import lines_of
from bot.practice.actor import Actor
from bot.practice.anatomy import OutcomeFacts
from bot.practice.attention import Attention
from bot.practice.digest import WEEK, Subscription, of_channel, scope_name
from bot.practice.digest_facts import (
    DUE_WITHIN,
    RENEWING_WITHIN,
    DigestFacts,
    GoalReached,
    Listed,
    OutcomeTold,
    PlanMoved,
    Renewal,
    Risk,
    StepFacts,
)
from bot.practice.goal import GoalState, attainment, is_reached
from bot.practice.rows import as_facts, ask
from bot.practice.sums import Rates, Sums, rates_of, sums
from bot.practice.survey_score import Said

T = TypeVar("T")

WEEKS = 8
LISTED = 20
RISKS_LISTED = 50


def facts(
    session: Session,
    team_id: str,
    wanted: Subscription,
    now: datetime,
    since: datetime,
) -> DigestFacts:
    """What to tell now of the accounts in scope: what happened since then, how things stand."""
    about = scope_name(session, team_id, wanted.scope, wanted.scope_of)
    rates = rates_of(session, team_id)
    look = _Look(session, team_id, _scope(team_id, wanted), since, now, wanted.zone, rates)
    at_risk = look.at_risk()
    customers, revenue = look.customers()
    return DigestFacts(
        about=about or "Nobody's customers",
        is_of_all=wanted.scope is Scope.ALL,
        since=since,
        until=now,
        zone=wanted.zone,
        customers=customers,
        revenue=revenue,
        outcomes=look.outcomes(),
        verified=look.verified(),
        value=look.value(),
        goals=look.goals(),
        weeks=look.weeks(),
        steps_done=look.steps_done(),
        plans_begun=look.plans_begun(),
        plans_moved=look.plans_moved(),
        said=look.said(),
        risks=look.told(at_risk),
        risk_revenue=sums(((one.currency, one.arr) for one in at_risk), rates),
        new_risks=sum(one.oldest_at >= since for one in at_risk),
        steps_due=look.steps_due(),
        renewals=look.renewals(),
    )


def preview(session: Session, actor: Actor, channel_id: str) -> DigestFacts:
    """What the channel's digest would tell now of the last week; without one, of all accounts."""
    wanted = of_channel(session, actor, channel_id) or Subscription(zone=actor.zone)
    return facts(session, actor.team_id, wanted, actor.now, actor.now - WEEK)


def _scope(team_id: str, wanted: Subscription) -> tuple[ColumnElement[bool], ...]:
    here = Account.team_id == team_id, Account.status == AccountStatus.ACTIVE
    match wanted.scope:
        case Scope.SEGMENT:
            return *here, Account.segment == wanted.scope_of
        case Scope.OWNER:
            return *here, Account.owner_id == wanted.scope_of
    return here


_of_outcome = (Account.team_id == Outcome.team_id) & (Account.id == Outcome.account_id)
_of_plan = (Account.team_id == Plan.team_id) & (Account.id == Plan.account_id)
_plan_of_step = (Plan.team_id == Milestone.team_id) & (Plan.id == Milestone.plan_id)


def _before(column: InstrumentedAttribute[T]) -> ScalarSelect[T]:
    """Of the latest reading before the span."""
    return (
        select(column)
        .where(
            Reading.team_id == Goal.team_id,
            Reading.goal_id == Goal.id,
            Reading.created_at < bindparam("since"),
        )
        .order_by(Reading.read_on.desc(), Reading.created_at.desc(), Reading.id.desc())
        .limit(1)
        .scalar_subquery()
    )


MEASURED = (
    goal.STATES.add_columns(Account.name, _before(Reading.value), _before(Reading.read_on))
    .join(Plan, (Plan.team_id == Goal.team_id) & (Plan.id == Goal.plan_id))
    .join(Account, _of_plan)
    .where(
        exists().where(
            Reading.team_id == Goal.team_id,
            Reading.goal_id == Goal.id,
            Reading.created_at >= bindparam("since"),
        )
    )
)
"""The goals of which there is a new reading: their state, whose they are, value and day before."""


@dataclass(frozen=True, slots=True)
class _Look:
    """One look at a workspace's accounts in scope, over a span."""

    session: Session
    team_id: str
    scope: tuple[ColumnElement[bool], ...]
    since: datetime
    until: datetime
    zone: str
    rates: Rates

    @property
    def today(self) -> date:
        return self.until.astimezone(ZoneInfo(self.zone)).date()

    def customers(self) -> tuple[int, Sums]:
        """How many they are, and their revenue."""
        rows = self._rows(
            select(Account.currency, func.sum(Account.arr), func.count())
            .where(*self.scope)
            .group_by(Account.currency)
        )
        return sum(row[2] for row in rows), sums(((row[0], row[1]) for row in rows), self.rates)

    def outcomes(self) -> Listed[OutcomeTold]:
        """The outcomes that were logged, those with a story first."""
        query = (
            outcome.FACTS.add_columns(Account.name)
            .join(Account, _of_outcome)
            .where(*self.scope, self._happened(Outcome.created_at))
            .order_by(Outcome.story.is_(None), Outcome.happened_on.desc(), Outcome.id)
        )
        return self._listed(query, lambda row: OutcomeTold(row[-2], OutcomeFacts(*row[:-2])))

    def verified(self) -> int:
        """How many of them the customer confirmed."""
        ((found,),) = self._rows(
            select(func.count())
            .select_from(Outcome)
            .join(Account, _of_outcome)
            .where(
                *self.scope, self._happened(Outcome.created_at), Outcome.verified_on.is_not(None)
            )
        )
        return int(found)

    def value(self) -> Sums:
        """What the outcomes are worth."""
        rows = self._rows(
            select(Outcome.currency, func.sum(Outcome.value))
            .join(Account, _of_outcome)
            .where(*self.scope, self._happened(Outcome.created_at), Outcome.value > Decimal(0))
            .group_by(Outcome.currency)
        )
        return sums(((row[0], row[1]) for row in rows), self.rates)

    def weeks(self) -> tuple[tuple[date, int], ...]:
        """How many outcomes were logged in each of the last weeks, the oldest first."""
        begin = self.until - WEEKS * WEEK
        rows = self._rows(
            select(Outcome.created_at)
            .join(Account, _of_outcome)
            .where(*self.scope, Outcome.created_at >= begin, Outcome.created_at < self.until)
        )
        counts = [0] * WEEKS
        for (at,) in rows:
            counts[(at - begin) // WEEK] += 1
        first = self.today - WEEKS * WEEK
        return tuple((first + n * WEEK, count) for n, count in enumerate(counts))

    def goals(self) -> tuple[GoalReached, ...]:
        """The goals that were reached by a reading of this span."""
        query = MEASURED.where(*self.scope)
        rows = ask(self.session, query, team_id=self.team_id, since=self.since)
        found = []
        for *columns, account_name, before, before_on in rows:
            state = as_facts(GoalState, columns, today=self.today)
            was = attainment(state.baseline, state.target, before, state.direction)
            if state.is_achieved and not is_reached(was, before_on, state.reopened_on):
                found.append(GoalReached(account_name, state))
        return tuple(found)

    def steps_done(self) -> Listed[StepFacts]:
        """The milestones that were marked done and still are."""
        marked = select(AuditEvent.subject_id).where(
            AuditEvent.team_id == self.team_id,
            self._happened(AuditEvent.at),
            AuditEvent.verb == "milestone.finish",
        )
        query = (
            self._steps(Milestone.done_on)
            .where(Milestone.done_on.is_not(None), Milestone.id.in_(marked))
            .order_by(Milestone.weight.desc(), Milestone.done_on.desc(), Milestone.id)
        )
        return self._listed(query, lambda row: StepFacts(*row[:-1]))

    def steps_due(self) -> Listed[StepFacts]:
        """The milestones of open plans that are due within a week."""
        query = (
            self._steps(Milestone.due_on)
            .where(
                Plan.ended_on.is_(None),
                Milestone.done_on.is_(None),
                Milestone.due_on >= self.today,
                Milestone.due_on < self.today + DUE_WITHIN,
            )
            .order_by(Milestone.due_on, Milestone.id)
        )
        return self._listed(query, lambda row: StepFacts(*row[:-1]))

    def _steps(self, day: InstrumentedAttribute[date | None]) -> Select[*tuple[Any, ...]]:
        return (
            select(Account.name, Milestone.title, day)
            .join(Plan, _plan_of_step)
            .join(Account, _of_plan)
            .where(*self.scope, Milestone.team_id == self.team_id)
        )

    def plans_begun(self) -> tuple[PlanMoved, ...]:
        """The plans that were begun."""
        return self._plans(self._happened(Plan.created_at))

    def plans_moved(self) -> tuple[PlanMoved, ...]:
        """The plans that came into another stage."""
        advanced = select(AuditEvent.subject_id).where(
            AuditEvent.team_id == self.team_id,
            self._happened(AuditEvent.at),
            AuditEvent.verb == "plan.advance",
        )
        return self._plans(Plan.id.in_(advanced))

    def _plans(self, which: ColumnElement[bool]) -> tuple[PlanMoved, ...]:
        rows = self._rows(
            select(Account.name, Plan.stage)
            .join(Account, _of_plan)
            .where(*self.scope, which)
            .order_by(Account.name_key)
        )
        return tuple(PlanMoved(*row) for row in rows)

    def said(self) -> dict[SurveyKind, Said]:
        """What people answered, by kind of survey."""
        given = sentiment_query.span(self.team_id, self.since, self.until, self.until)
        return sentiment_query.heard(self.session, given, *self.scope)

    def renewals(self) -> tuple[Renewal, ...]:
        """The contracts that end within a month, the next first."""
        rows = self._rows(
            select(Account.name, Account.renewal_on, Account.arr, Account.currency)
            .where(
                *self.scope,
                Account.renewal_on >= self.today,
                Account.renewal_on < self.today + RENEWING_WITHIN,
            )
            .order_by(Account.renewal_on, Account.name_key)
        )
        return tuple(Renewal(*row) for row in rows)

    def at_risk(self) -> list[Attention]:
        """The accounts at risk with what puts them there, the most valuable first."""
        risky = Nudge.rule.in_(attention.RISKS)
        return attention.by_account(self.session, self.team_id, self.today, risky, *self.scope)

    def told(self, at_risk: Sequence[Attention]) -> Listed[Risk]:
        """The first of the accounts at risk, with the reason."""
        first = at_risk[:RISKS_LISTED]
        accounts = lines_of(self.session, self.team_id, [one.account_id for one in first])
        nudge_ids = [one.nudge_id for one in first]
        nudges = attention.in_words(self.session, self.team_id, nudge_ids, self.today)
        risks = [Risk(accounts[a.account_id], nudges[a.nudge_id], a.matters) for a in first]
        return Listed(len(at_risk), tuple(risks))

    def _happened(self, at: InstrumentedAttribute[datetime]) -> ColumnElement[bool]:
        return (at >= self.since) & (at < self.until)

    def _rows(self, query: Select[*tuple[Any, ...]]) -> Sequence[Row[*tuple[Any, ...]]]:
        return ask(self.session, query).all()

    def _listed(
        self, query: Select[*tuple[Any, ...]], fact: Callable[[Row[*tuple[Any, ...]]], T]
    ) -> Listed[T]:
        """The first of what the query finds, and how many there are in all."""
        counted = query.add_columns(func.count().over()).limit(LISTED)
        rows = self._rows(counted)
        return Listed(rows[0][-1] if rows else 0, tuple(fact(row) for row in rows))
