"""Occasions: what happens is asked about, once, of the right people, while its moment lasts."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from bot.model import (
    Account,
    AccountStatus,
    Goal,
    Milestone,
    Occasion,
    OccasionState,
    Plan,
    PlayerRole,
    Reading,
    Stage,
    Survey,
    SurveyKind,
    SurveyTerms,
    Trigger,
)
from bot.practice import milestone, nudge, plan_advance, plan_close, review, undo
from bot.practice.nudges import survey_due
from bot.practice.occasion_keep import HELD, OFF, PASSED
from bot.practice.review import ReviewHeld
from bot.practice.survey_source import A_CHANGE, A_GOAL, A_STEP
from bot.practice.survey_trigger import UNDONE
from tests.harness.bot import Bot
from tests.harness.builders import World

ACME, PLAN = "acme", "acme-1"
OTHERS_ON = ("stage", "goal_missed", "outcome")
"""Surveys that are off unless somebody switches them on."""


@pytest.fixture
def acme(world: World) -> str:
    """An account of Alice's with an open plan, a champion and a sponsor."""
    world.member("U1", name="Alice Smith")
    account_id = world.account("Acme", "U1", renewal_on=world.day(200))
    world.plan(account_id)
    world.player(account_id)
    world.player(account_id, "Sam Sponsor", role=PlayerRole.SPONSOR)
    return account_id


@pytest.fixture
def sees(bot: Bot, world: World) -> Callable[..., list[Occasion]]:
    """The occasions after the jobs, so many days later."""

    def look(days: int = 0) -> list[Occasion]:
        world.clock.passes(days=days)
        bot.runs("occasions")
        bot.runs("sweep")
        return every(world)

    return look


def every(world: World) -> list[Occasion]:
    rows = select(Occasion).order_by(Occasion.created_at, Occasion.id)
    return world.database.read_now(lambda session: list(session.scalars(rows)))


def matters(world: World) -> list[str]:
    found = world.database.read_now(nudge.pressing, world.team_id, world.day())
    return [one.why for one in found if one.rule == survey_due.RULE.name]


def put(world: World, row: Survey | SurveyTerms) -> None:
    world.database.write_now(lambda session: session.merge(row))


def survey(world: World, id_: str, trigger: Trigger, **facts: Any) -> None:
    """A survey of the workspace's own, or a changed one of the product's."""
    given: dict[str, Any] = {
        "title": id_,
        "kind": SurveyKind.CSAT,
        "trigger": trigger,
        "delay_days": 0,
        "roles": ["champion"],
        "created_by": "U1",
        "created_at": world.clock.now,
        **facts,
    }
    put(world, Survey(team_id=world.team_id, id=id_, **given))


def terms(world: World, segment: str = "", **facts: Any) -> None:
    put(world, SurveyTerms(team_id=world.team_id, segment=segment, **facts))


def done(world: World, title: str = "Agents trained", **facts: Any) -> str:
    """A milestone that was done today and asks for CSAT."""
    made = world.milestone(PLAN, title, done_on=world.day())
    world.change(Milestone, made, **{"survey": "csat", **facts})
    return made


def advanced(world: World) -> None:
    stage = world.sees(lambda s, a: s.get_one(Plan, (a.team_id, PLAN)).stage)
    world.do(plan_advance.advance, ACME, stage, "They know all that")


def missed(world: World) -> None:
    goal = world.goal(PLAN)
    world.change(Goal, goal, starts_on=world.day(-90), due_on=world.day(-1))


HAPPENINGS: dict[Trigger, tuple[Callable[[World], object], tuple[Any, ...]]] = {
    Trigger.MILESTONE: (done, ("csat", "Agents trained", Stage.DISCOVERY, 0)),
    Trigger.ONBOARDING: (
        lambda w: done(w, "Live", survey=None, is_onboarding=True),
        ("ces", "Live", Stage.DISCOVERY, 0),
    ),
    Trigger.STAGE: (advanced, ("ces", "Discovery", Stage.DISCOVERY, 0)),
    Trigger.GOAL_REACHED: (
        lambda w: w.reading(w.goal(PLAN), 61),
        ("csat", "Agents resolve without escalating", Stage.DISCOVERY, 0),
    ),
    Trigger.GOAL_MISSED: (
        missed, ("csat", "Agents resolve without escalating", Stage.DISCOVERY, -1)
    ),
    Trigger.OUTCOME: (lambda w: w.outcome(ACME), ("csat", A_CHANGE, Stage.DISCOVERY, 0)),
    Trigger.REVIEW: (
        lambda w: w.do(review.hold, ACME, ReviewHeld(held_on=w.day(), why="Secret")),
        ("csat", "Our review", Stage.DISCOVERY, 0),
    ),
    Trigger.RENEWAL: (
        lambda w: w.change(Account, ACME, renewal_on=w.day(90)),
        ("nps", "Our work together", Stage.DISCOVERY, 0),
    ),
}  # fmt: skip


def test_all_that_can_happen_is_tried() -> None:
    assert set(HAPPENINGS) == set(Trigger) - {Trigger.HAND}


@pytest.mark.parametrize("trigger", HAPPENINGS)
def test_what_happens_is_asked_about_once(
    world: World, acme: str, sees: Callable[..., list[Occasion]], trigger: Trigger
) -> None:
    for name in OTHERS_ON:
        survey(world, name, Trigger(name), kind=SurveyKind.CES if name == "stage" else "csat")
    happens, (kind, title, stage, days) = HAPPENINGS[trigger]
    assert sees() == []
    happens(world)
    (one,) = sees()
    assert (one.trigger, one.kind, one.title, one.stage) == (trigger, kind, title, stage)
    assert (one.account_id, one.happened_on, one.state) == (acme, world.day(days), "due")
    assert one.due_on == one.ask_on >= one.happened_on
    assert [found.id for found in sees(1)] == [one.id]


def test_a_matter_says_what_happened_and_whom_it_would_ask(
    bot: Bot, world: World, acme: str
) -> None:
    done(world)
    bot.runs("occasions")
    said = "“Agents trained” was reached today: ask about it (CSAT)? It would go to Maria Lopez."
    assert matters(world) == [said]
    world.clock.passes(days=2)
    assert matters(world)[0].startswith("“Agents trained” was reached 2 days ago")


def test_it_waits_for_its_delay(
    world: World, acme: str, sees: Callable[..., list[Occasion]]
) -> None:
    done(world, is_onboarding=True, survey=None)
    sees()
    assert matters(world) == []
    sees(3)
    assert len(matters(world)) == 1


def test_going_live_is_asked_about_once_by_the_kind_that_the_milestone_says(
    world: World, acme: str, sees: Callable[..., list[Occasion]]
) -> None:
    done(world, "Live", is_onboarding=True, survey="nps")
    (one,) = sees()
    assert (one.trigger, one.kind) == (Trigger.ONBOARDING, SurveyKind.NPS)
    survey(world, "onboarding", Trigger.ONBOARDING, is_on=False)
    found = {one.trigger: (one.state, one.reason) for one in sees()}
    assert found == {
        Trigger.ONBOARDING: ("dropped", OFF),
        Trigger.MILESTONE: ("due", None),
    }


def test_what_the_customer_does_not_see_is_not_named_to_them(
    world: World, acme: str, sees: Callable[..., list[Occasion]]
) -> None:
    done(world, "Save them from churning", is_shared=False)
    goal = world.goal(PLAN, "They renew in spite of all")
    world.change(Goal, goal, is_shared=False)
    world.reading(goal, 61)
    assert sorted(one.title for one in sees()) == [A_GOAL, A_STEP]
    (step,) = (one.step for one in every(world) if one.step)
    assert step == "save them from churning"  # our own side tells steps by it


@pytest.mark.parametrize("status", [AccountStatus.PAUSED, AccountStatus.CHURNED])
def test_only_active_accounts_are_asked(
    world: World, acme: str, sees: Callable[..., list[Occasion]], status: AccountStatus
) -> None:
    done(world)
    world.change(Account, acme, status=status)
    assert sees() == []


def test_what_is_long_ago_is_not_asked_about(
    world: World, acme: str, sees: Callable[..., list[Occasion]]
) -> None:
    """An import brings the past: nobody is asked about it."""
    old = world.milestone(PLAN, "Kick-off", done_on=world.day(-31))
    new = world.milestone(PLAN, "Training", done_on=world.day(-30))
    for one in (old, new):
        world.change(Milestone, one, survey="csat")
    assert [one.title for one in sees()] == ["Training"]


def test_a_goal_is_missed_once_its_day_is_over_for_the_owner(
    bot: Bot, world: World, acme: str
) -> None:
    survey(world, "goal_missed", Trigger.GOAL_MISSED)
    world.member("U1", name="Alice Smith", zone="America/Los_Angeles")
    goal = world.goal(PLAN)
    world.change(Goal, goal, starts_on=world.day(-90), due_on=world.day(-1))
    world.clock.passes(hours=-3)  # it is 6:00 in UTC, and the day before in Los Angeles
    bot.runs("occasions")
    assert every(world) == []
    world.clock.passes(hours=2)
    bot.runs("occasions")
    assert len(every(world)) == 1


def test_a_survey_of_ones_own_asks_after_its_stage_only(
    world: World, acme: str, sees: Callable[..., list[Occasion]]
) -> None:
    survey(world, "ours", Trigger.STAGE, stage=Stage.BENCHMARK, kind=SurveyKind.NPS)
    advanced(world)
    assert sees() == []
    advanced(world)
    (one,) = sees()
    assert (one.survey_id, one.kind, one.title) == ("ours", SurveyKind.NPS, "Benchmark")
    advanced(world)
    assert [one.state for one in sees(1)] == [OccasionState.DUE]  # it is finished still


def test_the_last_stage_is_finished_with_the_plan(
    world: World, acme: str, sees: Callable[..., list[Occasion]]
) -> None:
    survey(world, "stage", Trigger.STAGE)
    world.change(Plan, PLAN, stage=Stage.DASHBOARD, stage_since=world.day(-60))
    world.do(plan_close.close, acme, plan_close.LookBack(reached="Much", learnt="More"))
    assert [one.title for one in sees()] == ["Dashboard"]


def state_of(occasions: list[Occasion]) -> list[tuple[OccasionState, str | None]]:
    return [(one.state, one.reason) for one in occasions]


def test_what_did_not_happen_after_all_is_dropped(
    world: World, acme: str, sees: Callable[..., list[Occasion]]
) -> None:
    step = done(world)
    sees()
    world.do(milestone.reopen, step)
    assert state_of(sees()) == [(OccasionState.DROPPED, UNDONE)]
    assert matters(world) == []
    world.do(milestone.finish, step, world.day(), None)
    assert state_of(sees()) == [(OccasionState.DUE, None)]  # it did, after all
    assert len(matters(world)) == 1
    world.do(milestone.reopen, step)
    world.clock.passes(days=3)
    world.do(milestone.finish, step, world.day(), None)
    assert state_of(sees()) == [(OccasionState.DROPPED, UNDONE), (OccasionState.DUE, None)]


def take_back_reading(world: World) -> None:
    def work(session: Any) -> None:
        session.scalars(select(Reading)).one().value = Decimal(40)

    world.database.write_now(work)


@pytest.mark.parametrize(
    ("happens", "is_taken_back"),
    [
        (advanced, lambda w: w.do(undo.undo)),
        (lambda w: w.outcome(ACME), lambda w: w.do(undo.undo)),
        (lambda w: w.reading(w.goal(PLAN), 61), take_back_reading),
        (
            lambda w: w.change(Account, ACME, renewal_on=w.day(90)),
            lambda w: w.change(Account, ACME, renewal_on=w.day(455)),
        ),
        (missed, lambda w: w.reading("acme-4", 61, w.day(-1))),
    ],
)
def test_whatever_is_taken_back_is_not_asked_about(
    world: World,
    acme: str,
    sees: Callable[..., list[Occasion]],
    happens: Callable[[World], object],
    is_taken_back: Callable[[World], object],
) -> None:
    for name in OTHERS_ON:
        survey(world, name, Trigger(name))
    happens(world)
    (one,) = sees()
    assert one.state is OccasionState.DUE
    is_taken_back(world)
    first = next(found for found in sees() if found.id == one.id)
    assert (first.state, first.reason) == (OccasionState.DROPPED, UNDONE)


def test_a_moment_passes(world: World, acme: str, sees: Callable[..., list[Occasion]]) -> None:
    done(world)
    assert state_of(sees(0)) == state_of(sees(30)) == [(OccasionState.DUE, None)]
    assert state_of(sees(1)) == [(OccasionState.DROPPED, PASSED)]
    assert matters(world) == []


def test_what_the_limits_hold_back_comes_later_or_is_dropped(
    world: World, acme: str, sees: Callable[..., list[Occasion]]
) -> None:
    terms(world, moment_days=20)
    end_user = world.player(acme, "Eve User", role=PlayerRole.END_USER)
    world.response(world.occasion(acme), end_user)
    done(world)
    later = sees()[-1]
    assert (later.due_on, later.ask_on) == (world.day(), world.day(14))
    assert matters(world) == []
    sees(14)
    assert len(matters(world)) == 1
    terms(world, moment_days=20, account_days=60)
    assert sees()[-1].ask_on == world.day(46)
    assert matters(world) == []
    assert state_of(sees(7))[-1] == (OccasionState.DROPPED, HELD)
