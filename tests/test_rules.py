"""The rules that need exactness, for all values and not only for examples."""

import contextlib
import re
import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.errors import UserError
from bot.model import Direction, Side
from bot.practice.dates import EARLIEST, LATEST, WEEKDAYS, parse_day
from bot.practice.goal import attainment, elapsed, pace
from bot.practice.milestone import MilestoneFacts, MilestoneState, progress
from bot.practice.names import LONGEST_ID, key_of, speakable_id, tidy

NUMBERS = st.decimals(-(10**6), 10**6, places=3)
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
SHARES = st.decimals(0, 1, places=4)
RISING, FALLING = Direction.RISING, Direction.FALLING
DIRECTIONS = st.sampled_from(Direction)
TODAY = date(2026, 11, 23)


@given(NUMBERS, NUMBERS, DIRECTIONS)
def test_attainment_is_0_at_the_baseline_and_1_at_the_target(
    baseline: Decimal, target: Decimal, direction: Direction
) -> None:
    assume(baseline != target)
    assert attainment(baseline, target, baseline, direction) == 0
    assert attainment(baseline, target, target, direction) == 1


@given(NUMBERS, NUMBERS, NUMBERS, DIRECTIONS)
def test_attainment_is_the_same_for_a_mirrored_goal(
    baseline: Decimal, target: Decimal, latest: Decimal, direction: Direction
) -> None:
    assume(baseline != target)
    mirrored = attainment(-baseline, -target, -latest, direction)
    assert attainment(baseline, target, latest, direction) == mirrored


@given(NUMBERS, NUMBERS, NUMBERS, DIRECTIONS)
def test_attainment_is_unclamped_and_tells_regression_and_overshoot(
    baseline: Decimal, target: Decimal, latest: Decimal, direction: Direction
) -> None:
    assume(baseline != target)
    reached = attainment(baseline, target, latest, direction)
    assert reached is not None
    goes_up = target > baseline
    assert (reached < 0) == (latest < baseline if goes_up else latest > baseline)
    assert (reached >= 1) == (latest >= target if goes_up else latest <= target)


@given(NUMBERS, NUMBERS)
def test_a_goal_that_holds_a_level(level: Decimal, latest: Decimal) -> None:
    assert attainment(level, level, latest, RISING) == (1 if latest >= level else 0)
    assert attainment(level, level, latest, FALLING) == (1 if latest <= level else 0)


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_attainment_without_a_value_is_unknown(missing: int) -> None:
    values = [Decimal(1), Decimal(2), Decimal(3)]
    known: list[Decimal | None] = [None if n == missing else v for n, v in enumerate(values)]
    assert attainment(known[0], known[1], known[2], RISING) is None


@given(DAYS, DAYS, DAYS)
def test_elapsed_is_a_share_that_never_falls(starts: date, due: date, today: date) -> None:
    now = elapsed(starts, due, today)
    later = elapsed(starts, due, today + timedelta(days=1))
    assert now is not None
    assert later is not None
    assert 0 <= now <= later <= 1
    if starts < due:
        assert elapsed(starts, due, starts) == 0
    assert elapsed(starts, due, max(starts, due)) == 1


def test_elapsed_without_a_date_is_unknown() -> None:
    assert elapsed(TODAY, None, TODAY) is None
    assert elapsed(TODAY, TODAY + timedelta(days=200), TODAY + timedelta(days=50)) == Decimal(
        "0.25"
    )


@given(NUMBERS, SHARES)
@example(Decimal("0.5"), Decimal("0.5"))
@example(Decimal("0.1"), Decimal(0))
def test_pace_is_a_share(attained: Decimal, share: Decimal) -> None:
    speed = pace(attained, share)
    assert speed is not None
    assert 0 <= speed <= 1
    clamped = min(Decimal(1), max(Decimal(0), attained))
    assert speed == min(Decimal(1), clamped / max(share, Decimal("0.25")))


@given(SHARES, SHARES, SHARES)
def test_pace_rises_with_attainment_and_falls_with_time(
    one: Decimal, other: Decimal, share: Decimal
) -> None:
    less, more = sorted((one, other))
    assert (pace(less, share) or 0) <= (pace(more, share) or 0)
    assert (pace(share, more) or 0) <= (pace(share, less) or 0)


def test_pace_without_a_value_is_unknown() -> None:
    assert pace(None, Decimal(1)) is None
    assert pace(Decimal(1), None) is None


STEP = MilestoneFacts(
    id="acme-1",
    title="A step",
    achievement=None,
    side=Side.CUSTOMER,
    owner_id=None,
    owner_name=None,
    player_id=None,
    player_name=None,
    player_role=None,
    player_left_on=None,
    due_on=None,
    weight=1,
    is_onboarding=False,
    done_on=None,
    active_at=datetime(2026, 11, 20, tzinfo=UTC),
    blocked_by=None,
    is_shared=True,
    waits_for=0,
    today=TODAY,
)
NEAR = st.dates(TODAY - timedelta(days=30), TODAY + timedelta(days=30))
STEPS = st.lists(
    st.builds(
        lambda due_on, done_on, weight: replace(
            STEP, due_on=due_on, done_on=done_on, weight=weight
        ),
        st.none() | NEAR,
        st.none() | st.just(TODAY),
        st.integers(1, 100),
    )
)


@given(STEPS)
def test_progress_is_weight_done_of_weight_due(steps: list[MilestoneFacts]) -> None:
    due = sum(one.weight for one in steps if one.due_on and one.due_on <= TODAY)
    done = sum(one.weight for one in steps if one.done_on)
    found = progress(steps, TODAY)
    if due == 0:
        assert found is None
    else:
        assert found == min(Decimal(1), Decimal(done) / due)


@given(STEPS)
def test_progress_never_falls_when_a_step_is_done(steps: list[MilestoneFacts]) -> None:
    all_done = [replace(one, done_on=TODAY) for one in steps]
    before, after = progress(steps, TODAY), progress(all_done, TODAY)
    assert (before is None) == (after is None)
    if before is not None and after is not None:
        assert before <= after == 1


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"done_on": TODAY, "due_on": TODAY - timedelta(days=9)}, MilestoneState.DONE),
        ({"due_on": TODAY - timedelta(days=1), "waits_for": 1}, MilestoneState.LATE),
        ({"due_on": TODAY}, MilestoneState.OPEN),
        ({"waits_for": 1, "active_at": datetime(2026, 1, 1, tzinfo=UTC)}, MilestoneState.WAITING),
        ({"active_at": datetime(2026, 11, 9, tzinfo=UTC)}, MilestoneState.STALLED),
        ({"active_at": datetime(2026, 11, 10, tzinfo=UTC)}, MilestoneState.OPEN),
    ],
)
def test_the_state_of_a_milestone(changes: dict[str, object], state: MilestoneState) -> None:
    assert replace(STEP, **changes).state is state  # type: ignore[arg-type]


@given(st.text(max_size=700))
def test_a_key_is_stable_and_fits_its_column(name: str) -> None:
    key = key_of(name)
    assert len(key) <= 600
    assert key == tidy(key)
    assert key_of(f"  {name}\t") == key


@given(st.text(max_size=100))
def test_spellings_of_one_name_share_a_key(name: str) -> None:
    assert key_of(unicodedata.normalize("NFD", name)) == key_of(unicodedata.normalize("NFC", name))
    assert key_of(key_of(name)) == key_of(name)


def test_case_width_and_space_make_no_other_name() -> None:
    wide = "\uff21\uff23\uff2d\uff25 \uff23\uff4f\uff52\uff50"  # full-width ACME Corp
    assert len({key_of(n) for n in ("Acme Corp", "ACME  CORP ", wide)}) == 1


@example("Area 1 2 3", set())
@given(st.text(max_size=60), st.sets(st.text("abc-", max_size=4), max_size=4))
def test_a_speakable_id_is_short_free_and_no_number_of_another(name: str, taken: set[str]) -> None:
    id_ = speakable_id(name, taken.__contains__)
    assert id_ not in taken
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id_)
    assert not re.search(r"-\d+$", id_)
    assert len(id_) <= LONGEST_ID + 3


@given(st.integers(1, 60))
def test_many_accounts_of_one_name_have_ids_of_their_own(count: int) -> None:
    taken: set[str] = set()
    for _ in range(count):
        taken.add(speakable_id("Acme Corp 7", taken.__contains__))
    assert len(taken) == count
    assert "acme-corp7" in taken


@given(st.dates(EARLIEST, LATEST), DAYS)
def test_an_iso_date_is_itself(day: date, today: date) -> None:
    assert parse_day(f" {day.isoformat()} ", today) == day


@given(DAYS, st.integers(0, 6), st.sampled_from(["{}", "on {}", "next {}", "This {}", "{:.3}"]))
def test_a_weekday_is_the_next_one(today: date, number: int, words: str) -> None:
    day = parse_day(words.format(WEEKDAYS[number]), today)
    assert day.weekday() == number
    assert 1 <= (day - today).days <= 7


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("friday", date(2026, 11, 27)),
        ("in 2 weeks", date(2026, 12, 7)),
        ("15 jan", date(2027, 1, 15)),
        ("tomorrow", date(2026, 11, 24)),
        ("today", date(2026, 11, 23)),
        ("31 December 2027", date(2027, 12, 31)),
        ("2028-02-29", date(2028, 2, 29)),
    ],
)
def test_everyday_words(words: str, day: date) -> None:
    assert parse_day(words, TODAY) == day


@pytest.mark.parametrize(
    "words", ["", "32 Dec", "2026-02-30", "soon", "1969-12-31", "9999-01-01", "x" * 5000, "7"]
)
def test_what_is_no_date_is_told_with_an_example(words: str) -> None:
    with pytest.raises(UserError) as caught:
        parse_day(words, TODAY, "due")
    assert caught.value.sentence.startswith(f"“{words[:60]}” is no date. Try 20")
    assert caught.value.field == "due"


@given(st.text(max_size=30), DAYS)
def test_any_words_are_a_day_or_a_sentence(words: str, today: date) -> None:
    with contextlib.suppress(UserError):
        assert EARLIEST <= parse_day(words, today) <= LATEST
