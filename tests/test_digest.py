"""Digests: subscribing a channel, what is told, when, and where never."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select

from bot.model import AuditEvent, Digest, Message, NudgeState, Role, Scope, Stage
from bot.practice import digest as digests
from bot.practice import digest_look, plan_advance
from bot.practice.digest import Subscription, next_due
from bot.sandbox.workspace import BOT_USER, CHANNEL
from bot.ui import limits
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.clock import Clock
from tests.harness.person import Person
from tests.harness.reply import Reply
from tests.harness.slack import FakeSlack
from tests.test_home import crowd, late

LEA = "U3"
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Sydney")


@pytest.fixture
def lea(bot: Bot, world: World, slack: FakeSlack) -> Person:
    """A leader."""
    slack.add_user(LEA, name="Lea Martin", tz="Europe/Berlin")
    world.member(LEA, name="Lea Martin", role=Role.LEADER, zone="Europe/Berlin")
    return bot.as_(LEA)


def subscribe(world: World, channel: str = CHANNEL, **wanted: Any) -> None:
    """A digest, as a leader would switch it on now: on Mondays at 9 UTC."""
    actor = world.actor(LEA, Role.LEADER)
    world.database.write_now(digests.subscribe, actor, channel, Subscription(**wanted))


def told(bot: Bot) -> list[str]:
    """What the job posts, the head first."""
    bot.runs("digest")
    return [one["text"] for one in bot.delivers().messages]


def stored(world: World) -> Digest | None:
    return world.database.read_now(lambda s: s.get(Digest, (world.team_id, CHANNEL)))


def test_a_leader_subscribes_a_channel(bot: Bot, world: World, lea: Person) -> None:
    world.account("Acme", "U1", segment="Enterprise")
    world.member("U1", name="Alice Smith")
    form = lea.says("/success digest").sees("Once a week everybody in this channel", "Europe/Berl")
    offered = [one["text"]["text"] for one in lea.opens_options(form, "scope").options]
    assert offered == ["All customers", "Segment Enterprise", "Customers of Alice Smith"]
    zone = {"text": {}, "value": "America/New_York"}
    done = lea.submits(form, weekday="5", at="16:00", scope="segment:Enterprise", zone=zone)
    done.sees("Segment Enterprise", "each Friday at 16:00 (America/New_York)", "27 Nov 2026")
    found = stored(world)
    assert found is not None
    assert (found.scope, found.scope_of) == (Scope.SEGMENT, "Enterprise")
    assert found.due_at == datetime(2026, 11, 27, 21, tzinfo=UTC)
    form = lea.says("/success digest").sees("This channel has a digest", "Segment Enterprise")
    lea.submits(form, scope="owner:U1").sees("Customers of Alice Smith")
    lea.says("/success digest off").sees("no digest any more")
    assert stored(world) is None
    lea.says("/success digest off").sees("This channel has no digest")
    verbs = select(AuditEvent.verb).where(AuditEvent.subject_id == CHANNEL).order_by(AuditEvent.id)
    remembered = world.database.read_now(lambda s: list(s.scalars(verbs)))
    assert remembered == ["digest.subscribe", "digest.edit", "digest.off"]


def test_what_cannot_be_chosen_is_explained(lea: Person, world: World) -> None:
    form = lea.says("/success digest")
    for field, value in (("scope", "segment:Nowhere"), ("scope", "x"), ("zone", "Mars/Base")):
        chosen: Any = {"text": {"type": "plain_text", "text": "x"}, "value": value}
        assert list(lea.submits(form, **{field: chosen}).errors) == [field]
    assert stored(world) is None
    lea.says("/success digest now").sees("Write “digest”, “digest preview”, “digest wins” or")


def test_only_who_leads_decides(bot: Bot, world: World, lea: Person) -> None:
    alice = bot.as_("U1")
    form = lea.says("/success digest")
    subscribe(world)
    for reply in (alice.says("/success digest"), alice.says("/success digest off")):
        reply.sees("a leader or an admin decides")
    alice.submits(form, weekday="2").sees("a leader or an admin decides")
    found = stored(world)
    assert found is not None
    assert found.weekday == 1
    world.account("Acme", "U2")
    alice.says("/success digest preview").sees("1 customer", "A preview that only you see")


@pytest.mark.parametrize("who", ["guest", "outsider"])
def test_strangers_get_no_window(
    bot: Bot, world: World, slack: FakeSlack, lea: Person, who: str
) -> None:
    world.account("Acme", "U1", segment="Secret")
    slack.add_user("U9", name="Gus", guest=who == "guest", team="T0X" if who == "outsider" else "")
    gus, form = bot.as_("U9"), lea.says("/success digest")
    gus.submits(form).sees("Please ask your contact").does_not_see("Secret")
    assert gus.opens_options(form, "scope").options == []
    assert stored(world) is None


def test_never_where_others_read_along(
    bot: Bot, world: World, slack: FakeSlack, lea: Person
) -> None:
    members = [LEA, BOT_USER]
    slack.workspace.add_channel("C0SHARED", "acme", members, kind="shared")
    slack.workspace.add_channel("C0AWAY", "away", [LEA])
    direct = slack.workspace.direct(LEA)["id"]
    form = lea.says("/success digest")
    for channel, sentence in (
        ("C0SHARED", "shared with another company"),
        ("C0AWAY", "Invite me with `/invite @Redthread`"),
        ("C0GONE", "Invite me with `/invite @Redthread`"),
        (direct, "belongs into a channel of your team"),
    ):
        Person(bot, LEA, channel).says("/success digest").sees(sentence)
        assert form.view is not None
        reply = lea.submits({**form.view, "private_metadata": channel})
        assert sentence in reply.text, channel
    assert world.database.read_now(lambda s: s.scalars(select(Digest)).all()) == []


def test_a_week_in_a_channel(bot: Bot, world: World, clock: Clock, lea: Person) -> None:
    world.member("U1", name="Alice Smith")
    acme = world.account("Acme", "U1", arr=120_000, currency="USD", renewal_on=world.day(20))
    plan = world.plan(acme)
    goal = world.goal(plan, "Agents resolve alone")
    world.reading(goal, 40)
    done = world.milestone(plan, "Macros written")
    world.milestone(plan, "Go live", due_on=world.day(11))
    zenith = late(world, "Zenith", arr=900_000, currency="EUR", renewal_on=world.day(300))
    subscribe(world)
    clock.passes(days=3)
    world.reading(goal, 61)
    story = "New agents sit beside an experienced one."
    world.outcome(acme, "Agents solve 61 % alone", story=story, value=40_000, currency="USD")
    world.outcome(zenith, "Planners trust it", value=9_000, currency="EUR")
    world.do(plan_finish, done)
    world.plan(world.account("Initech", "U1"))
    world.do(plan_advance.advance, acme, Stage.DISCOVERY, "They are sure")
    assert told(bot) == [], "not yet"
    clock.passes(days=4)
    head, achieved, risk, rest = told(bot)
    for words in (
        "Customer success, week 48 · 3 customers · 900,000 EUR and 120,000 USD",
        "Achieved this week: 2 outcomes logged, 1 goal reached, 40,000 USD and 9,000 EUR of value",
        f"✓ Acme — Agents solve 61 % alone · 40,000 USD\n“{story}”",
        "✓ Acme — goal reached: Agents resolve alone  35 → 61 of 60 %",
        "Moved: 1 milestone done, 3 plans begun, 1 plan in the next stage",
        "At risk: 1 customer, 900,000 EUR, 1 of them new",
        "● Zenith — “Zenith live” is 16 days late",
        "Due in 7 days: 1 milestone",
        "Renewing in 30 days: Acme",
    ):
        assert words in head, f"{words}\n—\n{head}"
    assert "What was achieved" in achieved
    assert "Zenith · 900,000 EUR · “Zenith live” is 16 days late" in risk
    assert "Macros written" in rest
    messages = bot.slack.calls_of("chat.postMessage")
    assert [one.get("thread_ts") is None for one in messages] == [True, False, False, False]
    assert {one["channel"] for one in messages} == {CHANNEL}
    assert told(bot) == [], "once"
    clock.passes(days=7)
    (quiet,) = told(bot)[:1]
    assert "Agents solve" not in quiet, "nothing is told twice"


def plan_finish(session: Any, actor: Any, milestone_id: str) -> str:
    from bot.practice import milestone

    return milestone.finish(session, actor, milestone_id, actor.today, None)


def test_nothing_new_is_one_line(bot: Bot, world: World, clock: Clock) -> None:
    late(world, "Zenith", arr=1_200_000, currency="USD")
    clock.passes(days=8)
    subscribe(world, weekday=2)
    clock.passes(days=7)
    (head,) = told(bot)
    assert head == (
        "Customer success, week 49 · 1 customer · 1.2 M USD: nothing new this week. "
        "1 customer stays at risk, 1.2 M USD."
    )


def test_only_those_in_scope(bot: Bot, world: World, clock: Clock) -> None:
    world.member("U1", name="Alice Smith")
    world.account("Acme", "U1", segment="Big", renewal_on=world.day(25))
    world.account("Beta", "U2", segment="Big", renewal_on=world.day(25))
    world.account("Gamma", "U1", segment="Small", renewal_on=world.day(25))
    for wanted, shown, title in (
        ({}, {"Acme", "Beta", "Gamma"}, "3 customers"),
        ({"scope": Scope.SEGMENT, "scope_of": "Big"}, {"Acme", "Beta"}, "Segment Big"),
        ({"scope": Scope.OWNER, "scope_of": "U1"}, {"Acme", "Gamma"}, "Customers of Alice Smith"),
    ):
        subscribe(world, **wanted)
        clock.passes(days=7)
        text = "\n".join(told(bot))
        assert title in text
        assert {name for name in ("Acme", "Beta", "Gamma") if name in text} == shown


def test_down_for_three_weeks_tells_once_and_loses_nothing(
    bot: Bot, world: World, clock: Clock
) -> None:
    account_id = world.account("Acme", "U1")
    subscribe(world)
    clock.passes(days=7, hours=1)
    told(bot)
    clock.passes(days=1)
    world.outcome(account_id, "Told long ago")
    clock.passes(days=20, hours=5)
    head, *_ = told(bot)
    assert "Told long ago" in head
    assert "since 30 Nov 2026" in head
    assert told(bot) == []
    clock.passes(days=5)
    assert told(bot) == [], "Monday next"
    clock.passes(days=2)
    assert len(told(bot)) == 1


def test_three_processes_post_it_once(
    slack: FakeSlack, database_url: str, world: World, clock: Clock
) -> None:
    world.account("Acme", "U1", renewal_on=world.day(10))
    subscribe(world)
    clock.passes(days=7)
    with Bot(slack, database_url, clock) as one, Bot(slack, database_url, clock) as two:
        for bot in (one, two, one):
            bot.runs("digest")
        one.delivers()
    assert len([m for m in slack.calls_of("chat.postMessage") if "thread_ts" not in m]) == 1


def test_a_channel_that_became_shared_gets_nothing(
    bot: Bot, world: World, slack: FakeSlack, clock: Clock
) -> None:
    world.member(LEA)
    slack.add_user(LEA, name="Lea")
    account_id = world.account("Acme", "U1")
    subscribe(world)
    slack.workspace.channel(CHANNEL)["kind"] = "shared"
    clock.passes(days=1)
    world.outcome(account_id, "Agents ask less")
    clock.passes(days=-1)
    clock.passes(days=7)
    (note,) = told(bot)
    assert "was not posted. This channel is shared with another company" in note
    (call,) = slack.calls_of("chat.postMessage")
    assert call["channel"] == LEA
    assert told(bot) == []
    slack.workspace.channel(CHANNEL)["kind"] = "channel"
    clock.passes(days=7)
    assert "since 23 Nov 2026" in told(bot)[0], "what was not told then is told now"


def test_slack_away_is_late_and_not_lost(
    bot: Bot, world: World, slack: FakeSlack, clock: Clock
) -> None:
    from bot.connectors.slack import SlackUnreachableError

    world.account("Acme", "U1", renewal_on=world.day(10))
    subscribe(world)
    clock.passes(days=7)
    slack.fail("conversations.info", "429")
    with pytest.raises(SlackUnreachableError):
        bot.runs("digest")
    clock.passes(hours=2)
    assert "Acme" in told(bot)[0]


@pytest.fixture(params=ZONES)
def zone(request: pytest.FixtureRequest) -> ZoneInfo:
    return ZoneInfo(request.param)


def changes(zone: ZoneInfo) -> Iterator[datetime]:
    """The instants of 2027 at which the zone's clocks change."""
    at = datetime(2027, 1, 1, tzinfo=UTC)
    while at.year == 2027:
        then = at + timedelta(hours=1)
        if at.astimezone(zone).utcoffset() != then.astimezone(zone).utcoffset():
            yield then
        at = then


@pytest.mark.parametrize("hour", [1, 2, 3, 9])
def test_on_both_days_on_which_clocks_change_it_comes_once_at_its_hour(
    zone: ZoneInfo, hour: int
) -> None:
    found = list(changes(zone))
    assert len(found) == 2
    for change in found:
        day = change.astimezone(zone).date()
        wanted = Subscription(weekday=day.isoweekday(), at=time(hour), zone=zone.key)
        ticks = (change - timedelta(days=2) + timedelta(minutes=10) * n for n in range(6 * 24 * 4))
        due, posted = next_due(wanted, change - timedelta(days=2)), []
        for now in ticks:
            if due <= now:
                posted.append(now.astimezone(zone))
                due = next_due(wanted, now)
        (once,) = posted
        assert once.date() == day
        assert once.hour in (hour, hour + 1), "an hour that is skipped comes after it"
        assert once.hour == hour or not exists(day, hour, zone)


def exists(day: Any, hour: int, zone: ZoneInfo) -> bool:
    """Whether clocks show this hour on this day."""
    local = datetime.combine(day, time(hour), zone)
    return datetime.fromtimestamp(local.timestamp(), zone).hour == hour


@given(
    st.integers(1, 7),
    st.times(timezones=st.none()),
    st.sampled_from((*ZONES, "Pacific/Apia", "Asia/Kathmandu")),
    st.floats(0, 5 * 365),
)
def test_the_next_one_is_within_a_week_and_on_its_day(
    weekday: int, at: time, zone: str, days: float
) -> None:
    after = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(days=days)
    wanted = Subscription(weekday=weekday, at=at.replace(second=0, microsecond=0), zone=zone)
    due = next_due(wanted, after)
    assert after < due <= after + timedelta(days=7, hours=1)
    assert due.astimezone(ZoneInfo(zone)).isoweekday() == weekday


def test_preview_shows_all_of_it(bot: Bot, world: World, clock: Clock) -> None:
    account_id = late(world, "Acme", arr=1, currency="EUR")
    world.outcome(account_id, "Ten weeks ago")
    clock.passes(days=20)
    world.outcome(account_id, "Three weeks ago")
    clock.passes(days=21)
    world.outcome(account_id, "Now <!channel>")
    clock.passes(hours=1)
    reply = bot.as_("U1").says("/success digest preview")
    kinds = [block["type"] for block in reply.blocks]
    assert (kinds.count("data_visualization"), kinds.count("data_table")) == (1, 1)
    reply.sees("Now <!channel>", "Outcomes by week", "Customers at risk")
    assert "0, 0, 1, 0, 1, 0, 0, 1" in reply.text
    assert bot.slack.calls_of("chat.postMessage") == []


def test_two_thousand_accounts_fit(bot: Bot, world: World, slack: FakeSlack, clock: Clock) -> None:
    """Long names, right-to-left text, and no statement more than for two accounts."""
    world.member(LEA, name="Lea " * 60, role=Role.LEADER)
    crowd(world)
    subscribe(world)
    statements: list[str] = []

    def count(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        statements.append(statement)

    event.listen(world.database.engine, "before_cursor_execute", count)
    wanted = Subscription()
    found = world.database.read_now(
        digest_look.facts, world.team_id, wanted, clock.now + timedelta(hours=1), clock.now
    )
    assert (found.customers, found.risks.total, len(found.risks.first)) == (2000, 2000, 50)
    assert len(statements) <= 25, statements
    clock.passes(days=7)
    assert all(len(text) <= limits.MESSAGE_TEXT for text in told(bot))
    shown = world.database.read_now(lambda s: list(s.scalars(select(Message.payload))))
    assert any(b["type"] == "data_table" for one in shown for b in one["blocks"])


def test_a_risk_that_was_settled_is_none(bot: Bot, world: World) -> None:
    account_id = late(world, "Acme")

    def settle(session: Any) -> None:
        from bot.model import Nudge

        for nudge in session.scalars(select(Nudge).where(Nudge.account_id == account_id)):
            nudge.state = NudgeState.DONE

    world.database.write_now(settle)
    reply: Reply = bot.as_("U1").says("/success digest preview")
    reply.sees("nothing new this week").does_not_see("at risk")


def test_it_tells_what_customers_answered(bot: Bot, world: World, clock: Clock) -> None:
    """A score only of five answers or more; nothing of other workspaces or older weeks."""
    acme = world.account("Acme")
    answer(world, acme, 1)
    clock.passes(days=8)
    subscribe(world, weekday=2)
    clock.passes(days=2)
    for score in (5, 5, 4, 2):
        answer(world, acme, score)
    alice = bot.as_("U1")
    shown = alice.says("/success digest preview").sees(
        "Customers said this week: 4 answers, 1 of them low"
    )
    shown.does_not_see("CSAT", "nothing new")
    answer(world, acme, 5)
    alice.says("/success digest preview").sees("5 answers, 1 of them low · CSAT 80 %")


def answer(world: World, account: str, score: int) -> None:
    world.response(world.occasion(account), world.player(account), score=score)
    world.clock.passes(minutes=1)
