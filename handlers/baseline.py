"""The baseline of one's own business in Slack: twelve areas, one window after the other."""

from bot.errors import UserError
from bot.model import BaselineArea
from bot.practice import baseline as practice
from bot.practice.baseline import BaselineSaid
from bot.ui import baseline as ui
from bot.ui.form import read
from handlers.call import Call
from handlers.reply import Reply, Turned, Window


async def show(call: Call) -> Reply:
    """`baseline [year]`."""
    words = call.words.strip()
    if words and not words.isdecimal():
        raise UserError("Write the year in digits, such as “baseline 2025”, or no year.")
    return Window(ui.card(await call.read(practice.baseline, _year(words))))


async def show_year(call: Call) -> Reply:
    """The button with a year, in the window."""
    return Turned(ui.card(await call.read(practice.baseline, _year(call.value))))


async def ask(call: Call) -> Reply:
    """The form of an area, in place of the list."""
    year, area = _named(call.value)
    return Turned(ui.form(await call.read(practice.baseline, year), area))


async def save(call: Call) -> Reply:
    """The submitted form; the next area that nobody has said anything of follows, else the list."""
    year, area = _named(call.subject)
    said = BaselineSaid(**read(ui.QUESTIONS, call.state))
    now = await call.read(practice.known_now, year)
    await call.write(practice.say, year, area, said, now=now)
    found = await call.read(practice.baseline, year, now)
    after = found.after(area)
    return Turned(ui.form(found, after) if after else ui.card(found))


def _year(written: str) -> int | None:
    return int(written[:6]) if written.isdecimal() else None


def _named(value: str) -> tuple[int, BaselineArea]:
    year, _, area = value.partition(" ")
    if not year.isdecimal() or area not in set(BaselineArea):
        raise UserError("That area is gone. Write “baseline” again.")
    return int(year[:6]), BaselineArea(area)
