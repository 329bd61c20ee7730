"""What `settings` shows: one's own, and what an admin decides for the workspace."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import Role
from bot.practice import (
    api_token,
    churn_reason,
    exchange_rate,
    health_setting,
    member,
    retention_cost,
    rule_setting,
    segment,
    signal_pull,
    working_time_settings,
)
from bot.practice.access import check_admin
from bot.practice.actor import Actor
from bot.practice.leader import OTHERS, leaders
from bot.practice.member import MemberFacts
from bot.practice.nudges.limits import ALL_SEGMENTS
from bot.practice.pages import Page, page_of
from bot.practice.retention_cost import CostFacts
from bot.practice.rows import Named
from bot.practice.rule_setting import RuleTerms
from bot.practice.segment import SegmentFacts
from bot.practice.signal_kind import Kind, kinds
from bot.practice.survey import SurveyFacts, surveys
from bot.practice.working_time_settings import WorkingTimeFacts


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A colleague with a role. Who `is_named` an admin by the installation's settings stays one."""

    member: MemberFacts
    is_named: bool


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule with what holds for all, and how many segments differ."""

    terms: RuleTerms
    differing: int


@dataclass(frozen=True, slots=True)
class SegmentList:
    """A page of segments. `default_name` leads where nobody was named for all others."""

    page: Page[SegmentFacts]
    default_name: str | None


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything on the first page. `admins` are those who may change what is not one's own."""

    own: WorkingTimeFacts
    shared: WorkingTimeFacts
    roles: Counter[Role]
    segments: tuple[SegmentFacts, ...]
    rules: tuple[RuleLine, ...]
    admins: tuple[Named, ...]
    terms: int
    tokens: int
    currency: str
    rates: int
    reasons: int
    cost: CostFacts | None
    kinds: tuple[Kind, ...]
    surveys: tuple[SurveyFacts, ...]
    failed_sources: int
    may_change: bool


def overview(session: Session, actor: Actor, named: Collection[str]) -> Overview:
    """The first page; `named` are the admins by the installation's settings."""
    colleagues = member.colleagues(session, actor)
    names = {one.id: one.name for one in colleagues}
    currency, rates = exchange_rate.count(session, actor)
    admins = {one.id for one in colleagues if one.role is Role.ADMIN} | set(named)
    return Overview(
        own=working_time_settings.facts(session, actor),
        shared=working_time_settings.facts(session, actor, shared=True),
        roles=Counter(Role.ADMIN if one.id in admins else one.role for one in colleagues),
        segments=tuple(segment.segments(session, actor)),
        rules=_rules(session, actor),
        admins=tuple(Named(one, names.get(one, "")) for one in sorted(admins)),
        terms=health_setting.differing(session, actor.team_id),
        tokens=len(api_token.in_use(session, actor)),
        currency=currency,
        rates=rates,
        reasons=len(churn_reason.offered(session, actor.team_id)),
        cost=retention_cost.latest(session, actor.team_id),
        kinds=tuple(kinds(session, actor.team_id).values()),
        surveys=tuple(surveys(session, actor.team_id).values()),
        failed_sources=signal_pull.failed(session, actor.team_id),
        may_change=actor.role is Role.ADMIN,
    )


def roles(session: Session, actor: Actor, named: Collection[str], number: int) -> Page[RoleLine]:
    """A page of colleagues with their roles; only for admins."""
    check_admin(actor)
    lines = [RoleLine(one, one.id in named) for one in member.colleagues(session, actor)]
    return page_of(lines, number)


def colleague(session: Session, actor: Actor, member_id: str) -> MemberFacts:
    """One of them; only for admins."""
    check_admin(actor)
    for one in member.colleagues(session, actor):
        if one.id == member_id:
            return one
    raise UserError("That person is no full member here any more. Open the settings again.")


def segments(session: Session, actor: Actor, number: int) -> SegmentList:
    """A page of segments with their leaders; only for admins."""
    check_admin(actor)
    found = page_of(segment.segments(session, actor), number)
    default = leaders(session, actor.team_id).default
    names = {one.id: one.name or one.id for one in member.colleagues(session, actor)}
    return SegmentList(found, names.get(default) if default else None)


def rules(session: Session, actor: Actor) -> tuple[RuleLine, ...]:
    """All rules, in the order of their table; only for admins."""
    check_admin(actor)
    return _rules(session, actor)


def _rules(session: Session, actor: Actor) -> tuple[RuleLine, ...]:
    differing = rule_setting.differing(session, actor.team_id)
    terms = rule_setting.rules_of(session, actor.team_id)
    return tuple(RuleLine(one, differing.get(one.rule.name, 0)) for one in terms)


def rule(session: Session, actor: Actor, rule_name: str, number: int) -> Page[RuleTerms]:
    """A rule with what holds for all and for each segment; only for admins."""
    check_admin(actor)
    named = [one.id for one in segment.segments(session, actor) if one.id != OTHERS]
    found = page_of([ALL_SEGMENTS, *named], number)
    terms = rule_setting.rule_in(session, actor.team_id, rule_name, found.rows)
    return Page(tuple(terms), found.number, found.pages)


def terms(session: Session, actor: Actor, rule_name: str, segment_id: str) -> RuleTerms:
    """What holds for a rule in one segment, or in all; only for admins."""
    check_admin(actor)
    if segment_id != ALL_SEGMENTS:
        segment.segment_to_change(session, actor, segment_id)
    return rule_setting.rule_in(session, actor.team_id, rule_name, [segment_id])[0]
