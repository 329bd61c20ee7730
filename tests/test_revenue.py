"""Changes of revenue: by hand, from files, from other systems, and what follows from them."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.connectors.ravenstack import revenue as ravenstack
from bot.connectors.ravenstack.revenue import Move, Run, moves
from bot.errors import UserError
from bot.model import (
    Account,
    AccountStatus,
    AuditEvent,
    Nudge,
    RevenueChange,
    RevenueKind,
)
from bot.practice import account, api_token, churn_reason, revenue, undo
from bot.practice.account_columns import ACCOUNTS
from bot.practice.account_import import AccountImport
from bot.practice.importing import LineResult, importer
from bot.practice.lines import Line
from bot.practice.nudges.sweep import sweep
from bot.practice.revenue_book import ChangeDetails
from bot.practice.revenue_columns import REVENUE
from bot.practice.revenue_export import COLUMNS, rows
from bot.practice.revenue_import import RevenueImport
from bot.sandbox.workspace import TEAM
from bot.ui.ids import Id
from tests.command import command
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.person import Person
from tests.harness.routes import click
from tests.harness.rows import everything
from tests.harness.slack import FakeSlack

DOCS = (Path(__file__).parent.parent / "docs" / "revenue.md").read_text("utf-8")
ADMIN = "U0ADMIN"


@pytest.fixture
def acme(world: World) -> str:
    """An account that pays 100 a year since more than a year."""
    return world.account("Acme", arr=100, currency="EUR", started_on=world.day(-400))


def row(world: World, account_id: str) -> Account:
    return world.database.read_now(lambda s: s.get_one(Account, (TEAM, account_id)))


def standing(world: World, account_id: str) -> tuple[object, AccountStatus]:
    """What an account pays, and whether it is there."""
    found = row(world, account_id)
    return found.arr, found.status


def changes(world: World) -> list[tuple[str, object]]:
    """Kind and amount of each change, by day."""
    query = select(RevenueChange).order_by(RevenueChange.changed_on, RevenueChange.created_at)
    found = world.database.read_now(lambda s: list(s.scalars(query)))
    return [(one.kind.value, one.amount) for one in found]


# What follows for the account.


def test_the_card_becomes_the_beginning(world: World, acme: str) -> None:
    world.revenue(acme, "expansion", 20, world.day(-10))
    assert changes(world) == [("new", 100), ("expansion", 20)]
    assert row(world, acme).arr == 120
    page = world.sees(revenue.of_account, acme)
    assert [one.paid for one in page.page.rows] == [120, 100]
    assert page.page.rows[1].changed_on == world.day(-400)
    assert page.page.rows[1].source == "the account’s card"


def test_what_is_new_is_the_beginning_itself(world: World) -> None:
    id_ = world.account("Globex", arr=70)
    world.revenue(id_, "new", 90, world.day(-10))
    found = row(world, id_)
    assert changes(world) == [("new", 90)]
    assert (standing(world, id_)[0], found.currency) == (90, "USD")
    assert found.started_on == world.day(-10)


def test_a_churn_takes_all_and_the_account_with_it(world: World, acme: str) -> None:
    world.revenue(acme, "expansion", 20, world.day(-10))
    world.revenue(acme, "churn", changed_on=world.day(-1), reason="price", tried="A discount")
    assert changes(world)[-1] == ("churn", 120)
    assert standing(world, acme) == (0, AccountStatus.CHURNED)
    world.revenue(acme, "new", 50)
    assert standing(world, acme) == (50, AccountStatus.ACTIVE)


def test_a_correction_reaches_the_churn_after_it(world: World, acme: str) -> None:
    expansion = world.revenue(acme, "expansion", 20, world.day(-10))
    world.revenue(acme, "churn", changed_on=world.day(-1), reason="price")
    details = ChangeDetails(
        kind=RevenueKind.EXPANSION, amount=Decimal(30), changed_on=world.day(-12)
    )
    world.do(revenue.correct, expansion, details)
    assert changes(world) == [("new", 100), ("expansion", 30), ("churn", 130)]
    world.do(revenue.remove, expansion)
    assert changes(world) == [("new", 100), ("churn", 100)]
    verbs = world.database.read_now(lambda s: set(s.scalars(select(AuditEvent.verb))))
    assert {"revenue_change.correct", "revenue_change.remove", "account.follow"} <= verbs


def test_a_renewal_moves_its_day(world: World, acme: str) -> None:
    world.change(Account, acme, renewal_on=date(2026, 12, 31))
    world.revenue(acme, "renewal")
    assert changes(world)[-1] == ("renewal", 100)
    assert row(world, acme).renewal_on == date(2027, 12, 31)
    world.revenue(acme, "renewal", 60, renewal_on=date(2029, 1, 1))
    assert row(world, acme).renewal_on == date(2029, 1, 1)
    assert row(world, acme).arr == 100


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"kind": "new", "amount": 5}, "already"),
        ({"kind": "contraction", "amount": 100}, "a contraction is less"),
        ({"kind": "renewal", "amount": 101}, "no renewal but an expansion"),
        ({"kind": "expansion", "amount": 0}, "more than 0"),
        ({"kind": "expansion", "amount": 5, "currency": "USD"}, "pays in EUR"),
        ({"kind": "churn", "reason": "bored"}, "not offered"),
        ({"kind": "expansion", "amount": 5, "reason": "price"}, "Only a churn"),
    ],
)
def test_what_does_not_fit_changes_nothing(
    world: World, acme: str, facts: dict[str, Any], said: str
) -> None:
    world.revenue(acme, "renewal")
    before = world.database.read_now(everything)
    with pytest.raises(UserError, match=said):
        world.revenue(acme, **facts)
    assert world.database.read_now(everything) == before


@pytest.mark.parametrize("kind", ["expansion", "churn", "renewal"])
def test_a_deed_is_taken_back_whole(world: World, acme: str, kind: str) -> None:
    world.clock.passes(minutes=20)
    before = world.database.read_now(everything)
    reason = "price" if kind == "churn" else None
    world.revenue(acme, kind, 20 if kind == "expansion" else None, reason=reason)
    assert world.database.read_now(everything) != before
    world.do(undo.undo)
    assert world.database.read_now(everything) == before


def test_the_card_cannot_say_otherwise(world: World, acme: str) -> None:
    world.revenue(acme, "expansion", 20)
    details = account.AccountDetails(name="Acme", owner_id="U1", arr=Decimal(7), currency="EUR")
    with pytest.raises(UserError, match="follows from its changes"):
        world.do(account.edit, acme, details)
    result = take(world, "name,arr\nAcme,7\n", accounts=True)[0]
    assert result.faults[0].reason == "differs from its changes of revenue; import those"
    assert take(world, "name,arr,seats\nAcme,120,9\n", accounts=True)[0].verdict == "changed"


def test_notice_is_urgent_and_the_account_stays_until_its_day(world: World, acme: str) -> None:
    world.plan(acme)
    world.revenue(acme, "churn", changed_on=world.day(40), reason="competitor")
    assert standing(world, acme) == (100, AccountStatus.ACTIVE)
    world.database.write_now(sweep, TEAM, world.clock.now)
    rules = world.database.read_now(lambda s: list(s.scalars(select(Nudge.rule))))
    assert "churn_notice" in rules
    world.database.write_now(revenue.follow_due, TEAM, world.clock.now)
    assert row(world, acme).status is AccountStatus.ACTIVE
    world.clock.passes(days=41)
    world.database.write_now(revenue.follow_due, TEAM, world.clock.now)
    assert standing(world, acme) == (0, AccountStatus.CHURNED)


# In Slack.


def test_by_hand(bot: Bot, world: World, acme: str) -> None:
    alice = bot.as_("U1")
    page = alice.says("/success revenue acme").sees("100 EUR a year", "No change is noted yet")
    assert "New" not in [one["text"] for one in page.options]
    form = click(alice, Id.REVENUE_ADD, f"{acme} churn").sees("All of it goes")
    done = alice.submits(form, reason="price", tried="A smaller plan")
    done.sees("has left", "Reason: Price", "A smaller plan")
    page = alice.says("/success revenue acme").sees("has left", "2 changes")
    (churn, *_) = [one.value for one in page.buttons if one.text == "Correct"]
    form = click(alice, Id.REVENUE_EDIT, churn)
    alice.submits(form, is_wrong=["remove"]).sees("100 EUR a year")
    form = click(alice, Id.REVENUE_ADD, f"{acme} renewal")
    alice.submits(form, amount="101").sees("no renewal but an expansion")
    alice.submits(form, amount="100", renewal_on="2028-01-31").sees("31 Jan 2028")


def test_reasons_are_an_admins(bot: Bot, world: World, slack: FakeSlack, acme: str) -> None:
    slack.add_user(ADMIN, name="Ada Admin")
    world.member(ADMIN, name="Ada Admin")
    ada = bot.as_(ADMIN)
    page = click(ada, Id.SETTINGS_LIST, "reasons 1").sees("Price", "`price`")
    form = ada.clicks_on("Add a reason", in_=page)
    assert "already" in ada.submits(form, title="price").errors["title"]
    ada.submits(form, title="Merged with another").sees("Saved.")
    form = click(ada, Id.CHURN_REASON_CHANGE, "1 price")
    ada.submits(form, title="Too expensive", offered="kept").sees("not offered any more")
    form = click(ada, Id.REVENUE_ADD, f"{acme} churn").sees("Merged with another")
    form.does_not_see("Too expensive")
    found = world.database.read_now(churn_reason.reasons, TEAM)
    assert found["price"] == churn_reason.Reason("price", "Too expensive", is_offered=False)
    page = click(ada, Id.SETTINGS_LIST, "costs 1")
    form = ada.clicks_on("Add a cost", in_=page)
    ada.submits(form, amount="20000").sees("*From 2026-11* — 20,000 USD a month")
    click(ada, Id.SETTINGS_BACK, "own").sees("20,000 USD a month")


# From files.


def take(world: World, text: str, *, accounts: bool = False) -> list[LineResult]:
    """Import a table; what became of its lines."""
    header, *lines = text.strip().split("\n")
    sheet, kind = (ACCOUNTS, AccountImport) if accounts else (REVENUE, RevenueImport)
    columns = header.split(",")
    job = kind(importer(TEAM, world.clock.now), sheet.headings(columns, {}))
    listed = [Line(number, tuple(one.split(","))) for number, one in enumerate(lines, 2)]
    return world.database.write_now(job.carry_out, listed)


FILE = """account,kind,amount,changed_on,reason,tried,id
Acme,expansion,20.5,2026-03-01,,,c-1
Acme,churn,,2026-09-01,Price,A discount,c-2
Globex,new,1000,2026-02-01,,,
Globex,contraction,250,2026-02-01,,,
"""


def test_a_file(world: World, acme: str) -> None:
    globex = world.account("Globex", arr=None)
    assert [one.verdict for one in take(world, FILE)] == ["added"] * 4
    assert standing(world, acme) == (0, AccountStatus.CHURNED)
    assert row(world, globex).arr == 750
    assert [one.verdict for one in take(world, FILE)] == ["left"] * 4
    changed = take(world, FILE.replace("20.5", "30"))
    assert [one.verdict for one in changed] == ["changed", "left", "left", "left"]
    assert ("churn", Decimal(130)) in changes(world)
    exported = world.database.read_now(lambda s: [",".join(one) for one in rows(s, TEAM)])
    again = take(world, "\n".join([",".join(COLUMNS), *exported]))
    assert {one.verdict for one in again} == {"left"}


def test_bad_lines_say_why(world: World, acme: str) -> None:
    results = take(
        world,
        "account,kind,amount,changed_on,reason\n"
        "Acme,expansion,,2026-03-01,\n"
        "Acme,new,5,2026-03-01,\n"
        "Acme,churn,,2026-03-02,weather\n"
        "Acme,expansion,5,2026-03-03,price\n"
        "Nobody,new,5,2026-03-01,\n"
        "Acme,expansion,5,2026-03-04,\n",
    )
    faults = [one.faults[0].reason if one.faults else "" for one in results]
    assert faults[0] == "is empty"
    assert "already" in faults[1] or not faults[1]
    assert faults[2].startswith("is no reason; there are value")
    assert faults[3] == "is only for a churn"
    assert faults[4] == "is no account; import accounts first"


SUBSCRIPTIONS = """subscription_id,account_id,start_date,end_date,arr_amount
S-1,A-1,2024-01-01,,1200
S-2,A-1,2024-02-01,2024-05-01,600
S-3,A-1,2024-02-01,,0
S-4,A-1,2024-08-01,,2400
S-5,A-2,2024-03-01,2024-03-01,900
S-6,A-2,2024-04-01,2024-06-01,900
"""
EVENTS = """churn_event_id,account_id,churn_date,reason_code,feedback_text
C-1,A-1,2024-07-01,pricing,too dear
C-2,A-2,2024-01-01,budget,
"""
RAVENSTACK_ACCOUNTS = """account_id,account_name,plan_tier,signup_date,seats
A-1,Company_0,Basic,2023-12-20,9
A-2,Company_1,Pro,2024-02-20,18
"""


def test_ravenstack_end_to_end(tmp_path: Path) -> None:
    """Overlapping subscriptions are one sum, and a churn event ends all that began before it."""
    for name, text in (
        ("accounts", RAVENSTACK_ACCOUNTS),
        ("subscriptions", SUBSCRIPTIONS),
        ("churn_events", EVENTS),
    ):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    first = command("import", "ravenstack", ".", "--team", TEAM, folder=tmp_path)
    assert first.returncode == 0, first.stderr
    assert "2 added" in first.stdout
    assert "7 added" in first.stdout
    again = command("import", "ravenstack", ".", "--team", TEAM, folder=tmp_path)
    assert "7 left as they were" in again.stdout
    exported = command("export", "revenue", folder=tmp_path).stdout.splitlines()
    assert [line.split(",")[:7] for line in exported[1:]] == [
        ["Company_0", "new", "1200", "USD", "2024-01-01", "", ""],
        ["Company_0", "expansion", "600", "USD", "2024-02-01", "", ""],
        ["Company_0", "contraction", "600", "USD", "2024-05-01", "", ""],
        ["Company_0", "churn", "1200", "USD", "2024-07-01", "price", ""],
        ["Company_0", "new", "2400", "USD", "2024-08-01", "", ""],
        ["Company_1", "new", "900", "USD", "2024-04-01", "", ""],
        ["Company_1", "churn", "900", "USD", "2024-06-01", "", ""],
    ]
    missing = command("import", "ravenstack", "nowhere", "--team", TEAM, folder=tmp_path)
    assert missing.returncode == 2
    assert "There is no accounts.csv" in missing.stderr


START = date(2024, 1, 1)
day = st.integers(0, 40).map(lambda n: START + timedelta(days=n))
run = st.builds(Run, st.integers(1, 9).map(Decimal), day, st.one_of(st.none(), day))


@settings(max_examples=60)
@given(st.lists(run, max_size=6), st.lists(day, max_size=3))
def test_ravenstack_moves_are_the_sum_of_what_runs(runs: list[Run], left: list[date]) -> None:
    """On each day what the changes add up to is what runs then, and each fits to those before."""
    paid, found = Decimal(0), list(moves(runs, {on: {"reason_code": "budget"} for on in left}))
    for number in range(45):
        on = START + timedelta(days=number)
        for move in (one for one in found if one.on == on):
            assert move.amount > 0
            _fits(move, paid)
            up = move.kind in (RevenueKind.NEW, RevenueKind.EXPANSION)
            paid += move.amount if up else -move.amount
        assert paid == _running(runs, left, on)


def _fits(move: Move, paid: Decimal) -> None:
    if move.kind is RevenueKind.NEW:
        assert paid == 0
    elif move.kind is RevenueKind.CHURN:
        assert paid == move.amount
    else:
        assert move.amount < paid or move.kind is RevenueKind.EXPANSION
        assert paid > 0


def _running(runs: Sequence[Run], left: Sequence[date], on: date) -> Decimal:
    found = Decimal(0)
    for one in runs:
        ends = [*([one.ends_on] if one.ends_on else []), *(d for d in left if d > one.begins_on)]
        if one.begins_on <= on and all(on < end for end in ends):
            found += one.amount
    return found


def test_ravenstack_words_are_reasons() -> None:
    theirs = ("pricing", "support", "budget", "features", "competitor", "unknown")
    ours = {ravenstack.REASONS.get(one, one) for one in theirs}
    assert ours <= churn_reason.DEFAULTS.keys()


# From other systems.


@pytest.fixture
def secret(world: World) -> str:
    made = api_token.new_secret()
    world.do(api_token.make, "Billing", made)
    return made


def post(bot: Bot, items: object, secret: str) -> list[tuple[str, str]]:
    response: httpx.Response = bot.http.post(
        "/api/v1/revenue",
        content=json.dumps(items).encode(),
        headers={"Authorization": f"Bearer {secret}"},
    )
    assert response.status_code == 200, response.text
    return [(one["status"], one.get("error", "")) for one in response.json()["results"]]


def test_the_api(bot: Bot, world: World, acme: str, secret: str) -> None:
    items = [
        {
            "id": "r1",
            "account": "Acme",
            "kind": "expansion",
            "amount": "20.5",
            "changed_on": "2026-03-01",
        },
        {
            "id": "r2",
            "account": acme,
            "kind": "churn",
            "changed_on": "2026-09-01",
            "reason": "Price",
        },
    ]
    assert post(bot, items, secret) == [("added", ""), ("added", "")]
    assert changes(world) == [
        ("new", Decimal(100)),
        ("expansion", Decimal("20.5")),
        ("churn", Decimal("120.5")),
    ]
    assert post(bot, items, secret) == [("known", ""), ("known", "")]
    wrong = [
        items[0] | {"amount": "21"},
        items[0] | {"id": "r3"},
        items[0] | {"id": "r4", "account": "nobody"},
        items[0] | {"id": "r5", "kind": "gift"},
        items[0] | {"id": "r6", "amount": "1.23456"},
        items[1] | {"id": "r7", "reason": "weather", "changed_on": "2026-10-01"},
    ]
    told = post(bot, wrong, secret)
    assert [one for one, _ in told] == ["refused", "added", *["refused"] * 4]
    said = [error for _, error in told]
    assert "sent before with another" in said[0]
    assert "no account" in said[2]
    assert "“gift” is no kind" in said[3]
    assert "more than 4 decimal places" in said[4]
    assert "“weather” is no reason" in said[5]


def test_docs_name_the_columns_and_the_kinds() -> None:
    for name in (*REVENUE.columns, *RevenueKind):
        assert f"`{name}`" in DOCS, name
    for name in churn_reason.DEFAULTS:
        assert f"`{name}`" in DOCS, name


def test_an_admin_alone_changes_reasons_and_costs(bot: Bot, world: World, acme: str) -> None:
    alice: Person = bot.as_("U1")
    click(alice, Id.SETTINGS_LIST, "reasons 1").sees("Only an admin")
    click(alice, Id.SETTINGS_LIST, "costs 1").sees("Only an admin")
