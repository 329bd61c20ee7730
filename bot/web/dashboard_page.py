"""What stands on the page of each dashboard: the facts, and the template that shows them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import Audience
from bot.practice import (
    dashboard,
    dashboard_admin,
    dashboard_customer,
    dashboard_leader,
    sentiment,
)
from bot.practice.actor import Actor
from bot.practice.dashboard_leader import LeaderDashboard
from bot.practice.metrics.cohort import Length
from bot.practice.page_link import Held, Reader
from bot.ui.text import plain_day
from bot.web.dashboard_charts import outcomes_chart, readings_chart, use_chart
from bot.web.pages import rendered

LONGEST = 80
Facts = dict[str, Any]


class UnknownError(UserError):
    """A segment or a period of that name is not here."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for beside the dashboard itself: each is checked before it is used."""

    period: str = Length.QUARTER
    segment: str = ""
    page: int = 1

    def but(self, **changed: object) -> str:
        """The query of a link that asks for something else."""
        given = {"period": self.period, "segment": self.segment, "page": self.page} | changed
        plain = {"period": Length.QUARTER.value, "segment": "", "page": 1}
        return "?" + urlencode({k: v for k, v in given.items() if v != plain[k]})


def asked(query: Mapping[str, str]) -> Asked:
    """As an address has it; what it does not have is as it is by default."""
    page = query.get("page", "")
    return Asked(
        period=query.get("period", Length.QUARTER.value)[:LONGEST],
        segment=query.get("segment", "")[:LONGEST],
        page=int(page) if page.isascii() and page.isdecimal() and len(page) < 5 else 1,
    )


def body(session: Session, held: Held, wanted: Asked) -> bytes:
    """The page as bytes."""
    template, facts = PAGES[held.audience](session, held, wanted)
    who = held.who
    zone = who.zone
    local = who.now.astimezone(ZoneInfo(zone))
    common = {
        "as_of": f"{plain_day(local.date())}, {local:%H:%M} ({zone})",
        "until": plain_day(held.expires_at.astimezone(ZoneInfo(zone)).date()),
        "asked": wanted,
        "today": who.today,
    }
    return rendered(template, **common, **facts).encode()


def _leader(session: Session, held: Held, wanted: Asked) -> tuple[str, Facts]:
    actor = _actor(held)
    if wanted.period not in set(Length):
        raise UnknownError("A period is a quarter, a half or a year.")
    try:
        found = dashboard_leader.leader(session, actor, Length(wanted.period), wanted.segment)
    except UserError as error:
        raise UnknownError(error.sentence) from None
    feel = sentiment.overview(session, actor, sentiment.Wanted(Length(wanted.period), _of(found)))
    shown = {"board": found, "outcomes": outcomes_chart(found.series), "feel": feel}
    return "dashboard_leader.html", shown


def _of(found: LeaderDashboard) -> str:
    """The segment as accounts spell it; empty: all of them."""
    return found.figures.cohort.segment or ""


def _csm(session: Session, held: Held, wanted: Asked) -> tuple[str, Facts]:
    return "dashboard_csm.html", {"board": dashboard.csm(session, _actor(held), wanted.page)}


def _admin(session: Session, held: Held, wanted: Asked) -> tuple[str, Facts]:
    del wanted
    return "dashboard_admin.html", {"board": dashboard_admin.admin(session, _actor(held))}


def _customer(session: Session, held: Held, wanted: Asked) -> tuple[str, Facts]:
    del wanted
    if not isinstance(held.who, Reader):
        raise TypeError("a customer's dashboard is for a reader")
    found = dashboard_customer.dashboard(session, held.who, held.audience)
    charts = {
        goal.id: readings_chart(goal, found.readings.get(goal.id, ())) for goal in found.plan.goals
    }
    use = [(one, use_chart(one)) for one in found.use]
    return f"dashboard_{held.audience}.html", {"board": found, "charts": charts, "use": use}


def _actor(held: Held) -> Actor:
    if not isinstance(held.who, Actor):
        raise TypeError("a dashboard of ours is for an actor")
    return held.who


PAGES: dict[Audience, Callable[[Session, Held, Asked], tuple[str, Facts]]] = {
    Audience.LEADER: _leader,
    Audience.CSM: _csm,
    Audience.ADMIN: _admin,
    Audience.SPONSOR: _customer,
    Audience.CHAMPION: _customer,
    Audience.ADMINISTRATOR: _customer,
}
