"""The series of successes: what is counted, shown, turned, and what teaches where it is empty."""

from datetime import date
from decimal import Decimal
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.model import Outcome, Permanence
from bot.practice import exchange_rate, series
from bot.practice.nudges.sweep import sweep
from bot.sandbox.workspace import BOT_USER
from bot.ui.ids import Id
from bot.ui.win import first_sentence
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.person import Person
from tests.harness.routes import click
from tests.harness.slack import FakeSlack


def test_the_portfolio_by_month_in_words_chart_and_table(bot: Bot, world: World) -> None:
    for name, segment in (("Acme", "Enterprise"), ("Globex", None)):
        world.account(name, "U1", segment=segment)
    goal = world.goal(world.plan("acme"))
    world.outcome("acme", "They ask less", goal_id=goal, value=1000, currency="USD")
    world.outcome("acme", "They read", happened_on=world.day(-40), permanence=Permanence.PERMANENT)
    world.outcome("globex", "They plan", value=3000, currency="USD")
    world.outcome("globex", "Long ago", happened_on=world.day(-500))
    shown = bot.as_("U1").says("/success outcomes all")
    shown.sees("*All customers* · outcomes of the last 12 months")
    shown.sees("3 outcomes: 1 intended, 1 permanent at 2 customers")
    shown.sees("Worth 4,000 USD; 2,000 USD on average, of 2 with a value", "4 outcomes in all")
    drawn = next(one for one in shown.blocks if one["type"] == "data_visualization")
    intended, other = drawn["chart"]["series"]
    assert len(drawn["chart"]["axis_config"]["categories"]) == 12
    assert drawn["chart"]["axis_config"]["categories"][-1] == "Nov 2026"
    assert ([p["value"] for p in intended["data"]][-2:], other["data"][-1]["value"]) == ([0, 1], 1)
    listed = next(one for one in shown.blocks if one["type"] == "data_table")
    assert [cell.get("text") for cell in listed["rows"][1]] == [
        "Nov 2026", "2", "1", "0", "0", "4,000 USD",
    ]  # fmt: skip
    alice = bot.as_("U1")
    alice.says("/success outcomes segment:enterprise").sees("*Segment Enterprise*", "2 outcomes")
    alice.says("/success outcomes segment:none").sees(
        "No account is in a segment “none”", "There are: Enterprise"
    )
    alice.says("/success outcomes").sees("*Your customers*", "3 outcomes")
    bot.as_("U2").says("/success outcomes").sees("None is logged yet")


def test_the_list_is_turned_and_opened(bot: Bot, world: World) -> None:
    account = world.account("Acme", "U1")
    for number in range(12):
        world.outcome(account, f"Change {number}", happened_on=world.day(-number))
    alice = bot.as_("U1")
    shown = alice.says("/success outcomes acme").sees("Change 9", "page 1 of 2")
    older = alice.clicks_on("Older", in_=shown).sees("Change 11", "page 2 of 2")
    older.does_not_see("Change 9 ", "Change 3")
    first = next(one for one in shown.buttons if one.text == "Open")
    alice.clicks(first.action_id, first.value, in_=shown).sees("*Change 0*", "0 of 5 points")
    plan = alice.says("/success plan acme")
    alice.clicks(Id.OUTCOMES_SHOW, account, in_=plan).sees("*Acme* · outcomes", "12 outcomes")


def test_an_empty_series_teaches(bot: Bot, world: World) -> None:
    world.account("Acme", "U1")
    alice = bot.as_("U1")
    shown = alice.says("/success outcomes acme").sees("What do people there do differently")
    assert alice.clicks_on("Log outcome", in_=shown).view is not None
    world.outcome("acme", happened_on=world.day(-600))
    alice.says("/success outcomes acme").sees("None in these months", "Last success")


def test_amounts_become_one_only_with_rates(bot: Bot, world: World) -> None:
    account = world.account("Acme", "U1")
    for value, currency in ((1000, "USD"), (2000, "EUR")):
        world.outcome(account, value=value, currency=currency)
    alice = bot.as_("U1")
    shown = alice.says("/success outcomes acme")
    shown.sees("Worth 2,000 EUR and 1,000 USD; 2,000 EUR and 1,000 USD on average")
    world.do(exchange_rate.set_rate, "EUR", Decimal("1.1"), date(2026, 11, 3))
    shown = alice.says("/success outcomes acme")
    shown.sees("Worth ≈ 3,200 USD (rates of 3 Nov 2026); ≈ 1,600 USD", "≈ 3,200 USD")


logged = st.tuples(
    st.integers(0, 500),
    st.booleans(),
    st.sampled_from((None, *Permanence)),
    st.one_of(st.none(), st.integers(0, 10**6)),
)


NUMBERS = count(1)


@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(every=st.lists(logged, max_size=8))
def test_each_outcome_counts_once_in_its_month(
    world: World, every: list[tuple[int, bool, Permanence | None, int | None]]
) -> None:
    account = world.account(f"Customer {next(NUMBERS)}", None)
    for ago, intended, lasting, value in every:
        outcome_id = world.outcome(account, happened_on=world.day(-ago), value=value)
        world.change(Outcome, outcome_id, intended=intended, permanence=lasting)
    found = world.sees(series.of_scope, f"account:{account}", 1)
    first = found.months[0].first
    assert first == date(2025, 12, 1)
    inside = [one for one in every if world.day(-one[0]) >= first]
    assert found.outcomes == len(inside)
    assert found.intended == sum(one[1] for one in inside)
    assert dict(found.lasting) == {
        one: n for one in (None, *Permanence) if (n := sum(i[2] is one for i in inside))
    }
    assert found.valued == sum(one[3] is not None for one in inside)
    assert sum(amount for _, amount in found.value.each) == sum(one[3] or 0 for one in inside)
    assert found.total == len(every)


def test_a_gap_asks_to_log(bot: Bot, world: World) -> None:
    world.plan(world.account("Acme", "U1"))
    world.clock.passes(days=130)
    world.database.write_now(sweep, world.team_id, world.clock.now)
    alice = bot.as_("U1")
    shown = alice.says("/success nudges").sees("No success since the first plan began 130 days ago")
    button = next(one for one in shown.buttons if one.action_id == Id.OUTCOME_LOG)
    alice.clicks(button.action_id, button.value, in_=shown).sees("A success of *Acme*")


@pytest.fixture
def won(world: World) -> str:
    """Something that was won this week, with a story and a quote."""
    account = world.account("Acme", "U1")
    maria = world.player(account)
    world.reading(world.goal(world.plan(account)), 61)
    return world.outcome(
        account,
        "They ask less",
        story="First they called. Then they looked it up.",
        quote="I found it at once",
        quote_player_id=maria,
        value=1200,
        verified_on=world.day(),
        verified_by="channel",
        permanence=Permanence.PERMANENT,
    )


def test_the_weeks_wins_are_looked_at_and_shared(bot: Bot, world: World, won: str) -> None:
    alice = bot.as_("U1")
    world.clock.passes(hours=1)
    shown = alice.says("/success digest wins").sees("Only you see this")
    shown.sees("1 outcome (1 verified by customers), 1 goal reached, 1,200 USD of value")
    shown.sees("*Acme* — They ask less · 1,200 USD · ✓ verified by the customer · permanent")
    shown.sees("First they called.", "goal reached").does_not_see("looked it up", "I found it")
    world.change(Outcome, won, quote_agreed=True)
    shared = alice.clicks_on("Share here", in_=shown)
    shared.sees("Shared by", "“I found it at once” — Maria Lopez").does_not_see("Only you")
    assert shared.responses[-1]["response_type"] == "in_channel"
    alice.says("/success digest preview").sees("1 outcome logged (1 verified)", "permanent")


def test_a_week_without_wins_asks_for_one(bot: Bot, world: World) -> None:
    world.account("Acme", "U1")
    shown = bot.as_("U1").says("/success digest wins").sees("No win was logged")
    assert [one.text for one in shown.buttons] == []


def test_wins_never_go_where_others_read_along(
    bot: Bot, world: World, slack: FakeSlack, won: str
) -> None:
    slack.workspace.add_channel("C0SHARED", "acme", ["U1", BOT_USER], kind="shared")
    there = Person(bot, "U1", "C0SHARED")
    there.says("/success digest wins").sees("shared with another company").does_not_see("ask less")
    click(there, Id.WINS_SHARE, "wins").sees("shared with another").does_not_see("ask less")
    there.says("/success outcomes all").does_not_see("ask less")
    assert won


@given(st.text(max_size=60))
def test_the_first_sentence_is_the_storys_beginning(text: str) -> None:
    assert " ".join(text.split()).startswith(first_sentence(text))
