"""Accounts at risk: in red, or in a drop; the worst first, by revenue × severity."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from bot.model import Account, AccountStatus, Health, HealthBand, Member
from bot.practice.actor import Actor
from bot.practice.nudge import Means, mean_revenue
from bot.practice.nudges.priority import nearness_factor, revenue_factor
from bot.practice.pages import nearest
from bot.practice.rows import as_facts, ask
from bot.practice.segment import segment_named

PAGE = 8
MINE, ALL = "mine", "all"


@dataclass(frozen=True, slots=True)
class Risk:
    """One account at risk, with the parts of its score; None where a part is unknown."""

    account_id: str
    account_name: str
    owner_id: str | None
    owner_name: str | None
    arr: Decimal | None
    currency: str | None
    renewal_on: date | None
    score: int
    band: HealthBand
    goals: Decimal | None
    progress: Decimal | None
    proxies: Decimal | None
    green: int
    dropped_on: date | None
    dropped_from: int | None

    @property
    def severity(self) -> int:
        """The points that are missing to green, or by which it fell where that is more."""
        fallen = self.dropped_from - self.score if self.dropped_from is not None else 0
        return max(self.green - self.score, fallen, 1)


@dataclass(frozen=True, slots=True)
class RiskList:
    """One page of accounts at risk; pages count from 1. `words` are what was asked for."""

    words: str
    risks: tuple[Risk, ...]
    total: int
    page: int
    pages: int
    today: date


RISKS = (
    select(
        Account.id,
        Account.name,
        Account.owner_id,
        Member.name,
        Account.arr,
        Account.currency,
        Account.renewal_on,
        Health.score,
        Health.band,
        Health.goals,
        Health.progress,
        Health.proxies,
        Health.green,
        Health.dropped_on,
        Health.dropped_from,
    )
    .join(Account, (Account.team_id == Health.team_id) & (Account.id == Health.account_id))
    .outerjoin(Member, (Member.team_id == Account.team_id) & (Member.id == Account.owner_id))
    .where(
        Account.status == AccountStatus.ACTIVE,
        Health.score.is_not(None),
        or_(Health.band == HealthBand.RED, Health.dropped_on.is_not(None)),
    )
)


def at_risk(session: Session, actor: Actor, words: str, page: int = 1) -> RiskList:
    """A page of the accounts at risk: one's own, all, or those of the segment that is named.

    Without words a leader sees all, anybody else their own.
    """
    words = " ".join(words.split()) or (ALL if actor.leads else MINE)
    here = [Health.team_id == actor.team_id, *_among(session, actor, words)]
    found = [as_facts(Risk, row) for row in ask(session, RISKS.where(*here))]
    means = mean_revenue(session, actor.team_id) if found else {}
    found.sort(key=lambda one: (-_weight(one, means, actor.today), one.account_id))
    page, pages = nearest(len(found), page, PAGE)
    return RiskList(
        words=words,
        risks=tuple(found[(page - 1) * PAGE : page * PAGE]),
        total=len(found),
        page=page,
        pages=pages,
        today=actor.today,
    )


def _among(session: Session, actor: Actor, words: str) -> list[ColumnElement[bool]]:
    match words.casefold():
        case "mine":
            return [Account.owner_id == actor.id]
        case "all":
            return []
    return [Account.segment == segment_named(session, actor, words)]


def _weight(risk: Risk, means: Means, today: date) -> Decimal:
    """Revenue × severity; of two alike, the nearer renewal weighs more."""
    near = nearness_factor(risk.renewal_on, today) / 1000
    return revenue_factor(risk.arr, means.get(risk.currency)) * risk.severity + near
