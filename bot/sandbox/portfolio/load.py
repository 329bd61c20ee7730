"""Puts the sample portfolio into a database: accounts from CSV, then plans by hand as it were.

It is the same each time, but for its dates, which follow today.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.orm import Session

from bot.model import (
    Direction,
    Plan,
    PlayerRole,
    ReuseScope,
    Role,
    Side,
    Stage,
    Standing,
)
from bot.practice import (
    find_account,
    goal,
    member,
    milestone,
    outcome,
    outcome_edit,
    plan,
    player,
    player_link,
    reading,
)
from bot.practice.actor import Actor
from bot.practice.member import Profile
from bot.practice.outcome_edit import (
    OutcomeBehaviour,
    OutcomeMeasure,
    OutcomePart,
    OutcomeReuse,
    OutcomeStory,
)
from bot.practice.plan_confirm import Confirmation, confirm

HERE = Path(__file__).parent
ACCOUNTS = HERE / "accounts.csv"
YEAR = timedelta(days=365)
DAYS = re.compile(r"(?<=,)[+-]\d+(?=,)")
Facts = dict[str, Any]


def write_accounts(folder: Path, today: date) -> Path:
    """The accounts as a CSV file to import; the sample's days (+100, -30) become dates."""

    def dated(days: re.Match[str]) -> str:
        return (today + timedelta(days=int(days[0]))).isoformat()

    file = folder / "accounts.csv"
    file.write_text(DAYS.sub(dated, ACCOUNTS.read_text(encoding="utf-8")), encoding="utf-8")
    return file


def load_members(session: Session, team_id: str, now: datetime) -> None:
    """The team, as Slack and an admin would have told of it."""
    for one in read_sample("members.yml"):
        profile = Profile(one["id"], one["name"], None, one["zone"], Standing.COLLEAGUE)
        member.record_profile(session, team_id, profile, now)
        admin = Actor(team_id, "sample", Role.ADMIN, "UTC", now)
        member.set_role(session, admin, one["id"], Role(one["role"]))


def load_plans(session: Session, team_id: str, now: datetime) -> int:
    """Plans for the accounts that are there already; how many were made."""
    sample = read_sample("plans.yml")
    made = 0
    for story in sample["plans"]:
        for name in story["accounts"]:
            _Writer(session, team_id, now, sample["courses"]).write(name, story)
            made += 1
    return made


def read_sample(file: str) -> Any:
    """A file of the sample, by its name."""
    return yaml.safe_load((HERE / file).read_text(encoding="utf-8"))


class _Writer:
    """Writes one plan, each thing on the day on which somebody would have written it."""

    def __init__(
        self, session: Session, team_id: str, now: datetime, courses: dict[str, list[float]]
    ) -> None:
        self._session = session
        self._team_id = team_id
        self._now = now
        self._courses = courses

    def write(self, account_name: str, story: Facts) -> None:
        """The plan with everything in it."""
        began = self._on(story["started"])
        account_id = find_account.find(self._session, began, account_name)
        details = plan.PlanStart(
            customer_success=story["customer"],
            supplier_success=story.get("supplier"),
            horizon_on=began.today + YEAR,
        )
        plan_id = plan.start(self._session, began, account_id, details)
        self._at_stage(plan_id, story)
        players = [self._player(began, account_id, one) for one in story["players"]]
        goals = {
            one["behaviour"]: self._goal(began, account_id, players[0], one)
            for one in story.get("goals", [])
        }
        self._milestones(began, account_id, players[0], story.get("milestones", []))
        for one in story.get("outcomes", []):
            self._outcome(account_id, goals, one)
        self._in_touch(account_id, players, story)

    def _at_stage(self, plan_id: str, story: Facts) -> None:
        """In the present stage for three weeks, or from the beginning where that is less."""
        row = self._session.get_one(Plan, (self._team_id, plan_id))
        row.stage = Stage(story["stage"])
        row.stage_since = self._on(max(story["started"], -21)).today

    def _in_touch(self, account_id: str, players: list[str], story: Facts) -> None:
        """Who was last heard when, and when the first of them agreed to the plan."""
        for number, player_id in enumerate(players):
            heard = self._on(story.get("heard", -12) - number)
            player.note_contact(self._session, heard, player_id)
        if "agreed" in story:
            when = self._on(story["agreed"])
            said = Confirmation(player_id=players[0], confirmed_on=when.today, how="In a call")
            confirm(self._session, when, account_id, said)

    def _on(self, days: int) -> Actor:
        """The team's leader on another day: may change every account."""
        moment = self._now + timedelta(days=days)
        return Actor(self._team_id, "U0LEA", Role.LEADER, "UTC", moment)

    def _day(self, days: int | None) -> date | None:
        return None if days is None else self._now.date() + timedelta(days=days)

    def _player(self, began: Actor, account_id: str, facts: Facts) -> str:
        details = player.PlayerDetails(
            name=facts["name"],
            side=Side.CUSTOMER,
            role=PlayerRole(facts["role"]),
            measures_success_by=facts.get("measures"),
        )
        player_id = player.add(self._session, began, account_id, details)
        if "slack" in facts:
            outsider = Standing.OUTSIDER
            who = Profile(facts["slack"], facts["name"], None, None, outsider, facts["home"])
            player_link.link(self._session, began, account_id, player_id, who)
        return player_id

    def _goal(self, began: Actor, account_id: str, player_id: str, facts: Facts) -> str:
        intent = goal.GoalIntent(
            behaviour=facts["behaviour"],
            measure=facts["measure"],
            unit=facts.get("unit", ""),
            direction=Direction(facts.get("direction", "rising")),
            player_id=player_id,
        )
        goal_id = goal.add(self._session, began, account_id, intent)
        if "to" in facts:
            target = goal.GoalTarget(
                baseline=Decimal(facts["from"]),
                target=Decimal(facts["to"]),
                starts_on=began.today,
                due_on=self._day(facts["due"]),
                value=Decimal(facts["worth"]) if "worth" in facts else None,
                currency="USD",
            )
            goal.aim(self._session, began, goal_id, target)
            self._readings(goal_id, target, self._courses[facts["course"]])
        return goal_id

    def _readings(self, goal_id: str, target: goal.GoalTarget, course: list[float]) -> None:
        """One each month up to this week; the last of a course that ends early is older."""
        low, high = target.baseline or Decimal(0), target.target or Decimal(0)
        newest = -5 if len(course) > 1 else -34
        for n, share in enumerate(course):
            days = newest - 30 * (len(course) - 1 - n)
            value = (low + (high - low) * Decimal(str(share))).quantize(Decimal(1))
            when = self._on(days)
            details = reading.ReadingDetails(value=value, read_on=when.today, source="sample")
            reading.add(self._session, when, goal_id, details)

    def _milestones(
        self, began: Actor, account_id: str, player_id: str, listed: list[Facts]
    ) -> None:
        made: dict[str, str] = {}
        for facts in listed:
            side = Side(facts.get("side", "customer"))
            details = milestone.MilestoneDetails(
                title=facts["title"],
                achievement=facts.get("achieved"),
                side=side,
                owner_id="U0ANA" if side is Side.SUPPLIER else None,
                player_id=player_id if side is Side.CUSTOMER else None,
                due_on=self._day(facts.get("due", facts.get("done"))),
                weight=facts.get("weight", 1),
                is_onboarding=facts.get("onboarding", False),
                needs=[made[o["title"]] for o in listed if facts["title"] in o.get("blocks", [])],
            )
            written = self._on(-16) if "due" in facts else began
            made[facts["title"]] = milestone.add(self._session, written, account_id, details)
            if "done" in facts:
                done = self._on(facts["done"])
                milestone.finish(self._session, done, made[facts["title"]], done.today, None)

    def _outcome(self, account_id: str, goals: dict[str, str], facts: Facts) -> None:
        when = self._on(facts["days"])
        told = outcome.OutcomeTold(
            change=facts["change"],
            happened_on=when.today,
            goal_id=goals.get(facts.get("goal", "")),
            story=facts["story"],
        )
        outcome_id = outcome.log(self._session, when, account_id, told)
        if "metric" in facts:
            for part in self._proof(facts):
                outcome_edit.edit(self._session, when, outcome_id, part)

    def _proof(self, facts: Facts) -> Iterator[OutcomePart]:
        yield OutcomeStory(
            situation=facts["situation"], action=facts["action"], story=facts["story"]
        )
        yield OutcomeReuse(
            reuse_scope=ReuseScope(facts["reuse"]), reuse_candidates=facts["candidates"]
        )
        yield OutcomeMeasure(
            metric=facts["metric"],
            metric_baseline=Decimal(facts["baseline"]),
            metric_target=Decimal(facts["target"]),
            metric_actual=Decimal(facts["actual"]),
            value=Decimal(facts["worth"]),
            value_how=facts["worth_how"],
        )
        yield OutcomeBehaviour(behaviour=facts["behaviour"])
