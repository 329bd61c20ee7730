"""In a channel shared with a customer nothing internal is said, whoever asks, and for what.

Every command and every click of the tables is tried there, so a new one cannot be forgotten.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.model import Account, AuditEvent, Goal, Member, Milestone, Plan, Player
from bot.practice import nudge
from bot.ui.ids import Id
from bot.ui.text import number
from handlers import commands, place
from handlers import routes as table
from tests.harness import customers, routes
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.customers import JANE, OLGA, SHARED
from tests.harness.person import Person
from tests.harness.reply import Reply
from tests.harness.routes import House, click, furnish, window
from tests.harness.slack import FakeSlack

GUEST = "U0GUEST"
ELSEWHERE = "This channel is shared with another company"
STRANGE = "belong to another one"
PRIVATE = routes.IN_A_WINDOW | set(routes.HOME_CLICKS)
"""In a window or on one's Home nobody reads along."""
SENTENCES = {JANE: STRANGE, OLGA: STRANGE, GUEST: "as a guest", "U1": ELSEWHERE, "U2": ELSEWHERE}


@pytest.fixture
def house(bot: Bot, world: World, slack: FakeSlack) -> House:
    """Acme's plan is shown in the channel; beside it there is Globex, and much that is internal."""
    customers.open_channel(slack)
    slack.add_user(GUEST, name="Gus Guest", guest=True)
    slack.workspace.channels[SHARED]["members"].append(GUEST)
    world.member("U2", name="Bob Jones", email="bob@example.com")
    house = furnish(world)
    furnish(world, "U2", "Globex")
    hide(world, house)
    customers.link(world, house.player)
    bob = Person(bot, "U2", SHARED)
    form = bob.clicks_on("Share with the customer", in_=bob.says("/success plan =acme-corp"))
    bob.submits(form).sees("shown in the channel now")
    bot.delivers()
    return house


def hide(world: World, house: House) -> None:
    """Write something internal wherever there is room for it."""
    world.change(Account, house.account, arr=987_654)
    world.change(
        Plan, house.plan, supplier_success="Internal: they buy more", stage_reason="Internal: why"
    )
    world.change(Goal, house.unaimed, is_shared=False, behaviour="Internal: goal", value=55_555)
    world.change(
        Milestone, house.done, is_shared=False, title="Internal: step", player_id=house.player
    )
    world.change(Milestone, house.milestone, done_note="Internal: note", player_id=house.player)
    world.change(
        Player, house.player, measures_success_by="Internal: measure", email="maria@acme.example"
    )


def secrets(session: Session, world: World, house: House) -> set[str]:
    """What the database knows and the channel must never read."""
    names = select(Account.name).where(Account.id != house.account)
    amounts = session.scalars(select(Account.arr).where(Account.arr.is_not(None)))
    emails = select(Member.email).where(Member.email.is_not(None))
    nudges = nudge.facts(session, world.team_id, house.nudge, world.day())
    assert nudges is not None
    return {
        "Internal:",
        "Globex",
        "maria@acme.example",
        "champion",
        "55,555",
        nudges.why,
        *session.scalars(names),
        *filter(None, session.scalars(emails)),
        *(number(one) for one in amounts if one is not None),
    }


def tries(person: Person, house: House) -> Iterator[tuple[str, Reply]]:
    """Every command, in several ways, and every click on a message, about whatever there is."""
    known = vars(house)
    written = {**routes.CHANGING_COMMANDS, **routes.LOOKING_COMMANDS, **routes.OTHER_COMMANDS}
    for name in commands.BY_NAME:
        for text in (written[name].format(**known), name, f"{name} globex"):
            yield f"command {text}", person.says(f"/success {text}")
    for action in sorted(map(Id, table.ACTIONS), key=lambda one: one is Id.PLAN_WITHDRAW):
        for value in values(action, house):
            yield f"click {action} {value}", click(person, action, value)


def values(action: Id, house: House) -> list[str]:
    """What a button of this action may hold: something of the channel's account, or of another."""
    known = vars(house)
    ours = customers.CUSTOMER_CLICKS | customers.SHARING_CLICKS
    if action in ours:
        value = ours[action].format(**known)
        return [value, value.replace("acme-corp", "globex")]
    return [routes.value_for(action, house)]


def is_open(what: str) -> bool:
    """Whether it is answered in a shared channel at all."""
    kind, name, *_ = what.split(" ")
    if kind == "command":
        return commands.BY_NAME[name].shared is not None
    return name in place.IN_SHARED_CHANNELS or name in PRIVATE


@pytest.mark.parametrize("user_id", SENTENCES)
def test_nothing_internal_is_said(bot: Bot, world: World, house: House, user_id: str) -> None:
    hidden = world.database.read_now(secrets, world, house)
    person = Person(bot, user_id, SHARED)
    own = PRIVATE if SENTENCES[user_id] == ELSEWHERE else set()
    for what, reply in tries(person, house):
        if not is_open(what):
            assert SENTENCES[user_id] in reply.text, f"{what}: {reply.text}"
            assert reply.view is None, what
        elif user_id in (OLGA, GUEST):
            assert SENTENCES[user_id] in reply.text, f"{what}: {reply.text}"
        if what.split(" ")[1] not in own:
            assert not (said := hidden_in(reply, hidden)), f"{what}: {said}"
    assert not hidden_in(bot.delivers(), hidden)


def hidden_in(reply: Reply, hidden: set[str]) -> list[str]:
    """What of the hidden is read in the channel, or in a window over it."""
    here = [one for one in reply.messages if one["channel"] == SHARED]
    text = replace(reply, messages=here, homes=[]).text
    return [secret for secret in hidden if secret in text]


@pytest.mark.parametrize("user_id", [JANE, OLGA])
def test_windows_of_our_side_take_nothing_from_them(
    bot: Bot, world: World, house: House, user_id: str
) -> None:
    """Whoever gets hold of one: nothing is kept, and no menu offers anything."""
    bob, person = bot.as_("U2"), Person(bot, user_id, SHARED)
    windows = {route: window(bob, route, house) for route in routes.SUBMISSIONS}
    before = kept(world)
    for route, view in windows.items():
        reply = person.submits(view, **routes.SUBMISSIONS[route].answers)
        assert STRANGE in reply.text, f"{route}: {reply.text}"
    for menu, (opened_by, block_id) in routes.OPTIONS.items():
        if opened_by not in routes.SETTINGS_CLICKS:
            opened = click(bob, opened_by, routes.value_for(opened_by, house)).view
            assert opened is not None
            assert person.opens_options(opened, block_id).options == [], menu
    assert kept(world) == before


def kept(world: World) -> int:
    """How many changes are remembered."""
    query = select(func.count()).select_from(AuditEvent)
    return world.database.read_now(lambda session: session.execute(query).scalar_one())


def test_elsewhere_everything_is_as_it_was(bot: Bot, house: House) -> None:
    bob = bot.as_("U2")
    bob.says("/success plan =acme-corp").sees("987,654", "Internal: goal")
    bob.clicks(Id.PLAN_SHARE, house.account, in_=bob.says("/success plan =acme-corp"))


def test_what_slack_cannot_tell(bot: Bot, slack: FakeSlack, house: House) -> None:
    """An outage takes no answer away that one person gets alone; a known channel stays closed."""
    bob = bot.as_("U2")
    bob.says("/success help")
    with slack.down():
        Person(bot, "U2", "C0NEW").says("/success plan =acme-corp").sees("987,654")
        Person(bot, "U2", SHARED).says("/success account =acme-corp").sees(ELSEWHERE)


def test_nothing_is_shared_where_others_may_read_along(
    bot: Bot, slack: FakeSlack, house: House
) -> None:
    slack.workspace.add_channel("C0APART", "apart", ["U2"], kind="private")
    for channel in ("C0APART", "D0SOMEBODY", SHARED):
        bob = Person(bot, "U2", channel)
        reply = click(bob, Id.PLAN_SHARE, house.account)
        reply.does_not_see("Acme", "Shared by")
        assert all(one["response_type"] == "ephemeral" for one in reply.responses)
