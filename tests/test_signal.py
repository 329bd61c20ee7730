"""Signals: the latest of each kind is what counts, in whatever order they come and go."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from bot.database import Database
from bot.errors import UserError
from bot.model import AuditEvent, Plan, Role, Signal, SignalNow
from bot.practice import signal, undo
from bot.practice.history import history
from bot.practice.signal import SignalDetails
from bot.practice.signal_kind import KINDS
from bot.ui import history as history_ui
from tests.harness.builders import World

Latest = Mapping[tuple[str, str], tuple[Decimal, date]]


def now(session: Session) -> Latest:
    """What counts."""
    return {
        (row.account_id, row.kind): (row.value, row.read_on)
        for row in session.scalars(select(SignalNow))
    }


def latest(session: Session) -> Latest:
    """What should: the last of each kind by day, then by entry."""
    rows = session.scalars(select(Signal).order_by(Signal.read_on, Signal.created_at, Signal.id))
    return {(row.account_id, row.kind): (row.value, row.read_on) for row in rows}


def details(value: Decimal | int, read_on: date) -> SignalDetails:
    return SignalDetails(value=Decimal(value), read_on=read_on, source="survey")


@pytest.fixture
def acme(world: World) -> str:
    return world.account("Acme")


def test_the_latest_by_day_counts_and_an_older_one_that_comes_late_does_not(
    world: World, database: Database, acme: str
) -> None:
    world.signal(acme, value=40, read_on=world.day(-5))
    world.signal(acme, value=30, read_on=world.day(-9))
    assert database.read_now(now) == {(acme, "nps"): (Decimal(40), world.day(-5))}
    world.clock.passes(seconds=1)
    newest = world.signal(acme, value=50, read_on=world.day(-5))
    assert database.read_now(now)[acme, "nps"][0] == 50
    world.do(signal.correct, newest, details(20, world.day(-9)))
    assert database.read_now(now) == {(acme, "nps"): (Decimal(40), world.day(-5))}
    world.do(signal.correct, newest, details(20, world.day()))
    assert database.read_now(now) == {(acme, "nps"): (Decimal(20), world.day())}


def test_without_the_newest_the_one_before_counts_and_without_any_nothing(
    world: World, database: Database, acme: str
) -> None:
    first = world.signal(acme, value=40, read_on=world.day(-5))
    second = world.signal(acme, value=50)
    world.signal(acme, "urgent", 3)
    world.do(signal.remove, second)
    assert database.read_now(now)[acme, "nps"] == (Decimal(40), world.day(-5))
    world.do(signal.remove, first)
    assert list(database.read_now(now)) == [(acme, "urgent")]


def test_undo_takes_it_back(world: World, database: Database, acme: str) -> None:
    world.signal(acme, value=40, read_on=world.day(-5))
    before = database.read_now(now)
    world.clock.passes(seconds=1)
    world.signal(acme, value=50)
    world.do(undo.undo)
    assert database.read_now(now) == before == database.read_now(latest)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["add", "correct", "remove"]),
        st.sampled_from(["acme", "zenith"]),
        st.sampled_from(["nps", "usage"]),
        st.integers(0, 4),
        st.integers(-9, 9),
    ),
    max_size=12,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(STEPS)
def test_whatever_comes_and_goes_the_latest_is_kept(
    two: World, database: Database, steps: list[tuple[str, str, str, int, int]]
) -> None:
    with Session(database.engine) as session:
        for order, (what, account, kind, days, value) in enumerate(steps):
            two.clock.passes(seconds=1)
            actor, said = two.actor(), details(value, two.day(-days))
            ids = session.scalars(select(Signal.id).order_by(Signal.created_at)).all()
            if what == "add" or not ids:
                signal.add(session, actor, account, kind, said)
            elif what == "correct":
                signal.correct(session, actor, ids[order % len(ids)], said)
            else:
                signal.remove(session, actor, ids[order % len(ids)])
            assert now(session) == latest(session)
        session.rollback()


@pytest.fixture
def two(world: World, acme: str) -> World:
    world.account("Zenith")
    return world


def row(world: World, number: int, account: str, kind: str, days: int) -> dict[str, object]:
    return {
        "team_id": world.team_id,
        "id": f"s{number:05}",
        "account_id": account,
        "kind": kind,
        "value": Decimal(number),
        "read_on": world.day(-days),
        "source": "test",
        "external_id": None,
        "created_at": world.clock.now,
    }


def test_a_thousand_take_as_many_statements_as_one(two: World, database: Database) -> None:
    def statements(rows: list[dict[str, object]]) -> int:
        said: list[str] = []

        def hear(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
            said.append(statement)

        event.listen(database.engine, "before_cursor_execute", hear)
        two.do(signal.add_all, rows)
        event.remove(database.engine, "before_cursor_execute", hear)
        return len(said)

    one = statements([row(two, 0, "acme", "nps", 9)])
    many = [
        row(two, n, ("acme", "zenith")[n % 2], ("nps", "usage")[n // 2 % 2], n % 7)
        for n in range(1, 1001)
    ]
    assert statements(many) == one
    assert database.read_now(now) == database.read_now(latest)
    assert len(database.read_now(now)) == 4


def test_two_who_write_at_once_do_not_overlook_each_other(two: World, database: Database) -> None:
    def note(days: int) -> None:
        two.signal("acme", value=days, read_on=two.day(-days))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(note, range(24)))
    assert database.read_now(now) == {("acme", "nps"): (Decimal(0), two.day())}


def test_a_signal_is_remembered_and_moves_no_plan(
    two: World, database: Database, acme: str
) -> None:
    plan = two.plan(acme)
    before = database.read_now(lambda s: s.get_one(Plan, (two.team_id, plan)).active_at)
    two.clock.passes(hours=1)
    first = two.signal(acme, value=40)
    two.do(signal.correct, first, details(41, two.day()))
    two.do(signal.remove, first)
    events = database.read_now(
        lambda s: s.scalars(select(AuditEvent).where(AuditEvent.subject_id == first)).all()
    )
    assert [one.verb for one in events] == ["signal.add", "signal.correct", "signal.remove"]
    assert (events[1].before, events[1].after) == ({"value": "40"}, {"value": "41"})
    after = database.read_now(lambda s: s.get_one(Plan, (two.team_id, plan)).active_at)
    assert after == before
    page = str(history_ui.page(two.sees(history, acme, "signal")).blocks)
    assert "noted a signal" in page
    assert "took a signal away" in page


def test_what_is_refused(two: World, acme: str) -> None:
    here, tomorrow = two.signal(acme), details(1, two.day(1))
    refused: dict[str, tuple[object, ...]] = {
        "today or earlier": (signal.add, acme, "nps", tomorrow),
        "is from today": (signal.correct, here, tomorrow),
        "kind of signal is gone": (signal.add, acme, "mood", details(1, two.day())),
        "That signal is gone": (signal.remove, "nothing"),
        "account is gone": (signal.add, "nobody", "nps", details(1, two.day())),
    }
    for sentence, (work, *facts) in refused.items():
        with pytest.raises(UserError, match=sentence):
            two.do(work, *facts)  # type: ignore[arg-type]
    stranger = two.actor("U9", Role.CSM)
    with pytest.raises(UserError, match="Acme belongs to"):
        two.database.write_now(signal.remove, stranger, here)


def test_between_bad_and_good_it_counts_in_proportion(world: World) -> None:
    usage, overdue = KINDS["usage"].limit, KINDS["overdue"].limit
    shares = [usage.share(Decimal(one)) for one in (0, 20, 45, 70, 99)]
    assert shares == [0, 0, Decimal("0.5"), 1, 1]
    assert [overdue.share(Decimal(one)) for one in (99, 45, 9, 0)] == [0, 0, Decimal("0.8"), 1]
    days = [timedelta(days=one) for one in (0, 30, 31)]
    fresh = [usage.is_fresh(world.day() - one, world.day()) for one in days]
    assert fresh == [True, True, False]
