"""Health in Slack: a score's card, a person's judgement, and the list of accounts at risk."""

from bot.practice import at_risk, pulse
from bot.practice import health_card as cards
from bot.practice.pulse import PulseGiven
from bot.ui import health as ui
from bot.ui.form import read
from handlers.call import Call
from handlers.payload import placed
from handlers.reply import Answer, Reply, Turned, Window


async def show(call: Call) -> Reply:
    """`health <account>`."""
    return Answer(ui.card(await call.read(cards.show, call.words)))


async def show_one(call: Call) -> Reply:
    """The button with an account's id; in a window without the chart."""
    found = await call.read(cards.card, call.value)
    if call.view_id:
        return Turned(ui.in_window(ui.card(found, with_chart=False)))
    return Answer(ui.card(found))


async def give_pulse(call: Call) -> Reply:
    """The window for a judgement of an account."""
    account = await call.read(cards.to_judge, call.value)
    return Window(ui.pulse_form(account.id, account.name))


async def save_pulse(call: Call) -> Reply:
    """The submitted window; the score's card shows it beside the score."""
    given = PulseGiven(**read(ui.PULSE, call.state))
    await call.write(pulse.give, call.subject, given)
    found = await call.read(cards.card, call.subject)
    return Window(ui.in_window(ui.card(found, with_chart=False)))


async def list_risks(call: Call) -> Reply:
    """`at-risk [mine|all|segment]`."""
    return Answer(ui.at_risk(await call.read(at_risk.at_risk, call.words)))


async def turn(call: Call) -> Reply:
    """Another page of the list, in place of this one."""
    number, words = placed(call.value)
    found = await call.read(at_risk.at_risk, words, number)
    return Answer(ui.at_risk(found), replaces=True)
