"""Matters in Slack: what is clicked about one, in whatever message or window it stands."""

from bot.errors import UserError
from bot.practice import bundle
from bot.practice import nudge_action as act
from bot.ui import nudge_window as ui
from bot.ui.form import read
from handlers.call import Call
from handlers.payload import MENTION, page_number
from handlers.reply import Nothing, Reply, Turned, Window


async def show(call: Call) -> Reply:
    """`nudges [@person]`: the list in a window."""
    match = MENTION.fullmatch(call.words)
    if call.words and match is None:
        raise UserError("Write “nudges” for your own matters, or “nudges @dana” for a colleague's.")
    return await _open(call, match[1] if match else call.user_id)


async def show_all(call: Call) -> Reply:
    """The button with a person's id."""
    return await _open(call, call.value)


async def _open(call: Call, person_id: str) -> Reply:
    return Window(ui.page(await call.read(bundle.page, person_id, 1)))


async def turn(call: Call) -> Reply:
    """Another page of the list, in the same window."""
    person_id, _, number = call.value.partition(" ")
    return Turned(ui.page(await call.read(bundle.page, person_id, page_number(number))))


async def done(call: Call) -> Reply:
    """Done, as the matter's rule means it."""
    await call.write(act.done, call.value)
    return await _seen(call, call.value)


async def snooze(call: Call) -> Reply:
    """Asleep for the chosen days."""
    days, _, nudge_id = call.value.partition(" ")
    await call.write(act.snooze, nudge_id, page_number(days))
    return await _seen(call, nudge_id)


async def reopen(call: Call) -> Reply:
    """Take back what was done about it."""
    await call.write(act.reopen, call.value)
    return await _seen(call, call.value)


async def hand_over(call: Call) -> Reply:
    """The window that asks to whom."""
    return Window(ui.hand_over(await call.read(act.to_act_on, call.value)))


async def save_handed_over(call: Call) -> Reply:
    """The submitted window: the message that it was opened from says the rest."""
    await call.write(act.hand_over, call.subject, read(ui.HAND_OVER, call.state)["to"])
    return Nothing()


async def dismiss(call: Call) -> Reply:
    """The window that asks why it is no issue."""
    return Window(ui.dismiss(await call.read(act.to_act_on, call.value)))


async def save_dismissed(call: Call) -> Reply:
    """The submitted window: the message that it was opened from says the rest."""
    await call.write(act.dismiss, call.subject, read(ui.DISMISS, call.state)["reason"])
    return Nothing()


async def explain(call: Call) -> Reply:
    """Why it stands where it stands."""
    return Window(ui.explanation(await call.read(act.look_at, call.value)))


async def _seen(call: Call, nudge_id: str) -> Reply:
    """In the list, the list as it is now; a message changes by itself."""
    kind, _, rest = call.subject.partition(" ")
    if kind != ui.LIST:
        return Nothing()
    person_id, _, number = rest.partition(" ")
    found = await call.read(bundle.page, person_id, page_number(number), nudge_id)
    return Turned(ui.page(found))
