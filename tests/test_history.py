"""The history of an account, and taking one's own change back, in Slack."""

import re
from pathlib import Path

from bot.database import Base
from bot.practice.history import KINDS
from bot.ui.history import DEEDS
from tests.harness.bot import Bot
from tests.harness.builders import World

ROOT = Path(__file__).resolve().parent.parent


def test_what_happened_the_newest_first(bot: Bot, world: World) -> None:
    world.member("U1", name="Alice Smith")
    goal = world.goal(world.plan(world.account("Acme")))
    world.clock.passes(hours=1)
    window = bot.as_("U1").says("/success reading acme")
    bot.as_("U1").submits(window, goal_id=goal, value=50)
    shown = bot.as_("U1").says("/success history acme").text
    assert shown.index("Alice Smith noted a reading") < shown.index("set the target of “Agents")
    assert "value: 50" in shown
    assert "baseline: nothing → 35" in shown


def test_kept_to_one_kind_and_paged(bot: Bot, world: World) -> None:
    plan = world.plan(world.account("Acme"))
    for number in range(12):
        world.milestone(plan, f"Step {number}")
    anna = bot.as_("U1")
    shown = anna.says("/success history acme")
    assert "page 1 of 2" in shown.text
    only = anna.clicks("history.kind", "acme milestone", in_=shown)
    assert "page 1 of 2" in only.text
    assert "started a plan" not in only.text
    older = anna.clicks("history.next", "acme milestone 2", in_=only)
    assert "Step 0" in older.text
    assert "Step 11" not in older.text


def test_undo_takes_back_what_the_person_did(bot: Bot, world: World) -> None:
    milestone = world.milestone(world.plan(world.account("Acme")), "Go live")
    anna = bot.as_("U1")
    listed = anna.clicks("milestones.show", in_=anna.says("/success plan acme"))
    anna.submits(anna.clicks("milestone.finish", milestone, in_=listed))
    assert "Taken back: you marked “Go live” done." in anna.says("/success undo").text
    assert "0 of 1 done" in anna.says("/success plan acme").text
    assert "(taken back)" in anna.says("/success history acme").text
    assert "You changed nothing in the last ten minutes." in anna.says("/success undo").text


def test_every_verb_of_an_account_has_words() -> None:
    """What is kept is told as people would say it."""
    code = "".join(file.read_text() for file in (ROOT / "bot" / "practice").rglob("*.py"))
    nouns = "|".join(KINDS)
    verbs = set(re.findall(rf'"((?:{nouns})\.[a-z_]+)"', code))
    columns = {str(column) for table in Base.metadata.tables.values() for column in table.columns}
    assert verbs - columns - set(DEEDS) == set()


def test_an_account_without_history(bot: Bot, world: World) -> None:
    world.account("Acme")
    assert "added the account" in bot.as_("U1").says("/success history acme").text
