"""Who may come in, who may change what, and that each change is remembered."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import select

from bot.database import Base, Database
from bot.errors import UserError
from bot.model import Account, AuditEvent, Member, Role, Standing
from bot.practice import member, segment
from bot.practice.member import name_member
from bot.ui.ids import Id
from handlers import commands
from handlers import routes as table
from tests.harness import customers, routes
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.person import Person
from tests.harness.reply import Reply
from tests.harness.routes import House, click, furnish, submit, value_for, window
from tests.harness.slack import FakeSlack

ADMIN = "U0ADMIN"
UNREMEMBERED = {"receipt", "member"}
"""Receipts say that a request was taken, and members that somebody was looked up."""


@pytest.fixture
def house(world: World) -> House:
    world.member("U2", name="Bob Jones")
    return furnish(world)


def rows(database: Database, team_id: str | None = None) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that the database holds of a workspace, or of all of them."""

    def work(session: Any) -> dict[str, list[tuple[Any, ...]]]:
        found = {}
        for name, one in Base.metadata.tables.items():
            if name in UNREMEMBERED:
                continue
            query = select(one) if team_id is None else select(one).where(one.c.team_id == team_id)
            found[name] = sorted(map(tuple, session.execute(query)), key=repr)
        return found

    return database.read_now(work)


@contextmanager
def nothing_changes(database: Database, what: str) -> Iterator[None]:
    before = rows(database)
    yield
    assert rows(database) == before, what


def events(database: Database) -> list[AuditEvent]:
    query = select(AuditEvent).order_by(AuditEvent.at, AuditEvent.id)
    return database.read_now(lambda session: list(session.scalars(query)))


def attempts(person: Person, opener: Person, house: House) -> Iterator[tuple[str, Reply]]:
    """Every way to change something of the house, tried by the person."""
    for name, text in routes.CHANGING_COMMANDS.items():
        yield f"command {name}", person.says(f"/success {text.format(**vars(house))}")
    for action in routes.CHANGING_CLICKS:
        yield f"click {action}", click(person, action, value_for(action, house))
    for route in routes.SUBMISSIONS:
        yield f"submission {route}", submit(opener, person, route, house)


def looks(person: Person, house: House) -> Iterator[tuple[str, Reply]]:
    """Every way to look at the house without changing it."""
    for name, text in routes.LOOKING_COMMANDS.items():
        yield f"command {name}", person.says(f"/success {text.format(**vars(house))}")
    for action in routes.LOOKING_CLICKS:
        yield f"click {action}", click(person, action, value_for(action, house))
    for callback_id in routes.SHORTCUTS:
        yield f"shortcut {callback_id}", routes.use(person, callback_id)


def menus(person: Person, opener: Person, house: House) -> Iterator[tuple[str, Reply]]:
    """Every menu that asks the bot, in a window that somebody else opened."""
    for menu, (opened_by, block_id) in routes.OPTIONS.items():
        view = click(opener, opened_by, value_for(opened_by, house)).view
        assert view is not None
        yield f"menu {menu}", person.opens_options(view, block_id)


def test_no_route_is_forgotten() -> None:
    """A new route has to be put into the tables of `harness/routes.py`, and is tested then."""
    clicks = {*routes.CHANGING_CLICKS, *routes.LOOKING_CLICKS, *routes.SETTINGS_CLICKS}
    clicks |= {*customers.CUSTOMER_CLICKS, *customers.SHARING_CLICKS, *routes.LEAVING_CLICKS}
    clicks |= set(routes.PAGE_CLICKS)
    assert clicks | set(routes.HOME_CLICKS) == set(table.ACTIONS)
    windows = {*routes.SUBMISSIONS, *routes.SETTINGS, *routes.SUBMISSIONS_WITHOUT_EFFECT}
    windows |= customers.CUSTOMER_SUBMISSIONS | customers.SHARING_SUBMISSIONS
    windows |= routes.LEAVING_SUBMISSIONS
    windows |= {*routes.LEADERS_SUBMISSIONS, *routes.SUBMISSIONS_OF_NO_ACCOUNT}
    assert windows == set(table.SUBMISSIONS)
    assert {*routes.OPTIONS, *routes.LEADERS_OPTIONS} == set(table.OPTIONS)
    assert set(routes.SHORTCUTS) == set(table.SHORTCUTS)
    written = {**routes.CHANGING_COMMANDS, **routes.LOOKING_COMMANDS, **routes.OTHER_COMMANDS}
    assert set(written) == set(commands.BY_NAME)
    assert {"app_home_opened", "user_change"} == set(table.EVENTS)


def test_a_csm_changes_nothing_of_others(bot: Bot, world: World, house: House) -> None:
    alice, bob = bot.as_("U1"), bot.as_("U2")
    alice.says("/success help")
    for what, reply in attempts(alice, bob, house):
        assert "belongs to Bob Jones" in reply.text, f"{what}: {reply.text}"
    with nothing_changes(world.database, "others' accounts"):
        for _ in attempts(alice, bob, house):
            pass


def test_a_csm_sees_others_accounts(bot: Bot, world: World, house: House) -> None:
    alice = bot.as_("U1")
    with nothing_changes(world.database, "looking"):
        for what, reply in looks(alice, house):
            assert reply.status == 200, what
            assert "belongs to" not in reply.text, what
            assert not reply.is_empty, what
    alice.says(f"/success plan {house.account}").sees("Acme Corp").does_not_see("Mark done")


CHANGERS = [("U2", "U2"), ("U2", None), ("U3", "U2"), ("U4", "U2"), (ADMIN, "U2")]


@pytest.mark.parametrize(
    ("database_url", "user_id", "owner"),
    [*(("sqlite", *one) for one in CHANGERS), *(("postgresql", *one) for one in CHANGERS[1:3])],
    indirect=["database_url"],
)
def test_who_changes_what(
    bot: Bot, world: World, slack: FakeSlack, user_id: str, owner: str | None
) -> None:
    """Owners their own, anybody what is unowned, leaders and admins all; each leaves its trace.

    Whether somebody may does not depend on the database: on PostgreSQL two of them change it all.
    """
    world.member("U3", role=Role.LEADER)
    world.member("U4", role=Role.ADMIN)
    slack.add_user("U3", name="Lea")
    slack.add_user("U4", name="Ada")
    house = furnish(world, owner)
    person = bot.as_(user_id)
    person.says("/success help")
    for route, one in routes.SUBMISSIONS.items():
        world.clock.passes(minutes=1)
        before = len(events(world.database))
        reply = submit(person, person, route, house)
        assert reply.errors == {}, f"{route}: {reply.errors}"
        assert reply.status == 200
        made = events(world.database)[before:]
        (event,) = [event for event in made if event.verb == one.verb or not one.several]
        assert (event.verb, event.actor_id, event.at) == (one.verb, user_id, world.clock.now)
        assert event.account_id in (house.account, house.bare, house.ending)
        assert event.after, route
        assert bool(event.before) is ("add" not in one.verb and one.verb not in CREATING), route
    click(person, Id.MILESTONE_REOPEN, house.done).sees("Acme Corp live")
    event = events(world.database)[-1]
    assert event.verb == "milestone.reopen"
    assert event.before is not None
    assert event.before["done_on"] == world.day(-1).isoformat()
    assert event.after is not None
    assert event.after["done_on"] is None
    for name, text in routes.CHANGING_COMMANDS.items():
        if name != "plan":
            person.says(f"/success {text.format(**vars(house))}").does_not_see("belongs to Bob")
    assert events(world.database)[-1].verb == "milestone.add"


CREATING = {"plan.start", "outcome.log", "reuse.take", "verification.ask"}


def test_every_verb_is_remembered(world: World, house: House) -> None:
    """Making things, too: what is made is all in `after`."""
    made = {event.verb: event for event in events(world.database)}
    assert {"account.add", "plan.start", "goal.add", "player.add", "outcome.log"} <= set(made)
    assert made["plan.start"].after is not None
    assert made["plan.start"].after["customer_success"] == "Acme Corp calls less."
    assert made["goal.aim"].before is not None
    assert made["goal.aim"].before["target"] is None
    assert made["goal.aim"].after is not None
    assert made["goal.aim"].after["target"] == "60"


def test_an_account_is_added_by_anybody(bot: Bot, world: World) -> None:
    alice = bot.as_("U1")
    form = alice.clicks_on("Add “Initech”", in_=alice.says("/success plan Initech"))
    alice.submits(form, owner_id="U1", revenue="1200.50 eur").sees("Initech", "EUR")
    event = events(world.database)[-1]
    assert (event.verb, event.actor_id, event.before) == ("account.add", "U1", None)
    assert event.after is not None
    assert event.after["arr"] == "1200.5"


STRANGERS: dict[str, tuple[dict[str, Any], str]] = {
    "guest": ({"guest": True}, "as a guest"),
    "bot": ({"bot": True}, "not other bots"),
    "deactivated": ({"deleted": True}, "deactivated"),
    "outsider": ({"team": "T0ELSE"}, "belong to another one"),
}


@pytest.mark.parametrize(
    ("database_url", "kind"),
    [*(("sqlite", one) for one in STRANGERS), ("postgresql", "guest")],
    indirect=["database_url"],
)
def test_strangers_are_refused_everywhere(
    bot: Bot, world: World, slack: FakeSlack, house: House, kind: str
) -> None:
    """How they are refused does not depend on the database."""
    facts, sentence = STRANGERS[kind]
    slack.add_user("U9", name="Gus", **facts)
    gus, bob = bot.as_("U9"), bot.as_("U2")
    windows = {route: window(bob, route, house) for route in routes.SUBMISSIONS}
    others = {
        route: click(bob, *opened_by)
        for route, opened_by in routes.SUBMISSIONS_OF_NO_ACCOUNT.items()
    }
    with nothing_changes(world.database, kind):
        tried = [*looks(gus, house)]
        tried += [
            (action, click(gus, action, value_for(action, house)))
            for action in [*routes.CHANGING_CLICKS, *routes.HOME_CLICKS]
        ]
        tried += [
            (route, gus.submits(view, **routes.SUBMISSIONS[route].answers))
            for route, view in windows.items()
        ]
        tried += [(route, gus.submits(opened)) for route, opened in others.items()]
        tried += [
            (name, gus.says(f"/success {text.format(**vars(house))}"))
            for name, text in routes.CHANGING_COMMANDS.items()
        ]
        for text in routes.OTHER_COMMANDS.values():
            tried.append((text, gus.says(f"/success {text}")))
    for what, reply in tried:
        assert sentence in reply.text, f"{what}: {reply.text}"
        assert "Acme" not in reply.text, what
    for what, reply in menus(gus, bob, house):
        assert reply.options == [], what


def test_nobody_is_looked_up_twice(bot: Bot, world: World, slack: FakeSlack) -> None:
    world.account()
    slack.add_user("U9", name="Gus", guest=True)
    for user_id in ("U1", "U9"):
        for _ in range(3):
            bot.as_(user_id).says("/success plan acme")
        assert slack.calls_of("users.info").count({"user": user_id}) == 1
    alice = world.database.read_now(lambda s: s.get_one(Member, (world.team_id, "U1")))
    assert (alice.role, alice.standing) == (Role.CSM, Standing.COLLEAGUE)
    assert (alice.name, alice.zone) == ("Alice Smith", "Europe/Berlin")


def test_while_slack_is_away_the_named_come_in(bot: Bot, world: World, slack: FakeSlack) -> None:
    world.account(owner="U5")
    world.database.write_now(name_member, world.team_id, "U5")
    with slack.down():
        bot.as_("U6").says("/success plan acme").sees("cannot be reached").does_not_see("Acme")
        for user_id in ("U5", ADMIN):
            bot.as_(user_id).says("/success plan acme").sees("Acme Corp")


def test_owning_lets_nobody_in(bot: Bot, world: World, slack: FakeSlack) -> None:
    """An operator's file may vouch for somebody; a colleague in Slack may not."""
    account_id = world.account(owner="U1")
    world.plan(account_id)
    slack.add_user("U9", name="Gus", guest=True)
    alice = bot.as_("U1")
    form = alice.clicks_on("Edit", in_=alice.says(f"/success account {account_id}"))
    alice.says(f"/success milestone {account_id} Kickoff held owner <@U9|gus>").sees("Kickoff")
    alice.submits(form, owner_id="U9").sees("Account saved")
    bot.as_("U9").says(f"/success plan {account_id}").sees("guest").does_not_see("Acme")


def test_roles_are_given_by_admins_only(bot: Bot, world: World, slack: FakeSlack) -> None:
    slack.add_user("U9", name="Gus", guest=True)
    admin = bot.as_(ADMIN)
    slack.add_user(ADMIN, name="Ada Admin")
    for role in ("leader", "admin"):
        bot.as_("U1").says(f"/success role <@U1> {role}").sees("Only an admin")
    admin.says("/success role <@U2|bob> leader").sees("@U2 is leader now")
    assert slack.calls_of("users.info").count({"user": "U2"}) == 1
    event = events(world.database)[-1]
    assert (event.verb, event.actor_id, event.subject_id) == ("member.set_role", ADMIN, "U2")
    assert (event.before, event.after) == ({"role": "csm"}, {"role": "leader"})
    bot.as_("U2").says("/success role <@U1> leader").sees("Only an admin")
    admin.says("/success role <@U9> leader").sees("no full member")
    admin.says("/success role <@U0NOBODY> leader").sees("no full member")
    admin.says("/success role @dana leader").sees("Write whom and what")
    admin.says("/success role <@U1> king").sees("Roles: csm, leader, admin")
    admin.says("/success role").sees("Write whom and what")
    admin.says("/success role <@U2> ADMIN").sees("is admin now")
    bot.as_("U2").says("/success role <@U1> leader").sees("@U1 is leader now")


def test_one_admin_always_stays(bot: Bot, world: World) -> None:
    """Unless the installation's settings name one, who stays whatever happens here."""
    for user_id in ("U1", "U2"):
        world.member(user_id, role=Role.ADMIN)
    world.member("U3", role=Role.ADMIN, standing=Standing.DEACTIVATED)
    alice = world.actor("U1")
    world.database.write_now(member.set_role, alice, "U1", Role.LEADER)
    with pytest.raises(UserError, match="There would be no admin left"):
        world.database.write_now(member.set_role, world.actor("U2"), "U2", Role.CSM)
    world.database.write_now(member.set_role, world.actor("U2"), "U2", Role.ADMIN)
    bot.as_("U2").says("/success role <@U2> csm").sees("U2 is csm now")


def test_whoever_may_act_sees_the_buttons(bot: Bot, world: World, house: House) -> None:
    """The card asks the rule that decides: owner, leader of the segment, and who was handed one."""
    shown, hidden = ("Add reading", "Log outcome"), ("Mark done", "Add reading", "Log outcome")
    alice = bot.as_("U1")
    alice.says("/success plan acme corp").does_not_see(*hidden)
    bob = bot.as_("U2")
    bob.submits(click(bob, Id.NUDGE_HAND_OVER, house.nudge), to="U1")
    card = alice.says("/success plan acme corp").sees(*shown)
    alice.clicks_on("Log outcome", in_=card).sees("A success of")
    click(alice, Id.MILESTONES_SHOW, house.account).sees("Add a milestone")
    click(alice, Id.GOAL_SHOW, house.goal).sees("Reword")
    alice.says("/success account acme corp").sees("What they see")
    click(alice, Id.NUDGE_DONE, house.nudge)
    alice.says("/success plan acme corp").does_not_see(*hidden)
    world.change(Account, house.account, segment="Enterprise")
    world.do(segment.set_leader, "Enterprise", "U1")
    alice.says("/success plan acme corp").sees(*shown)


def test_a_role_changes_what_one_may(bot: Bot, world: World, house: House) -> None:
    alice, admin = bot.as_("U1"), bot.as_(ADMIN)
    alice.says(f"/success goal {house.account}").sees("belongs to")
    admin.says("/success role <@U1> leader")
    assert alice.says(f"/success goal {house.account}").view is not None
    admin.says("/success role <@U1> csm")
    alice.says(f"/success goal {house.account}").sees("belongs to")


def changed(slack: FakeSlack, user_id: str, **facts: Any) -> dict[str, Any]:
    slack.workspace.users[user_id] |= facts
    return dict(slack.workspace.users[user_id])


def test_slack_tells_who_members_are_now(bot: Bot, world: World, slack: FakeSlack) -> None:
    world.account(owner="U1")
    alice = bot.as_("U1")
    alice.says("/success accounts all").sees("Alice Smith")
    profile = {"display_name": "Alice Jones", "email": "alice@example.com"}
    user = changed(slack, "U1", profile=profile, tz="Pacific/Auckland")
    bot.event("user_change", user=user)
    alice.says("/success accounts all").sees("Alice Jones")
    found = world.database.read_now(lambda s: s.get_one(Member, (world.team_id, "U1")))
    assert found.zone == "Pacific/Auckland"
    bot.event("user_change", user=changed(slack, "U1", is_restricted=True))
    alice.says("/success plan acme").sees("guest").does_not_see("Acme")
    bot.event("user_change", user=changed(slack, "U1", is_restricted=False))
    alice.says("/success plan acme").sees("Acme Corp")
    bot.event("user_change", user=changed(slack, "U1", deleted=True))
    alice.says("/success plan acme").sees("deactivated").does_not_see("Acme")


def test_an_event_about_a_stranger_lets_nobody_in(bot: Bot, world: World, slack: FakeSlack) -> None:
    assert bot.event("user_change", user=slack.workspace.users["U2"]).status == 200
    assert world.database.read_now(lambda s: s.get(Member, (world.team_id, "U2"))) is None


def test_an_event_sent_again_does_nothing(bot: Bot, world: World, slack: FakeSlack) -> None:
    """The retry of an old event must not undo what a newer one said."""
    world.member("U1", name="Alice Smith")
    old = changed(slack, "U1", profile={"display_name": "Alice Old"})
    new = changed(slack, "U1", profile={"display_name": "Alice New"})
    bot.event("user_change", user=old, event_id="Ev1")
    bot.event("user_change", user=new, event_id="Ev2")
    for retry in (1, 2, 3):
        assert bot.event("user_change", user=old, event_id="Ev1", retry=retry).status == 200
    found = world.database.read_now(lambda s: s.get_one(Member, (world.team_id, "U1")))
    assert found.name == "Alice New"


def test_a_retry_that_is_the_first_to_arrive_counts(
    bot: Bot, world: World, slack: FakeSlack
) -> None:
    world.member("U1", name="Alice Smith")
    user = changed(slack, "U1", profile={"display_name": "Alice New"})
    assert bot.event("user_change", user=user, event_id="Ev1", retry=2).status == 200
    found = world.database.read_now(lambda s: s.get_one(Member, (world.team_id, "U1")))
    assert found.name == "Alice New"


@contextmanager
def in_team(bot: Bot, team_id: str) -> Iterator[None]:
    """Requests come from this workspace meanwhile."""
    workspace = bot.slack.workspace
    own, workspace.team_id = workspace.team_id, team_id
    yield
    workspace.team_id = own


def test_another_workspace_is_never_seen_nor_changed(
    bot: Bot, world: World, slack: FakeSlack
) -> None:
    """Two workspaces have things with the same ids; each has only its own."""
    mine = furnish(world, "U2")
    other = World(world.database, world.clock, "T0OTHER")
    theirs = furnish(other, None, "Acme Corp")
    assert theirs == mine
    other.do(lambda session, actor: setattr(
        session.get_one(Account, (actor.team_id, theirs.account)), "name", "Zenith Ltd"
    ))  # fmt: skip
    extra = other.account("Secret Ltd", None)
    slack.add_user("U7", name="Zoe", team="T0OTHER")
    other.member("U7", role=Role.ADMIN)
    world.member("U2", role=Role.ADMIN)
    kept = rows(world.database, "T0OTHER")
    bob = bot.as_("U2")
    for what, reply in looks(bob, mine):
        assert "Zenith" not in reply.text, what
        assert "Secret" not in reply.text, what
    bob.says(f"/success plan {extra}").sees("I know no account").does_not_see("Secret Ltd")
    for action in (Id.ACCOUNT_EDIT, Id.PLAN_SHOW, Id.PLAN_START, Id.MILESTONES_SHOW):
        click(bob, action, extra).sees("That account is gone").does_not_see("Secret")
    for _ in attempts(bob, bob, mine):
        pass
    assert rows(world.database, "T0OTHER") == kept
    own = rows(world.database, world.team_id)
    with in_team(bot, "T0OTHER"):
        zoe = bot.as_("U7")
        zoe.says(f"/success plan {theirs.account}").sees("Zenith Ltd").does_not_see("*Acme Corp*")
        for _ in attempts(zoe, zoe, theirs):
            pass
    assert rows(world.database, world.team_id) == own


def test_a_workspace_without_the_bot_gets_nothing(bot: Bot, world: World) -> None:
    world.account()
    with in_team(bot, "T0NOWHERE"):
        reply = bot.as_("U1").says("/success plan acme")
    assert "Acme" not in reply.text
    assert {team for (team,) in world.database.read_now(
        lambda session: session.execute(select(Account.team_id)).all()
    )} == {world.team_id}  # fmt: skip
