"""Reuse: what worked elsewhere is offered where it fits, tried, judged, and told of."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event
from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import (
    Account,
    Milestone,
    Outcome,
    Permanence,
    Plan,
    Reuse,
    ReuseScope,
    ReuseState,
    Stage,
)
from bot.practice import reuse, reuse_offer
from bot.practice.goal import GoalState, state
from bot.practice.next_action import RESTS_AFTER, of_account
from bot.practice.reuse import ReuseEnded, ReuseTaken
from bot.practice.reuse_offer import alike, words_of
from bot.ui.ids import Id
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.matters import found
from tests.harness.routes import click

MEASURE = "tickets solved alone"
WORKED = "Agents solve 61 % alone"


def told(world: World, name: str = "Globex", *, segment: str | None = None, **facts: Any) -> str:
    """A success elsewhere that others could have, too."""
    account = world.account(name, "U2", segment=segment)
    world.plan(account)
    given = {
        "metric": MEASURE,
        "metric_baseline": 35,
        "metric_actual": 61,
        "behaviour": "Agents resolve without escalating",
        "reuse_scope": ReuseScope.OTHER_COMPANY,
    }
    return world.outcome(account, WORKED, **given | facts)


def here(
    world: World,
    *,
    segment: str | None = None,
    measure: str = MEASURE,
    behaviour: str = "Agents resolve without escalating",
) -> tuple[str, str]:
    """Acme with a plan, and its goal."""
    account = world.account("Acme", "U1", segment=segment)
    return account, world.goal(world.plan(account), behaviour, measure=measure)


def offered(world: World, account: str = "acme") -> list[str]:
    return [one.offer.from_name for one in world.sees(of_account, account).actions if one.offer]


def rows(world: World) -> list[Reuse]:
    return world.database.read_now(lambda s: s.query(Reuse).all())


def test_what_worked_is_offered_tried_and_told_of(bot: Bot, world: World) -> None:
    source = told(world, permanence=Permanence.PERMANENT)
    here(world)
    alice = bot.as_("U1")
    shown = alice.says("/success next acme")
    shown.sees("*This worked at Globex:* Agents solve 61 % alone", "the same measure as")
    shown.sees("tickets solved alone: 35 → 61 % · permanent")
    alice.clicks_on("See the story", in_=shown).sees("*Agents solve 61 % alone*")
    form = alice.clicks_on("Try this", in_=shown).sees("*Acme* tries what worked at Globex")
    done = alice.submits(form, note="With Lyon first", step="Macros with Lyon")
    done.sees("*Tried now:*", "I ask what came of it")
    (row,) = rows(world)
    assert (row.outcome_id, row.account_id, row.state) == (source, "acme", ReuseState.TRIED)
    step = world.database.read_now(lambda s: s.query(Milestone).one())
    assert step.title == "Macros with Lyon"
    assert offered(world) == []
    alice.says("/success history acme").sees("took up “Agents solve 61 % alone”")
    click(alice, Id.OUTCOME_SHOW, source).sees("Reused at 1 account: tried at Acme")


def test_the_goals_card_asks_and_the_story_tells(bot: Bot, world: World) -> None:
    source = told(world)
    account, goal = here(world)
    world.do(reuse.take, source, account, ReuseTaken(goal_id=goal))
    alice = bot.as_("U1")
    form = alice.clicks_on("What came of it", in_=click(alice, Id.GOAL_SHOW, goal))
    form.sees("Tried at Acme since", "Did it work?")
    alice.submits(form, state="failed").sees("Say in a sentence why")
    alice.submits(form, state="failed", reason="They have no macros").sees("did not work at Acme")
    click(alice, Id.OUTCOME_SHOW, source).sees("did not work at Acme (They have no macros)")
    assert rows(world)[0].note == "They have no macros"
    alice.says("/success undo").sees("Taken back")
    assert rows(world)[0].state is ReuseState.TRIED


def test_an_outcome_of_the_goal_proposes_that_it_came_of_it(bot: Bot, world: World) -> None:
    source = told(world)
    account, goal = here(world)
    world.do(reuse.take, source, account, ReuseTaken(goal_id=goal))
    alice = bot.as_("U1")
    world.reading(goal, 47)
    card = alice.submits(click(alice, Id.OUTCOME_LOG, goal), change="They ask less")
    card.sees("“Agents solve 61 % alone” of Globex was tried for this goal")
    linked = alice.clicks_on("Yes, it worked", in_=card)
    linked.sees("Came of what worked at Globex").does_not_see("Did this come of it?")
    (row,) = rows(world)
    assert row.state is ReuseState.WORKED
    assert row.result_id is not None
    click(alice, Id.OUTCOME_SHOW, source).sees("worked at Acme (+12 points)")
    third = world.account("Initech", "U1")
    world.goal(world.plan(third), measure=MEASURE)
    alice.says("/success next initech").sees("taken up at 1, worked at 1")


def test_taking_it_up_is_undone_as_one(bot: Bot, world: World) -> None:
    told(world)
    account, goal = here(world)
    alice = bot.as_("U1")
    form = click(alice, Id.REUSE_TAKE, f"{world.outcome('globex', **SCOPED)} {account} {goal}")
    world.clock.passes(minutes=1)
    alice.submits(form, step="Macros")
    alice.says("/success undo").sees("Taken back")
    assert rows(world) == []
    assert world.database.read_now(lambda s: s.query(Milestone).count()) == 0


SCOPED = {"reuse_scope": ReuseScope.OTHER_TEAM}


@pytest.mark.parametrize(
    ("facts", "is_offered"),
    [
        ({}, True),
        ({"reuse_scope": ReuseScope.OTHER_TEAM}, True),
        ({"reuse_scope": ReuseScope.SAME_TEAM}, False),
        ({"reuse_scope": None}, False),
        ({"permanence": Permanence.LOST}, False),
        ({"metric": "Tickets  SOLVED alone", "behaviour": None}, True),
        ({"metric": "ticket alone"}, True),
        ({"metric": "weekly reports read", "behaviour": "Managers open the report"}, False),
        ({"metric": None, "behaviour": None}, False),
        ({"segment": "Enterprise"}, False),
    ],
)
def test_only_what_is_alike_is_offered(
    world: World, facts: dict[str, Any], is_offered: bool
) -> None:
    told(world, **facts)
    here(world)
    assert offered(world) == (["Globex"] if is_offered else [])


@pytest.mark.parametrize("measure", ["NPS", "ж" * 300, "a", "…", '"x" OR names', "the rate"])
def test_every_measure_can_be_asked_for(world: World, measure: str) -> None:
    told(world, metric=measure, behaviour=None)
    here(world, measure=measure, behaviour="𐐨" * 900)
    assert offered(world) == (["Globex"] if words_of(measure) else [])


def test_a_customers_name_makes_no_goal_alike(world: World) -> None:
    told(world, "Tickets Solved Alone Ltd", metric="reports read", behaviour="They read them")
    here(world)
    assert offered(world) == []


def test_their_plan_has_been_as_far(world: World) -> None:
    source = told(world)
    account, _ = here(world)
    plan_id = world.database.read_now(
        lambda s: s.query(Plan).filter(Plan.account_id == account).one().id
    )
    world.change(Plan, plan_id, stage=Stage.COLLABORATION)
    assert offered(world) == []
    theirs = world.database.read_now(lambda s: s.get_one(Outcome, (world.team_id, source)).plan_id)
    assert theirs is not None
    world.change(Plan, theirs, stage=Stage.DASHBOARD)
    assert offered(world) == ["Globex"]


def test_other_workspaces_stay_out(world: World) -> None:
    told(World(world.database, world.clock, "T0OTHER"))
    here(world)
    assert offered(world) == []


def test_the_best_proved_of_each_customer_comes_first(world: World) -> None:
    told(world, "Once")
    told(world, "Verified", verified_on=world.day(), verified_by="link")
    told(world, "Lasting", permanence=Permanence.PERMANENT)
    world.outcome("lasting", "Another", metric=MEASURE, **SCOPED)
    here(world)
    assert sorted(offered(world)) == ["Lasting", "Verified"]


def test_three_times_not_for_us_and_the_kind_rests(bot: Bot, world: World) -> None:
    for number in range(RESTS_AFTER + 2):
        told(world, f"Customer {'abcde'[number]}")
    here(world)
    alice = bot.as_("U1")
    shown = alice.says("/success next acme")
    for _ in range(RESTS_AFTER):
        world.clock.passes(minutes=1)
        button = next(one for one in shown.buttons if one.text == "Not for us")
        answer = alice.clicks(button.action_id, button.value, in_=shown)
        shown = alice.says("/success next acme")
    answer.does_not_see("This worked at")
    assert offered(world) == []
    alice.says("/success history acme").sees("is not for this customer")
    alice.says("/success undo").sees("Taken back")
    assert len(offered(world)) == 2


def test_what_cannot_be_taken_up_is_said(bot: Bot, world: World) -> None:
    source = told(world)
    account, _ = here(world)
    own = world.outcome(account, **SCOPED)
    bare = world.account("Bare", "U1")
    alice = bot.as_("U1")
    click(alice, Id.REUSE_TAKE, f"{own} {account}").sees("this customer’s own")
    click(alice, Id.REUSE_TAKE, f"{source} {bare}").sees("There is no plan yet")
    world.plan(bare)
    click(alice, Id.REUSE_TAKE, f"{source} {bare}").sees("It takes a goal")
    forms = [click(alice, Id.REUSE_TAKE, f"{source} {account}") for _ in range(2)]
    alice.submits(forms[0])
    alice.submits(forms[1]).sees("That is taken up at this account already.")
    assert len(rows(world)) == 1
    click(alice, Id.REUSE_END, "acme-99").sees("not tried here any more")
    theirs = world.outcome("globex", "Theirs")
    end = ReuseEnded(state=ReuseState.WORKED, result_id=theirs)
    with pytest.raises(UserError, match="not one of this account"):
        world.do(reuse.end, rows(world)[0].id, end)


def test_declined_once_it_can_be_taken_up_later(world: World) -> None:
    source = told(world)
    account, goal = here(world)
    world.do(reuse.decline, source, account)
    world.do(reuse.take, source, account, ReuseTaken(goal_id=goal))
    (row,) = rows(world)
    assert row.state is ReuseState.TRIED


def test_somebody_is_asked_when_the_goal_is_reached_or_due(bot: Bot, world: World) -> None:
    source = told(world)
    account, goal = here(world)
    reuse_id = world.do(reuse.take, source, account, ReuseTaken(goal_id=goal))
    found(world)
    alice = bot.as_("U1")
    alice.says("/success nudges").does_not_see("is tried here")
    world.reading(goal, 60)
    found(world)
    listed = alice.says("/success nudges").sees("“Agents solve 61 % alone” of Globex is tried here")
    alice.clicks_on("What came of it", in_=listed).sees("Did it work?")
    world.do(reuse.end, reuse_id, ReuseEnded(state=ReuseState.WORKED))
    found(world)
    alice.says("/success nudges").does_not_see("is tried here")


def goal(measure: str, behaviour: str) -> GoalState:
    facts: dict[str, Any] = dict.fromkeys(one.name for one in fields(GoalState))
    return GoalState(**facts | {"measure": measure, "behaviour": behaviour})


words = st.text("abcdefghijklmnopqrstuvwxyzäöüéß", min_size=3, max_size=12)


@given(st.lists(words, min_size=1, max_size=4), st.lists(words, max_size=4))
def test_the_same_words_are_always_alike(measure: list[str], behaviour: list[str]) -> None:
    """In any case of letters, and with any white space; and nothing is like nothing."""
    one = goal(" ".join(measure), " ".join(behaviour))
    assert alike(one, "  ".join(measure).upper().lower(), None)
    assert not alike(one, None, None)
    if len(words_of(*behaviour)) > 1:
        assert alike(one, None, " ".join(reversed(behaviour)))


def test_the_account_is_told_by_its_segment(world: World) -> None:
    told(world, segment="Enterprise")
    here(world, segment="Enterprise")
    assert offered(world) == ["Globex"]
    world.change(Account, "globex", status="churned")
    assert offered(world) == []


def test_two_who_take_it_up_at_once_make_one(world: World) -> None:
    source = told(world)
    account, goal = here(world)

    def take(_number: int) -> str:
        try:
            return world.do(reuse.take, source, account, ReuseTaken(goal_id=goal))
        except UserError as error:
            return error.sentence

    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(take, range(4)))
    assert said.count("That is taken up at this account already.") == 3
    assert len(rows(world)) == 1


def test_however_many_there_are_one_statement_finds_them_by_the_index(world: World) -> None:
    account, goal_id = here(world)
    aims = (world.sees(state, goal_id),)
    asked: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        asked.append((statement, parameters))

    event.listen(world.database.engine, "before_cursor_execute", note)
    counts = []
    for names in ("ab", "cdefgh"):
        for name in names:
            told(world, f"Customer {name}")
        asked.clear()
        world.sees(reuse_offer.offers, account, Stage.DISCOVERY, aims)
        counts.append(sum("story_" in statement for statement, _ in asked))
    assert counts == [1, 1]
    if world.database.engine.dialect.name == "sqlite":
        (found,) = [one for one in asked if "story_" in one[0]]
        plan = world.database.read_now(explained, *found)
        assert "story_index VIRTUAL TABLE INDEX" in plan
        assert "SEARCH outcome USING INDEX sqlite_autoindex_outcome_1" in plan
        assert "SCAN outcome" not in plan
        assert "SCAN account" not in plan


def explained(session: Session, statement: str, parameters: Any) -> str:
    """How SQLite goes about it. PostgreSQL reads tables as small as these without an index."""
    lines = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
    return "\n".join(str(line[-1]) for line in lines)
