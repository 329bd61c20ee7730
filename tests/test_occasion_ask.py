"""Due surveys in Slack: as proposed or to others, skipped, held back, by hand, by themselves."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.model import (
    Account,
    Milestone,
    Nudge,
    NudgeState,
    Occasion,
    OccasionState,
    Plan,
    Player,
    PlayerRole,
    Response,
    SurveyTerms,
    Way,
)
from bot.practice.occasion_keep import NOBODY
from bot.ui.ids import Id
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.customers import JANE, SHARED, link, open_channel
from tests.harness.person import Person
from tests.harness.reply import Reply
from tests.harness.routes import click
from tests.harness.slack import FakeSlack


@pytest.fixture
def alice(bot: Bot, world: World) -> Person:
    """The owner of an account with a plan, a champion and a sponsor."""
    world.member("U1", name="Alice Smith")
    account_id = world.account("Acme", "U1", arr=123_456)
    world.plan(account_id)
    world.player(account_id)
    world.player(account_id, "Sam Sponsor", role=PlayerRole.SPONSOR)
    return bot.as_("U1")


MARIA, SAM = "acme-2", "acme-3"


def done(bot: Bot, world: World, title: str = "Go live", kind: str = "csat") -> str:
    """Something that was done just now; the occasion to ask about it."""
    step = world.milestone("acme-1", title, done_on=world.day())
    world.change(Milestone, step, survey=kind)
    bot.runs("occasions")
    return occasions(world)[-1].id


def occasions(world: World) -> list[Occasion]:
    rows = select(Occasion).order_by(Occasion.created_at, Occasion.id)
    return world.database.read_now(lambda s: list(s.scalars(rows)))


def responses(world: World) -> list[Response]:
    rows = select(Response).order_by(Response.asked_at, Response.id)
    return world.database.read_now(lambda s: list(s.scalars(rows)))


def nudge_of(world: World, occasion_id: str) -> Nudge:
    rows = select(Nudge).where(Nudge.subject_id == occasion_id)
    return world.database.read_now(lambda s: s.scalars(rows).one())


def overview(person: Person) -> Reply:
    return person.says("/success survey acme")


def bundle(bot: Bot) -> Reply:
    bot.runs("bundle")
    return bot.delivers()


def test_it_is_sent_from_the_bundle(bot: Bot, world: World, alice: Person) -> None:
    made = done(bot, world)
    told = bundle(bot)
    told.sees("*Acme* — “Go live” was reached today: ask about it (CSAT)? It would go to Maria")
    window = alice.clicks_on("Send", in_=told)
    window.sees("Asked", "Maria Lopez, by a link that you send", "Show the link")
    (one,) = responses(world)
    assert (one.occasion_id, one.player_id, one.way) == (made, MARIA, Way.LINK)
    assert (one.asked_by, one.asked_at) == ("U1", world.clock.now)
    assert nudge_of(world, made).state is NudgeState.DONE
    bot.delivers().sees("settled")
    alice.clicks_on("Show the link", in_=window).sees("https://redthread.example/s/")
    click(alice, Id.OCCASION_ASK, made).sees("They have been asked already.")


def test_who_is_in_the_shared_channel_is_asked_there_alone(
    bot: Bot, world: World, alice: Person, slack: FakeSlack
) -> None:
    open_channel(slack)
    link(world, MARIA)
    world.change(Plan, "acme-1", shared_in=SHARED)
    click(alice, Id.OCCASION_ASK, done(bot, world)).sees("Maria Lopez, in the shared channel")
    (asked,) = (one for one in bot.delivers().messages if one.get("user") == JANE)
    assert asked["channel"] == SHARED
    Reply(200, messages=[asked]).sees("Go live").does_not_see("123,456")


def test_other_people_are_asked_in_other_words(bot: Bot, world: World, alice: Person) -> None:
    made = done(bot, world)
    form = alice.clicks_on("Change people", in_=bundle(bot))
    form.sees("Acme", "“Go live”", "CSAT", "Maria Lopez")
    said: dict[str, Any] = {"player_ids": [SAM], "title": "Your first week with us"}
    alice.submits(form, **said).sees("Sam Sponsor", "Your first week with us")
    (one,) = responses(world)
    assert (one.player_id, occasions(world)[0].title) == (SAM, said["title"])
    assert occasions(world)[0].state is OccasionState.ASKED
    assert alice.submits(form, player_ids=[SAM]).text.count("They have been asked already.") == 1
    assert len(responses(world)) == 1
    assert made == one.occasion_id


def test_the_next_one_is_held_back_and_comes_later(bot: Bot, world: World, alice: Person) -> None:
    first, second = done(bot, world), done(bot, world, "Reports used", "ces")
    click(alice, Id.OCCASION_ASK, first)
    assert nudge_of(world, second).state is NudgeState.DONE  # settled: there is nothing to do yet
    click(alice, Id.OCCASION_ASK, second).sees(
        "Acme was asked on 23 Nov 2026: the next turn is on 7 Dec 2026, once in 14 days."
    )
    overview(alice).sees(
        "the next turn is on",
        "Maria Lopez was asked on",
        "“Reports used”",
        "Held back until 23 Dec 2026",
        "Maria Lopez* · no answer yet, by a link that you send",
        "Show the link",
    )
    world.clock.passes(days=14)
    bot.runs("occasions")
    form = click(alice, Id.OCCASION_EDIT, second)
    refused = alice.submits(form, player_ids=[MARIA])
    assert "may be again on 23 Dec 2026" in refused.errors["player_ids"]
    alice.submits(form, player_ids=[SAM]).sees("Sam Sponsor")


def test_it_is_skipped_with_a_reason_and_taken_up_again(
    bot: Bot, world: World, alice: Person
) -> None:
    made = done(bot, world)
    told = bundle(bot)
    form = alice.clicks(Id.NUDGE_DISMISS, nudge_of(world, made).id, in_=told)
    alice.submits(form, reason="They told us")
    (one,) = occasions(world)
    assert (one.state, one.reason, one.closed_by) == (OccasionState.SKIPPED, "They told us", "U1")
    overview(alice).sees("“Go live” · skipped by Alice Smith: They told us")
    message = bot.delivers()
    alice.clicks_on("Undo", in_=message)
    assert occasions(world)[0].state is OccasionState.DUE
    click(alice, Id.NUDGE_DONE, nudge_of(world, made).id).sees("Send it, or skip it")
    shown = alice.submits(click(alice, Id.OCCASION_SKIP, made), reason="No time")
    shown.sees("skipped by Alice Smith: No time")
    alice.clicks(Id.OCCASION_TAKE_UP, made, in_=shown).sees("It would go to Maria Lopez")
    assert occasions(world)[0].state is OccasionState.DUE


def test_somebody_is_asked_by_hand(bot: Bot, world: World, alice: Person) -> None:
    shown = overview(alice).sees("Nobody there has been asked yet.")
    form = alice.clicks_on("Ask somebody…", in_=shown)
    form.sees("How satisfied they are", "Whether they recommend us")
    said: dict[str, Any] = {"survey_id": "nps", "player_ids": [MARIA, SAM], "title": "Our year"}
    alice.submits(form, **said).sees("“Our year”", "Maria Lopez", "Sam Sponsor")
    assert {one.kind for one in responses(world)} == {"nps"}
    form = alice.clicks_on("Ask somebody…", in_=overview(alice))
    again = alice.submits(form, **said | {"player_ids": [SAM]})
    again.sees("the next turn is on 7 Dec 2026")
    assert len(responses(world)) == 2
    assert [one.state for one in occasions(world)] == [OccasionState.ASKED]  # nothing is left over


def test_what_was_answered_is_shown(bot: Bot, world: World, alice: Person) -> None:
    made = done(bot, world)
    world.response(made, MARIA, score=2, words="Too <slow> & dear")
    world.clock.passes(days=1)
    world.change(Player, SAM, no_surveys_since=world.clock.now)
    overview(alice).sees(
        "*Maria Lopez* · answered *2*: “Too <slow> & dear”",
        "Sam Sponsor: no surveys, by their own wish.",
    )


def test_others_may_look_and_change_nothing(bot: Bot, world: World, alice: Person) -> None:
    made = done(bot, world)
    bob = bot.as_("U2")
    overview(bob).sees("“Go live”").does_not_see("Skip", "Send", "Ask somebody")
    for action in (Id.OCCASION_ASK, Id.OCCASION_EDIT, Id.OCCASION_SKIP, Id.OCCASION_TAKE_UP):
        click(bob, action, made).sees("belongs to Alice Smith")
    click(bob, Id.OCCASION_ADD, "acme").sees("belongs to Alice Smith")
    click(alice, Id.OCCASION_ASK, "acme-99").sees("That is gone")


@pytest.fixture
def by_itself(world: World, alice: Person) -> None:
    """In all segments surveys go by themselves."""
    row = SurveyTerms(team_id=world.team_id, segment="", sends_itself=True)
    world.database.write_now(lambda session: session.add(row))


@pytest.mark.usefixtures("by_itself")
def test_it_goes_by_itself_while_they_are_at_work(bot: Bot, world: World) -> None:
    world.change(Player, MARIA, zone="America/Los_Angeles")
    made = done(bot, world)
    bot.runs("sweep")
    assert responses(world) == []  # it is one in the morning there
    overview(bot.as_("U1")).sees("It goes by itself to Maria Lopez")
    world.clock.passes(hours=8)
    bot.runs("occasions")
    bot.runs("occasions")
    (one,) = responses(world)
    assert (one.occasion_id, one.asked_by) == (made, "redthread")
    assert one.asked_at == world.clock.now
    rows = select(Nudge).where(Nudge.rule == "survey_due")
    assert world.database.read_now(lambda s: list(s.scalars(rows))) == []


@pytest.mark.usefixtures("by_itself")
def test_nothing_goes_by_itself_at_the_weekend(bot: Bot, world: World) -> None:
    world.clock.passes(days=5)
    done(bot, world)
    assert responses(world) == []
    world.clock.passes(days=2)
    bot.runs("occasions")
    assert len(responses(world)) == 1


@pytest.mark.usefixtures("by_itself")
def test_what_cannot_go_by_itself_is_somebodys_matter(bot: Bot, world: World) -> None:
    world.change(Player, MARIA, role=PlayerRole.OTHER)
    made = done(bot, world)
    assert occasions(world)[0].reason == NOBODY
    bundle(bot).sees("Choose whom to ask.")
    world.change(Player, MARIA, role=PlayerRole.CHAMPION)
    bot.runs("occasions")
    assert [one.occasion_id for one in responses(world)] == [made]
    assert nudge_of(world, made).state is NudgeState.DONE


@pytest.mark.usefixtures("by_itself")
def test_of_several_only_the_first_goes_by_itself(bot: Bot, world: World) -> None:
    world.change(Account, "acme", segment="Enterprise")
    for title in ("One", "Two", "Three"):
        step = world.milestone("acme-1", title, done_on=world.day())
        world.change(Milestone, step, survey="csat")
    bot.runs("occasions")
    assert len(responses(world)) == 1
    held = [one for one in occasions(world) if one.state is OccasionState.DUE]
    assert {one.ask_on for one in held} == {world.day(30)}  # Maria was asked, too
    world.clock.now += timedelta(days=1)
    row = SurveyTerms(team_id=world.team_id, segment="Enterprise", sends_itself=False)
    world.database.write_now(lambda session: session.add(row))
    world.clock.passes(days=29)
    bot.runs("occasions")
    assert len(responses(world)) == 1
