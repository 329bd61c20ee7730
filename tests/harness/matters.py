"""Matters for tests: milestones that stall, and the messages in which people read of them."""

from bot.model import Nudge
from bot.practice.nudges import sweep
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.reply import Reply


def stall(world: World, plan_id: str, title: str = "Macros written", days: int = 20) -> str:
    """A matter: a milestone of which nothing was heard for so many days."""
    return world.nudge(world.milestone(plan_id, title, due_on=None), days)


def found(world: World) -> None:
    """Let the sweep look at everything now."""
    world.database.write_now(sweep.again, world.team_id)
    world.database.write_now(sweep.sweep, world.team_id, world.clock.now)


def nudge(world: World, nudge_id: str) -> Nudge:
    """A nudge as it is now."""
    return world.database.read_now(lambda s: s.get_one(Nudge, (world.team_id, nudge_id)))


def inbox(bot: Bot, user_id: str) -> list[Reply]:
    """The messages that somebody has got from the bot, as they are now, the oldest first."""
    bot.delivers()
    own = [one for one in bot.slack.messages if one["channel"] == "D" + user_id[1:]]
    return [Reply(200, messages=[one]) for one in sorted(own, key=lambda one: str(one["ts"]))]
