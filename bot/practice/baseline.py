"""The baseline of one's own business, by area and year: known, claimed, missing."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import Baseline, BaselineArea
from bot.practice import audit
from bot.practice.actor import Actor
from bot.practice.baseline_known import Known, counted, measured
from bot.practice.metrics.cohort import Cohort, Length
from bot.practice.metrics.dashboard import leaders
from bot.practice.metrics.figure import Figure

KnownNow = Mapping[BaselineArea, Sequence[Known]]
FIRST_YEAR = 2000
FIGURES: dict[str, BaselineArea] = {
    "portfolio": BaselineArea.ORGANISATION,
    "revenue_per_csm": BaselineArea.ORGANISATION,
    "plans_agreed": BaselineArea.JOURNEY,
    "plans_fresh": BaselineArea.JOURNEY,
    "milestones_on_time": BaselineArea.JOURNEY,
    "achieving": BaselineArea.PROMISES,
    "value_total": BaselineArea.PROMISES,
    "value_mean": BaselineArea.PROMISES,
    "time_to_value": BaselineArea.PROMISES,
    "time_to_live": BaselineArea.ONBOARDING,
    "outcomes_permanent": BaselineArea.ADVOCACY,
    "nps": BaselineArea.HEALTH,
    "csat": BaselineArea.HEALTH,
    "ces": BaselineArea.HEALTH,
    "logo_churn": BaselineArea.CHURN,
    "logo_churn_annual": BaselineArea.CHURN,
    "cost_of_retention": BaselineArea.CHURN,
    "nrr": BaselineArea.RETENTION,
    "grr": BaselineArea.RETENTION,
    "renewals_due": BaselineArea.RETENTION,
    "renewals_secured": BaselineArea.RETENTION,
}
"""To which area each figure of the leaders' dashboard belongs, by its name."""


class Gap(StrEnum):
    """What an area lacks."""

    UNSAID = "nobody has said yet"
    UNPROVEN = "claimed, and no data shows it"
    MISSING = "something is missing"


@dataclass(frozen=True, slots=True)
class AreaState:
    """One area in one year. `before` and `claimed_before` are of the last year before.

    `known` is what the data says now for the present year, and what it said then for one before.
    """

    area: BaselineArea
    known: tuple[Known, ...]
    claimed: str | None = None
    missing: str | None = None
    said_by: str | None = None
    said_at: datetime | None = None
    before_year: int | None = None
    before: tuple[Known, ...] = ()
    claimed_before: str | None = None

    @property
    def gap(self) -> Gap | None:
        """What it lacks, the gravest first; None where it is claimed and data shows it."""
        if self.said_at is None:
            return Gap.UNSAID
        if self.missing:
            return Gap.MISSING
        return None if self.known else Gap.UNPROVEN


@dataclass(frozen=True, slots=True)
class BaselineState:
    """All twelve areas in one year, in order. `years` are those of which something was said."""

    year: int
    this_year: int
    areas: tuple[AreaState, ...]
    years: tuple[int, ...]

    @property
    def said(self) -> int:
        """Of how many areas somebody said something."""
        return sum(one.said_at is not None for one in self.areas)

    def of(self, area: BaselineArea) -> AreaState:
        """One area."""
        return next(one for one in self.areas if one.area is area)

    def after(self, area: BaselineArea) -> BaselineArea | None:
        """The next area of which nobody has said anything, round the end; None where all are."""
        order = list(BaselineArea)
        start = order.index(area) + 1
        left = (one for one in order[start:] + order[:start] if not self.of(one).said_at)
        return next(left, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineSaid:
    """What somebody says of an area: what is claimed, and what is missing to know it."""

    claimed: str | None = None
    missing: str | None = None


def baseline(
    session: Session, actor: Actor, year: int | None = None, now: KnownNow | None = None
) -> BaselineState:
    """The baseline of a year, the present one without; only for leaders and admins.

    `now` is what `known_now` gave, where it was asked a moment ago.
    """
    _check_leads(actor)
    wanted = _year(actor, year)
    rows = session.scalars(select(Baseline).where(Baseline.team_id == actor.team_id)).all()
    if now is None:
        now = known_now(session, actor, wanted)
    areas = tuple(_state(area, wanted, rows, now.get(area, ())) for area in BaselineArea)
    return BaselineState(
        wanted, actor.today.year, areas, tuple(sorted({row.year for row in rows}, reverse=True))
    )


def _check_leads(actor: Actor) -> None:
    if not actor.leads:
        raise UserError("The baseline is for leaders and admins. “/success settings” says who is.")


def _year(actor: Actor, year: int | None) -> int:
    this = actor.today.year
    if year is not None and not FIRST_YEAR <= year <= this:
        raise UserError(
            f"Choose a year from {FIRST_YEAR} to {this}, such as “baseline {this - 1}”."
        )
    return year or this


def _state(
    area: BaselineArea, year: int, rows: Sequence[Baseline], now: Sequence[Known]
) -> AreaState:
    mine = [row for row in rows if row.area is area]
    said = next((row for row in mine if row.year == year), None)
    earlier = (row for row in sorted(mine, key=lambda row: -row.year) if row.year < year)
    before = next(earlier, None)
    return AreaState(
        area=area,
        known=tuple(now) or _kept(said),
        claimed=said.claimed if said else None,
        missing=said.missing if said else None,
        said_by=said.said_by if said else None,
        said_at=said.said_at if said else None,
        before_year=before.year if before else None,
        before=_kept(before),
        claimed_before=before.claimed if before else None,
    )


def _kept(row: Baseline | None) -> tuple[Known, ...]:
    return tuple(_from_json(one) for one in row.known) if row else ()


def _from_json(kept: dict[str, Any]) -> Known:
    return Known(**kept | {"value": Decimal(kept["value"])})


def _to_json(known: Known) -> dict[str, Any]:
    return asdict(known) | {"value": str(known.value)}


def known_now(session: Session, actor: Actor, year: int) -> KnownNow:
    """What the data says now, by area; nothing for a year that is over."""
    _check_leads(actor)
    if year != actor.today.year:
        return {}
    found: defaultdict[BaselineArea, list[Known]] = defaultdict(list)
    for area, known in (*counted(session, actor), *measured(session, actor)):
        found[area].append(known)
    shown = leaders(session, actor, Cohort(None, Length.YEAR, actor.today))
    for figure in (*shown.success, *shown.business):
        if figure.value is not None and figure.count and figure.name in FIGURES:
            found[FIGURES[figure.name]].append(_of_figure(figure, figure.value))
    return found


def _of_figure(figure: Figure, value: Decimal) -> Known:
    return Known(figure.definition.title, value, figure.unit.value, figure.count, figure.currency)


def say(
    session: Session,
    actor: Actor,
    year: int,
    area: BaselineArea,
    said: BaselineSaid,
    *,
    now: KnownNow,
) -> str:
    """Say what is claimed of an area in a year, and what is missing; the area's word.

    `now` is what `known_now` gave: in the present year it is kept with it, for the years to come.
    It is asked before, since whoever changes something must not keep others waiting so long.
    """
    _check_leads(actor)
    if not (said.claimed or said.missing):
        raise UserError("Say what you claim, or what is missing to know it.", "claimed")
    key = (actor.team_id, _year(actor, year), area)
    row = session.get(Baseline, key)
    before = audit.facts_of(row) if row else None
    if row is None:
        row = Baseline(team_id=actor.team_id, year=year, area=area, known=[])
        session.add(row)
    row.claimed, row.missing = said.claimed, said.missing
    row.said_by, row.said_at = actor.id, actor.now
    if year == actor.today.year:
        row.known = [_to_json(one) for one in now.get(area, ())]
    session.flush()
    subject, after = f"{year} {area}", audit.facts_of(row)
    audit.record(
        session, actor, "baseline.say", subject, account_id=None, before=before, after=after
    )
    return area.value
