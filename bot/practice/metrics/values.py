"""Each figure of the dashboard as a function of what its cohort adds up to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.practice.metrics import retention
from bot.practice.metrics.cohort import Cohort
from bot.practice.metrics.exchange import Exchange
from bot.practice.metrics.figure import Amounts
from bot.practice.metrics.retention import Retention, together
from bot.practice.metrics.statistics import mean, quartiles, share
from bot.practice.metrics.tally import Scored, Scores, Tally
from bot.practice.survey_score import FEWEST

ONLY_NOW = "Plans keep their present state only: choose a period that ends today."
FEW = "{} answers make a score; so far there are {}."
COST_OF_ALL = "The cost is known for all segments together only: choose all."


@dataclass(frozen=True, slots=True)
class Seen:
    """A tally, of whom and when, and how its amounts are one: of revenue, and of outcomes."""

    tally: Tally
    cohort: Cohort
    today: date
    revenue: Exchange
    outcomes: Exchange


@dataclass(frozen=True, slots=True)
class Value:
    """A figure's value, over how many; None for no data, and then `lacking` may say more of what is
    missing than the figure's definition does.
    """

    amount: Decimal | None
    count: int
    currency: str | None = None
    each: Amounts = ()
    quartiles: tuple[Decimal, Decimal] | None = None
    lacking: str | None = None


def value_of(name: str, seen: Seen) -> Value:
    """The value of the figure of this name."""
    return FORMULAS[name](seen)


def _needs_rates(missing: list[str], each: Mapping[str, Decimal], count: int) -> Value:
    """Amounts that cannot be one."""
    listed = tuple(sorted(each.items(), key=lambda one: (-one[1], one[0])))
    said = f"Rates for {', '.join(missing)}: an admin sets them in “/success settings”."
    return Value(None, count, each=listed, lacking=said)


def _of_revenue(formula: Callable[[Retention], Decimal | None]) -> Callable[[Seen], Value]:
    """A rate over those who paid when the period began, where changes tell anything."""

    def value(seen: Seen) -> Value:
        business = seen.tally.business
        if not business.told:
            return Value(None, 0)
        found = seen.revenue.retention(business.revenue)
        if found is None:
            return _needs_rates(seen.revenue.missing, {}, 0)
        if not found.started:
            return Value(None, 0, lacking="Customers that paid when the period began.")
        return Value(formula(found), found.started)

    return value


def _logo_churn(seen: Seen) -> Value:
    """Counted, whatever the currencies."""
    business = seen.tally.business
    found = together(business.revenue.values())
    return Value(retention.logo_churn(found) if business.told else None, found.started)


def _logo_churn_annual(seen: Seen) -> Value:
    found = _logo_churn(seen)
    if found.amount is None:
        return found
    return Value(retention.annual(found.amount, seen.cohort.length.months), found.count)


def _amount(
    seen: Seen, pick: Callable[[Retention], Decimal], count: Callable[[Retention], int]
) -> Value:
    """A sum of money over accounts; none of no accounts."""
    revenue = seen.tally.business.revenue
    counted = count(together(revenue.values()))
    each = {of: pick(found) for of, found in revenue.items() if pick(found)}
    amount = seen.revenue.worth(each)
    if amount is None:
        return _needs_rates(seen.revenue.missing, each, counted)
    return Value(amount if counted else None, counted, currency=seen.revenue.currency)


def _portfolio(seen: Seen) -> Value:
    return _amount(seen, lambda one: one.portfolio, lambda one: one.paying)


def _revenue_per_csm(seen: Seen) -> Value:
    owners = len(seen.tally.business.owners)
    owned = _amount(seen, lambda one: one.owned, lambda _: owners)
    if owned.amount is None:
        return owned
    return Value(owned.amount / owners, owners, currency=owned.currency)


def _renewals_due(seen: Seen) -> Value:
    return _amount(seen, lambda one: one.due, lambda one: one.falling_due)


def _renewals_secured(seen: Seen) -> Value:
    revenue = seen.tally.business.revenue
    counted = together(revenue.values()).falling_due
    found = seen.revenue.retention(revenue)
    if found is None:
        return _needs_rates(seen.revenue.missing, {}, counted)
    return Value(retention.secured(found), counted)


def _cost_of_retention(seen: Seen) -> Value:
    if seen.cohort.segment is not None:
        return Value(None, 0, lacking=COST_OF_ALL)
    business, cost = seen.tally.business, seen.tally.cost
    found = together(business.revenue.values())
    if cost is None or not business.told:
        return Value(None, 0)
    base = seen.revenue.rates.base
    return Value(
        retention.cost_of_retention(cost, found), found.started - found.lost, currency=base
    )


def _achieving(seen: Seen) -> Value:
    achieved, customers = seen.tally.achieved, seen.tally.business.customers
    found = share(achieved.achieving, customers) if achieved.measured else None
    return Value(found, customers)


def _value_total(seen: Seen) -> Value:
    outcomes = seen.tally.outcomes
    amount = seen.outcomes.worth(outcomes.value)
    if amount is None:
        return _needs_rates(seen.outcomes.missing, outcomes.value, outcomes.valued)
    found = amount if outcomes.valued else None
    return Value(found, outcomes.valued, currency=seen.outcomes.currency)


def _value_mean(seen: Seen) -> Value:
    total = _value_total(seen)
    if total.amount is None:
        return total
    return Value(mean(total.amount, total.count), total.count, currency=total.currency)


def _median(days: Mapping[int, int]) -> Value:
    found = quartiles(days)
    if found is None:
        return Value(None, 0)
    return Value(found.median, sum(days.values()), quartiles=(found.first, found.third))


def _of_plans(pick: Callable[[Tally], int]) -> Callable[[Seen], Value]:
    """A share of open plans, which is known for today only."""

    def value(seen: Seen) -> Value:
        if seen.cohort.ends_on < seen.today:
            return Value(None, 0, lacking=ONLY_NOW)
        plans = seen.tally.work.plans
        return Value(share(pick(seen.tally), plans), plans)

    return value


def _on_time(seen: Seen) -> Value:
    work = seen.tally.work
    return Value(share(work.on_time, work.due), work.due)


def _permanent(seen: Seen) -> Value:
    outcomes = seen.tally.outcomes
    return Value(share(outcomes.permanent, outcomes.decided), outcomes.decided)


def _score(kind: str, parts: int = 1) -> Callable[[Seen], Value]:
    """The mean of answers, where they are enough, and of accounts' scores from elsewhere."""

    def value(seen: Seen) -> Value:
        answers, accounts = seen.tally.scores.get(kind, Scores())
        enough = answers if answers.number >= FEWEST else Scored()
        count, total = enough.number + accounts.number, enough.total + accounts.total
        few = FEW.format(FEWEST, answers.number) if answers.number else None
        return Value(mean(total / parts, count), count, lacking=few)

    return value


FORMULAS: dict[str, Callable[[Seen], Value]] = {
    "achieving": _achieving,
    "value_total": _value_total,
    "value_mean": _value_mean,
    "time_to_value": lambda seen: _median(seen.tally.achieved.to_value),
    "time_to_live": lambda seen: _median(seen.tally.work.to_live),
    "plans_agreed": _of_plans(lambda tally: tally.work.agreed),
    "plans_fresh": _of_plans(lambda tally: tally.work.fresh),
    "milestones_on_time": _on_time,
    "outcomes_permanent": _permanent,
    "nps": _score("nps"),
    "csat": _score("csat", parts=100),
    "ces": _score("ces"),
    "nrr": _of_revenue(retention.nrr),
    "grr": _of_revenue(retention.grr),
    "logo_churn": _logo_churn,
    "logo_churn_annual": _logo_churn_annual,
    "portfolio": _portfolio,
    "revenue_per_csm": _revenue_per_csm,
    "renewals_due": _renewals_due,
    "renewals_secured": _renewals_secured,
    "cost_of_retention": _cost_of_retention,
}
