"""Next best actions: what to do now, from the data and ranked as nudges are; no playbook.

Pressing matters come from the rules; what the plan itself still wants fills in where no matter
speaks of it. What was said to be no issue counts: a kind that was dismissed three times at an
account rests there.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.model import Nudge, NudgeState
from bot.practice import nudge, plan, reuse_offer
from bot.practice.actor import Actor
from bot.practice.next_step import NextStep, next_steps
from bot.practice.nudge import NudgeFacts, mean_revenue
from bot.practice.nudges.priority import priority
from bot.practice.plan import PlanHead, PlanSummary
from bot.practice.reuse_offer import ReuseOffer

MOST = 5
RESTS_AFTER = 3
"""Dismissals of one kind at one account."""
STEP_SEVERITY = 1
"""What a plan wants weighs as the mildest rule does."""


@dataclass(frozen=True, slots=True)
class NextAction:
    """One thing to do: a pressing matter, a step that the plan wants, or what worked elsewhere.

    All but one of the three are None.
    """

    account_id: str
    account_name: str
    arr: Decimal | None
    currency: str | None
    renewal_on: date | None
    reason: str
    priority: Decimal
    matter: NudgeFacts | None
    step: NextStep | None = None
    offer: ReuseOffer | None = None


@dataclass(frozen=True, slots=True)
class NextActions:
    """What to do at one account, or at all of a person's; `resting` kinds were left out."""

    account_name: str | None
    actions: tuple[NextAction, ...]
    more: int
    resting: int
    today: date


def of_account(session: Session, actor: Actor, account_id: str) -> NextActions:
    """The next best actions at one account, the most valuable first."""
    summary = plan.summary(session, actor, account_id)
    means = mean_revenue(session, actor.team_id)
    found = nudge.at_account(session, actor.team_id, account_id, actor.today, means)
    tired = resting(session, actor, [account_id])
    awake = [one for one in found if (account_id, one.rule) not in tired]
    made = [_of_matter(one) for one in awake]
    spoken = {subject for one in awake for subject in (one.subject_id, one.account_id)}
    mean = means.get(summary.head.currency)
    steps = [one for one in next_steps(summary) if one.subject_id not in spoken - {account_id}]
    made += [_of_step(summary.head, one, mean, actor.today) for one in steps]
    offers = _offers(session, actor, summary)
    made += [_of_offer(summary.head, one, mean, actor.today) for one in offers]
    return _ranked(made, summary.head.account_name, len(found) - len(awake), actor.today)


def _offers(session: Session, actor: Actor, summary: PlanSummary) -> list[ReuseOffer]:
    """What worked at similar accounts, unless the offers rest here."""
    head, goals = summary.head, [one for one in summary.goals if not one.is_achieved]
    if head.stage is None or not goals:
        return []
    if reuse_offer.declined(session, actor, head.account_id) >= RESTS_AFTER:
        return []
    return reuse_offer.offers(session, actor, head.account_id, head.stage, goals)


def of_person(session: Session, actor: Actor) -> NextActions:
    """A person's next best actions: the first matter of each account, the most valuable first."""
    found = nudge.pressing_of(session, actor.team_id, actor.id, actor.today)
    tired = resting(session, actor, {one.account_id for one in found})
    awake = [one for one in found if (one.account_id, one.rule) not in tired]
    first: dict[str, NextAction] = {}
    for one in awake:
        first.setdefault(one.account_id, _of_matter(one))
    return _ranked(list(first.values()), None, len(found) - len(awake), actor.today)


def resting(session: Session, actor: Actor, account_ids: Collection[str]) -> set[tuple[str, str]]:
    """The accounts and rules of which three matters were said to be no issue."""
    rows = session.execute(
        select(Nudge.account_id, Nudge.rule)
        .where(
            Nudge.team_id == actor.team_id,
            Nudge.account_id.in_(account_ids),
            Nudge.state == NudgeState.DISMISSED,
        )
        .group_by(Nudge.account_id, Nudge.rule)
        .having(func.count() >= RESTS_AFTER)
    )
    return {(row.account_id, row.rule) for row in rows}


def _ranked(
    made: list[NextAction], account_name: str | None, tired: int, today: date
) -> NextActions:
    made.sort(key=lambda one: (-one.priority, one.account_id, one.reason))
    shown = tuple(made[:MOST])
    return NextActions(account_name, shown, len(made) - len(shown), tired, today)


def _of_matter(one: NudgeFacts) -> NextAction:
    return NextAction(
        one.account_id,
        one.account_name,
        one.arr,
        one.currency,
        one.renewal_on,
        one.why,
        one.priority.total,
        one,
    )


def _of_step(head: PlanHead, step: NextStep, mean: Decimal | None, today: date) -> NextAction:
    return _mild(head, step.reason, mean, today, step=step)


def _of_offer(head: PlanHead, offer: ReuseOffer, mean: Decimal | None, today: date) -> NextAction:
    reason = f"this worked at {offer.from_name}: “{offer.outcome.change}”"
    return _mild(head, reason, mean, today, offer=offer)


def _mild(
    head: PlanHead,
    reason: str,
    mean: Decimal | None,
    today: date,
    *,
    step: NextStep | None = None,
    offer: ReuseOffer | None = None,
) -> NextAction:
    weight = priority(
        arr=head.arr,
        mean_arr=mean,
        renewal_on=head.renewal_on,
        severity=STEP_SEVERITY,
        began_on=today,
        today=today,
    )
    return NextAction(
        head.account_id,
        head.account_name,
        head.arr,
        head.currency,
        head.renewal_on,
        reason,
        weight.total,
        None,
        step,
        offer,
    )
