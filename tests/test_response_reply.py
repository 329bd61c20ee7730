"""Reminders, and what follows on a low answer: a matter with a day, a reply, the leader."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.delivery import response as delivery
from bot.model import (
    AuditEvent,
    Message,
    Nudge,
    NudgeState,
    Player,
    Response,
    ResponseState,
    Role,
    SurveyKind,
    Way,
    WorkingTime,
)
from bot.practice import response, response_answer, response_follow_up, response_reminder
from bot.practice.survey import SCALES
from bot.practice.verification_answer import Guest
from bot.sandbox.workspace import TEAM
from bot.ui.ids import Id
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.clock import Clock
from tests.harness.customers import ACME, JANE, SHARED, open_channel
from tests.harness.routes import click
from tests.harness.slack import FakeSlack

WORDS = "The import <b>fails</b> & nobody tells us"


class Desk:
    """An account of Alice's, whose champion Jane is asked."""

    def __init__(self, bot: Bot, world: World) -> None:
        self.bot, self.world = bot, world
        world.member("U1", name="Alice Smith", zone="Europe/Berlin", email="alice@example.com")
        world.member("U2", name="Bob Jones", role=Role.LEADER, zone="Europe/Berlin")
        self.account = world.account()
        world.plan(self.account)
        self.jane = world.player(self.account, "Jane Porter", email="jane@acme.example")

    def asks(self, survey: str = "csat", **facts: Any) -> str:
        occasion = self.world.occasion(self.account, survey)
        return self.world.response(occasion, self.jane, **facts)

    def answers(self, response_id: str, score: int, words: str | None = WORDS) -> None:
        """By link, as Jane; and what follows on it."""
        who = Guest(
            team_id=TEAM,
            id=f"link:{self.jane}",
            now=self.world.clock.now,
            player_id=self.jane,
            account_id=self.account,
        )

        def work(session: Any) -> None:
            response_answer.answer(session, who, response_id, score, words=words)
            row = session.get_one(Response, (TEAM, response_id))
            response_follow_up.begin(session, row, who.now)

        self.world.database.write_now(work)

    def row(self, response_id: str) -> Response:
        return self.world.database.read_now(lambda s: s.get_one(Response, (TEAM, response_id)))

    def matters(self) -> list[Nudge]:
        wanted = select(Nudge).where(Nudge.rule == "low_answer").order_by(Nudge.id)
        return self.world.database.read_now(lambda session: list(session.scalars(wanted)))

    def told(self, person_id: str) -> list[Message]:
        wanted = select(Message).where(Message.lane == person_id).order_by(Message.number)
        return self.world.database.read_now(lambda session: list(session.scalars(wanted)))


@pytest.fixture
def desk(bot: Bot, world: World, slack: FakeSlack) -> Desk:
    open_channel(slack)
    return Desk(bot, world)


def test_a_low_answer_is_the_owners_matter_at_once(desk: Desk) -> None:
    asked = desk.asks()
    desk.answers(asked, 2)
    assert desk.row(asked).follow_up_on == date(2026, 11, 25)
    (matter,) = desk.matters()
    assert matter.state is NudgeState.OPEN
    desk.bot.runs("matters")
    desk.bot.delivers().sees(
        "*Acme Corp* — Jane Porter (champion) gave 2 of 5 after “Go live”; in their words: "
        "“The import <b>fails</b> & nobody tells us”; "
        "your answer is due in 2 days.",
        "Answer them",
        "Dealt with",
    )


@pytest.mark.parametrize(
    ("survey", "lowest_good"), [("csat", 3), ("onboarding", 4), ("renewal", 7)]
)
def test_what_is_low(desk: Desk, survey: str, lowest_good: int) -> None:
    low = desk.asks(survey)
    desk.answers(low, lowest_good - 1)
    good = desk.asks(survey)
    desk.answers(good, lowest_good)
    assert desk.row(low).follow_up_on is not None
    assert desk.row(good).follow_up_on is None
    assert [one.subject_id for one in desk.matters()] == [low]


def test_an_answer_that_becomes_good_needs_no_reply(desk: Desk) -> None:
    asked = desk.asks()
    desk.answers(asked, 1)
    desk.world.clock.passes(hours=3)
    desk.answers(asked, 2)
    assert desk.row(asked).follow_up_on == date(2026, 11, 25)
    desk.answers(asked, 5)
    assert desk.row(asked).follow_up_on is None
    assert [one.state for one in desk.matters()] == [NudgeState.DONE]


@pytest.mark.parametrize(
    ("at", "due_on"),
    [
        (datetime(2026, 11, 26, 9, tzinfo=UTC), date(2026, 11, 30)),  # a Thursday
        (datetime(2026, 11, 27, 23, 30, tzinfo=UTC), date(2026, 12, 1)),  # Saturday in Berlin
        (datetime(2026, 11, 29, 9, tzinfo=UTC), date(2026, 12, 1)),
    ],
)
def test_the_day_counts_the_owners_working_days(desk: Desk, at: datetime, due_on: date) -> None:
    desk.world.clock.now = at
    asked = desk.asks()
    desk.answers(asked, 1)
    assert desk.row(asked).follow_up_on == due_on


def test_nobodys_absence_makes_a_customer_wait(desk: Desk) -> None:
    away = WorkingTime(team_id=TEAM, id="U1", days="24", paused_until=date(2027, 1, 1))
    desk.world.database.write_now(lambda session: session.add(away))
    asked = desk.asks()
    desk.answers(asked, 1)
    assert desk.row(asked).follow_up_on == date(2026, 11, 26)  # Tuesdays and Thursdays


def reply_window(desk: Desk, asked: str) -> Any:
    return click(desk.bot.as_("U1"), Id.RESPONSE_REPLY, asked)


def test_a_reply_goes_to_the_person_by_their_way(desk: Desk) -> None:
    asked = desk.asks(way=Way.DIRECT)
    desk.world.change(Player, desk.jane, slack_user_id="U2", slack_team_id=TEAM)
    desk.answers(asked, 2)
    window = reply_window(desk, asked).sees("Jane Porter", "2 of 5", "by 25 Nov 2026")
    saved = desk.bot.as_("U1").submits(window, words="Thank you. It is *fixed* <today>.")
    assert saved.status == 200
    row = desk.row(asked)
    assert (row.follow_up_on, row.followed_up_by) == (None, "U1")
    assert row.reply == "Thank you. It is *fixed* <today>."
    desk.bot.delivers().sees(
        "Alice Smith replies to your answer about “Go live”:",
        "Thank you. It is *fixed* <today>.",
    )
    assert [one.state for one in desk.matters()] == [NudgeState.DONE]
    click(desk.bot.as_("U1"), Id.RESPONSE_REPLY, asked).sees("answered already")


def test_a_reply_in_the_channel_is_seen_by_the_person_alone(desk: Desk, slack: FakeSlack) -> None:
    from bot.model import Plan

    plan_id = desk.world.database.read_now(lambda s: s.scalars(select(Plan.id)).one())
    desk.world.change(Plan, plan_id, shared_in=SHARED)
    desk.world.change(Player, desk.jane, slack_user_id=JANE, slack_team_id=ACME)
    asked = desk.asks(way=Way.CHANNEL)
    desk.answers(asked, 2)
    window = reply_window(desk, asked).sees("only to them")
    desk.bot.as_("U1").submits(window, words="We are on it")
    desk.bot.delivers().sees("We are on it")
    (sent,) = slack.calls_of("chat.postEphemeral")
    assert (sent["channel"], sent["user"]) == (SHARED, JANE)


def test_a_reply_that_slack_never_brings_comes_back(desk: Desk, slack: FakeSlack) -> None:
    asked = desk.asks(way=Way.DIRECT)
    desk.world.change(Player, desk.jane, slack_user_id="U0GONE", slack_team_id=TEAM)
    desk.answers(asked, 2)
    desk.bot.as_("U1").submits(reply_window(desk, asked), words="We are on it")
    desk.bot.delivers()
    for _ in range(2):
        desk.bot.runs("unreached")
    told = desk.bot.delivers().sees("Your answer to *Jane Porter* of Acme Corp did not reach them")
    told.sees("We are on it")
    assert len([one for one in desk.told("U1") if "did not reach" in str(one.payload)]) == 1


def test_who_was_sent_a_link_is_written_to_by_us(desk: Desk) -> None:
    asked = desk.asks()
    desk.answers(asked, 2)
    window = reply_window(desk, asked).sees("I tell them myself")
    assert "Send it" not in str(window.view)
    desk.bot.as_("U1").submits(window, words="Told them on the phone")
    assert desk.row(asked).reply == "Told them on the phone"
    assert desk.told(JANE) == []


def test_dealt_with_needs_no_words_and_can_be_taken_back(desk: Desk) -> None:
    asked = desk.asks()
    desk.answers(asked, 2)
    (matter,) = desk.matters()
    click(desk.bot.as_("U1"), Id.NUDGE_DONE, matter.id)
    row = desk.row(asked)
    assert (row.follow_up_on, row.followed_up_by, row.reply) == (None, "U1", None)
    click(desk.bot.as_("U1"), Id.NUDGE_REOPEN, matter.id)
    row = desk.row(asked)
    assert (row.follow_up_on, row.followed_up_at) == (date(2026, 11, 25), None)
    assert [one.state for one in desk.matters()] == [NudgeState.OPEN]


def test_the_leader_hears_of_it_once_the_day_is_over(desk: Desk, clock: Clock) -> None:
    asked = desk.asks()
    desk.answers(asked, 2)
    desk.bot.runs("matters")
    desk.bot.delivers()
    for day in (24, 25):
        clock.now = datetime(2026, 11, day, 15, tzinfo=UTC)
        desk.bot.runs("sweep")
        desk.bot.runs("escalate")
    assert desk.told("U2") == []
    clock.now = datetime(2026, 11, 26, 9, tzinfo=UTC)
    desk.bot.runs("escalate")
    desk.bot.delivers().sees(
        "*Escalated to you:* nobody acted on this for three working days.",
        "your answer is 1 day late",
    )


def test_others_cannot_reply(desk: Desk) -> None:
    desk.world.member("U3", name="Carol")
    desk.bot.slack.add_user("U3", name="Carol")
    asked = desk.asks()
    desk.answers(asked, 2)
    click(desk.bot.as_("U3"), Id.RESPONSE_REPLY, asked).sees("Acme Corp belongs to Alice Smith.")


def test_two_reminders_then_it_ends(desk: Desk, clock: Clock) -> None:
    """At ten of Jane's working day: after three days, after seven; after fourteen it is over."""
    desk.world.change(Player, desk.jane, zone="America/Chicago", slack_user_id="U2")
    asked = desk.asks(way=Way.DIRECT)
    seen: list[tuple[datetime, tuple[int, ResponseState]]] = []
    for _ in range(16 * 24):
        clock.passes(hours=1)
        desk.bot.runs("reminders")
        row = desk.row(asked)
        mark = (row.reminders, row.state)
        if not seen or seen[-1][1] != mark:
            seen.append((clock.now, mark))
    chicago = [(at.strftime("%a %d %H:%M"), *mark) for at, mark in seen]
    assert chicago == [
        ("Mon 23 10:00", 0, ResponseState.ASKED),
        ("Thu 26 16:00", 1, ResponseState.ASKED),
        ("Mon 30 16:00", 2, ResponseState.ASKED),
        ("Mon 07 09:00", 2, ResponseState.UNANSWERED),
    ]
    desk.bot.delivers()
    reminders = [one for one in desk.told("U2") if one.dedupe_key.startswith(f"survey:{asked}:")]
    assert [one.dedupe_key[-1] for one in reminders] == ["1", "2"]
    assert "A short reminder" in str(reminders[0].payload)


@pytest.mark.parametrize("how", ["answered", "left", "stopped"])
def test_nobody_is_reminded_who_is_done(desk: Desk, clock: Clock, how: str) -> None:
    asked = desk.asks()
    if how == "answered":
        desk.answers(asked, 5)
    elif how == "left":
        desk.world.change(Player, desk.jane, left_on=desk.world.day())
    else:
        desk.world.change(Player, desk.jane, no_surveys_since=clock.now)
    clock.passes(days=8)
    desk.bot.runs("reminders")
    row = desk.row(asked)
    assert row.reminders == 0
    assert row.remind_at is None
    expected = ResponseState.ANSWERED if how == "answered" else ResponseState.WITHDRAWN
    assert row.state is expected


def test_after_a_standstill_one_reminder_comes_and_the_next_not_at_once(
    desk: Desk, clock: Clock
) -> None:
    asked = desk.asks()
    clock.passes(days=8, hours=2)
    for _ in range(3):
        desk.bot.runs("reminders")
    row = desk.row(asked)
    assert row.reminders == 1
    assert row.remind_at == clock.now + timedelta(days=4)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    hours=st.integers(0, 20_000),
    zone=st.sampled_from(["UTC", "Asia/Tokyo", "America/Los_Angeles", "Pacific/Apia", None]),
)
def test_a_reminder_is_within_working_hours_wherever_somebody_is(
    hours: int, zone: str | None
) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    when = response_reminder._when(at, zone)
    local = when.astimezone(ZoneInfo(zone or "UTC"))
    assert at <= when <= at + timedelta(days=4)
    assert local.isoweekday() <= 5
    assert 10 <= local.hour < 17
    for number in range(2):
        planned = response.next_reminder(at, number, zone)
        assert response.REMINDERS[number] <= planned - at
        assert planned.astimezone(ZoneInfo(zone or "UTC")).hour == 10


def test_every_kind_has_a_scale() -> None:
    assert {kind: (one.least, one.low, one.most) for kind, one in SCALES.items()} == {
        SurveyKind.CSAT: (1, 2, 5),
        SurveyKind.CES: (1, 3, 7),
        SurveyKind.NPS: (0, 6, 10),
    }


def test_what_happened_is_in_the_history(desk: Desk) -> None:
    asked = desk.asks()
    desk.answers(asked, 2)
    desk.bot.as_("U1").submits(reply_window(desk, asked), words="Sorry")
    wanted = select(AuditEvent.verb).where(AuditEvent.subject_id == asked).order_by(AuditEvent.id)
    verbs = desk.world.database.read_now(lambda session: list(session.scalars(wanted)))
    assert verbs == ["response.ask", "response.answer", "response.follow_up", "response.reply"]


def test_a_question_is_asked_once_more_only(desk: Desk, clock: Clock) -> None:
    """Two processes find the same reminder due: one of them reminds."""
    desk.world.change(Player, desk.jane, slack_user_id="U2")
    asked = desk.asks(way=Way.DIRECT)
    desk.world.database.write_now(delivery.send, TEAM, asked, clock.now)
    clock.passes(days=3, hours=2)
    for _ in range(2):
        desk.bot.runs("reminders")
    assert len(desk.told("U2")) == 2
