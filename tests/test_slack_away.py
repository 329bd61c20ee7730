"""Slack has trouble: people get a sentence, and nothing is half done."""

import pytest

from bot.model import Plan
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.slack import FakeSlack

APOLOGY = "Something went wrong on our side"


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("429", "Try again in 30 seconds"),
        ("500", "Slack has trouble just now"),
        ("cut", "cannot be reached just now"),
        ("slow", "cannot be reached just now"),
        ("error:expired_trigger_id", "3 seconds"),
        ("error:missing_scope", "lacks a permission"),
    ],
)
def test_a_window_that_does_not_open_is_explained(
    bot: Bot, world: World, slack: FakeSlack, kind: str, sentence: str
) -> None:
    world.account()
    slack.fail("views.open", kind)
    alice = bot.as_("U1")
    alice.says("/success plan acme start").sees(sentence).does_not_see(APOLOGY)
    assert alice.says("/success plan acme start").view is not None


def test_a_click_is_explained_beside_the_message(bot: Bot, world: World, slack: FakeSlack) -> None:
    world.account()
    alice = bot.as_("U1")
    card = alice.says("/success plan acme")
    slack.fail("views.open", "500")
    reply = alice.clicks_on("Start a plan", in_=card)
    reply.sees("Slack has trouble just now")
    assert [one["response_type"] for one in reply.responses] == ["ephemeral"]


def test_who_is_known_needs_no_slack(bot: Bot, world: World, slack: FakeSlack) -> None:
    world.plan(world.account())
    world.member("U1")
    with slack.down():
        bot.as_("U1").says("/success plan acme").sees("Acme Corp", "plan 1")
        assert bot.get("/readyz").status_code == 200


def test_a_stranger_has_to_wait_for_slack(bot: Bot, world: World, slack: FakeSlack) -> None:
    world.account()
    with slack.down():
        bot.as_("U2").says("/success plan acme").sees("cannot be reached")
    bot.as_("U2").says("/success plan acme").sees("Acme Corp")


def test_a_submission_needs_no_slack(bot: Bot, world: World, slack: FakeSlack) -> None:
    account_id = world.account()
    alice = bot.as_("U1")
    form = alice.says(f"/success plan {account_id} start")
    with slack.down():
        alice.submits(form, customer_success="Fewer calls.").sees("Plan started")
    assert world.database.read_now(lambda session: session.query(Plan).count()) == 1
