"""Permanence: what was reached is looked at again, and what the looks say has its consequences."""

from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.database import Base
from bot.model import Goal, Nudge, Outcome, Permanence, PermanenceCheck, Plan, Reading, Verdict
from bot.practice import goal as goals
from bot.practice import nudge, permanence_check
from bot.practice.goal import GoalState
from bot.practice.next_action import of_account
from bot.practice.permanence import BETWEEN, MOST_PARTLY, Look, after
from bot.practice.permanence_check import CheckSaid
from bot.ui.ids import Id
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.person import Person
from tests.harness.reply import Reply
from tests.harness.routes import click

DAY = date(2026, 1, 1)
YES, PARTLY, NO = Verdict
LOOKS = st.lists(
    st.builds(
        Look,
        st.integers(0, 400).map(lambda days: DAY + timedelta(days=days)),
        st.sampled_from(Verdict),
    ),
    max_size=8,
).map(lambda looks: sorted(looks, key=lambda look: look.on))


def looks(*said: tuple[int, Verdict]) -> list[Look]:
    return [Look(DAY + timedelta(days=days), verdict) for days, verdict in said]


@pytest.mark.parametrize(
    ("said", "permanence", "due"),
    [
        ([], None, 30),
        ([(30, YES)], Permanence.HELD, 90),
        ([(30, YES), (90, YES)], Permanence.PERMANENT, None),
        ([(70, YES)], Permanence.HELD, 100),  # late: never sooner than 30 days after the first
        ([(20, YES)], None, 30),  # too early to say
        ([(30, YES), (60, YES)], Permanence.HELD, 90),
        ([(10, PARTLY)], Permanence.PARTLY, 40),
        ([(30, PARTLY), (60, YES)], Permanence.HELD, 90),
        ([(30, YES), (90, PARTLY), (120, YES)], Permanence.HELD, 150),  # twice in a row
        ([(30, PARTLY), (60, PARTLY), (90, PARTLY)], Permanence.PARTLY, None),
        ([(30, PARTLY), (31, PARTLY), (32, PARTLY)], Permanence.PARTLY, 62),  # the same look
        ([(30, NO)], Permanence.LOST, None),
        ([(30, NO), (30, YES)], Permanence.HELD, 90),  # another mind on the same day
        ([(30, YES), (90, NO), (100, YES)], Permanence.HELD, 130),
        ([(30, YES), (90, YES), (200, NO)], Permanence.LOST, None),
        ([(30, YES), (90, YES), (91, YES)], Permanence.PERMANENT, None),
    ],
)
def test_what_looks_say_together(
    said: list[tuple[int, Verdict]], permanence: Permanence | None, due: int | None
) -> None:
    course = after(looks(*said), DAY)
    due_on = None if due is None else DAY + timedelta(days=due)
    assert (course.permanence, course.check_due_on) == (permanence, due_on)


@given(LOOKS)
def test_after_any_looks(made: list[Look]) -> None:
    course = after(made, DAY)
    last = {one.on: one.verdict for one in made}
    if made and made[-1].verdict is NO:
        assert (course.permanence, course.check_due_on) == (Permanence.LOST, None)
    if course.permanence is Permanence.PERMANENT:
        held = [day for day, verdict in last.items() if verdict is YES]
        assert max(held) - min(held) >= BETWEEN
        assert max(held) >= DAY + timedelta(days=90)
    if course.check_due_on is not None:
        assert course.check_due_on >= DAY + timedelta(days=30)
        assert course.permanence in (None, Permanence.HELD, Permanence.PARTLY)
    if made and course.permanence is Permanence.PARTLY:
        assert any(one is PARTLY for one in last.values())


@given(LOOKS, st.sampled_from(Verdict))
def test_of_a_day_the_last_look_counts(made: list[Look], other: Verdict) -> None:
    for look in made[-1:]:
        taken_back = [*made, Look(look.on, other)]
        kept = [one for one in made if one.on != look.on]
        assert after(taken_back, DAY) == after([*kept, Look(look.on, other)], DAY)


@given(LOOKS)
def test_nobody_is_asked_for_ever(made: list[Look]) -> None:
    """Whoever always answers on the day on which a look is due comes to an end."""
    for verdict in Verdict:
        answered = list(made)
        for _ in range(MOST_PARTLY + 1):
            due = after(answered, DAY).check_due_on
            if due is None:
                break
            day = max([due, *(one.on + timedelta(days=1) for one in answered)])
            answered.append(Look(day, verdict))
        assert after(answered, DAY).check_due_on is None


@pytest.fixture
def reached(world: World) -> str:
    """An outcome of a goal that was reached, in an open plan of Alice's."""
    world.member("U1", name="Alice Smith")
    goal_id = world.goal(world.plan(world.account(owner="U1")))
    world.reading(goal_id, 61)
    return world.outcome("acme-corp", goal_id=goal_id, behaviour="They look it up first")


def row(world: World, outcome_id: str) -> Outcome:
    return world.sees(lambda s, a: s.get_one(Outcome, (a.team_id, outcome_id)))


def goal_of(world: World, outcome_id: str) -> GoalState:
    return world.sees(goals.state, str(row(world, outcome_id).goal_id))


def matters(world: World) -> list[str]:
    found = world.database.read_now(nudge.pressing, world.team_id, world.day())
    return [one.id for one in found if one.rule == "permanence_due"]


def window(person: Person, outcome_id: str) -> Reply:
    return click(person, Id.PERMANENCE_CHECK, outcome_id)


def test_it_comes_due_and_is_answered_from_the_bundle(bot: Bot, world: World, reached: str) -> None:
    world.clock.passes(days=30)
    bot.runs("sweep")
    assert len(matters(world)) == 1
    bot.runs("bundle")
    told = bot.delivers()
    form = bot.as_("U1").clicks_on("Does it still hold?", in_=told)
    form.sees("They look it up first", "35 → 61 of 60 %", "It reads now, in %")
    card = bot.as_("U1").submits(form, verdict="yes", value=63)
    card.sees("it held once: next check on")
    bot.delivers().sees("settled")
    assert matters(world) == []
    assert row(world, reached).check_due_on == world.day(60)
    assert goal_of(world, reached).latest == 63
    kept = world.database.read_now(lambda s: s.scalars(select(PermanenceCheck)).one())
    assert (kept.verdict, kept.value, kept.checked_by) == (YES, Decimal(63), "U1")


def test_held_twice_is_permanent(bot: Bot, world: World, reached: str) -> None:
    alice = bot.as_("U1")
    for days, words in ((30, "it held once"), (60, "permanent: it held twice")):
        world.clock.passes(days=days)
        bot.runs("sweep")
        assert len(matters(world)) == 1
        alice.submits(window(alice, reached), verdict="yes", value=62).sees(words)
    assert row(world, reached).check_due_on is None
    bot.runs("sweep")
    assert matters(world) == []
    window(alice, reached).sees("it held, 62 %")


def test_too_early_to_say(bot: Bot, world: World, reached: str) -> None:
    world.clock.passes(days=29)
    alice = bot.as_("U1")
    form = window(alice, reached).sees("“yes” counts from")
    alice.submits(form, verdict="yes", value=61).sees("not lasting yet: next check on")
    assert row(world, reached).check_due_on == world.day(1)
    world.clock.passes(days=1)
    window(alice, reached).does_not_see("counts from").sees("it held, 61 %")


def test_what_is_missing_is_asked_for(bot: Bot, world: World, reached: str) -> None:
    world.clock.passes(days=30)
    alice = bot.as_("U1")
    form = window(alice, reached)
    assert set(alice.submits(form, verdict="yes").errors) == {"value"}
    assert set(alice.submits(form, verdict="partly").errors) == {"reason"}
    assert set(alice.submits(form, verdict="no").errors) == {"reason"}
    alice.submits(form, verdict="partly", reason="Lyon does not").sees("it lasts in part: next")
    assert row(world, reached).check_due_on == world.day(30)
    assert goal_of(world, reached).is_achieved


def test_what_did_not_last_opens_its_goal_again(bot: Bot, world: World, reached: str) -> None:
    world.clock.passes(days=30)
    alice = bot.as_("U1")
    alice.submits(window(alice, reached), verdict="no", reason="A new head").sees("it did not last")
    goal = goal_of(world, reached)
    assert (goal.is_achieved, goal.lasting, goal.reopened_on) == (False, Decimal(0), world.day())
    plan = alice.says("/success plan acme").sees("0 of 1 reached", "was reached, did not last")
    plan.does_not_see("▰")
    world.reading(goal.id, 70)
    assert not goal_of(world, reached).is_achieved, "only what is read after that day counts"
    world.clock.passes(days=1)
    world.reading(goal.id, 60)
    assert goal_of(world, reached).is_achieved
    assert "is reached: tell how" in reasons(world)
    alice.says("/success history acme").sees("opened the goal", "noted whether", "A new head")


def test_the_rules_see_it(bot: Bot, world: World, reached: str) -> None:
    world.clock.passes(days=60)
    world.reading(goal_of(world, reached).id, 61)
    bot.runs("sweep")
    assert said(world, "goal_off_pace") == []
    world.do(permanence_check.check, reached, CheckSaid(verdict=NO, reason="A new head"))
    world.clock.passes(hours=2)
    bot.runs("sweep")
    (why,) = said(world, "goal_off_pace")
    assert "was reached and did not last" in why
    world.clock.passes(days=31)
    bot.runs("sweep")
    assert len(said(world, "goal_stale")) == 1


def said(world: World, rule: str) -> list[str]:
    found = world.database.read_now(nudge.pressing, world.team_id, world.day())
    return [one.why for one in found if one.rule == rule]


def test_another_mind_takes_it_back(bot: Bot, world: World, reached: str) -> None:
    world.clock.passes(days=30)
    world.do(permanence_check.check, reached, CheckSaid(verdict=NO, reason="A new head"))
    assert not goal_of(world, reached).is_achieved
    world.clock.passes(hours=1)
    world.do(permanence_check.check, reached, CheckSaid(verdict=YES, value=Decimal(61)))
    assert goal_of(world, reached).is_achieved
    assert row(world, reached).permanence is Permanence.HELD
    bot.as_("U1").says("/success history acme").sees("took back that the goal")


def test_a_goal_stays_open_while_another_outcome_of_it_is_lost(world: World, reached: str) -> None:
    goal_id = goal_of(world, reached).id
    other = world.outcome("acme-corp", goal_id=goal_id, behaviour="They ask less")
    world.clock.passes(days=30)
    for one in (reached, other):
        world.do(permanence_check.check, one, CheckSaid(verdict=NO, reason="A new head"))
        world.clock.passes(days=1)
    world.do(permanence_check.check, other, CheckSaid(verdict=YES, value=Decimal(61)))
    assert goal_of(world, reached).reopened_on == world.day(-2)


def everything(world: World) -> dict[str, list[Any]]:
    kinds: list[type[Base]] = [Goal, Outcome, PermanenceCheck, Reading]
    stamps = {"active_at", "last_number", "version"}
    with world.database.reading() as session:
        return {
            kind.__tablename__: [
                {k: v for k, v in one._mapping.items() if k not in stamps}
                for one in session.execute(select(kind.__table__).order_by(kind.__table__.c.id))
            ]
            for kind in kinds
        }


@pytest.mark.parametrize(
    "check",
    [
        CheckSaid(verdict=NO, reason="A new head", value=Decimal(40)),
        CheckSaid(verdict=YES, value=Decimal("61.5")),
        CheckSaid(verdict=PARTLY, reason="Lyon does not"),
    ],
)
def test_undo_takes_it_back_whole(bot: Bot, world: World, reached: str, check: CheckSaid) -> None:
    world.clock.passes(days=30)
    bot.runs("sweep")
    before, open_before = everything(world), matters(world)
    alice = bot.as_("U1")
    answers: dict[str, Any] = {name: one for name, one in asdict(check).items() if one is not None}
    alice.submits(window(alice, reached), **answers)
    assert everything(world) != before
    assert matters(world) == []
    alice.says("/success undo").sees("Taken back")
    assert everything(world) == before
    world.clock.passes(hours=2)
    bot.runs("sweep")
    assert matters(world) == open_before, "it is due again"


def test_after_the_plan_a_new_goal_is_proposed(bot: Bot, world: World, reached: str) -> None:
    close(world)
    world.clock.passes(days=30)
    world.do(permanence_check.check, reached, CheckSaid(verdict=NO, value=Decimal(9), reason="…"))
    aimed = world.sees(lambda s, a: s.get_one(Goal, (a.team_id, row(world, reached).goal_id)))
    assert aimed.reopened_on is None
    assert "did not last: say together" in reasons(world)
    world.clock.passes(minutes=1)
    world.goal(world.plan(world.account("Globex")), "Another customer's goal")
    assert "did not last: say together" in reasons(world)
    new = world.plan("acme-corp")
    world.player("acme-corp")
    world.milestone(new)
    assert "did not last: make it a goal" in reasons(world)
    world.clock.passes(minutes=1)
    world.goal(new, "They do something else")
    assert "did not last" not in reasons(world), "a goal that was added since takes it up"
    world.clock.passes(days=1)
    world.do(permanence_check.check, reached, CheckSaid(verdict=NO, reason="…"))
    assert "“Agents solve 61 % alone” did not last: make it a goal" in reasons(world)
    world.clock.passes(days=91)
    assert "did not last" not in reasons(world)


def close(world: World) -> None:
    plan_id = row_of_plan(world)
    world.change(Plan, plan_id, ended_on=world.day())


def row_of_plan(world: World) -> str:
    return world.database.read_now(lambda s: s.scalars(select(Plan.id)).one())


def reasons(world: World) -> str:
    return " ".join(one.reason for one in world.sees(of_account, "acme-corp").actions)


def test_a_behaviour_is_needed(bot: Bot, world: World) -> None:
    world.member("U1", name="Alice Smith")
    outcome_id = world.outcome(world.account(owner="U1"))
    window(bot.as_("U1"), outcome_id).sees("Say first which behaviour")


def test_of_a_milestone_there_is_no_number_to_give(bot: Bot, world: World) -> None:
    world.member("U1", name="Alice Smith")
    outcome_id = world.outcome(world.account(owner="U1"), behaviour="They do")
    world.clock.passes(days=31)
    alice = bot.as_("U1")
    form = window(alice, outcome_id).does_not_see("It reads now")
    alice.submits(form, verdict="yes").sees("it held once")
    nothing: list[Nudge] = world.database.read_now(lambda s: list(s.scalars(select(Nudge))))
    assert nothing == []


def test_its_day_moves_with_the_outcome(bot: Bot, world: World, reached: str) -> None:
    world.clock.passes(days=40)
    world.do(permanence_check.check, reached, CheckSaid(verdict=YES, value=Decimal(61)))
    alice = bot.as_("U1")
    form = click(alice, Id.OUTCOME_EDIT, f"outcome {reached}")
    alice.submits(form, happened_on=world.day(-35))
    assert row(world, reached).check_due_on == world.day(55)
    form = click(alice, Id.OUTCOME_EDIT, f"permanence {reached}")
    alice.submits(form, behaviour=None)
    assert row(world, reached).check_due_on is None
