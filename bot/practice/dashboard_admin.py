"""The dashboard of an administrator: how fresh the data is, what is unknown, what the rules find,
and whether messages arrive.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import Session

from bot.model import (
    Account,
    AccountStatus,
    Goal,
    Health,
    HealthBand,
    Message,
    MessageState,
    Milestone,
    Nudge,
    Plan,
    Reading,
    SignalNow,
    Sweep,
)
from bot.model.nudge import PRESSING
from bot.practice import rule_setting, signal_kind
from bot.practice.access import check_admin
from bot.practice.actor import Actor
from bot.practice.goal import STALE_AFTER_DAYS
from bot.practice.plan_confirm import CONFIRMED_FOR
from bot.practice.rule_setting import RuleTerms

RECENT = timedelta(days=7)
STUCK = (MessageState.DEAD, MessageState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Freshness:
    """How much of one kind of data is there: of `total`, so many are fresh, and so many too old.

    For the rest nothing was ever read. `limit` is after how many days it is too old.
    """

    title: str
    total: int
    fresh: int
    old: int
    last_on: date | None
    limit: int

    @property
    def unknown(self) -> int:
        """Of how many nothing was ever read."""
        return max(0, self.total - self.fresh - self.old)


@dataclass(frozen=True, slots=True)
class Gap:
    """What accounts lack, so that something about them cannot be told: how many of them do."""

    title: str
    accounts: int
    costs: str


@dataclass(frozen=True, slots=True)
class RuleState:
    """A rule, for how many segments it is set otherwise, and how many of its matters press."""

    terms: RuleTerms
    segments: int
    pressing: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """Messages: waiting (the oldest since `waits_since`), sent of late, dead, and unknown."""

    waiting: int
    waits_since: datetime | None
    sent: int
    dead: int
    unknown: int
    reasons: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class AdminDashboard:
    """How well the workspace is fed and served. `swept_at` is how far the rules have looked."""

    accounts: int
    fresh: tuple[Freshness, ...]
    gaps: tuple[Gap, ...]
    rules: tuple[RuleState, ...]
    delivery: Delivery
    swept_at: datetime | None
    zone: str
    today: date


def admin(session: Session, actor: Actor) -> AdminDashboard:
    """All of it, for an admin. A fixed number of statements, however many accounts there are."""
    check_admin(actor)
    total = _count(session, actor)
    sweep = session.get(Sweep, actor.team_id)
    return AdminDashboard(
        accounts=total,
        fresh=(_readings(session, actor), *_signals(session, actor, total)),
        gaps=tuple(_gaps(session, actor)),
        rules=_rules(session, actor),
        delivery=_delivery(session, actor),
        swept_at=sweep.until if sweep else None,
        zone=actor.zone,
        today=actor.today,
    )


ACTIVE = Account.status == AccountStatus.ACTIVE
OPEN_PLAN = and_(
    Plan.team_id == Account.team_id, Plan.account_id == Account.id, Plan.ended_on.is_(None)
)


def _count(session: Session, actor: Actor) -> int:
    every = select(func.count()).select_from(Account)
    return session.scalar(every.where(Account.team_id == actor.team_id, ACTIVE)) or 0


def _readings(session: Session, actor: Actor) -> Freshness:
    """Of the goals of open plans, by their latest reading."""
    newest = (
        select(Goal.id, func.max(Reading.read_on).label("read_on"))
        .select_from(Goal)
        .join(Plan, (Plan.team_id == Goal.team_id) & (Plan.id == Goal.plan_id))
        .outerjoin(Reading, (Reading.team_id == Goal.team_id) & (Reading.goal_id == Goal.id))
        .where(Goal.team_id == actor.team_id, Plan.ended_on.is_(None))
        .group_by(Goal.id)
        .subquery()
    )
    since = actor.today - timedelta(days=STALE_AFTER_DAYS)
    row = session.execute(
        select(
            func.count(),
            func.count().filter(newest.c.read_on >= since),
            func.count().filter(newest.c.read_on < since),
            func.max(newest.c.read_on),
        ).select_from(newest)
    ).one()
    total, fresh, old, last = row
    return Freshness("Goals of open plans", total, fresh, old, last, STALE_AFTER_DAYS)


def _signals(session: Session, actor: Actor, total: int) -> Iterator[Freshness]:
    """Each kind that counts, over the active accounts, by the limit for all segments."""
    kinds = signal_kind.kinds(session, actor.team_id)
    by_day = session.execute(
        select(SignalNow.kind, SignalNow.read_on, func.count())
        .join(
            Account, (Account.team_id == SignalNow.team_id) & (Account.id == SignalNow.account_id)
        )
        .where(SignalNow.team_id == actor.team_id, ACTIVE)
        .group_by(SignalNow.kind, SignalNow.read_on)
    ).all()
    for kind in kinds.values():
        found = [(read_on, number) for name, read_on, number in by_day if name == kind.id]
        since = actor.today - timedelta(days=kind.limit.fresh_days)
        fresh = sum(number for read_on, number in found if read_on >= since)
        old = sum(number for read_on, number in found if read_on < since)
        last = max((read_on for read_on, _ in found), default=None)
        yield Freshness(kind.title, total, fresh, old, last, kind.limit.fresh_days)


def _gaps(session: Session, actor: Actor) -> Iterator[Gap]:
    """What is missing for goals and progress, without which health is unknown."""
    has_plan = exists().where(OPEN_PLAN)
    of_plan = (Goal.team_id == Plan.team_id) & (Goal.plan_id == Plan.id)
    has_goal = exists().where(
        OPEN_PLAN, of_plan, Goal.baseline.is_not(None), Goal.target.is_not(None)
    )
    step_of_plan = (Milestone.team_id == Plan.team_id) & (Milestone.plan_id == Plan.id)
    has_step = exists().where(OPEN_PLAN, step_of_plan, Milestone.due_on.is_not(None))
    agreed = exists().where(OPEN_PLAN, Plan.confirmed_on >= actor.today - CONFIRMED_FOR)
    row = session.execute(
        select(
            func.count().filter(~has_plan),
            func.count().filter(has_plan, ~has_goal),
            func.count().filter(has_plan, ~has_step),
            func.count().filter(has_plan, ~agreed),
            func.count().filter(Account.started_on.is_(None)),
            func.count().filter(Account.renewal_on.is_(None)),
            func.count().filter(Account.arr.is_(None)),
            func.count().filter(Account.owner_id.is_(None)),
        )
        .select_from(Account)
        .where(Account.team_id == actor.team_id, ACTIVE)
    ).one()
    health = session.execute(
        select(
            func.count().filter(Health.band == HealthBand.UNKNOWN),
            func.count().filter(Health.goals.is_(None)),
            func.count().filter(Health.progress.is_(None)),
            func.count().filter(Health.proxies.is_(None)),
        )
        .select_from(Health)
        .join(Account, (Account.team_id == Health.team_id) & (Account.id == Health.account_id))
        .where(Health.team_id == actor.team_id, ACTIVE)
    ).one()
    for (title, costs), number in zip(GAPS, (*row, *health), strict=True):
        yield Gap(title, number, costs)


GAPS = (
    ("without an open plan", "goals and progress are unknown"),
    ("without a goal from a baseline to a target", "results are unknown"),
    ("without a milestone with a date", "progress is unknown"),
    ("without the customer’s agreement in the last quarter", "the plan may be ours alone"),
    ("without the start of the contract", "time to value is unknown"),
    ("without a renewal date", "renewals due and nearness are unknown"),
    ("without recurring revenue", "NRR, GRR and priority are unknown"),
    ("without an owner", "nobody hears of their matters"),
    ("whose health is unknown", "neither results nor progress can be told"),
    ("whose health lacks results", "its weight is shared out"),
    ("whose health lacks progress", "its weight is shared out"),
    ("whose health lacks proxies", "its weight is shared out"),
)
"""Each with what cannot be told without it."""


def _rules(session: Session, actor: Actor) -> tuple[RuleState, ...]:
    rows = session.execute(
        select(Nudge.rule, func.count())
        .where(Nudge.team_id == actor.team_id, PRESSING)
        .group_by(Nudge.rule)
    )
    pressing = {row[0]: row[1] for row in rows}
    differing = rule_setting.differing(session, actor.team_id)
    return tuple(
        RuleState(terms, differing.get(terms.rule.name, 0), pressing.get(terms.rule.name, 0))
        for terms in rule_setting.rules_of(session, actor.team_id)
    )


def _delivery(session: Session, actor: Actor) -> Delivery:
    rows = session.execute(
        select(Message.state, func.count(), func.min(Message.created_at))
        .where(
            Message.team_id == actor.team_id,
            (Message.state != MessageState.SENT) | (Message.settled_at > actor.now - RECENT),
        )
        .group_by(Message.state)
    )
    found = {row[0]: (row[1], row[2]) for row in rows}
    waiting, since = found.get(MessageState.WAITING, (0, None))
    why = session.execute(
        select(func.coalesce(Message.reason, "no reason was given"), func.count())
        .where(Message.team_id == actor.team_id, Message.state.in_(STUCK))
        .group_by(Message.reason)
        .order_by(func.count().desc(), Message.reason)
        .limit(5)
    )
    return Delivery(
        waiting=waiting,
        waits_since=since,
        sent=found.get(MessageState.SENT, (0, None))[0],
        dead=found.get(MessageState.DEAD, (0, None))[0],
        unknown=found.get(MessageState.UNKNOWN, (0, None))[0],
        reasons=tuple((row[0], row[1]) for row in why),
    )
