"""Each rule: when its matter stands, when it does not, and what people read."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, literal, select, true
from sqlalchemy.orm import Session

from bot.database import Database
from bot.model import (
    Account,
    AccountStatus,
    Direction,
    Goal,
    Milestone,
    Nudge,
    Outcome,
    Plan,
    Player,
    Reading,
    Side,
    Stage,
)
from bot.practice import milestone, nudge
from bot.practice.goal import LEAST_ELAPSED, attainment, elapsed, is_reached, pace
from bot.practice.milestone import MilestoneState
from bot.practice.nudges.goal_off_pace import OFF_PACE
from bot.practice.nudges.goals import (
    WITH_LATEST,
    is_achieved,
    is_past_its_first_quarter,
    is_slower_than,
)
from bot.practice.nudges.rule import Rule
from bot.practice.nudges.sweep import again, sweep
from bot.practice.nudges.table import RULES
from tests.harness.builders import World
from tests.harness.clock import Clock

Said = Callable[..., list[str]]


@pytest.fixture
def said(world: World, clock: Clock) -> Said:
    """What a rule says after a look at everything, or after so many days more."""

    def saying(rule: str, days: int = 0) -> list[str]:
        clock.passes(days=days)
        world.database.write_now(again, world.team_id)
        world.database.write_now(sweep, world.team_id, clock.now)
        found = world.database.read_now(nudge.pressing, world.team_id, world.day())
        return sorted(one.why for one in found if one.rule == rule)

    return saying


@pytest.fixture
def plan_id(world: World) -> str:
    return world.plan(world.account())


def test_a_milestone_is_due_soon_from_three_days_before_until_its_day(
    world: World, said: Said, plan_id: str
) -> None:
    first = world.milestone(plan_id, due_on=world.day(4))
    world.milestone(plan_id, "50 agents live", due_on=world.day(4), needs=[first])
    assert said("milestone_due") == []
    assert said("milestone_due", 1) == [
        "“50 agents live” is due in 3 days; it still waits for another milestone.",
        "“Knowledge base reviewed” is due in 3 days; another milestone waits for it.",
    ]
    assert said("milestone_due", 2)[0].startswith("“50 agents live” is due tomorrow")
    assert said("milestone_due", 1)[0].startswith("“50 agents live” is due today")
    assert said("milestone_due", 1) == []


def test_a_late_milestone_that_waits_for_nothing(world: World, said: Said, plan_id: str) -> None:
    first = world.milestone(plan_id)
    for name in ("50 agents live", "Rules tuned"):
        world.milestone(plan_id, name, needs=[first])
    assert said("milestone_overdue", 12) == []
    line = "“Knowledge base reviewed” is {} late; 2 others wait for it."
    assert said("milestone_overdue", 1) == [line.format("1 day")]
    assert said("milestone_overdue", 8) == [line.format("9 days")]
    world.do(milestone.finish, first, world.day(), None)
    assert said("milestone_overdue") == [
        "“50 agents live” is 9 days late.",
        "“Rules tuned” is 9 days late.",
    ]


def test_late_and_stalled_together_are_what_the_design_calls_stalled(
    world: World, said: Said, plan_id: str
) -> None:
    blocker = world.milestone(plan_id, "Blocks", due_on=None)
    for due, idle, blocked, done in product(
        (None, -1, 0, 5), (0, 13, 14, 15), (False, True), (False, True)
    ):
        one = world.milestone(
            plan_id,
            due_on=None if due is None else world.day(due),
            needs=[blocker] if blocked else [],
            done_on=world.day() if done else None,
        )
        world.change(Milestone, one, active_at=world.clock.now - timedelta(days=idle))
    said("milestone_stalled")
    found = world.database.read_now(nudge.pressing, world.team_id, world.day())
    for rule, state in (
        ("milestone_stalled", MilestoneState.STALLED), ("milestone_overdue", MilestoneState.LATE),
    ):  # fmt: skip
        shown = {
            one.id
            for one in world.sees(milestone.milestones_of, plan_id)
            if one.state is state and not one.waits_for
        }
        assert {one.subject_id for one in found if one.rule == rule} == shown != set()


def test_what_a_stalled_milestone_says(world: World, said: Said, plan_id: str) -> None:
    world.milestone(plan_id, "Dated", due_on=world.day(15))
    world.milestone(plan_id, "A name\n in two lines " * 13, due_on=None)
    dated, long = said("milestone_stalled", 14)[::-1]
    assert dated == "“Dated” has not moved for 14 days; it is due tomorrow."
    assert long.startswith("“A name in two lines A name")
    assert long.endswith("…” has not moved for 14 days.")


def test_a_goal_without_a_fresh_reading(world: World, said: Said, plan_id: str) -> None:
    read, reached = world.goal(plan_id), world.goal(plan_id, "Reached")
    world.goal(plan_id, "Never read", starts_on=world.day(-5))
    world.goal(plan_id, "Without a target", baseline=None, target=None)
    world.reading(read, "47.5")
    world.reading(reached, 60)
    never = "“Never read” has had no reading for {} days; there is none at all yet."
    assert said("goal_stale", 25) == [never.format(30)]
    assert said("goal_stale", 5) == [
        (
            "“Agents resolve without escalating” has had no reading for 30 days; "
            "it stood at 47.5 of 60 %."
        ),
        never.format(35),
    ]
    world.reading(read, 50)
    assert said("goal_stale") == [never.format(35)]


def test_a_goal_that_is_reached_and_not_told(world: World, said: Said, plan_id: str) -> None:
    """The first reading past the target begins the matter; what follows asks no second time."""
    goal_id = world.goal(plan_id)
    falling = world.goal(
        plan_id, "Calls fall", baseline=40, target=10, direction=Direction.FALLING, unit=""
    )
    world.goal(plan_id, "Not reached")
    world.reading(goal_id, 60)
    world.reading(falling, 11)
    assert said("goal_reached") == []
    line = "is reached: {}; log it as an outcome while people still know how it came about."
    first = f"“Agents resolve without escalating” {line.format('60 of 60 %')}"
    assert said("goal_reached", 1) == [first]
    world.reading(falling, "9.5")
    world.reading(goal_id, 63)
    assert said("goal_reached", 1) == [
        first.replace("60 of", "63 of"), f"“Calls fall” {line.format('9.5 of 10')}"
    ]  # fmt: skip
    every = world.database.read_now(lambda s: s.scalars(select(Nudge.episode)).all())
    assert {world.day(-2).isoformat(), world.day(-1).isoformat()} <= set(every)
    world.outcome("acme-corp", goal_id=goal_id)
    world.reading(falling, 12)
    assert said("goal_reached") == [], "told, and fallen back"


def test_a_goal_off_pace(world: World, said: Said, plan_id: str) -> None:
    slow = world.goal(plan_id, "Slow", baseline=0, target=100, due_on=world.day(100))
    wrong = world.goal(
        plan_id, "Wrong", baseline=40, target=10, direction=Direction.FALLING,
        due_on=world.day(100),
    )  # fmt: skip
    world.goal(plan_id, "Unread", due_on=world.day(100))
    world.reading(slow, 10)
    world.reading(wrong, 46)
    assert said("goal_off_pace", 24) == []
    assert said("goal_off_pace", 1) == [
        "“Slow” has come 10 % of its way; 25 % of its time is over.",
        "“Wrong” goes the wrong way (−20 %); 25 % of its time is over.",
    ]
    world.reading(slow, 18)
    assert len(said("goal_off_pace")) == 1
    assert said("goal_off_pace", 30) == [], "an old reading is a matter of its own"


Values = tuple[Decimal, Decimal, Decimal, int, int, Direction, int | None]
LEVELS = st.decimals(-(10**11), 10**11, places=6) | st.integers(-20, 20).map(Decimal)
OFFSETS = st.integers(-60, 60)
TODAY = date(2026, 11, 23)
GOALS = st.lists(
    st.tuples(
        LEVELS,
        LEVELS,
        LEVELS,
        OFFSETS,
        OFFSETS,
        st.sampled_from(Direction),
        st.sampled_from([None, None, -1, 0]),
    ),
    min_size=30,
    max_size=60,
)


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(GOALS)
def test_pace_is_the_same_in_sql_and_in_python(
    database: Database, world: World, values: list[Values]
) -> None:
    known = database.read_now(lambda s: s.scalar(select(Plan.id)))
    plan_id = known or world.plan(world.account())
    with database.writing() as session:
        asked = _in_sql(session, world, plan_id, values)
        session.rollback()
    for number, (start, target, latest, begins, ends, way, opened) in enumerate(values):
        starts_on, due_on = (TODAY + timedelta(days=n) for n in (begins, ends))
        attained = attainment(start, target, latest, way)
        share = elapsed(starts_on, due_on, TODAY)
        assert attained is not None
        assert share is not None
        reopened_on = None if opened is None else TODAY + timedelta(days=opened)
        is_lost = attained >= 1 and not is_reached(attained, TODAY, reopened_on)
        speed = pace(Decimal(0) if is_lost else attained, share)
        assert speed is not None
        achieved, early, slow = asked[f"g{number:03}"]
        assert achieved == is_reached(attained, TODAY, reopened_on)
        assert early == (share >= LEAST_ELAPSED)
        if abs(speed - OFF_PACE) > Decimal("1e-12"):
            assert slow == (speed < OFF_PACE)


def _in_sql(
    session: Session, world: World, plan_id: str, values: list[Values]
) -> dict[str, tuple[bool, bool, bool]]:
    common = {"team_id": world.team_id, "created_at": datetime(2026, 1, 1, tzinfo=UTC)}
    goals, readings = [], []
    for number, (start, target, latest, begins, ends, way, opened) in enumerate(values):
        goals.append(
            common
            | {
                "id": f"g{number:03}", "plan_id": plan_id, "behaviour": "", "measure": "",
                "unit": "", "direction": way, "baseline": start, "target": target,
                "starts_on": TODAY + timedelta(days=begins),
                "due_on": TODAY + timedelta(days=ends),
                "reopened_on": None if opened is None else TODAY + timedelta(days=opened),
            }
        )  # fmt: skip
        readings += [
            common | {"id": f"{n}{number}", "goal_id": f"g{number:03}", "value": value,
                      "read_on": TODAY - timedelta(days=n), "source": ""}
            for n, value in enumerate((latest, target, start))
        ]  # fmt: skip
    session.execute(insert(Goal), goals)
    session.execute(insert(Reading), readings)
    span = select(literal(TODAY).label("today")).cte("span")
    conditions = (is_achieved(), is_past_its_first_quarter(), is_slower_than(OFF_PACE))
    rows = session.execute(select(Goal.id, *conditions).select_from(WITH_LATEST.join(span, true())))
    return {row[0]: (bool(row[1]), bool(row[2]), bool(row[3])) for row in rows}


def test_a_plan_in_which_nothing_moves(world: World, said: Said, plan_id: str) -> None:
    said_now = said("plan_quiet", 29)
    assert said_now == []
    assert said("plan_quiet", 1) == [
        "Nothing in the plan has moved for 30 days; no milestone is open."
    ]
    world.milestone(plan_id)
    assert said("plan_quiet") == []
    assert said("plan_quiet", 31) == [
        "Nothing in the plan has moved for 31 days; 1 milestone is still open."
    ]


def test_an_account_without_a_plan(world: World, said: Said) -> None:
    account_id = world.account()
    world.account("Later", started_on=world.day(60))
    world.account("Gone", status=AccountStatus.CHURNED)
    assert said("account_without_plan", 13) == []
    assert said("account_without_plan", 1) == [
        "There is no success plan yet; the account is 14 days old here."
    ]
    plan_id = world.plan(account_id)
    assert said("account_without_plan") == []
    world.change(Plan, plan_id, ended_on=world.day())
    assert said("account_without_plan", 14) == [
        "The last success plan ended 14 days ago and none has followed."
    ]


def test_a_plan_that_the_customer_has_not_confirmed(world: World, said: Said, plan_id: str) -> None:
    assert said("plan_unconfirmed", 100) == [], "it is still being made"
    world.change(Plan, plan_id, stage=Stage.COLLABORATION, stage_since=world.day())
    assert said("plan_unconfirmed", 89) == []
    assert said("plan_unconfirmed", 1) == [
        (
            "The customer has never confirmed the plan; "
            "it has been in the stage “collaboration” for 90 days."
        )
    ]
    maria = world.player("acme-corp")
    world.change(Plan, plan_id, confirmed_on=world.day(), confirmed_by=maria)
    assert said("plan_unconfirmed", 89) == []
    assert said("plan_unconfirmed", 1) == ["Maria Lopez last confirmed the plan 90 days ago."]


def test_a_stage_that_is_open_too_long(world: World, said: Said, plan_id: str) -> None:
    assert said("stage_overdue", 20) == []
    assert said("stage_overdue", 1) == [
        (
            "The plan has been in the stage “discovery” for 21 days; it still needs "
            "a player of the customer, with how this person measures success."
        )
    ]
    world.change(Plan, plan_id, stage=Stage.PLAN, stage_since=world.day())
    assert said("stage_overdue", 29) == []
    assert said("stage_overdue", 1) == [
        (
            "The plan has been in the stage “plan” for 30 days; it still needs "
            "a milestone of the customer with an owner and a date, "
            "a milestone of ours with an owner and a date and the customer’s agreement to the plan."
        )
    ]
    world.change(Plan, plan_id, stage=Stage.COLLABORATION, stage_since=world.day())
    assert said("stage_overdue", 180) == [
        "The plan has been in the stage “collaboration” for 180 days; nothing is missing."
    ]


def test_a_renewal_comes_near_in_one_step_at_a_time(world: World, said: Said) -> None:
    account_id = world.account(renewal_on=world.day(121), currency="EUR")
    assert said("renewal_window") == []
    assert said("renewal_window", 1) == [
        "The renewal is in 120 days; no goal yet; no outcome logged yet."
    ]
    plan_id = world.plan(account_id)
    for latest in (60, 40):
        world.reading(world.goal(plan_id), latest)
    for value, currency in ((1200, "USD"), ("300.5", "USD"), (2000, "EUR"), (None, None)):
        world.outcome(account_id, value=value, currency=currency)
    for left, days in ((91, 29), (90, 1), (60, 30), (30, 30), (2, 28)):
        assert said("renewal_window", days) == [
            (
                f"The renewal is in {left} days; "
                "1 of 2 goals reached; 4 outcomes logged (2,000 EUR and 1,500.5 USD)."
            )
        ]
    assert said("renewal_window", 1)[0].startswith("The renewal is tomorrow")
    assert said("renewal_window", 1)[0].startswith("The renewal is today")
    assert said("renewal_window", 1) == []
    every = world.database.read_now(lambda s: s.scalars(select(Nudge.episode)).all())
    renewals = {one for one in every if one.startswith("2027-03-24/")}
    assert renewals == {f"2027-03-24/{days}" for days in (120, 90, 60, 30)}


def test_a_permanence_check_is_due_by_its_day(world: World, said: Said) -> None:
    account_id = world.account()
    outcome_id = world.outcome(account_id, behaviour="Agents solve alone")
    world.outcome(account_id, "Without a behaviour")
    line = (
        "“Agents solve 61 % alone” was {} days ago; "
        "check whether the changed behaviour sticks: “Agents solve alone”."
    )
    assert said("permanence_due", 29) == []
    assert said("permanence_due", 1) == [line.format(30)]
    world.change(Outcome, outcome_id, check_due_on=world.day(60))
    assert said("permanence_due") == []
    assert said("permanence_due", 60) == [line.format(90)]


def test_no_success_for_long(world: World, said: Said) -> None:
    account_id = world.account()
    world.account("Without a plan")
    world.plan(account_id)
    assert said("success_gap", 119) == []
    assert said("success_gap", 1) == [
        "No success since the first plan began 120 days ago; log the first one."
    ]
    world.outcome(account_id, happened_on=world.day(-100))
    assert said("success_gap") == []
    assert said("success_gap", 20) == [
        "No success for 120 days; the last was “Agents solve 61 % alone”."
    ]
    assert said("success_gap", 5)[0].startswith("No success for 125 days")
    gaps = world.database.read_now(
        lambda s: s.scalars(select(Nudge.episode).where(Nudge.rule == "success_gap")).all()
    )
    assert len(gaps) == 2, "a new episode begins only after an outcome"


def test_a_player_without_contact(world: World, said: Said) -> None:
    account_id = world.account()
    maria = world.player(account_id)
    world.player(account_id, "Ours", side=Side.SUPPLIER)
    assert said("player_silent", 59) == []
    assert said("player_silent", 1) == [
        "No contact with Maria Lopez (champion) is noted in 60 days."
    ]
    world.change(Player, maria, last_contact_on=world.day())
    assert said("player_silent", 59) == []
    assert said("player_silent", 2) == [
        "The last contact with Maria Lopez (champion) was 61 days ago."
    ]


def test_only_active_accounts_are_matters(world: World, said: Said) -> None:
    account_id = world.account()
    world.milestone(world.plan(account_id))
    assert len(said("milestone_stalled", 12)) == len(said("milestone_due")) - 1 == 0
    world.change(Account, account_id, status=AccountStatus.PAUSED)
    assert all(said(rule) == [] for rule in RULES)


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)
def test_every_rule_explains_itself(rule: Rule) -> None:
    assert rule.help.endswith(".")
    assert 1 <= rule.severity <= 4
    assert (rule.days is None) == bool(rule.steps)
    assert len(rule.name) <= 40
