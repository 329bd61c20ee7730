"""The customer's part: the plan is shown in the shared channel, agreed to, and worked on there."""

from typing import Any

import pytest
from sqlalchemy import select

from bot.model import AuditEvent, Goal, Milestone, Plan, Player, Suggestion
from bot.practice import api_token
from bot.ui.ids import Id
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.customers import ACME, JANE, JOE, OLGA, SHARED, link, open_channel
from tests.harness.person import Person
from tests.harness.reply import Reply
from tests.harness.routes import click
from tests.harness.slack import FakeSlack


@pytest.fixture
def acme(world: World, slack: FakeSlack) -> str:
    """A plan with two steps and a goal, of Bob's, whose champion is Jane."""
    open_channel(slack)
    world.member("U2", name="Bob Jones")
    account_id = world.account(owner="U2", arr=123_456)
    plan_id = world.plan(account_id, supplier_success="They renew early.")
    jane = world.player(account_id, "Jane Porter")
    goal = world.goal(plan_id, "Agents resolve alone")
    world.reading(goal, 50)
    world.milestone(plan_id, "Macros written", player_id=jane)
    world.milestone(plan_id, "Training held", owner_id="U2", side="supplier")
    link(world, jane)
    return plan_id


def there(bot: Bot, user_id: str) -> Person:
    return Person(bot, user_id, SHARED)


def share(bot: Bot, user_id: str = "U2", words: str = "acme") -> Reply:
    """Somebody of our side shares the plan; what the channel sees then."""
    bob = there(bot, user_id)
    asked = bob.says(f"/success plan {words}")
    window = bob.clicks_on("Share with the customer", in_=asked)
    window.sees("Everybody in the channel will see this")
    bob.submits(window).sees("shown in the channel now")
    return bot.delivers()


def live(slack: FakeSlack) -> Reply:
    """The message as it stands in the channel."""
    (message,) = slack.workspace.messages_in(SHARED)
    return Reply(200, messages=[{**message, "channel": SHARED}])


def row(world: World, kind: type[Any], id_: str) -> Any:
    return world.sees(lambda session, actor: session.get_one(kind, (actor.team_id, id_)))


def events(world: World) -> list[AuditEvent]:
    query = select(AuditEvent).order_by(AuditEvent.at, AuditEvent.id)
    return world.database.read_now(lambda session: list(session.scalars(query)))


def test_the_plan_is_shown_and_agreed_to(
    bot: Bot, world: World, slack: FakeSlack, acme: str
) -> None:
    shown = share(bot)
    shown.sees("Acme Corp", "Agents resolve alone", "Macros written", "Jane Porter", "Bob Jones")
    shown.sees("Not agreed yet").does_not_see("123", "renew early", "champion", "U2")
    world.clock.passes(minutes=1)
    jane = there(bot, JANE)
    jane.clicks_on("Agree", in_=shown).sees("Thank you")
    bot.delivers().sees("Jane Porter agreed on")
    live(slack).sees("Jane Porter agreed on")
    plan = row(world, Plan, acme)
    assert (plan.confirmed_on, row(world, Player, plan.confirmed_by).name) == (
        world.day(),
        "Jane Porter",
    )
    event = events(world)[-1]
    assert (event.verb, event.actor_id, event.account_id) == ("plan.confirm", JANE, "acme-corp")
    bot.as_("U2").says("/success plan acme").sees("confirmed by Jane Porter today")
    world.clock.passes(days=90)
    bot.as_("U2").says("/success plan acme").sees("90 days ago").does_not_see("stale")
    world.clock.passes(days=1)
    bot.as_("U2").says("/success plan acme").sees("91 days ago, so stale: ask them again")


def test_tasks_are_ticked_off_on_the_message_and_in_the_list(
    bot: Bot, world: World, slack: FakeSlack, acme: str
) -> None:
    shown = share(bot)
    jane = there(bot, JANE)
    jane.clicks(Id.TASK_FINISH, in_=shown)
    bot.delivers().sees("1 of 2 done")
    mine = jane.clicks_on("My tasks", in_=live(slack))
    mine.sees("Macros written", "1 of 1 done").does_not_see("Training held")
    again = jane.clicks_on("Not done", in_=mine).sees("0 of 1 done")
    bot.delivers().sees("0 of 2 done")
    jane.clicks_on("Done", in_=Reply(200, view=again.view)).sees("1 of 1 done")
    verbs = [(one.verb, one.actor_id) for one in events(world)[-3:]]
    assert verbs == [
        ("milestone.finish", JANE),
        ("milestone.reopen", JANE),
        ("milestone.finish", JANE),
    ]
    jane.says("/success tasks").sees("Macros written", "1 of 1 done")


def test_a_suggestion_is_made_and_answered(
    bot: Bot, world: World, slack: FakeSlack, acme: str
) -> None:
    shown = share(bot)
    jane, bob = there(bot, JANE), bot.as_("U2")
    window = jane.clicks_on("Suggest a change", in_=shown)
    jane.submits(window, words="Training only in <May>").sees("Thank you")
    told = bot.delivers()
    told.sees("Jane Porter", "Acme Corp", "Training only in <May>", "○ open")
    asked = Reply(200, messages=[one for one in told.messages if one["channel"] == "U2"])
    bob.submits(bob.clicks_on("Decline", in_=asked), anyway=True).sees("fill this in")
    taken = bob.submits(bob.clicks_on("Take it", in_=asked), answer="We move it")
    taken.sees("✓ taken", "Bob Jones", "We move it")
    bot.delivers()
    live(slack).sees("✓ taken", "Training only in <May>", "Bob Jones", "We move it")
    (dm,) = slack.workspace.messages_in("D2")
    assert "Take it" not in str(dm["blocks"])
    bob.clicks_on("Decline", in_=asked).sees("Bob Jones has answered it already")
    kept = row(world, Suggestion, "acme-corp-7")
    assert (kept.state, kept.answered_by, kept.answer) == ("taken", "U2", "We move it")
    assert [(e.verb, e.actor_id) for e in events(world)][-2:] == [
        ("suggestion.add", JANE),
        ("suggestion.answer", "U2"),
    ]


def test_open_suggestions_stand_on_the_plans_card(
    bot: Bot, world: World, slack: FakeSlack, acme: str
) -> None:
    """For our side only; whoever may change the account answers them there."""
    jane, bob = there(bot, JANE), bot.as_("U2")
    suggest = jane.clicks_on("Suggest a change", in_=share(bot))
    bob.says("/success plan acme").does_not_see("suggestion")
    for number in range(12):
        jane.submits(suggest.view or {}, words=f"Change {number}")
        world.clock.passes(minutes=1)
        suggest = jane.clicks(Id.SUGGESTION_ADD, acme, in_=live(slack))
    bot.delivers()
    card = bob.says("/success plan acme").sees("12 suggestions from the customer are open")
    bob.clicks_on("Share here", in_=card).does_not_see("suggestion")
    first = bob.clicks_on("Answer", in_=card).sees("12 open", "Change 0", "Change 9", "1 of 2")
    second = bob.clicks_on("More", in_=first).sees("Change 11").does_not_see("Change 9")
    bob.clicks_on("Earlier", in_=second).sees("Change 0")
    asked = next(one for one in second.buttons if one.text == "Decline")
    form = bob.clicks(asked.action_id, asked.value, in_=second).sees("Change 10")
    bob.submits(form, answer="We cannot").sees("✕ declined", "We cannot")
    bob.says("/success plan acme").sees("11 suggestions from the customer are open")
    bot.delivers()
    others = click(bot.as_("U1"), Id.SUGGESTIONS_SHOW, "acme-corp").sees("Change 0")
    others.does_not_see("Take it", "Decline")


def test_only_what_is_shared_is_seen(bot: Bot, world: World, slack: FakeSlack, acme: str) -> None:
    world.change(Goal, world.goal(acme, "Hidden goal"), is_shared=False)
    hidden = world.milestone(acme, "Hidden step", player_id="acme-corp-2")
    world.change(Milestone, hidden, is_shared=False)
    shown = share(bot).does_not_see("Hidden").sees("0 of 2 done")
    jane = there(bot, JANE)
    jane.clicks_on("My tasks", in_=shown).does_not_see("Hidden")
    jane.clicks(Id.TASKS_SHOW, in_=shown).sees("0 of 1 done")


def test_what_they_see_is_ticked_and_turned(
    bot: Bot, world: World, slack: FakeSlack, acme: str
) -> None:
    share(bot)
    bob = bot.as_("U2")
    window = bob.says("/success goal acme")
    bob.submits(window, behaviour="Secret goal", measure="calls", is_shared=False)
    bob.submits(bob.says("/success milestone acme"), title="Secret step", is_shared=False)
    bot.delivers().does_not_see("Secret")
    card = bob.says("/success account acme")
    listed = bob.clicks_on("What they see", in_=card)
    listed.sees("◌ hidden  *Secret goal* — goal", "✓ seen  *Macros written* — milestone")
    bob.clicks(Id.SHARED_TURN, "acme-corp-8 1", in_=listed).sees("✓ seen  *Secret step*")
    bot.delivers()
    live(slack).sees("Secret step").does_not_see("Secret goal")
    bob.submits(click(bob, Id.MILESTONE_EDIT, "acme-corp-8"), is_shared=False)
    bob.submits(click(bob, Id.GOAL_REWORD, "acme-corp-7"), is_shared=True)
    bot.delivers()
    live(slack).sees("Secret goal").does_not_see("Secret step")
    hidden, seen = (one.after for one in events(world)[-2:])
    assert hidden is not None
    assert seen is not None
    assert (hidden["is_shared"], seen["is_shared"]) == (False, True)
    event = events(world)[-3]
    assert (event.verb, event.actor_id, event.after) == (
        "milestone.share",
        "U2",
        {"is_shared": True},
    )


def test_the_message_follows_the_plan(bot: Bot, world: World, slack: FakeSlack, acme: str) -> None:
    share(bot)
    bob = bot.as_("U2")
    bob.says("/success milestone acme Pilot ended due friday")
    bot.delivers().sees("Pilot ended")
    live(slack).sees("Pilot ended", "0 of 3 done")
    bob.says("/success account acme")
    assert bot.delivers().messages == []


def test_the_message_follows_what_other_systems_read(
    bot: Bot, world: World, slack: FakeSlack, acme: str
) -> None:
    share(bot)
    secret = api_token.new_secret()
    world.do(api_token.make, "Help desk export", secret)
    goal = world.database.read_now(lambda session: session.scalars(select(Goal.id)).one())
    item = {"id": "r1", "goal": goal, "value": "57", "read_on": world.day().isoformat()}
    head = {"Authorization": f"Bearer {secret}"}
    assert bot.http.post("/api/v1/readings", json=[item], headers=head).status_code == 200
    bot.delivers()
    live(slack).sees("35 → 57 of 60 %")


def test_a_channel_belongs_to_one_account(
    bot: Bot, world: World, slack: FakeSlack, acme: str
) -> None:
    world.plan(world.account("Globex", "U2"))
    bob = there(bot, "U2")
    share(bot, words="Acme Corp")
    bob.says("/success plan globex").sees("Another account").does_not_see("Globex")
    bob.says("/success plan").sees("shown in this channel")
    shown = bob.says("/success plan acme")
    bob.clicks_on("Stop showing it", in_=shown).sees("not shown here any more")
    bot.delivers().sees("not shown here any more").does_not_see("Agents")
    asked = bob.says("/success plan globex")
    asked.sees("the part of the plan that is theirs").does_not_see("Globex")
    bob.submits(bob.clicks_on("Share with the customer", in_=asked))
    bot.delivers().sees("Globex")
    bob.says("/success plan acme").sees("Another account")


def test_who_may_share_and_where(bot: Bot, world: World, slack: FakeSlack, acme: str) -> None:
    there(bot, "U1").says("/success plan acme").sees("owner or a leader").does_not_see("Bob")
    bob = there(bot, "U2")
    bob.says("/success plan").sees("whole name")
    world.account("Acme Two")
    bob.says("/success plan acm").sees("whole name").does_not_see("Acme")
    bob.says("/success plan zzz").sees("whole name")
    window = bob.clicks_on("Share with the customer", in_=bob.says("/success plan acme-corp"))
    slack.workspace.channels[SHARED]["kind"] = "channel"
    bob.submits(window).sees("only in a channel that you share")
    slack.workspace.channels[SHARED]["members"].remove("U0BOT")
    bob.submits(window).sees("Invite me")
    assert row(world, Plan, acme).shared_in is None


@pytest.mark.parametrize("user_id", [JOE, OLGA, "U1", "U2"])
def test_only_the_customers_players_take_part(
    bot: Bot, world: World, slack: FakeSlack, acme: str, user_id: str
) -> None:
    shown = share(bot)
    who = there(bot, user_id)
    sentence = "for the customer’s people" if user_id[1] in "12" else "belong to another one"
    for action in (Id.PLAN_AGREE, Id.SUGGESTION_ADD, Id.TASK_FINISH, Id.TASKS_SHOW):
        who.clicks(action, in_=shown).sees(sentence)
    who.says("/success tasks").sees(sentence)
    assert bot.delivers().messages == []


def test_who_somebody_is_counts_by_workspace_and_user(
    bot: Bot, world: World, slack: FakeSlack, acme: str
) -> None:
    """The same user id at home elsewhere is somebody else; a tick is for who has the step."""
    shown = share(bot)
    slack.workspace.users[JANE]["team_id"] = "T0FALSE"
    there(bot, JANE).clicks_on("Agree", in_=shown).sees("belong to another one")
    joe = world.player("acme-corp", "Joe Field")
    link(world, joe, JOE)
    there(bot, JOE).clicks(Id.TASK_FINISH, in_=shown).sees("somebody else’s step")
    there(bot, JOE).clicks_on("Agree", in_=shown).sees("Thank you")
    elsewhere = Person(bot, JOE, "C0GENERAL")
    elsewhere.clicks_on("Agree", in_=shown).sees("not shown here")


def test_people_are_linked_by_our_side(bot: Bot, world: World, slack: FakeSlack, acme: str) -> None:
    share(bot)
    bob = there(bot, "U2")
    asked = bob.says("/success plan")
    window = bob.clicks_on("Who they are in Slack", in_=asked).sees("Jane Porter is")
    bob.submits(window, player_id="acme-corp-2", user_id="U1").sees("customer’s own workspace")
    joe = world.player("acme-corp", "Joe Field")
    bob.submits(window, player_id=joe, user_id=JANE).sees("That is Jane Porter already")
    bob.submits(window, player_id=joe, user_id=JOE).sees("Joe Field is")
    assert (row(world, Player, joe).slack_user_id, row(world, Player, joe).slack_team_id) == (
        JOE,
        ACME,
    )
    window = bob.clicks_on("Who they are in Slack", in_=asked)
    bob.submits(window, player_id=joe).sees("Saved")
    assert row(world, Player, joe).slack_team_id is None
    there(bot, "U1").clicks(Id.PLAYER_LINK, "acme-corp", in_=asked).sees("owner or a leader")


def test_an_ended_plan_says_so(bot: Bot, world: World, slack: FakeSlack, acme: str) -> None:
    shown = share(bot)
    world.change(Plan, acme, ended_on=world.day())
    there(bot, JANE).clicks_on("Agree", in_=shown).sees("belong to another one")
    bob = bot.as_("U2")
    bob.submits(bob.says("/success plan acme start"), customer_success="More of it.")
    bot.delivers().sees("not shown here any more")
    share(bot).sees("success plan 2", "More of it.")
