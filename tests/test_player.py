"""Players: the list, writing one anew, who leaves and who takes over, and changes of sponsor."""

from typing import Any

import pytest
from sqlalchemy import select

from bot.database import Base
from bot.errors import UserError
from bot.model import (
    AuditEvent,
    Goal,
    Milestone,
    Plan,
    Player,
    PlayerRole,
    Response,
    ResponseState,
    Side,
    Stage,
)
from bot.practice import nudge, plan_close, player, player_leave, player_survey, stage, undo
from bot.practice.export import rows
from bot.practice.milestone import owners
from bot.practice.plan import summary
from bot.practice.player_leave import Departure
from bot.practice.player_survey import PlayerAsked
from bot.ui.ids import Id
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.clock import Clock
from tests.harness.customers import JANE, link
from tests.harness.matters import found
from tests.harness.reply import Reply
from tests.harness.routes import click
from tests.harness.rows import everything
from tests.harness.slack import FakeSlack
from tests.test_customers import acme, live, share, there

__all__ = ["acme"]


def row(world: World, kind: type[Base], id_: str) -> Any:
    return world.sees(lambda session, actor: session.get_one(kind, (actor.team_id, id_)))


def verbs(world: World) -> set[str]:
    """What was kept at this very instant."""
    query = select(AuditEvent.verb).where(AuditEvent.at == world.clock.now)
    return set(world.database.read_now(lambda session: session.scalars(query).all()))


def leaves(world: World, player_id: str, *, to: str | None = None, days: int = 0) -> None:
    said = Departure(left_on=world.day(days), successor_id=to)
    world.do(player_leave.leave, player_id, said)


def offered(world: World, account_id: str) -> set[str]:
    """Everybody who is offered wherever a player is chosen."""
    named = [one.name for one in world.sees(player.choices, account_id, "")]
    return {*named, *(one.name or "" for one in world.sees(owners, account_id, ""))}


def test_the_list_says_who_is_who(bot: Bot, world: World, clock: Clock) -> None:
    account_id = world.account()
    maria = world.player(
        account_id,
        measures_success_by="Fewer escalations",
        responsibilities="Tells the teams",
        email="maria@acme.example",
    )
    world.player(account_id, "Otto Ours", side=Side.SUPPLIER, role=PlayerRole.CSM)
    world.player(account_id, "Ann Lee", role=PlayerRole.SPONSOR)
    world.do(player.note_contact, maria)
    clock.passes(days=3)
    listed = bot.as_("U1").says("/success players acme").sees("3 players · page 1 of 1")
    listed.sees("*Maria Lopez* — champion, the customer's side · last in touch 3 days ago")
    listed.sees("measures success by: Fewer escalations", "responsible for: Tells the teams")
    listed.sees("e-mail: maria@acme.example")
    listed.sees("sponsor, the customer's side · no contact noted yet")
    assert listed.text.index("Ann Lee") < listed.text.index("*Otto Ours* — csm, our side\n")


def test_the_list_pages_in_the_same_window(bot: Bot, world: World) -> None:
    account_id = world.account()
    world.plan(account_id)
    for number in range(11):
        world.clock.passes(minutes=1)
        world.player(account_id, f"Player {number:02}")
    alice = bot.as_("U1")
    first = alice.clicks_on("Players", in_=alice.says("/success plan acme")).sees("Player 09")
    first.sees("page 1 of 2").does_not_see("Player 10", "Earlier")
    second = alice.clicks_on("More", in_=first).sees("Player 10", "page 2 of 2")
    back = alice.clicks_on("Earlier", in_=second).sees("page 1 of 2")
    assert first.view is not None
    assert back.view is not None
    assert back.view["id"] == first.view["id"]
    alice.clicks_on("Add a player", in_=back).sees("A person in the plan of")


def test_an_empty_list_asks(bot: Bot, world: World) -> None:
    account_id = world.account()
    alice = bot.as_("U1")
    card = alice.says("/success account acme")
    assert "Players" not in [one.text for one in card.buttons]
    click(alice, Id.PLAYERS_SHOW, account_id).sees("Who measures success here, and how?")
    world.player(account_id)
    alice.clicks_on("Players", in_=alice.says("/success account acme")).sees("1 player ")


def test_one_is_written_anew(bot: Bot, world: World) -> None:
    world.member("U1", name="Alice Smith")
    account_id = world.account()
    maria = world.player(account_id, measures_success_by="Fewer calls", email="m@acme.example")
    alice = bot.as_("U1")
    form = alice.clicks_on("Edit", in_=alice.says("/success players acme")).sees("Fewer calls")
    assert form.view is not None
    assert len(form.view["blocks"]) == 6
    alice.submits(form, name="Maria Lopez-Ruiz", responsibilities="Asks\nfor time").sees("Lopez-R")
    kept = row(world, Player, maria)
    assert (kept.name, kept.role, kept.email) == (
        "Maria Lopez-Ruiz", PlayerRole.CHAMPION, "m@acme.example",
    )  # fmt: skip
    assert (kept.measures_success_by, kept.responsibilities) == ("Fewer calls", "Asks\nfor time")
    shown = alice.says("/success history acme")
    shown.sees("Alice Smith changed what is known of “Maria Lopez-Ruiz”", "Maria Lopez → Maria L")


def test_responsibilities_are_asked_for_at_once(bot: Bot, world: World) -> None:
    account_id = world.account()
    alice = bot.as_("U1")
    form = alice.says("/success player acme")
    alice.submits(form, name="Jane Doe", responsibilities="Opens doors").sees("Player saved")
    assert row(world, Player, f"{account_id}-1").responsibilities == "Opens doors"


@pytest.mark.parametrize("action", [Id.PLAYER_EDIT, Id.PLAYER_LEAVE, Id.PLAYER_CONTACT])
def test_stale_buttons_say_what_is_so(bot: Bot, world: World, action: Id) -> None:
    """Gone, of another's account, or left meanwhile: also in a window that is still open."""
    world.member("U2", name="Bob Jones")
    maria = world.player(world.account())
    theirs = world.player(world.account("Zenith", "U2"), "Zoe")
    alice = bot.as_("U1")
    open_still = click(alice, action, maria)
    click(alice, action, "acme-corp-99").sees("That player is gone")
    click(alice, action, theirs).sees("belongs to Bob Jones")
    leaves(world, maria)
    click(alice, action, maria).sees("Maria Lopez has left. See who is there")
    alice.submits(open_still).sees("Maria Lopez has left")


def test_nobody_of_another_workspace(world: World, clock: Clock) -> None:
    maria = world.player(world.account())
    elsewhere = World(world.database, clock, "T0ELSE")
    for work in (player.facts_to_change, player_leave.to_leave):
        with pytest.raises(UserError, match="gone"):
            elsewhere.sees(work, maria)
    details = player.PlayerDetails(name="x", side=Side.CUSTOMER, role=PlayerRole.OTHER)
    with pytest.raises(UserError, match="gone"):
        elsewhere.do(player.edit, maria, details)
    with pytest.raises(UserError, match="gone"):
        leaves(elsewhere, maria)


def test_who_changes_sides_is_nobody_in_slack(world: World) -> None:
    maria = world.player(world.account())
    link(world, maria)
    kept = row(world, Player, maria)
    same = player.PlayerDetails(name="Maria", side=Side.CUSTOMER, role=kept.role)
    world.do(player.edit, maria, same)
    assert row(world, Player, maria).slack_user_id == JANE
    world.do(player.edit, maria, player.PlayerDetails(name="M", side=Side.SUPPLIER, role=kept.role))
    assert row(world, Player, maria).slack_user_id is None


@pytest.fixture
def leaving(world: World) -> dict[str, str]:
    """Maria owns two goals, of which one is reached, and two milestones, of which one is done."""
    account_id = world.account()
    plan_id = world.plan(account_id)
    maria = world.player(account_id, role=PlayerRole.END_USER)
    reached = world.goal(plan_id, "Reached", player_id=maria)
    world.reading(reached, 60)
    return {
        "account": account_id,
        "plan": plan_id,
        "maria": maria,
        "john": world.player(account_id, "John Roe", role=PlayerRole.END_USER),
        "ours": world.player(account_id, "Otto", side=Side.SUPPLIER, role=PlayerRole.CSM),
        "reached": reached,
        "goal": world.goal(plan_id, player_id=maria),
        "done": world.milestone(plan_id, "Done", player_id=maria, done_on=world.day(-1)),
        "step": world.milestone(plan_id, "Live", player_id=maria),
    }


def owners_of(world: World, leaving: dict[str, str]) -> list[str]:
    """Who owns the reached goal, the open one, the milestone that is done, the one that is not."""
    return [
        row(world, Goal, leaving["reached"]).player_id,
        row(world, Goal, leaving["goal"]).player_id,
        row(world, Milestone, leaving["done"]).player_id,
        row(world, Milestone, leaving["step"]).player_id,
    ]


def test_who_leaves_hands_over_what_is_open(
    bot: Bot, world: World, leaving: dict[str, str]
) -> None:
    maria, john = leaving["maria"], leaving["john"]
    alice = bot.as_("U1")
    form = click(alice, Id.PLAYER_LEAVE, maria).sees("still open: 1 goal and 1 milestone")
    names = [one["text"]["text"] for one in alice.opens_options(form, "successor_id").options]
    assert names == ["John Roe"]
    early = alice.submits(form, left_on=world.day(1))
    assert "still there" in early.errors["left_on"]
    for wrong, words in (
        (leaving["ours"], "of the side of Maria"), (maria, "somebody else"), ("x-1", "not part of"),
    ):  # fmt: skip
        reply = alice.submits(form, successor_id={"text": {}, "value": wrong})
        assert words in reply.errors["successor_id"]
    alice.submits(form, left_on=world.day(-3), successor_id=john).sees("left 20 Nov 2026")
    assert row(world, Player, maria).left_on == world.day(-3)
    assert owners_of(world, leaving) == [maria, john, maria, john]
    listed = alice.says("/success players acme").sees("2 players", "left 20 Nov 2026")
    assert listed.text.index("Otto") < listed.text.index("Maria Lopez"), "who left stands last"
    shown = alice.says("/success history acme").sees("noted that “Maria Lopez” has left")
    shown.sees("handed “Live” over", "handed the goal “Agents resolve", "to: John Roe")


def test_without_a_successor_it_keeps_the_name(
    bot: Bot, world: World, leaving: dict[str, str]
) -> None:
    alice = bot.as_("U1")
    alice.submits(click(alice, Id.PLAYER_LEAVE, leaving["maria"]))
    assert set(owners_of(world, leaving)) == {leaving["maria"]}
    form = click(alice, Id.MILESTONE_EDIT, leaving["step"]).sees("Maria Lopez")
    alice.submits(form, title="Really live").sees("Really live", "Maria Lopez")
    form = click(alice, Id.GOAL_REWORD, leaving["goal"])
    alice.submits(form, behaviour="Agents resolve alone")
    assert row(world, Goal, leaving["goal"]).behaviour == "Agents resolve alone"
    form = alice.says("/success milestone acme")
    wrong = alice.submits(
        form, title="x", owner={"text": {}, "value": f"customer:{leaving['maria']}"}
    )
    assert "Maria Lopez has left" in wrong.errors["owner"]


def test_who_owns_nothing_is_asked_for_the_day_alone(bot: Bot, world: World) -> None:
    maria = world.player(world.account())
    form = click(bot.as_("U1"), Id.PLAYER_LEAVE, maria).does_not_see("Who takes that over?")
    bot.as_("U1").submits(form).sees("left 23 Nov 2026")


def test_one_undo_takes_all_of_it_back(world: World, leaving: dict[str, str]) -> None:
    world.change(Player, leaving["maria"], role=PlayerRole.SPONSOR)
    before = world.database.read_now(everything)
    leaves(world, leaving["maria"], to=leaving["john"])
    wanted = {"player.leave", "goal.hand_over", "milestone.hand_over", "plan.sponsor"}
    assert wanted <= verbs(world)
    world.do(undo.undo)
    assert world.database.read_now(everything) == before


def test_who_left_is_offered_nowhere(bot: Bot, world: World, leaving: dict[str, str]) -> None:
    account_id, maria = leaving["account"], leaving["maria"]
    world.change(Player, maria, measures_success_by="calls", email="m@acme.example")
    assert "Maria Lopez" in offered(world, account_id)
    assert world.sees(stage.missing, leaving["plan"]) == []
    leaves(world, maria)
    assert offered(world, account_id) & {"Maria Lopez"} == set()
    assert len(world.sees(stage.missing, leaving["plan"])) == 1
    for wanted, words in ((Stage.BENCHMARK, "a goal with"), (Stage.PLAN, "milestone of the cus")):
        world.change(Plan, leaving["plan"], stage=wanted)
        assert words in world.sees(stage.missing, leaving["plan"])[0]
    alice = bot.as_("U1")
    alice.says("/success account acme").does_not_see("Maria Lopez")
    click(alice, Id.PLAN_CONFIRM, account_id).sees("John Roe").does_not_see("Maria")
    alice.says("/success plan acme").sees("customer, Maria Lopez (end user, has left)")
    leaves(world, leaving["john"])
    assert not world.sees(summary, account_id).head.has_customer_player
    click(alice, Id.PLAN_CONFIRM, account_id).sees("Nobody of the customer is in the plan yet")


def test_the_next_cycle_begins_without_who_left(world: World, leaving: dict[str, str]) -> None:
    leaves(world, leaving["maria"])
    said = plan_close.LookBack(
        reached="r", learnt="l", reason="x", next_success="s",
        goal_ids=[leaving["goal"], leaving["reached"]],
    )  # fmt: skip
    following = world.do(plan_close.close, leaving["account"], said)
    query = select(Goal.player_id).where(Goal.plan_id == following)
    assert world.database.read_now(lambda s: s.scalars(query).all()) == [None, None]


def test_who_left_takes_no_part_in_the_shared_channel(
    bot: Bot, world: World, slack: FakeSlack, acme: str
) -> None:
    shown = share(bot)
    form = click(bot.as_("U2"), Id.PLAYER_LEAVE, "acme-corp-2")
    bot.as_("U2").submits(form).sees("left 23 Nov 2026")
    jane = there(bot, JANE)
    for action in (Id.PLAN_AGREE, Id.SUGGESTION_ADD, Id.TASK_FINISH, Id.TASKS_SHOW):
        jane.clicks(action, in_=shown).sees("belong to another one")
    assert row(world, Plan, acme).confirmed_on is None
    bot.delivers()
    assert Id.TASK_FINISH not in [one.action_id for one in live(slack).sees("Jane Porter").buttons]
    bob = there(bot, "U2")
    window = bob.clicks_on("Who they are in Slack", in_=bob.says("/success plan"))
    window.does_not_see("Jane Porter is")
    again = world.player("acme-corp", "Jane Porter")
    bob.submits(window, player_id=again, user_id=JANE).sees("Jane Porter is")
    there(bot, JANE).clicks_on("Agree", in_=shown).sees("Thank you")


def whys(world: World, rule: str) -> list[str]:
    found(world)
    pressing = world.database.read_now(nudge.pressing, world.team_id, world.day())
    return [one.why for one in pressing if one.rule == rule]


def test_who_left_is_no_matter(world: World, clock: Clock) -> None:
    maria = world.player(world.account())
    clock.passes(days=60)
    assert len(whys(world, "player_silent")) == 1
    leaves(world, maria)
    assert whys(world, "player_silent") == []


@pytest.fixture
def sponsored(world: World) -> tuple[str, str]:
    """An account with a plan and its first sponsor, who is no change."""
    account_id = world.account()
    world.plan(account_id)
    sponsor = world.player(account_id, "Jane Doe", role=PlayerRole.SPONSOR)
    assert whys(world, "sponsor_changed") == []
    world.clock.passes(hours=1)
    return account_id, sponsor


def edited(world: World, player_id: str, role: PlayerRole, **more: Any) -> None:
    known = row(world, Player, player_id)
    facts = {"name": known.name, "side": known.side, "role": role, **more}
    world.do(player.edit, player_id, player.PlayerDetails(**facts))


def history(bot: Bot) -> Reply:
    return bot.as_("U1").says("/success history acme")


def test_a_new_sponsor_after_the_first(bot: Bot, world: World, sponsored: tuple[str, str]) -> None:
    world.player(sponsored[0], "John Roe", role=PlayerRole.SPONSOR)
    assert verbs(world) == {"player.add", "plan.sponsor"}
    history(bot).sees("noted that the sponsor changed: Jane Doe → John Roe")


def test_the_sponsor_left_and_another_follows(
    bot: Bot, world: World, sponsored: tuple[str, str]
) -> None:
    account_id, jane = sponsored
    leaves(world, jane, days=-2)
    history(bot).sees("the sponsor changed: Jane Doe → nobody")
    assert whys(world, "sponsor_changed") == [
        (
            "The sponsor changed 2 days ago; "
            "ask who follows, and go through the plan with the new one."
        )
    ]
    world.clock.passes(hours=1)
    world.player(account_id, "John Roe", role=PlayerRole.SPONSOR)
    history(bot).sees("the sponsor changed: nobody → John Roe")
    (why,) = whys(world, "sponsor_changed")
    assert why == "The sponsor changed today; go through the plan with the new one, John Roe."


def test_a_role_that_changes(bot: Bot, world: World, sponsored: tuple[str, str]) -> None:
    account_id, jane = sponsored
    maria = world.player(account_id)
    world.clock.passes(hours=1)
    edited(world, maria, PlayerRole.SPONSOR)
    assert verbs(world) == {"player.edit", "plan.sponsor"}
    world.clock.passes(hours=1)
    edited(world, jane, PlayerRole.OTHER)
    history(bot).sees("sponsor changed: Jane Doe → Maria Lopez")
    world.clock.passes(hours=1)
    edited(world, maria, PlayerRole.SPONSOR, name="Maria Ruiz")
    assert verbs(world) == {"player.edit"}, "another name is the same person"
    world.player(account_id, "Otto", side=Side.SUPPLIER, role=PlayerRole.SPONSOR)
    assert verbs(world) == {"player.edit", "player.add"}, "nor is one of ours the sponsor"


def test_without_a_plan_it_is_kept_of_the_account(bot: Bot, world: World) -> None:
    world.member("U1")
    jane = world.player(world.account(), "Jane Doe", role=PlayerRole.SPONSOR)
    world.clock.passes(minutes=20)
    history(bot)
    before = world.database.read_now(everything)
    leaves(world, jane)
    history(bot).sees("sponsor changed: Jane Doe → nobody")
    assert whys(world, "sponsor_changed") == []
    world.do(undo.undo)
    world.player("acme-corp", "John Roe", role=PlayerRole.SPONSOR)
    assert "account.sponsor" in verbs(world)
    world.do(undo.undo)
    assert {**world.database.read_now(everything), "sweep": []} == {**before, "sweep": []}


def test_it_is_the_owners_matter_until_the_plan_was_confirmed_since(
    bot: Bot, world: World, sponsored: tuple[str, str]
) -> None:
    """What was agreed before it, on the same day too, does not count."""
    account_id, jane = sponsored
    alice = bot.as_("U1")
    alice.submits(click(alice, Id.PLAN_CONFIRM, account_id))
    world.player(account_id, "John Roe", role=PlayerRole.SPONSOR)
    leaves(world, jane)
    assert len(whys(world, "sponsor_changed")) == 1
    world.clock.passes(days=3)
    listed = alice.says("/success nudges").sees("The sponsor changed 3 days ago", "John Roe.")
    form = alice.clicks_on("Customer agreed", in_=listed).sees("Last: 3 days ago.")
    form.sees("John Roe")
    alice.submits(form, confirmed_on=world.day(-4))
    assert len(whys(world, "sponsor_changed")) == 1
    alice.submits(click(alice, Id.PLAN_CONFIRM, account_id)).sees("confirmed by John Roe today")
    assert row(world, Plan, "acme-corp-1").sponsor_changed_on is None
    alice.says("/success nudges").does_not_see("The sponsor changed")
    history(bot).sees("noted that the customer agreed").does_not_see("sponsor changed on")


def test_agreeing_in_the_shared_channel_settles_it_too(bot: Bot, world: World, acme: str) -> None:
    shown = share(bot)
    for name in ("Jane Doe", "John Roe"):
        world.player("acme-corp", name, role=PlayerRole.SPONSOR)
    assert len(whys(world, "sponsor_changed")) == 1
    there(bot, JANE).clicks_on("Agree", in_=shown).sees("Thank you")
    assert whys(world, "sponsor_changed") == []
    assert row(world, Plan, acme).confirmed_on == row(world, Plan, acme).started_on


def test_an_export_has_all_of_a_player(world: World) -> None:
    maria = world.player(world.account(), responsibilities="Tells the teams")
    leaves(world, maria)
    with world.database.reading() as session:
        (kept,) = (one for one in rows(session, world.team_id) if one["table"] == "player")
    assert (kept["responsibilities"], kept["left_on"]) == ("Tells the teams", "2026-11-23")


def test_how_surveys_reach_a_player(bot: Bot, world: World) -> None:
    world.member("U1", name="Alice Smith")
    account_id = world.account()
    maria = world.player(account_id)
    world.player(account_id, "Otto Ours", side=Side.SUPPLIER)
    open_one = world.response(world.occasion(account_id), maria)
    alice = bot.as_("U1")
    listed = alice.says("/success players acme").does_not_see("is asked in", "no surveys")
    assert listed.text.count("Language and surveys") == 1, "ours are not asked"
    form = alice.clicks_on("Language and surveys", in_=listed).sees("surveys are in English")
    form = alice.submits(form, language="de", zone="Africa/Lagos").sees("Maria Lopez")
    kept = row(world, Player, maria)
    assert (kept.language, kept.zone, kept.no_surveys_since) == ("de", "Africa/Lagos", None)
    shown = alice.says("/success players acme").sees("is asked in: German")
    shown.sees("time zone: Africa/Lagos")
    alice.says("/success history acme").sees("said how surveys reach “Maria Lopez”")
    world.change(Player, maria, language="de-AT")
    form = alice.clicks_on("Language and surveys", in_=shown)
    alice.submits(form, no_surveys=["yes"]).sees("Maria Lopez")
    kept = row(world, Player, maria)
    assert (kept.language, kept.no_surveys_since) == ("de-AT", world.clock.now)
    assert row(world, Response, open_one).state is ResponseState.WITHDRAWN
    shown = alice.says("/success players acme").sees("wants no surveys")
    form = alice.clicks_on("Language and surveys", in_=shown)
    alice.submits(form, no_surveys=[], language=None, zone=None)
    kept = row(world, Player, maria)
    assert (kept.language, kept.zone, kept.no_surveys_since) == (None, None, None)
    with pytest.raises(UserError, match="no time zone"):
        world.do(player_survey.edit, maria, PlayerAsked(zone="Mars/Base"))


def test_the_zone_of_who_is_linked_follows_slack(world: World) -> None:
    account_id = world.account()
    maria, jane = world.player(account_id), world.player(account_id, "Jane")
    world.change(Player, jane, zone="Europe/Vienna")
    link(world, maria)
    assert row(world, Player, maria).zone == "America/Chicago"
    link(world, jane, "U0OTHER")
    assert row(world, Player, jane).zone == "Europe/Vienna"
