"""Customers with a year behind them, whose dashboards say something; and links to these."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from bot.model import (
    Account,
    Audience,
    Goal,
    Health,
    HealthBand,
    Outcome,
    Permanence,
    PlayerRole,
    RevenueChange,
    RevenueKind,
    Role,
    Side,
    Signal,
    SignalNow,
    Stage,
    VerifiedBy,
)
from bot.practice import page_link
from bot.practice.actor import Actor
from bot.web.dashboard import link_to
from bot.web.links import Links
from tests.harness.builders import World

INTERNAL = (
    "Internal: success for us", "Internal: hidden goal", "Internal: hidden step",
    "Internal: what is in the way", "Internal: note of a reading", "Internal: source",
    "Internal: how it was valued", "Internal: before", "Internal: quote", "Internal: needs",
    "Internal: not confirmed", "Internal: did not last", "Internal: responsibilities",
    "Internal: what a goal is worth to us", "Internal: words", "Internal: Answerer",
    "Globex", "987,654", "987654", "55,555", "55555",
    "66,666", "66666", "Bob Jones’s matter", "U2", "health", "at risk", "nudge", "renew",
)  # fmt: skip
"""What the world knows and no customer may read."""


@dataclass(frozen=True)
class Furnished:
    """An account of Bob's (U2) with everything, and players of three roles."""

    account: str
    plan: str
    sponsor: str
    champion: str
    administrator: str

    def player_of(self, audience: Audience) -> str:
        """The player who sees this dashboard."""
        return str(getattr(self, audience.value))


def furnish(world: World) -> Furnished:
    """Fill the world; the people are Bob (a csm), Lea (a leader) and Ada (an admin)."""
    with world.at_once():
        return _furnish(world)


def _furnish(world: World) -> Furnished:
    world.member("U2", name="Bob Jones")
    world.member("U3", role=Role.LEADER, name="Lea Lind")
    world.member("U4", role=Role.ADMIN, name="Ada Admin")
    account = world.account(
        "Acme Corp", "U2", segment="Enterprise", arr=987_654, currency="USD", seats=60,
        seats_active=46, renewal_on=world.day(100), started_on=world.day(-300),
    )  # fmt: skip
    plan = world.plan(account, supplier_success="Internal: success for us")
    sponsor, champion, administrator = (
        world.player(account, name, role=role, responsibilities="Internal: responsibilities")
        for name, role in (
            ("Sofia Sponsor", PlayerRole.SPONSOR),
            ("مريم Champion", PlayerRole.CHAMPION),
            ("Adam Admin", PlayerRole.ADMINISTRATOR),
        )
    )
    made = Furnished(account, plan, sponsor, champion, administrator)
    _goals(world, made)
    _steps(world, made)
    _outcomes(world, made)
    _answers(world, made)
    _others(world)
    world.write(_past, world, made)
    return made


def _goals(world: World, made: Furnished) -> None:
    goal = world.goal(
        made.plan, "Agents resolve without escalating", player_id=made.champion,
        value="55555", currency="USD", starts_on=world.day(-200),
    )  # fmt: skip
    for days, value in ((-180, 35), (-150, 38), (-120, 37), (-80, 44), (-40, 52), (-3, 56)):
        facts = {"note": "Internal: note of a reading", "source": "Internal: source"}
        world.reading(goal, value, world.day(days), **facts)
    world.clock.passes(seconds=1)
    reached = world.goal(
        made.plan, "Managers open the weekly report", measure="reports opened", unit="a week",
        baseline=2, target=10, starts_on=world.day(-200),
    )  # fmt: skip
    for days, value in ((-100, 4), (-50, 9), (-10, 11)):
        world.reading(reached, value, world.day(days), source="Internal: source")
    world.clock.passes(seconds=1)
    world.goal(made.plan, "New agents are on their own after two weeks", baseline=None, target=None)
    hidden = world.goal(made.plan, "Internal: hidden goal")
    world.change(Goal, hidden, is_shared=False)


def _steps(world: World, made: Furnished) -> None:
    done, plan = world.day(-30), made.plan
    world.milestone(
        plan, "50 agents live", player_id=made.champion, done_on=done, side=Side.CUSTOMER
    )
    world.milestone(
        plan,
        "Knowledge base reviewed",
        player_id=made.champion,
        due_on=world.day(-9),
        side=Side.CUSTOMER,
    )
    world.milestone(plan, "Single sign-on", player_id=made.administrator, side=Side.CUSTOMER)
    world.milestone(plan, "Escalation rules tuned", owner_id="U2", side=Side.SUPPLIER)
    world.milestone(plan, "Internal: hidden step", is_shared=False)


def _outcomes(world: World, made: Furnished) -> None:
    inside = {
        "value_how": "Internal: how it was valued", "situation": "Internal: before",
        "quote": "Internal: quote", "reuse_needs": "Internal: needs", "currency": "USD",
    }  # fmt: skip
    confirmed = {"verified_by": VerifiedBy.LINK, "verified_on": world.day(-5)}
    world.outcome(
        made.account, "Agents solve 56 % <alone> & smile", value=66_666, metric="solved alone",
        metric_baseline=35, metric_actual=56, happened_on=world.day(-20),
        verified_player_id=made.champion, permanence=Permanence.HELD, **inside, **confirmed,
    )  # fmt: skip
    world.outcome(made.account, "Internal: not confirmed", **inside)
    lost = world.outcome(made.account, "Internal: did not last", **inside, **confirmed)
    world.change(Outcome, lost, permanence=Permanence.LOST)


def _answers(world: World, made: Furnished) -> None:
    """A weak step, a strong one, and one that too few answered."""
    person = world.player(made.account, "Internal: Answerer")
    steps = {"Data <moved>": [1, 2, 1, 2, 1, 1], "Champion trained": [5] * 8, "Go live": [4, 5]}
    for step, scores in steps.items():
        for score in scores:
            occasion = world.occasion(
                made.account, title=step, step=step.casefold(), stage=Stage.COLLABORATION
            )
            world.response(occasion, person, score=score, words="Internal: words")


def _others(world: World) -> None:
    """Nine more accounts, one of them named Globex."""
    for number in range(9):
        name = "Globex" if not number else f"Customer {number}"
        account = world.account(
            name, "U2", segment="Enterprise" if number % 2 else "Mid market",
            arr=40_000 + number * 7_000, currency="USD", renewal_on=world.day(20 + number * 15),
            started_on=world.day(-400),
        )  # fmt: skip
        if number % 3:
            goal = world.goal(world.plan(account), starts_on=world.day(-200))
            world.reading(goal, 38 + number * 4, world.day(-20 - number * 3))
            world.outcome(
                account,
                f"They ask {number} times less",
                happened_on=world.day(-30 * number),
                intended=number % 2 > 0,
            )


def _past(session: Session, world: World, made: Furnished) -> None:
    """What no form has: revenue over two years, signals, health."""
    accounts = sorted(session.query(Account).all(), key=lambda one: one.id)
    for number, account in enumerate(accounts):
        revenue = account.arr or Decimal(0)
        session.add(
            _change(world, account, RevenueKind.NEW, revenue - 5_000, days=-400, number=number)
        )
        kind = RevenueKind.CONTRACTION if number % 4 == 3 else RevenueKind.EXPANSION
        session.add(_change(world, account, kind, Decimal(5_000), days=-20, number=number + 100))
        score = 88 - number * 7
        band = (
            HealthBand.GREEN
            if score >= 75
            else HealthBand.YELLOW
            if score >= 50
            else HealthBand.RED
        )
        session.add(_health(world, account.id, score, band))
    for measure, first in (("usage", 40), ("seats", 55), ("nps", 20)):
        for month in range(8):
            session.add(
                Signal(
                    team_id=world.team_id,
                    id=f"{measure}-{month}",
                    account_id=made.account,
                    kind=measure,
                    value=Decimal(first + 3 * month),
                    read_on=world.day(-30 * (8 - month)),
                    source="Internal: source",
                    created_at=world.clock.now,
                )
            )
        session.add(
            SignalNow(
                team_id=world.team_id,
                account_id=made.account,
                kind=measure,
                value=Decimal(first + 21),
                read_on=world.day(-30),
            )
        )


def _change(
    world: World, account: Account, kind: RevenueKind, amount: Decimal, *, days: int, number: int
) -> RevenueChange:
    return RevenueChange(
        team_id=world.team_id, id=f"r{number}", account_id=account.id, kind=kind, amount=amount,
        currency="USD", changed_on=world.day(days), source="test", created_at=world.clock.now,
    )  # fmt: skip


def _health(world: World, account_id: str, score: int, band: HealthBand) -> Health:
    return Health(
        team_id=world.team_id, account_id=account_id, score=score, band=band,
        goals=Decimal("0.8"), progress=Decimal("0.7"), proxies=None, goals_weight=40,
        progress_weight=30, proxies_weight=0, green=75, yellow=50,
        as_of=world.day(), computed_at=world.clock.now, changed_at=world.clock.now,
    )  # fmt: skip


MEMBERS = {Audience.CSM: "U2", Audience.LEADER: "U3", Audience.ADMIN: "U4"}
ROLES = {Audience.CSM: Role.CSM, Audience.LEADER: Role.LEADER, Audience.ADMIN: Role.ADMIN}


def path_of(world: World, link_id: str, maker: str) -> str:
    """The path of a link that somebody made."""
    actor = world.actor(maker)
    found = world.database.read_now(page_link.link_of, actor, link_id)
    links = Links("k" * 32, "https://redthread.example")
    return urlsplit(link_to(links, world.team_id, found)).path


def link(
    world: World, made: Furnished, audience: Audience, *, shows_worth: bool = False
) -> tuple[str, str]:
    """A link to a dashboard, made by whom it is for or, for a customer, by Bob: id and path."""
    maker = MEMBERS.get(audience, "U2")
    actor = Actor(world.team_id, maker, ROLES.get(audience, Role.CSM), "UTC", world.clock.now)
    if audience in MEMBERS:
        link_id = world.write(page_link.make, actor, audience)
    else:
        player = made.player_of(audience)
        link_id = world.write(
            page_link.make_for_player, actor, made.account, player, shows_worth=shows_worth
        )
    return link_id, path_of(world, link_id, maker)


def days_pass(world: World, days: float) -> None:
    """Let days pass."""
    world.clock.now += timedelta(days=days)
