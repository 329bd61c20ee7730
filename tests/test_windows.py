"""Every window asks for little at a time: no more questions on a page than one takes in."""

from collections.abc import Iterator

import pytest

from bot.model import Role
from bot.ui.ids import Id
from bot.ui.response import SCORES
from handlers import routes as table
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.customers import JANE, SHARED, link, open_channel
from tests.harness.person import Person
from tests.harness.reply import Reply
from tests.harness.routes import (
    ADMIN_SETTINGS,
    CHANGING_COMMANDS,
    OWN_SETTINGS,
    SUBMISSIONS,
    SUBMISSIONS_OF_NO_ACCOUNT,
    House,
    click,
    furnish,
    submit,
    window,
)
from tests.harness.slack import FakeSlack

MOST = 6
"""Questions on a page."""


@pytest.fixture
def house(world: World, slack: FakeSlack) -> House:
    """With all that makes windows longer: goals that could go on, a customer in a channel."""
    open_channel(slack)
    world.member("U2", name="Bob Jones", role=Role.ADMIN)
    house = furnish(world)
    world.goal(f"{house.ending}-1", "They ask less")
    link(world, house.player)
    return house


def test_no_page_asks_for_more_than_one_takes_in(bot: Bot, house: House) -> None:
    bob = bot.as_("U2")
    replies = [*of_accounts(bob, house), *of_settings(bob), *of_the_channel(bot, house)]
    views = [reply.view for reply in replies if reply.view]
    assert {view["callback_id"] for view in views} == set(table.SUBMISSIONS)
    for view in views:
        labels = [one["label"]["text"] for one in view["blocks"] if one["type"] == "input"]
        assert len(labels) <= MOST, f"{view['callback_id']}: {labels}"


def of_accounts(bob: Person, house: House) -> Iterator[Reply]:
    """The windows about an account, and what follows when they are submitted."""
    for route in SUBMISSIONS:
        yield Reply(200, view=window(bob, route, house))
        yield submit(bob, bob, route, house)
    for text in CHANGING_COMMANDS.values():
        yield bob.says(f"/success {text.format(**vars(house))}")
    for opened_by, value in SUBMISSIONS_OF_NO_ACCOUNT.values():
        yield click(bob, opened_by, value)
    yield bob.submits(click(bob, Id.STORY_SHARE, house.outcome), channel="C0GENERAL")


def of_settings(bob: Person) -> Iterator[Reply]:
    """The windows of one's own settings, and of what an admin decides."""
    for one in (*OWN_SETTINGS.values(), *ADMIN_SETTINGS.values()):
        yield click(bob, one.opened_by, one.value)
    made = bob.submits(click(bob, Id.API_TOKEN_ADD, "1"), name="Help desk")
    yield bob.clicks_on("Revoke", in_=bob.clicks_on("Back", in_=made))
    yield bob.says("/success digest")
    yield click(bob, Id.BASELINE_AREA, "2026 support")


def of_the_channel(bot: Bot, house: House) -> Iterator[Reply]:
    """The windows of both sides about a plan that is shown to the customer."""
    bob, jane = Person(bot, "U2", SHARED), Person(bot, JANE, SHARED)
    offered = bob.clicks_on("Share with the customer", in_=bob.says("/success plan =acme-corp"))
    yield offered
    bob.submits(offered)
    yield bob.clicks(Id.PLAYER_LINK, house.account, in_=bob.says("/success plan"))
    suggest = jane.clicks_on("Suggest a change", in_=bot.delivers())
    yield suggest
    jane.submits(suggest, words="Only in May")
    bot.delivers()
    bob = bot.as_("U2")
    again = bob.clicks_on("Take it back", in_=click(bob, Id.VERIFICATION_ASK, house.outcome))
    yield again
    bob.submits(again, way="channel")
    yield jane.clicks_on("Not quite…", in_=bot.delivers())
    yield click(jane, SCORES[4], f"{house.response} 4")
    listed = bob.clicks_on("Answer", in_=bob.says("/success plan =acme-corp"))
    yield bob.clicks_on("Take it", in_=listed)
    yield bob.clicks_on("Decline", in_=listed)
