"""Surveys in Slack: those who are asked answer by buttons, in their language; and on what way."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from bot.delivery import response as delivery
from bot.model import (
    AuditEvent,
    Language,
    Mail,
    Message,
    MessageState,
    Plan,
    Player,
    Response,
    ResponseState,
    Way,
)
from bot.practice import response_answer
from bot.practice.verification_answer import Guest
from bot.ui.ids import Id
from bot.ui.response import SCORES
from bot.ui.survey_words import words_in
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.customers import ACME, JANE, JOE, OLGA, SHARED, link, open_channel
from tests.harness.person import Person
from tests.harness.reply import Reply
from tests.harness.routes import click
from tests.harness.slack import FakeSlack

GUEST = "U0GUEST"


@pytest.fixture
def jane(world: World, slack: FakeSlack) -> str:
    """Bob's account has its plan in the shared channel, and Jane is its player there."""
    open_channel(slack)
    world.member("U2", name="Bob Jones")
    account_id = world.account(owner="U2", arr=123_456)
    plan_id = world.plan(account_id)
    world.change(Plan, plan_id, shared_in=SHARED, shared_message_id="shown")
    player_id = world.player(account_id, "Jane <Porter>")
    link(world, player_id)
    return player_id


def ask(world: World, player_id: str, survey: str = "csat", **facts: Any) -> str:
    """Jane is asked, in the channel unless told otherwise; the response's id."""
    occasion_id = world.occasion("acme-corp", survey, title="Go <live>")
    response_id = world.response(occasion_id, player_id, **{"way": Way.CHANNEL, **facts})
    world.database.write_now(delivery.send, world.team_id, response_id, world.clock.now)
    return response_id


def kept(world: World, response_id: str) -> Any:
    return world.database.read_now(lambda s: s.get_one(Response, (world.team_id, response_id)))


def in_channel(bot: Bot, user_id: str = JANE) -> Person:
    return Person(bot, user_id, SHARED)


def test_one_is_asked_and_answers_alone_in_the_channel(bot: Bot, world: World, jane: str) -> None:
    response_id = ask(world, jane)
    told = bot.delivers()
    assert [(one["channel"], one["user"]) for one in told.messages] == [(SHARED, JANE)]
    told.sees("to Jane <Porter>", "“Go <live>”", "How satisfied are you with this?")
    told.sees("1: Very dissatisfied · 5: Very satisfied", "until you ask your contact to erase it")
    told.does_not_see("123", "health", "champion")
    assert [one.text for one in told.buttons] == ["1", "2", "3", "4", "5", "Please ask me no more"]
    form = in_channel(bot).clicks_on("4", in_=told)
    form.sees("What is the main reason for your answer?", "May we quote you?")
    given = kept(world, response_id)
    assert (given.state, given.score, given.remind_at) == (ResponseState.ANSWERED, 4, None)
    assert given.answered_at == world.clock.now
    answered = Reply(200, responses=form.responses)
    answered.sees("Your answer: 4 on a scale from 1 to 5").does_not_see("ask me no more")
    assert form.responses[0]["replace_original"] is True
    done = in_channel(bot).submits(form, words="Fewer <calls>", may_quote=["yes"])
    done.sees("Thank you", "“Fewer <calls>”", "You can change your answer until")
    given = kept(world, response_id)
    assert (given.words, given.may_quote, given.changed_at) == (
        "Fewer <calls>", True, world.clock.now,
    )  # fmt: skip
    assert not bot.delivers().messages, "nobody else hears of it"


@pytest.mark.parametrize("language", list(Language))
def test_in_each_language(bot: Bot, world: World, jane: str, language: Language) -> None:
    words = words_in(language)
    world.change(Player, jane, language=f"{language.value}-XX", zone="Europe/Lisbon")
    response_id = ask(world, jane, "nps")
    told = bot.delivers().sees(words.kinds["nps"].least, words.asked.no_more)  # type: ignore[index]
    form = in_channel(bot).clicks_on("10", in_=told).sees(words.slack.consent)
    assert form.view is not None
    assert form.view["submit"]["text"] == words.asked.send
    labels = [one["label"]["text"] for one in form.view["blocks"] if one["type"] == "input"]
    assert labels[1] == words.kinds["nps"].open_question  # type: ignore[index]
    shown = in_channel(bot).submits(form, words="¡Sí!").sees("¡Sí!", "2026")
    assert shown.view is not None
    assert shown.view["title"]["text"] == words.slack.window
    world.clock.passes(days=1)
    over = click(in_channel(bot), Id.RESPONSE_CHANGE, response_id)
    over.sees(words.refused.answered.words)


def test_an_answer_is_changed_within_a_day(bot: Bot, world: World, jane: str) -> None:
    response_id = ask(world, jane)
    person = in_channel(bot)
    form = person.clicks_on("2", in_=bot.delivers())
    person.submits(form, words="Slow", may_quote=["yes"])
    world.clock.passes(hours=23)
    again = click(person, SCORES[5], f"{response_id} 5").sees("Slow")
    given = kept(world, response_id)
    assert (given.score, given.words, given.may_quote) == (5, "Slow", True)
    person.submits(again, score="3", words=None)
    given = kept(world, response_id)
    assert (given.score, given.words, given.may_quote) == (3, None, False), "no words, no quote"
    world.clock.passes(hours=1)
    for value in (f"{response_id} 1", f"{response_id} 3"):
        click(person, SCORES[1], value).sees("can no longer be changed").does_not_see("Slow")
    person.submits(again, score="1").sees("can no longer be changed")
    assert kept(world, response_id).score == 3
    verbs = world.database.read_now(lambda s: list(s.scalars(select(AuditEvent.verb))))
    assert verbs.count("response.answer") == 4


def test_what_is_no_score_counts_for_nothing(bot: Bot, world: World, jane: str) -> None:
    response_id = ask(world, jane)
    for value in ("6", "0", "-1", "x", "", "11111", "４"):
        click(in_channel(bot), SCORES[6], f"{response_id} {value}").sees("Please choose a number")
    assert kept(world, response_id).state is ResponseState.ASKED


@pytest.mark.parametrize("user_id", [JOE, OLGA, "U2", GUEST])
def test_nobody_else_answers(
    bot: Bot, world: World, slack: FakeSlack, jane: str, user_id: str
) -> None:
    slack.add_user(GUEST, name="Gus", guest=True)
    response_id = ask(world, jane)
    form = in_channel(bot).clicks_on("4", in_=bot.delivers())
    person = in_channel(bot, user_id)
    words = {"U2": "This is for the customer", GUEST: "as a guest"}.get(user_id, "another one")
    for action, value in (
        (SCORES[1], f"{response_id} 1"),
        (Id.RESPONSE_CHANGE, response_id),
        (Id.RESPONSE_STOP, response_id),
        (SCORES[1], "acme-corp-99 1"),
    ):
        click(person, action, value).sees(words).does_not_see("Acme", "Go", "Jane")
    person.submits(form, words="Mine").sees(words)
    assert (kept(world, response_id).score, kept(world, response_id).words) == (4, None)


def test_who_left_or_is_somebody_else_by_now_answers_no_more(
    bot: Bot, world: World, jane: str
) -> None:
    response_id = ask(world, jane)
    for facts in ({"left_on": world.day()}, {"slack_user_id": None}, {"slack_team_id": "T0NEW"}):
        world.change(Player, jane, **facts)
        click(in_channel(bot), SCORES[4], f"{response_id} 4").sees("another one")
        world.change(Player, jane, left_on=None, slack_user_id=JANE, slack_team_id=ACME)
    assert kept(world, response_id).state is ResponseState.ASKED


def test_a_direct_message_says_what_became_of_it(
    bot: Bot, world: World, slack: FakeSlack, jane: str
) -> None:
    """To somebody of this workspace, such as a guest of ours who is a player."""
    slack.add_user(GUEST, name="Gus", guest=True)
    world.change(Player, jane, slack_user_id=GUEST, slack_team_id=world.team_id)
    response_id = ask(world, jane, "ces", way=Way.DIRECT)
    told = bot.delivers().sees("How easy was this for you?")
    assert [one["channel"] for one in told.messages] == [GUEST]
    gus = bot.as_(GUEST)
    form = gus.clicks_on("7", in_=told).sees("What would have made it easier?")
    changed = bot.delivers().sees("Your answer: 7 on a scale from 1 to 7")
    assert [slack.calls[-1].method, len(changed.messages)] == ["chat.update", 1]
    gus.submits(form, words="Nothing").sees("“Nothing”")
    bot.delivers().sees("“Nothing”")
    again = gus.clicks_on("Add or change", in_=changed).sees("Nothing")
    assert again.view is not None
    assert kept(world, response_id).words == "Nothing"


def test_a_direct_message_of_what_is_over_says_so(bot: Bot, world: World, jane: str) -> None:
    world.change(Player, jane, slack_user_id="U1", slack_team_id=world.team_id)
    ask(world, jane, way=Way.DIRECT)
    told = bot.delivers()
    other = world.player("acme-corp", "Maria")
    second = ask(world, other, way=Way.LINK)
    stops = Guest(
        team_id=world.team_id, id="U1", now=world.clock.now, player_id=jane, account_id="acme-corp"
    )
    with_follow_up(world, stops)
    bot.delivers().sees("no longer open").does_not_see("satisfied")
    Person(bot, "U1").clicks_on("3", in_=told).sees("no longer open")
    assert kept(world, second).state is ResponseState.ASKED


def with_follow_up(world: World, who: Guest) -> None:
    def work(session: Any) -> None:
        response_answer.ask_no_more(session, who, "any")
        delivery.follow_up(session, world.team_id, who.now)

    world.database.write_now(work)


def test_to_be_asked_no_more(bot: Bot, world: World, jane: str) -> None:
    open_one, given = ask(world, jane), ask(world, jane, "nps", score=9)
    told = bot.delivers()
    person = in_channel(bot)
    stop = next(one for one in told.blocks if "no more" in str(one))["elements"][0]
    assert stop["confirm"]["confirm"]["text"] == "Ask me no more"
    reply = click(person, Id.RESPONSE_STOP, open_one).sees("will not send you any more surveys")
    assert reply.responses[0]["replace_original"] is True
    click(person, Id.RESPONSE_STOP, open_one).sees("will not send you any more surveys")
    assert kept(world, open_one).state is ResponseState.WITHDRAWN
    assert (kept(world, given).state, kept(world, given).score) == (ResponseState.ANSWERED, 9)
    row = world.database.read_now(lambda s: s.get_one(Player, (world.team_id, jane)))
    assert row.no_surveys_since == world.clock.now
    click(person, SCORES[4], f"{open_one} 4").sees("no longer open")
    verbs = world.database.read_now(lambda s: list(s.scalars(select(AuditEvent.verb))))
    assert (verbs.count("response.stop"), verbs.count("response.withdraw")) == (1, 1)


def test_one_is_reminded_by_the_same_way(bot: Bot, world: World, jane: str) -> None:
    response_id = ask(world, jane)
    bot.delivers()
    for reminders in (1, 2):
        world.change(Response, response_id, reminders=reminders)
        for _ in range(2):
            world.database.write_now(delivery.remind, world.team_id, response_id, world.clock.now)
        told = bot.delivers().sees("A short reminder")
        assert len(told.messages) == 1
    in_channel(bot).clicks_on("5", in_=told)
    assert kept(world, response_id).score == 5


def test_a_mail_waits_and_a_link_is_sent_by_one_of_ours(bot: Bot, world: World, jane: str) -> None:
    by_mail = ask(world, jane, way=Way.MAIL)
    ask(world, jane, way=Way.LINK)
    world.change(Response, by_mail, reminders=1)
    world.database.write_now(delivery.remind, world.team_id, by_mail, world.clock.now)
    mails = world.database.read_now(lambda s: s.scalars(select(Mail).order_by(Mail.kind)).all())
    assert [(one.kind, one.response_id) for one in mails] == [
        ("reminder", by_mail),
        ("survey", by_mail),
    ]
    assert not bot.delivers().messages


def test_where_slack_refuses_the_owner_sends_a_link(
    bot: Bot, world: World, slack: FakeSlack, jane: str
) -> None:
    slack.workspace.channels[SHARED]["members"].remove(JANE)
    response_id = ask(world, jane)
    bot.delivers()
    bot.runs("unreached")
    assert kept(world, response_id).way is Way.LINK
    told = bot.delivers().sees("The survey “Go <live>” did not reach *Jane <Porter>*")
    assert [one["channel"] for one in told.messages] == ["U2"]
    dropped = world.database.read_now(lambda s: s.scalars(select(Message.state)).all())
    assert MessageState.DEAD not in dropped, "nobody has to see to it any more"
    bot.runs("unreached")
    assert not bot.delivers().messages
    bob = bot.as_("U2")
    shown = bob.clicks_on("Show the link", in_=told).sees("to nobody else")
    path = re.search(r"https://redthread\.example(/s/[\w.-]+)", shown.text)
    assert path is not None
    assert "How satisfied are you" in bot.get(path[1]).text
    click(bot.as_("U1"), Id.RESPONSE_LINK, response_id).sees("belongs to Bob Jones")
    bot.http.post(path[1], data={"score": "4"})
    world.clock.passes(days=1)
    click(bob, Id.RESPONSE_LINK, response_id).sees("gone")


def test_where_the_plan_is_not_shown_any_more_the_owner_sends_a_link(
    bot: Bot, world: World, jane: str
) -> None:
    world.change(Plan, "acme-corp-1", shared_in=None)
    response_id = ask(world, jane)
    assert kept(world, response_id).way is Way.LINK
    bot.delivers().sees("send it as a link")


def test_without_an_address_the_link_says_how(
    slack: FakeSlack, world: World, database_url: str, jane: str
) -> None:
    with Bot(slack, database_url, world.clock, public_url=None) as bot:
        response_id = ask(world, jane, way=Way.LINK)
        click(bot.as_("U2"), Id.RESPONSE_LINK, response_id).sees("PUBLIC_URL")
        assert bot.get("/s/anything").status_code == 404
