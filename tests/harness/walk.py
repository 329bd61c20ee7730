"""Every surface of the bot, visited one after the other, and what must hold on each."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from bot.model import Side, Way
from bot.practice import reuse
from bot.practice.reuse import ReuseTaken
from tests.harness import routes
from tests.harness.builders import World
from tests.harness.person import Person
from tests.harness.reply import Reply
from tests.harness.routes import REUSABLE, House, click, value_for, window

APOLOGY = "Something went wrong on our side"
LONG = 300
INJECTED = (
    "<!channel",
    "<!here",
    "<!everyone",
    "<!subteam",
    "<@U2|",
    "<#C1",
    "<https",
    "<!date^1700",
)


def kept(text: str) -> str:
    """What is kept of a text on one line."""
    return " ".join("".join(c for c in text if c.isspace() or c.isprintable()).split())


def harmless(reply: Reply, what: str) -> Reply:
    """Nothing was injected, and nothing failed. What is clickable is checked by its shape."""
    reply.does_not_see(APOLOGY)
    assert reply.status == 200, what
    for block in reply.blocks:
        for text in mrkdwn_of(block):
            assert not [one for one in INJECTED if one in text], f"{what}: {text}"
    for surface in [reply.json or {}, *reply.responses]:
        fallback = surface.get("text", "")
        assert not [one for one in INJECTED if one in fallback], f"{what}: {fallback}"
    return reply


def mrkdwn_of(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from mrkdwn_of(one)
    elif isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            yield value["text"]
        for one in value.values():
            yield from mrkdwn_of(one)


def walk(person: Person, house: House) -> None:
    """Visit every command, button, window and menu."""
    for text in [*routes.CHANGING_COMMANDS.values(), *routes.LOOKING_COMMANDS.values()]:
        harmless(person.says(f"/success {text.format(**vars(house))}"), text)
    for action in [*routes.LOOKING_CLICKS, *routes.CHANGING_CLICKS]:
        harmless(click(person, action, value_for(action, house)), action)
    for callback_id in routes.SHORTCUTS:
        harmless(routes.use(person, callback_id), callback_id)
    harmless(person.opens_home(), "home")
    for action in routes.HOME_CLICKS:
        harmless(click(person, action, value_for(action, house)), action)
    for menu, (opened_by, block_id) in routes.OPTIONS.items():
        view = click(person, opened_by, value_for(opened_by, house)).view
        assert view is not None
        for typed in ("", "x", "<", "\x00"):
            harmless(person.opens_options(view, block_id, typed), menu)
    for route, one in routes.SUBMISSIONS.items():
        view = window(person, route, house)
        reply = harmless(person.submits(view, **one.answers), route)
        assert reply.errors == {}, f"{route}: {reply.errors}"
    for text in routes.OTHER_COMMANDS.values():
        harmless(person.says(f"/success {text}"), text)


def settle(world: World, text: str) -> House:
    """A house in which every text is this one, written as an import or an older version might."""
    clean = kept(text)[:LONG] or "x"
    names = (clean, f"B {clean}"[:LONG], f"C {clean}"[:LONG])
    account, bare, ending = (world.account(name, "U1", segment=clean[:80]) for name in names)
    plan = world.plan(account, customer_success=clean, supplier_success=clean)
    player = world.player(account, clean, measures_success_by=clean)
    leaver = world.player(account, clean, responsibilities=clean)
    facts: dict[str, Any] = {
        "measure": clean,
        "unit": clean[:40],
        "player_id": player,
        "value": Decimal("-1.5"),
    }
    goal = world.goal(plan, clean, **facts)
    world.reading(goal, source=clean[:120])
    world.plan(ending, customer_success=clean)
    taken, worked = (
        world.outcome(bare, clean, **REUSABLE, metric=clean, reuse_needs=clean) for _ in range(2)
    )
    asked = world.occasion(account, title=clean)
    for one in (bare, ending):
        world.player(one, clean)
    return House(
        account=account,
        ending=ending,
        bare=bare,
        plan=plan,
        player=player,
        goal=goal,
        reading=world.latest_reading(goal),
        unaimed=world.goal(
            plan, clean, measure=clean, player_id=leaver, baseline=None, target=None
        ),
        milestone=world.milestone(
            plan, clean, achievement=clean, due_on=world.day(-9), player_id=player
        ),
        done=world.milestone(plan, clean, done_on=world.day(-1), owner_id="U2", side=Side.SUPPLIER),
        outcome=world.outcome(
            account, clean, goal_id=goal, story=clean, metric=clean, metric_actual=-7,
            metric_target=99_999_999_999, value=-1, currency="USD", behaviour=clean,
        ),
        response=world.response(asked, player),
        low=world.response(
            world.occasion(account, title=clean), player,
            score=1, words=clean, follow_up_on=world.day(2), way=Way.DIRECT,
        ),
        asked=asked,
        occasion=world.occasion(ending, title=clean),
        waiting=world.occasion(bare, title=clean),
        question=world.question(
            world.outcome(account, clean, metric=clean, metric_actual=-7), player
        ),
        nudge=world.nudge(world.milestone(plan, clean, due_on=None)),
        leaver=leaver,
        revenue=world.revenue(bare, "new", 90, note=clean),
        signal=world.signal(account, source=clean[:120]),
        reuse=world.do(reuse.take, taken, account, ReuseTaken(goal_id=goal, note=clean)),
        worked=worked,
    )  # fmt: skip
