"""As much of everything as there may be: every command answers, every list pages, Slack takes all.

FakeSlack refuses what is beyond Slack's limits; here is what goes to it.
"""

import re

from bot.model import Role
from bot.ui.blocks import actions, button
from bot.ui.ids import Id
from handlers import commands
from tests.harness import customers, routes
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.crowd import ACCOUNTS, COLLEAGUES, GOALS, MILESTONES, OUTCOMES, crowd
from tests.harness.customers import JANE, SHARED
from tests.harness.person import Person
from tests.harness.reply import Reply
from tests.harness.routes import House, click, list_window
from tests.harness.slack import FakeSlack
from tests.harness.walk import harmless, walk

LISTS = {
    Id.ACCOUNTS_PAGE: ["{page} all"],
    Id.GOALS_PAGE: ["{account} {page}"],
    Id.HISTORY_PAGE: ["{account} everything {page}"],
    Id.HOME_PAGE: ["all {page}", "mine {page}", "renewing {page}", "without_plan {page}"],
    Id.MILESTONES_PAGE: ["{account} {page}"],
    Id.NUDGES_PAGE: ["U1 {page}"],
    Id.OUTCOMES_PAGE: ["all: {page}", "account:{account} {page}"],
    Id.PAGES_PAGE: ["{page}"],
    Id.PLANS_PAGE: ["{page} all"],
    Id.PLAYERS_PAGE: ["{account} {page}"],
    Id.READINGS_PAGE: ["{goal} {page}"],
    Id.REVENUE_PAGE: ["{ending} {page}"],
    Id.RISKS_PAGE: ["{page} all"],
    Id.SETTINGS_PAGE: ["roles {page}", "leaders {page}"],
    Id.SHARED_PAGE: ["{account} {page}"],
    Id.STORIES_PAGE: ["{page}", "{page} of"],
    Id.SUGGESTIONS_PAGE: ["{account} {page}"],
    Id.TEMPLATES_PAGE: ["{account} {page}"],
    Id.VOICE_PAGE: ["{page} -"],
}
CUSTOMERS_LISTS = {Id.TASKS_PAGE: ["{plan} {page}"]}
TOO_FAR = 9999
PAGES = re.compile(r"page (\d+) of (\d+)")


def test_no_list_and_no_command_is_left_out() -> None:
    assert {*LISTS, *CUSTOMERS_LISTS} == {one for one in Id if one.name.endswith("_PAGE")}
    every = [routes.CHANGING_COMMANDS, routes.LOOKING_COMMANDS, routes.OTHER_COMMANDS]
    walked = {text.split(" ")[0] for known in every for text in known.values()}
    assert walked == set(commands.BY_NAME)


def test_as_much_as_there_may_be(bot: Bot, world: World, slack: FakeSlack) -> None:
    world.member("U1", name="&" * 255, role=Role.ADMIN)
    for n in range(COLLEAGUES):
        world.member(f"UC{n}", name=f"Colleague {n:03}")
    house = crowd(world)
    alice = bot.as_("U1")
    for action, values in LISTS.items():
        for value in values:
            turns_to_the_end(alice, action, value, house)
    finds_one_of_many(alice, house)
    shows_it_to_the_customer(bot, world, slack, house)
    walk(alice, house)


def turns_to_the_end(person: Person, action: Id, value: str, house: House) -> None:
    """The list has pages; the first and the last are what they say."""
    seen = page_of(turned(person, action, value.format(page=1, **vars(house))), action)
    assert seen[0] == 1 < seen[1], f"{action} {value}: {seen}"
    last = page_of(turned(person, action, value.format(page=TOO_FAR, **vars(house))), action)
    assert last == (seen[1], seen[1]), f"{action} {value}: {last}"


def turned(person: Person, action: Id, value: str) -> Reply:
    """Another page; a Home comes by the outbox."""
    if action in CUSTOMERS_LISTS:
        blocks = [actions(button("More", action, value))]
        return person.clicks(action, value, in_=list_window(person, blocks, value))
    reply = click(person, action, value)
    return person.bot.delivers() if action in routes.HOME_CLICKS else reply


def page_of(reply: Reply, what: Id) -> tuple[int, int]:
    """Which page it is, and of how many."""
    found = PAGES.search(harmless(reply, what).text)
    assert found, f"{what}: {reply.text[:500]}"
    return int(found[1]), int(found[2])


def finds_one_of_many(alice: Person, house: House) -> None:
    """Counts are right, menus offer what fits, and what is typed narrows them down."""
    alice.says(f"/success plan {house.account}").sees(
        f"1 of {MILESTONES + 3} done",
        f"of {GOALS + 2} reached",
        f"{OUTCOMES + 2} logged",
    )
    first = alice.says("/success accounts all").sees(f"{ACCOUNTS + 3:,}", "page 1 of 201")
    alice.clicks_on("More", in_=first).sees("page 2 of 201")
    assert len(alice.says("/success plan 00").sees("Several accounts fit").buttons) == 5
    harmless(alice.says("/success plan zzzzzz"), "nobody")
    form = alice.says(f"/success milestone {house.account}")
    assert len(alice.opens_options(form, "needs").options) == 100
    assert len(alice.opens_options(form, "owner").options) == 100
    (found,) = alice.opens_options(form, "owner", "league 149").options[2:]
    assert found["text"]["text"] == "Us — Colleague 149"
    form = alice.says(f"/success reading {house.account}")
    assert len(alice.opens_options(form, "goal_id").options) == 100
    assert len(alice.opens_options(form, "goal_id", "199").options) == 1


def shows_it_to_the_customer(bot: Bot, world: World, slack: FakeSlack, house: House) -> None:
    """The plan in the shared channel, and the customer's own steps."""
    customers.open_channel(slack)
    customers.link(world, house.player)
    alice, jane = Person(bot, "U1", SHARED), Person(bot, JANE, SHARED)
    offer = alice.says(f"/success plan {house.account}")
    form = alice.clicks_on("Share with the customer", in_=offer)
    harmless(alice.submits(form), "share").sees("shown in the channel now")
    harmless(bot.delivers(), "the shared plan").sees("of 503 done")
    jane.clicks_on("More", in_=jane_tasks(jane, house)).sees("page 2 of")
    for action, values in CUSTOMERS_LISTS.items():
        for value in values:
            turns_to_the_end(jane, action, value, house)


def jane_tasks(jane: Person, house: House) -> Reply:
    """The window with her own steps."""
    return harmless(click(jane, Id.TASKS_SHOW, house.plan), "tasks")
