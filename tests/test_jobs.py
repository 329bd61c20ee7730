"""The jobs of the clock: what each does, and that neither Slack's absence nor a twin does harm."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.connectors.http_json.config import Source
from bot.connectors.slack import Slack
from bot.database import Database
from bot.edge import Edge
from bot.model import Account, AuditEvent, Member, Receipt, Standing, Workspace
from bot.practice import member, receipt
from bot.sandbox.workspace import BOT_USER, TEAM
from schedules import jobs
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.clock import Clock
from tests.harness.slack import BOT_TOKEN, FakeSlack

JOBS = {job.name: job for job in jobs.TABLE}
ASKING_SLACK = {"greet", "members", "owners"}
Tick = Callable[[str], list[dict[str, Any]]]


@pytest.fixture
def tick(slack: FakeSlack, database_url: str, clock: Clock) -> Tick:
    """Run a job once, as the clock does; what it logged."""

    async def running(name: str) -> None:
        edge = Edge(Database(database_url), Slack(BOT_TOKEN, slack.url), frozenset(), clock)
        try:
            await jobs.run(JOBS[name], edge)
        finally:
            await edge.slack.close()
            edge.database.close()

    def ticking(name: str) -> list[dict[str, Any]]:
        with capture_logs() as logs:
            asyncio.run(running(name))
        return [dict(one) for one in logs]

    return ticking


def facts(database: Database, table: type, id_: str) -> Any:
    return database.read_now(lambda session: session.get_one(table, (TEAM, id_)))


def waiting(world: World, name: str, email: str) -> str:
    """An account whose owner is known by the address only."""
    return world.account(name, None, owner_email=email)


def keep_receipt(world: World, key: str) -> None:
    world.database.write_now(receipt.once, TEAM, key, world.clock.now, lambda: None)


def test_greet_learns_whose_token_it_is(tick: Tick, database: Database) -> None:
    assert tick("greet") == []
    found = database.read_now(lambda session: session.get_one(Workspace, TEAM))
    assert (found.name, found.bot_user_id, found.bot_id) == ("Acme Suppliers", BOT_USER, "B0BOT")


def test_members_are_asked_for_once_a_day(
    tick: Tick, world: World, slack: FakeSlack, clock: Clock
) -> None:
    world.database.write_now(member.name_member, TEAM, "U1")
    world.database.write_now(member.name_member, TEAM, "U404")
    tick("members")
    assert facts(world.database, Member, "U1").name == "Alice Smith"
    assert facts(world.database, Member, "U1").zone == "Europe/Berlin"
    assert facts(world.database, Member, "U404").standing is Standing.OUTSIDER
    tick("members")
    assert len(slack.calls_of("users.info")) == 2
    slack.add_user("U1", name="Alice Miller", deleted=True)
    clock.passes(hours=25)
    tick("members")
    alice = facts(world.database, Member, "U1")
    assert (alice.name, alice.standing) == ("Alice Miller", Standing.DEACTIVATED)


def test_owners_are_found_by_their_address(tick: Tick, world: World, slack: FakeSlack) -> None:
    slack.add_user("U9", name="Gus", email="gus@example.com", guest=True)
    found = waiting(world, "Acme", "alice@example.com")
    guests = waiting(world, "Beta", "gus@example.com")
    nobodys = waiting(world, "Gamma", "nobody@example.com")
    tick("owners")
    owners = [facts(world.database, Account, one).owner_id for one in (found, guests, nobodys)]
    assert owners == ["U1", None, None]
    assert events(world.database, found) == [({"owner_id": None}, {"owner_id": "U1"})]
    assert events(world.database, nobodys) == []


def events(database: Database, account_id: str) -> list[tuple[Any, Any]]:
    wanted = select(AuditEvent.before, AuditEvent.after).where(
        AuditEvent.subject_id == account_id, AuditEvent.verb == "account.edit"
    )
    return database.read_now(lambda session: [tuple(row) for row in session.execute(wanted)])


def test_slack_may_stop_the_search_for_owners_but_not_for_the_same_ones_each_time(
    tick: Tick, world: World, slack: FakeSlack
) -> None:
    """Slack answers a few and then asks to slow down: in the end everybody was looked for."""
    for number in range(6):
        waiting(world, f"Customer {number}", f"nobody{number}@example.com")
    for _ in range(60):
        slack.fail("users.lookupByEmail", "429", after=2)
        tick("owners")
    asked = {str(one["email"]) for one in slack.calls_of("users.lookupByEmail")}
    assert len(asked) == 6


def test_receipts_are_kept_for_two_days(tick: Tick, world: World, clock: Clock) -> None:
    keep_receipt(world, "command:1")
    clock.passes(hours=47)
    keep_receipt(world, "command:2")
    tick("receipts")
    clock.passes(hours=2)
    tick("receipts")
    ids = world.database.read_now(lambda session: session.scalars(select(Receipt.id)).all())
    assert ids == ["command:2"]


@pytest.mark.parametrize("name", JOBS)
def test_a_job_waits_for_slack(tick: Tick, world: World, slack: FakeSlack, name: str) -> None:
    world.database.write_now(member.name_member, TEAM, "U1")
    account_id = waiting(world, "Acme", "alice@example.com")
    with slack.down():
        logs = tick(name)
    for kind in ("429", "500", "cut", "error:invalid_auth"):
        slack.fail("*", kind, times=-1)
        logs += tick(name)
        slack.mend()
    assert {one["event"] for one in logs} <= {"job waits for Slack"}
    assert len(logs) == (5 if name in ASKING_SLACK else 0)
    assert facts(world.database, Account, account_id).owner_id is None
    assert tick(name) == []


def test_a_job_waits_for_the_database(slack: FakeSlack, clock: Clock) -> None:
    async def running() -> None:
        url = "postgresql+psycopg://nobody@127.0.0.1:9/none"
        facts = {"name": "a", "url": "https://a.example", "rows": "$", "account": "$.a"}
        source = Source.model_validate(facts | {"kind": "nps", "value": "$.b"})
        slack_of = Slack(BOT_TOKEN, slack.url)
        edge = Edge(Database(url), slack_of, frozenset(), clock, sources=[source])
        for job in jobs.TABLE:
            await jobs.run(job, edge)
        await edge.slack.close()
        edge.database.close()

    with capture_logs() as logs:
        asyncio.run(running())
    assert [one["event"] for one in logs] == ["job waits for the database"] * len(jobs.TABLE)


def test_the_clock_begins_with_every_job(
    slack: FakeSlack, database_url: str, world: World, clock: Clock
) -> None:
    """Two processes at once: each change is made, and told, once."""
    world.database.write_now(member.name_member, TEAM, "U2")
    account_id = waiting(world, "Acme", "alice@example.com")
    keep_receipt(world, "command:1")
    clock.passes(days=3)
    with ThreadPoolExecutor() as starting:
        bots = [Bot(slack, database_url, clock, schedules=True) for _ in range(2)]
        list(starting.map(Bot.__enter__, bots))
        slack.wait_for(lambda: is_done(world.database, account_id))
        for one in bots:
            one.__exit__()
    assert events(world.database, account_id) == [({"owner_id": None}, {"owner_id": "U1"})]
    found = world.database.read_now(lambda session: session.get_one(Workspace, TEAM))
    assert found.name == "Acme Suppliers"


def is_done(database: Database, account_id: str) -> bool:
    with database.reading() as session:
        asked = session.get_one(Member, (TEAM, "U2")).checked_at
        owner = session.get_one(Account, (TEAM, account_id)).owner_id
        return bool(asked and owner and not session.scalars(select(Receipt.id)).all())


def test_every_job_says_what_it_is_for() -> None:
    assert len(JOBS) == len(jobs.TABLE)
    assert all(job.help.endswith(".") and job.every >= timedelta(minutes=1) for job in jobs.TABLE)
