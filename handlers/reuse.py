"""Reuse in Slack: what worked elsewhere is tried, declined, and judged."""

from bot.practice import next_action, outcome
from bot.practice import reuse as practice
from bot.practice.reuse import ReuseEnded, ReuseTaken
from bot.ui import next_action as next_ui
from bot.ui import reuse as ui
from bot.ui.blocks import notice
from bot.ui.form import read
from handlers.call import Call
from handlers.outcome import card
from handlers.reply import Answer, Reply, Turned, Window


async def take(call: Call) -> Reply:
    """The window to try something here: `acme-7 globex`, and the goal for which it was offered."""
    outcome_id, account_id, goal_id = _three(call.value)
    found = await call.read(practice.to_take, outcome_id, account_id)
    return Window(ui.take_form(found, goal_id or None))


async def save(call: Call) -> Reply:
    """The submitted window."""
    outcome_id, account_id, _ = _three(call.subject)
    found = await call.read(practice.to_take, outcome_id, account_id)
    taken = ReuseTaken(**read(ui.take_fields(found), call.state))
    reuse_id = await call.write(practice.take, outcome_id, account_id, taken)
    return Window(notice("Tried", ui.saved(await call.read(practice.facts, reuse_id)), account_id))


def _three(written: str) -> tuple[str, str, str]:
    outcome_id, _, rest = written.partition(" ")
    account_id, _, goal_id = rest.partition(" ")
    return outcome_id, account_id, goal_id


async def decline(call: Call) -> Reply:
    """It is not for this customer: what else is next, in place of the list."""
    outcome_id, account_id, _ = _three(call.value)
    await call.write(practice.decline, outcome_id, account_id)
    found = await call.read(next_action.of_account, account_id)
    return Answer(next_ui.card(found), replaces=True)


async def end(call: Call) -> Reply:
    """The window that asks what came of it."""
    return Window(ui.end_form(await call.read(practice.to_end, call.value)))


async def save_end(call: Call) -> Reply:
    """The submitted window."""
    found = await call.read(practice.to_end, call.subject)
    ended = ReuseEnded(**read(ui.end_fields(found), call.state))
    await call.write(practice.end, call.subject, ended)
    one = await call.read(practice.facts, call.subject)
    return Window(notice("What came of it", ui.saved(one), one.account_id))


async def link(call: Call) -> Reply:
    """The outcome on the card came of it: the card, which tells so now."""
    reuse_id, _, outcome_id = call.value.partition(" ")
    await call.write(practice.link, reuse_id, outcome_id)
    view = await card(call, *await call.read(outcome.to_show, outcome_id))
    return Turned(view) if call.view_id else Window(view)
