"""Dashboards in Slack: each role its own, one cohort and one period, every figure explained."""

from decimal import Decimal

import pytest

from bot.model import Message, MessageState, Method
from bot.practice.metrics.definitions import DEFINITIONS
from bot.practice.metrics.figure import Figure
from bot.ui import figure as figures
from bot.ui.ids import Id
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.dashboards import Furnished, furnish
from tests.harness.routes import click
from tests.harness.slack import FakeSlack


@pytest.fixture
def made(world: World, slack: FakeSlack) -> Furnished:
    slack.add_user("U3", name="Lea Lind")
    slack.add_user("U4", name="Ada Admin")
    return furnish(world)


def test_a_leader_reads_two_columns(bot: Bot, made: Furnished) -> None:
    shown = bot.as_("U3").says("/success dashboard")
    shown.sees("Customer success beside the business", "All customers · 10 customers")
    shown.sees("*Customer success*", "*Business*", "Net revenue retention *102 %* ▲ 2 points")
    shown.sees("They disagree at 1 account", "success up, revenue down", "Customer 7")
    shown.sees("No data yet: ").does_not_see("None", "0 %  ▲")
    (drawn,) = (one["chart"] for one in shown.blocks if one["type"] == "data_visualization")
    before, now = drawn["series"]
    assert (before["name"], now["name"]) == ("The period before", "This period")
    values = {one["label"]: round(one["value"]) for one in now["data"]}
    assert values["Net retention"] == 102


def test_the_cohort_is_chosen_by_words_and_menus(bot: Bot, made: Furnished) -> None:
    lea = bot.as_("U3")
    shown = lea.says("/success dashboard half segment:mid market")
    shown.sees("Segment Mid market · 5 customers", "24 May 2026")
    year = lea.clicks(Id.DASHBOARD_PERIOD, "leader year Mid market", in_=shown)
    year.sees("Segment Mid market", "24 Nov 2025")
    lea.clicks(Id.DASHBOARD_SEGMENT, "leader year ", in_=year).sees("All customers")
    lea.says("/success dashboard weekly").sees("is nothing that a dashboard")
    lea.says("/success dashboard segment:nowhere").sees("There are: Enterprise, Mid market")


def test_every_figure_says_why(bot: Bot, made: Furnished) -> None:
    lea = bot.as_("U3")
    for name, one in DEFINITIONS.items():
        shown = click(lea, Id.DASHBOARD_EXPLAIN, f"{name} leader quarter ")
        shown.sees(one.title, one.formula, "*Counts*", "*Period*")
    click(lea, Id.DASHBOARD_EXPLAIN, "nothing leader quarter ").sees("not on the dashboard")
    click(bot.as_("U2"), Id.DASHBOARD_EXPLAIN, "nrr leader quarter ").sees("for leaders")


def test_a_leader_asks_for_it_on_home(bot: Bot, made: Furnished) -> None:
    lea = bot.as_("U3")
    lea.clicks_on("Dashboard", in_=lea.opens_home())
    home = lea.sees_home().sees("Customer success beside the business", "*Business*", "Acme Corp")
    lea.clicks_on("Open as a page", in_=home).sees("for you alone")
    bot.as_("U2").opens_home().does_not_see("Dashboard")


def test_a_csm_reads_own_accounts(bot: Bot, made: Furnished) -> None:
    bob = bot.as_("U2")
    shown = bob.says("/success dashboard")
    shown.sees("Your accounts", "10 accounts", "What to do next", "What changed this week")
    shown.sees("Customer 1 81 green").does_not_see("Net revenue")
    bob.says("/success dashboard leader").sees("for leaders")
    bob.says("/success dashboard admin").sees("for leaders")
    bot.as_("U1").says("/success dashboard").sees("Nothing needs you today", "Nothing changed")


def test_an_admin_chooses(bot: Bot, world: World, made: Furnished) -> None:
    ada = bot.as_("U4")
    shown = ada.says("/success dashboard").sees("Customer success beside the business")
    chosen = ada.clicks(Id.DASHBOARD_AUDIENCE, "admin quarter ", in_=shown)
    chosen.sees("How fresh the data is", "Goals of open plans", "What is unknown", " on\n")
    chosen.sees("accounts without an open plan", "0 dead")
    world.database.write_now(_dead, world)
    ada.says("/success dashboard admin").sees(
        "1 dead", "channel_not_found", "redthread outbox list"
    )
    ada.says("/success dashboard mine").sees("Nothing needs you today")
    click(ada, Id.DASHBOARD_AUDIENCE, "what is this").sees("beside the business")


def _dead(session, world: World) -> None:
    session.add(
        Message(
            team_id=world.team_id, id="m1", dedupe_key="m1", kind="note", method=Method.POST,
            lane="C1", number=1, payload={}, state=MessageState.DEAD, reason="channel_not_found",
            created_at=world.clock.now,
        )
    )  # fmt: skip


def test_where_nothing_is_known_it_says_so(bot: Bot, world: World, slack: FakeSlack) -> None:
    from bot.model import Role

    world.member("U2", role=Role.ADMIN)
    bob = bot.as_("U2")
    shown = bob.says("/success dashboard")
    shown.sees("0 customers", "No data yet: ").does_not_see("*0 %*")
    bob.says("/success dashboard admin").sees("Nothing was read yet")


@pytest.mark.parametrize(
    ("name", "value", "before", "said", "change", "better"),
    [
        ("nrr", "1.084", "1.07", "108 %", "▲ 1 point", True),
        ("nrr", "1.084", "1.082", "108 %", "as before", None),
        ("logo_churn", "0.05", "0.02", "5 %", "▲ 3 points", False),
        ("portfolio", "9400000", "9500000", "9.4 M USD", "▼ 100,000 USD", False),
        ("time_to_value", "74", "79", "74 days", "▼ 5 days", True),
        ("nps", "41", None, "41", None, None),
        ("ces", "5.44", "5.04", "5.4 of 7", "▲ 0.4 of 7", True),
        ("nrr", None, "1", "no data yet", None, None),
    ],
)  # fmt: skip
def test_figures_in_words(
    name: str, value: str | None, before: str | None, *, said: str, change: str, better: bool
) -> None:
    now, was = (None if one is None else Decimal(one) for one in (value, before))
    one = Figure(DEFINITIONS[name], now, was, count=1, currency="USD")
    assert figures.value_of(one) == said
    assert figures.change_of(one) == change
    assert figures.is_better(one) is better


def test_dashboards_say_how_customers_feel(bot: Bot, made: Furnished) -> None:
    """A CSM of the own accounts; a leader by stage and step, one click away."""
    bob = bot.as_("U2").says("/success dashboard mine")
    bob.sees("Customers said in 90 days: 16 answers, 6 of them low · CSAT 62 %")
    lea = bot.as_("U3")
    shown = lea.says("/success dashboard").sees("CSAT 62 %")
    feel = lea.clicks_on("How customers feel", in_=shown)
    feel.sees("Weak steps\n● Data <moved>: CSAT 0 %", "Collaboration: CSAT 62 %")
