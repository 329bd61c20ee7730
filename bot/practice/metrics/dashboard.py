"""The leaders' dashboard: customer success beside the business, of one cohort in one period."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from bot.practice import retention_cost
from bot.practice.actor import Actor
from bot.practice.metrics.cohort import Cohort
from bot.practice.metrics.customer_query import customers
from bot.practice.metrics.definitions import BUSINESS, SUCCESS
from bot.practice.metrics.disagreement import disagreements
from bot.practice.metrics.exchange import exchange_of
from bot.practice.metrics.figure import Dashboard, Definition, Figure
from bot.practice.metrics.score_query import scores
from bot.practice.metrics.tally import Tally
from bot.practice.metrics.values import Seen, value_of
from bot.practice.metrics.work_query import outcomes, work
from bot.practice.sums import Rates, rates_of


def leaders(session: Session, actor: Actor, cohort: Cohort) -> Dashboard:
    """Both columns, each figure beside its value in the period before."""
    rates = rates_of(session, actor.team_id)
    now, before = both(session, actor, cohort, rates)
    return Dashboard(
        cohort=cohort,
        customers=now.tally.business.customers,
        success=_figures(SUCCESS, now, before),
        business=_figures(BUSINESS, now, before),
        disagreements=disagreements(session, actor, cohort, rates.base),
    )


def both(session: Session, actor: Actor, cohort: Cohort, rates: Rates) -> tuple[Seen, Seen]:
    """A cohort in its period and in the one before, with one exchange for both."""
    cohorts = (cohort, cohort.before)
    tallies = [tally_of(session, actor, one, rates.base) for one in cohorts]
    revenue = exchange_of(rates, *(one.business.revenue for one in tallies))
    worth = exchange_of(rates, *(one.outcomes.value for one in tallies))
    now, before = (
        Seen(tally, one, actor.today, revenue, worth)
        for tally, one in zip(tallies, cohorts, strict=True)
    )
    return now, before


def tally_of(session: Session, actor: Actor, cohort: Cohort, base: str) -> Tally:
    """What a cohort adds up to in its period, in a fixed number of statements."""
    team_id = actor.team_id
    business, achieved = customers(session, team_id, cohort, actor.today, base)
    return Tally(
        business=business,
        achieved=achieved,
        work=work(session, actor, cohort),
        outcomes=outcomes(session, team_id, cohort, base),
        scores=scores(session, team_id, cohort),
        cost=retention_cost.of_period(session, team_id, cohort, base),
    )


def _figures(definitions: Sequence[Definition], now: Seen, before: Seen) -> tuple[Figure, ...]:
    return tuple(_figure(definition, now, before) for definition in definitions)


def _figure(definition: Definition, now: Seen, before: Seen) -> Figure:
    found, was = (value_of(definition.name, one) for one in (now, before))
    lacking = None if found.amount is not None else found.lacking or definition.needs
    return Figure(
        definition=definition,
        value=found.amount,
        before=was.amount,
        count=found.count,
        currency=found.currency,
        each=found.each,
        quartiles=found.quartiles,
        lacking=lacking,
    )
