"""Settings of rules: on or off, and after how many days, for everybody or for one segment."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import Role, RuleSetting
from bot.practice import audit
from bot.practice.actor import Actor
from bot.practice.nudges import sweep
from bot.practice.nudges.limits import ALL_SEGMENTS
from bot.practice.nudges.rule import Rule
from bot.practice.nudges.table import RULES

MOST_DAYS = 730


@dataclass(frozen=True, slots=True)
class RuleTerms:
    """What holds for a rule in one segment, or in all where `segment` is empty.

    `days` is None where the rule has fixed steps. `is_own`: set for this very segment, and not
    inherited from all segments or from the rule's default.
    """

    rule: Rule
    segment: str
    is_on: bool
    days: int | None
    is_own: bool


def rules_of(session: Session, team_id: str, segment: str = ALL_SEGMENTS) -> list[RuleTerms]:
    """All rules with what holds for a segment, in the order of the table."""
    rows = session.scalars(
        select(RuleSetting).where(
            RuleSetting.team_id == team_id, RuleSetting.segment.in_((segment, ALL_SEGMENTS))
        )
    )
    known = {(row.rule, row.segment): row for row in rows}
    return [
        _terms(rule, segment, known.get((rule.name, segment)), known.get((rule.name, ALL_SEGMENTS)))
        for rule in RULES.values()
    ]


def rule_in(
    session: Session, team_id: str, rule_name: str, segments: Collection[str]
) -> list[RuleTerms]:
    """One rule with what holds for each of these segments."""
    rule = _known(rule_name)
    rows = session.scalars(
        select(RuleSetting).where(
            RuleSetting.team_id == team_id,
            RuleSetting.rule == rule_name,
            RuleSetting.segment.in_((*segments, ALL_SEGMENTS)),
        )
    )
    known = {row.segment: row for row in rows}
    everywhere = known.get(ALL_SEGMENTS)
    return [_terms(rule, segment, known.get(segment), everywhere) for segment in segments]


def differing(session: Session, team_id: str) -> dict[str, int]:
    """How many segments have terms of their own, by the names of the rules."""
    rows = session.execute(
        select(RuleSetting.rule, func.count())
        .where(RuleSetting.team_id == team_id, RuleSetting.segment != ALL_SEGMENTS)
        .group_by(RuleSetting.rule)
    )
    return {row[0]: row[1] for row in rows}


def _terms(
    rule: Rule, segment: str, own: RuleSetting | None, everywhere: RuleSetting | None
) -> RuleTerms:
    holds = own or everywhere
    days = next((s.days for s in (own, everywhere) if s and s.days is not None), rule.days)
    return RuleTerms(
        rule=rule,
        segment=segment,
        is_on=holds.is_on if holds else True,
        days=None if rule.steps else days,
        is_own=own is not None,
    )


def set_rule(
    session: Session,
    actor: Actor,
    rule_name: str,
    segment: str = ALL_SEGMENTS,
    *,
    is_on: bool,
    days: int | None = None,
) -> str:
    """Switch a rule on or off and set its days; None inherits them. The rule's name.

    Only an admin may. The next sweep looks at everything.
    """
    rule = _rule_to_change(actor, rule_name)
    if days is not None:
        _check_days(rule, days)
    setting = session.get(RuleSetting, (actor.team_id, rule_name, segment))
    before = audit.facts_of(setting) if setting else None
    if setting is None:
        setting = RuleSetting(team_id=actor.team_id, rule=rule_name, segment=segment)
        session.add(setting)
    setting.is_on, setting.days = is_on, days
    session.flush()
    after = audit.facts_of(setting)
    _changed(session, actor, "rule.set", rule_name, before=before, after=after)
    return rule_name


def inherit(session: Session, actor: Actor, rule_name: str, segment: str = ALL_SEGMENTS) -> str:
    """Let a segment inherit from all segments again, or all from the default; the rule's name."""
    _rule_to_change(actor, rule_name)
    setting = session.get(RuleSetting, (actor.team_id, rule_name, segment))
    if setting is not None:
        before = audit.facts_of(setting)
        session.delete(setting)
        session.flush()
        _changed(session, actor, "rule.inherit", rule_name, before=before, after=None)
    return rule_name


def _rule_to_change(actor: Actor, rule_name: str) -> Rule:
    if actor.role is not Role.ADMIN:
        raise UserError("Only an admin sets rules. Admins are named in the setting ADMIN_USERS.")
    return _known(rule_name)


def _known(rule_name: str) -> Rule:
    if rule_name not in RULES:
        raise UserError("There is no such rule any more. Open the settings again.")
    return RULES[rule_name]


def _check_days(rule: Rule, days: int) -> None:
    if rule.steps:
        raise UserError(f"“{rule.title}” has fixed days. It can only be switched on and off.")
    if not 1 <= days <= MOST_DAYS:
        raise UserError(f"{days} will not do: days are a number from 1 to {MOST_DAYS}.", "days")


def _changed(
    session: Session,
    actor: Actor,
    verb: str,
    rule_name: str,
    *,
    before: audit.Facts | None,
    after: audit.Facts | None,
) -> None:
    audit.record(session, actor, verb, rule_name, account_id=None, before=before, after=after)
    sweep.again(session, actor.team_id)
