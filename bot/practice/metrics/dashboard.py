"""The leaders' dashboard: customer success beside the business, of one cohort in one period."""

from decimal import Decimal

from sqlalchemy.orm import Session

from bot.practice.actor import Actor
from bot.practice.metrics.cohort import Cohort
from bot.practice.metrics.definitions import DEFINITIONS
from bot.practice.metrics.figure import Dashboard, Figure
from bot.practice.metrics.retention import grr, logo_churn, nrr, together
from bot.practice.metrics.revenue_query import totals
from bot.practice.sums import rates_of


def leaders(session: Session, actor: Actor, cohort: Cohort) -> Dashboard:
    """Both columns, each figure beside its value in the period before."""
    now, before = (totals(session, actor.team_id, one) for one in (cohort, cohort.before))
    base = rates_of(session, actor.team_id).base
    found, was = (together(one.found for one in side) for side in (now, before))
    told = sum(one.told for one in now)
    business = (
        _of("nrr", nrr(found), nrr(was), found.started, told),
        _of("grr", grr(found), grr(was), found.started, told),
        _of("logo_churn", logo_churn(found), logo_churn(was), found.started, told),
        Figure(
            DEFINITIONS["portfolio"], found.portfolio, was.portfolio, found.paying, currency=base
        ),
    )
    return Dashboard(cohort, sum(one.customers for one in now), (), business, ())


def _of(name: str, value: Decimal | None, before: Decimal | None, count: int, told: int) -> Figure:
    definition = DEFINITIONS[name]
    if not told or value is None:
        return Figure(definition, None, None, 0, lacking=definition.needs)
    return Figure(definition, value, before, count)
