"""A goal's card, its chart and trend; the list of goals; readings that were wrong."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.model import AuditEvent, Direction, Reading
from bot.practice import audit, undo
from bot.practice.trend import daily, trend
from bot.ui.chart import thinned
from bot.ui.ids import Id
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.reply import Reply
from tests.harness.routes import click

values = st.decimals(-(10**9), 10**9, places=3)
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
START = date(2026, 6, 1)


def on_line(slope: Decimal, base: Decimal, after: Iterable[int]) -> list[tuple[date, Decimal]]:
    """Readings that lie exactly on a line with this change per day."""
    return [(START + timedelta(days=n), base + slope * n) for n in after]


@given(values, values, st.sets(st.integers(0, 90), min_size=2, max_size=12))
def test_the_trend_of_a_line_is_its_slope(
    slope: Decimal, base: Decimal, after: Iterable[int]
) -> None:
    found = trend(on_line(slope, base, after))
    assert found is not None
    assert abs(found - 30 * slope) < Decimal("0.001")


@given(st.lists(st.tuples(days, values), min_size=2))
def test_falling_is_rising_mirrored_and_a_shift_changes_nothing(
    points: list[tuple[date, Decimal]],
) -> None:
    found = trend(points)
    mirrored = trend([(day, -value) for day, value in points])
    shifted = trend([(day + timedelta(days=7), value) for day, value in points])
    assert found == shifted
    assert mirrored == (None if found is None else -found)


@given(st.lists(st.tuples(days, st.just(Decimal(7)))))
def test_a_level_has_a_trend_of_nothing_and_one_day_has_none(
    points: list[tuple[date, Decimal]],
) -> None:
    assert trend(points) == (0 if len({day for day, _ in points}) > 1 else None)


def test_only_the_latest_ninety_days_count_and_of_a_day_the_last_reading() -> None:
    old = [(START - timedelta(days=200), Decimal(10**6))]
    new = on_line(Decimal(1), Decimal(0), [0, 30])
    assert trend([*old, *new]) == 30
    wrong_first = [(START, Decimal(99)), *new]
    assert daily(wrong_first) == tuple(new)
    far_apart = [(START - timedelta(days=180), Decimal(0)), (START, Decimal(6))]
    assert trend(far_apart) == 1


@given(st.integers(1, 500))
@settings(max_examples=50)
def test_a_chart_has_twenty_points_at_most_from_the_first_to_the_last(many: int) -> None:
    shown = thinned(range(many))
    assert len(shown) == min(many, 20)
    assert (shown[0], shown[-1]) == (0, many - 1)
    assert len(set(shown)) == len(shown)


def settled(world: World, readings: list[int], **facts: Any) -> str:
    """A goal that was read every ten days, the last time today."""
    goal = world.goal(world.plan(world.account()), starts_on=world.day(-90), **facts)
    for number, value in enumerate(reversed(readings)):
        world.reading(goal, value, world.day(-10 * number))
    return goal


def chart_of(reply: Reply) -> dict[str, Any]:
    (found,) = [block for block in reply.blocks if block["type"] == "data_visualization"]
    return dict(found["chart"])


def test_the_card_says_where_a_goal_stands(bot: Bot, world: World) -> None:
    goal = settled(world, [35, 40, 45, 50], due_on=world.day(90), value=40_000, currency="USD")
    alice = bot.as_("U1")
    listed = alice.says("/success goals acme").sees("*Goals of Acme Corp*  0 of 1 reached")
    card = alice.clicks_on("Open", in_=listed)
    card.sees("tickets solved alone · Acme Corp · worth 40,000 USD")
    card.sees("▰▰▰▱▱▱ 60 %  *35 → 50 of 60 %* · ahead of pace")
    card.sees("Trend: rising 15 % per 30 days, the right way.")
    card.sees("Pace 100 %: 50 % of its time has passed", "in 90 days", "helpdesk", goal)
    chart = chart_of(card)
    series = {one["name"]: [point["value"] for point in one["data"]] for one in chart["series"]}
    assert series == {"Readings": [35, 40, 45, 50], "Baseline": [35] * 4, "Target": [60] * 4}
    assert chart["axis_config"]["categories"][-1] == "23 Nov 2026"


def test_regression_and_overshoot_are_shown_as_they_are(bot: Bot, world: World) -> None:
    falling = settled(
        world, [40, 50], baseline=40, target=10, direction=Direction.FALLING, due_on=None
    )
    alice = bot.as_("U1")
    card = click(alice, Id.GOAL_SHOW, falling)
    card.sees("−33 %", "40 → 50, aim 10 %", "going the wrong way", "without a date")
    card.sees("Trend: rising 30 % per 30 days, the wrong way.")
    world.reading(falling, 1)
    click(alice, Id.GOAL_SHOW, falling).sees("130 %", "reached", "the right way")


def test_a_goal_of_which_little_is_known(bot: Bot, world: World) -> None:
    plan = world.plan(world.account())
    goal = world.goal(plan, baseline=None, target=None)
    alice = bot.as_("U1")
    card = click(alice, Id.GOAL_SHOW, goal).sees("no baseline and target yet", "No trend yet")
    assert all(block["type"] != "data_visualization" for block in card.blocks)
    world.reading(goal, 0)
    world.reading(goal, 5, world.day(-1))
    chart = chart_of(click(alice, Id.GOAL_SHOW, goal))
    assert [one["name"] for one in chart["series"]] == ["Readings"]


def test_in_a_window_the_card_has_no_chart(bot: Bot, world: World) -> None:
    goal = settled(world, [35, 40])
    alice = bot.as_("U1")
    view = alice.submits(click(alice, Id.READING_ADD, goal), value=45)
    plan = alice.clicks_on("Open the plan", in_=view)
    goals = alice.clicks_on("Goals", in_=plan)
    card = alice.clicks_on("Open", in_=goals).sees("35 → 45 of 60 %")
    assert card.view is not None
    assert all(block["type"] != "data_visualization" for block in card.blocks)


def test_lists_page(bot: Bot, world: World) -> None:
    """Two hundred goals, and two thousand readings of one."""
    plan = world.plan(world.account())
    goals = [world.goal(plan, f"Goal {n:03}") for n in range(25)]
    world.reading(goals[0], 60)
    for number in range(25):
        world.reading(goals[1], number, world.day(-number))
    alice = bot.as_("U1")
    page = alice.says("/success goals acme").sees("1 of 25 reached", "page 1 of 3", "Goal 010")
    page = alice.clicks_on("More", in_=page).sees("page 2 of 3", "Goal 020")
    page = alice.clicks_on("More", in_=page).sees("page 3 of 3", "Goal 000")
    alice.clicks_on("Earlier", in_=page).sees("page 2 of 3")
    card = click(alice, Id.GOAL_SHOW, goals[1])
    assert len(chart_of(card)["axis_config"]["categories"]) == 20
    window = alice.clicks_on("All 25 readings", in_=card).sees("page 1 of 3")
    window = alice.clicks_on("Earlier", in_=window).sees("page 2 of 3", "*10 %*")
    alice.clicks_on("Later", in_=window).sees("page 1 of 3", "*0 %*")
    world.plan(world.account("Empty"))
    alice.says("/success goals empty").sees("no goal yet", "Add a goal")
    alice.says("/success goals").sees("Which account?")


def test_a_wrong_reading_is_corrected_or_taken_away(bot: Bot, world: World) -> None:
    goal = settled(world, [35, 40])
    alice = bot.as_("U1")
    form = click(alice, Id.READING_EDIT, world.latest_reading(goal)).sees("40", "helpdesk")
    assert "today or earlier" in alice.submits(form, read_on=world.day(1)).errors["read_on"]
    form = click(alice, Id.READING_EDIT, world.latest_reading(goal))
    alice.submits(form, value="44.5", note="read off the wrong line").sees("35 → 44.5 of 60 %")
    reading_id = world.latest_reading(goal)
    form = click(alice, Id.READING_EDIT, reading_id).sees("read off the wrong line")
    alice.submits(form, is_wrong=["remove"]).sees("35 → 35 of 60 %")
    click(alice, Id.READING_EDIT, reading_id).sees("That reading is gone")

    def told(session: Any) -> list[tuple[str, Any, Any]]:
        events = select(AuditEvent).where(AuditEvent.subject_id == reading_id)
        every = session.scalars(events.order_by(AuditEvent.at, AuditEvent.id))
        return [(one.verb, one.before, one.after) for one in every]

    _, corrected, removed = world.database.read_now(told)
    assert corrected[0] == "reading.correct"
    assert corrected[1] == {"value": "40", "note": None}
    assert (removed[0], removed[1]["value"], removed[2]) == ("reading.remove", "44.5", None)


def test_undo_puts_back_what_was_taken_away(bot: Bot, world: World) -> None:
    goal = settled(world, [35, 40])
    alice = bot.as_("U1")

    def rows() -> list[str]:
        def facts(session: Any) -> list[str]:
            return sorted(str(audit.facts_of(one)) for one in session.scalars(select(Reading)))

        return world.database.read_now(facts)

    before = rows()
    reading_id = world.latest_reading(goal)
    alice.submits(click(alice, Id.READING_EDIT, reading_id), is_wrong=["remove"])
    assert rows() != before
    world.database.write_now(undo.undo, world.actor("U1"))
    assert rows() == before
