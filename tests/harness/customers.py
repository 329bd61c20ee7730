"""A channel that is shared with a customer, who is in it, and the routes that are about it."""

from dataclasses import dataclass

from bot.model import Player, Standing
from bot.practice import player_link
from bot.practice.member import Profile
from bot.ui.ids import Id
from bot.ui.response import SCORES
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.person import Person
from tests.harness.slack import FakeSlack

SHARED = "C0SHARED"
ACME, OTHERS = "T0ACME", "T0OTHERS"
JANE, JOE, OLGA = "U0JANE", "U0JOE", "U0OLGA"
"""Jane is a player of the customer; Joe is her colleague; Olga is of a third company."""

CUSTOMER_CLICKS = {
    Id.PLAN_AGREE: "{plan}",
    Id.RESPONSE_CHANGE: "{response}",
    Id.RESPONSE_STOP: "{response}",
    **dict.fromkeys(SCORES, "{response} 4"),
    Id.SUGGESTION_ADD: "{plan}",
    Id.TASK_FINISH: "{plan} {milestone}",
    Id.TASK_REOPEN: "{plan} {done}",
    Id.TASKS_NEXT: "{plan} 1",
    Id.TASKS_PAGE: "{plan} 1",
    Id.TASKS_SHOW: "{plan}",
    Id.VERIFICATION_CONFIRM: "{plan} {outcome} 1",
    Id.VERIFICATION_DOUBT: "{plan} {outcome} 1",
}
SHARING_CLICKS = {
    Id.PLAN_OFFER: "{account}",
    Id.PLAN_WITHDRAW: "{account}",
    Id.PLAYER_LINK: "{account}",
    Id.SUGGESTION_DECLINE: "{plan}",
    Id.SUGGESTION_TAKE: "{plan}",
}
CUSTOMER_SUBMISSIONS = {Id.RESPONSE_SAVE, Id.SUGGESTION_SAVE, Id.VERIFICATION_SAVE_DOUBT}
SHARING_SUBMISSIONS = {
    Id.PLAN_PUBLISH,
    Id.PLAYER_SAVE_LINK,
    Id.SUGGESTION_SAVE_DECLINED,
    Id.SUGGESTION_SAVE_TAKEN,
}


def open_channel(slack: FakeSlack) -> None:
    """The channel, with two colleagues, three people of other workspaces, and the bot."""
    slack.add_user(JANE, name="Jane Porter", team=ACME, email="jane@acme.example")
    slack.add_user(JOE, name="Joe Field", team=ACME)
    slack.add_user(OLGA, name="Olga Third", team=OTHERS)
    members = ["U1", "U2", JANE, JOE, OLGA, "U0BOT"]
    slack.workspace.add_channel(SHARED, "acme-northstar", members, kind="shared")


@dataclass(frozen=True)
class Shared:
    """People in the shared channel."""

    bot: Bot

    def as_(self, user_id: str) -> Person:
        """Somebody who writes and clicks there."""
        return Person(self.bot, user_id, SHARED)


def link(world: World, player_id: str, user_id: str = JANE, home: str = ACME) -> None:
    """Let a player of the customer be this user of that workspace."""
    who = Profile(user_id, "Jane Porter", None, "America/Chicago", Standing.OUTSIDER, home)
    account_id = world.sees(
        lambda session, actor: session.get_one(Player, (actor.team_id, player_id)).account_id
    )
    world.do(player_link.link, account_id, player_id, who)
