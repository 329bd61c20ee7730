"""A world for a test: accounts, plans and all that, made by the practice functions themselves."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy.orm import Session

from bot.database import Base, Database
from bot.model import (
    Account,
    Alias,
    Direction,
    Member,
    Milestone,
    Nudge,
    Occasion,
    OccasionState,
    Outcome,
    Player,
    PlayerRole,
    ResponseState,
    RevenueKind,
    Role,
    Side,
    Standing,
    VerifiedBy,
    Way,
)
from bot.practice import (
    account,
    goal,
    goal_card,
    member,
    milestone,
    outcome,
    permanence,
    plan,
    player,
    reading,
    response,
    revenue,
    signal,
    verification,
    workspace,
)
from bot.practice.actor import Actor
from bot.practice.names import key_of
from bot.practice.numbering import account_of, next_id
from bot.practice.revenue_book import ChangeDetails
from bot.practice.survey import SHIPPED
from bot.sandbox.workspace import TEAM
from tests.harness.clock import Clock

P = ParamSpec("P")
T = TypeVar("T")
BUILDER = "U0BUILDER"
CARD = {"name", "owner_id", "segment", "arr", "currency", "renewal_on", "seats"}

AMOUNTS = {"arr", "value", "metric_baseline", "metric_target", "metric_actual"}


class World:
    """Fills in what a test does not care about. Every method gives the id of what it made."""

    def __init__(self, database: Database, clock: Clock, team_id: str = TEAM) -> None:
        self.database = database
        self.clock = clock
        self.team_id = team_id
        self._session: Session | None = None
        self.write(workspace.ensure, team_id, clock.now)

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Make all of it in one transaction, which is quicker. Nobody sees it before."""
        with self.database.writing() as self._session:
            yield
        self._session = None

    def write(
        self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `work(session, …)` in a transaction, or in the one that is under way."""
        if self._session is None:
            return self.database.write_now(work, *args, **kwargs)
        done = work(self._session, *args, **kwargs)
        self._session.flush()
        self._session.expire_all()
        return done

    def actor(self, user_id: str = BUILDER, role: Role = Role.ADMIN, zone: str = "UTC") -> Actor:
        """Somebody at work now; an admin unless told otherwise."""
        return Actor(self.team_id, user_id, role, zone, self.clock.now)

    def do(
        self,
        work: Callable[Concatenate[Session, Actor, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Call a practice function as the builder, in a transaction."""
        return self.write(work, self.actor(), *args, **kwargs)

    def sees(
        self,
        work: Callable[Concatenate[Session, Actor, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Call a reading practice function as the builder."""
        if self._session is not None:
            return work(self._session, self.actor(), *args, **kwargs)
        return self.database.read_now(work, self.actor(), *args, **kwargs)

    def day(self, days: int = 0) -> date:
        """Today, or so many days from it."""
        return self.clock.now.date() + timedelta(days=days)

    def member(
        self,
        user_id: str,
        *,
        role: Role = Role.CSM,
        name: str = "",
        zone: str = "UTC",
        email: str | None = None,
        standing: Standing = Standing.COLLEAGUE,
    ) -> str:
        """A person of our own side, looked up in Slack already."""
        profile = member.Profile(user_id, name or user_id.lower(), email, zone, standing)

        def work(session: Session) -> None:
            member.record_profile(session, self.team_id, profile, self.clock.now)
            session.get_one(Member, (self.team_id, user_id)).role = role

        self.write(work)
        return user_id

    def account(
        self,
        name: str = "Acme Corp",
        owner: str | None = "U1",
        *,
        aliases: tuple[str, ...] = (),
        **facts: Any,
    ) -> str:
        """An account. Facts that no form has (`started_on`, `domain`, …) go into its row."""
        facts = _exact(facts)
        written = {key: value for key, value in facts.items() if key in CARD}
        details = account.AccountDetails(name=name, owner_id=owner, **written)
        account_id = self.do(account.add, details)

        def work(session: Session) -> None:
            row = session.get_one(Account, (self.team_id, account_id))
            for key in facts.keys() - CARD:
                setattr(row, key, facts[key])
            session.add_all(
                Alias(team_id=self.team_id, id=key_of(one), account_id=account_id, name=one)
                for one in aliases
            )

        self.write(work)
        return account_id

    def change(self, kind: type[Base], row_id: str, **facts: Any) -> None:
        """Write into a row what no function of practice would: the past, a stage, a status."""

        def work(session: Session) -> None:
            row = session.get_one(kind, (self.team_id, row_id))
            for key, value in _exact(facts).items():
                setattr(row, key, value)

        self.write(work)

    def plan(self, account_id: str, **facts: Any) -> str:
        """An open plan, a year ahead."""
        return self.do(
            plan.start,
            account_id,
            plan.PlanStart(
                **{
                    "customer_success": "Agents solve six of ten tickets alone.",
                    "horizon_on": self.day(365),
                    **facts,
                }
            ),
        )

    def player(self, account_id: str, name: str = "Maria Lopez", **facts: Any) -> str:
        """A person of the customer, its champion."""
        given = {"side": Side.CUSTOMER, "role": PlayerRole.CHAMPION, **facts}
        return self.do(player.add, account_id, player.PlayerDetails(name=name, **given))

    def goal(
        self,
        plan_id: str,
        behaviour: str = "Agents resolve without escalating",
        *,
        measure: str = "tickets solved alone",
        unit: str = "%",
        direction: Direction = Direction.RISING,
        player_id: str | None = None,
        baseline: Decimal | int | str | None = 35,
        target: Decimal | int | str | None = 60,
        **facts: Any,
    ) -> str:
        """A goal from 35 to 60 %, from today on. Without baseline and target: only its intent."""
        intent = goal.GoalIntent(
            behaviour=behaviour,
            measure=measure,
            direction=direction,
            unit=unit,
            player_id=player_id,
        )
        goal_id = self.do(goal.add, account_of(plan_id), intent)
        if baseline is None and target is None and not facts:
            return goal_id
        aim = goal.GoalTarget(
            baseline=_decimal(baseline),
            target=_decimal(target),
            **{"starts_on": self.day(), "due_on": self.day(180), **_exact(facts)},
        )
        return self.do(goal.aim, goal_id, aim)

    def reading(
        self,
        goal_id: str,
        value: Decimal | int | str = 50,
        read_on: date | None = None,
        **facts: Any,
    ) -> str:
        """A reading of today; gives the goal's id."""
        details = reading.ReadingDetails(
            value=Decimal(value),
            read_on=read_on or self.day(),
            **{"source": "helpdesk", **facts},
        )
        return self.do(reading.add, goal_id, details)

    def latest_reading(self, goal_id: str) -> str:
        """The id of a goal's latest reading."""
        return self.sees(goal_card.card, goal_id).latest[0].id

    def signal(
        self,
        account_id: str,
        kind: str = "nps",
        value: Decimal | int | str = 42,
        read_on: date | None = None,
        source: str = "survey",
    ) -> str:
        """A signal of today; gives its id."""
        details = signal.SignalDetails(
            value=Decimal(value), read_on=read_on or self.day(), source=source
        )
        return self.do(signal.add, account_id, kind, details)

    def milestone(
        self,
        plan_id: str,
        title: str = "Knowledge base reviewed",
        *,
        done_on: date | None = None,
        **facts: Any,
    ) -> str:
        """A milestone due in 12 days; done where `done_on` is given."""
        details = milestone.MilestoneDetails(title=title, **{"due_on": self.day(12), **facts})
        milestone_id = self.do(milestone.add, account_of(plan_id), details)
        if done_on is not None:
            self.do(milestone.finish, milestone_id, done_on, None)
        return milestone_id

    def nudge(self, milestone_id: str, days: int = 20) -> str:
        """A milestone of which nothing was heard for so many days, and the matter it became."""
        moved_at = self.clock.now - timedelta(days=days)
        episode = moved_at.date().isoformat()
        nudge_id = f"milestone_stalled:{milestone_id}:{episode}"

        def work(session: Session) -> None:
            session.get_one(Milestone, (self.team_id, milestone_id)).active_at = moved_at
            session.add(
                Nudge(
                    team_id=self.team_id,
                    id=nudge_id,
                    rule="milestone_stalled",
                    subject_id=milestone_id,
                    episode=episode,
                    account_id=account_of(milestone_id),
                    began_on=moved_at.date(),
                    opened_at=self.clock.now,
                )
            )

        self.write(work)
        return nudge_id

    def outcome(
        self, account_id: str, change: str = "Agents solve 61 % alone", **facts: Any
    ) -> str:
        """A logged outcome, of today. Facts that are not asked when one is logged are set as is."""
        told = {one.name for one in fields(outcome.OutcomeTold)}
        asked = {"happened_on": self.day()} | {k: v for k, v in facts.items() if k in told}
        details = outcome.OutcomeTold(change=change, **asked)
        outcome_id = self.do(outcome.log, account_id, details)
        more = {name: one for name, one in facts.items() if name not in told}
        if more.get("behaviour"):
            more = {"check_due_on": permanence.first_check(asked["happened_on"])} | more
        if more:
            self.change(Outcome, outcome_id, **_exact(more))
        return outcome_id

    def revenue(
        self,
        account_id: str,
        kind: RevenueKind | str,
        amount: Decimal | int | str | None = None,
        changed_on: date | None = None,
        **facts: Any,
    ) -> str:
        """A change of revenue, of today."""
        details = ChangeDetails(
            kind=RevenueKind(kind),
            amount=_decimal(amount),
            changed_on=changed_on or self.day(),
            **facts,
        )
        return self.do(revenue.add, account_id, details, "billing")

    def question(
        self, outcome_id: str, player_id: str | None = None, way: VerifiedBy = VerifiedBy.LINK
    ) -> str:
        """The customer is asked whether an outcome is so, by a link unless told otherwise."""
        return self.do(verification.ask, outcome_id, way, player_id)

    def occasion(self, account_id: str, survey: str = "csat", **facts: Any) -> str:
        """Something that happened today and is due to be asked about."""
        known = SHIPPED[survey]
        given = {
            "kind": known.kind,
            "trigger": known.trigger,
            "title": "Go live",
            "happened_on": self.day(),
            "due_on": self.day(),
            "ask_on": self.day(),
            "state": OccasionState.DUE,
            "created_at": self.clock.now,
            **facts,
        }

        def work(session: Session) -> str:
            id_ = next_id(session, self.team_id, account_id)
            mine = {"team_id": self.team_id, "id": id_, "account_id": account_id}
            session.add(Occasion(**mine, **({"subject_id": id_, "survey_id": survey} | given)))
            return id_

        return self.write(work)

    def response(self, occasion_id: str, player_id: str, **facts: Any) -> str:
        """Somebody who was asked just now, by a link; with a `score`, who answered just now."""
        if "score" in facts:
            answered = {"state": ResponseState.ANSWERED, "answered_at": self.clock.now}
            facts = answered | {"remind_at": None} | facts

        def work(session: Session) -> str:
            occasion = session.get_one(Occasion, (self.team_id, occasion_id))
            person = session.get_one(Player, (self.team_id, player_id))
            way = Way(str(facts.get("way", Way.LINK)))
            made = response.ask(session, self.actor(), occasion, person, way)
            occasion.state = OccasionState.ASKED
            for name, value in facts.items():
                setattr(made, name, value)
            return made.id

        return self.write(work)


def _decimal(value: Decimal | int | str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _exact(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts with their amounts as decimals."""
    return {
        key: Decimal(one) if key in AMOUNTS and one is not None else one
        for key, one in facts.items()
    }
