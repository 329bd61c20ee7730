"""Kinds of signals in the settings' window: what counts as good and bad of each, and own ones."""

from typing import Any

from bot.practice import signal_setting as practice
from bot.practice.signal_kind import Limit
from bot.ui import signal_setting as ui
from bot.ui.form import read
from bot.ui.text import Mrkdwn, md
from handlers.call import Call
from handlers.payload import page_number, placed
from handlers.reply import Reply, Turned


async def change_limit(call: Call) -> Reply:
    """The page for a kind's limit, for all accounts or for a segment: `1 usage enterprise`."""
    number, what = placed(call.value)
    kind, _, segment = what.partition(" ")
    return Turned(ui.limit_form(await call.read(practice.terms, kind, segment), number))


async def save_limit(call: Call) -> Reply:
    """The submitted page."""
    number, what = placed(call.subject)
    kind, _, segment = what.partition(" ")
    found = await call.read(practice.terms, kind, segment)
    answers = read(ui.limit_fields(found), call.state)
    if answers.pop("state", ui.OWN) == ui.INHERIT:
        await call.write(practice.inherit, kind, segment)
    else:
        await call.write(practice.set_limit, kind, segment, Limit(**answers))
    return await _kind(call, kind, number, md("Saved."))


async def add_kind(call: Call) -> Reply:
    """The page for a kind of the workspace's own."""
    await call.read(practice.kind_lines, 1)
    return Turned(ui.new_kind_form(page_number(call.value)))


async def save_kind(call: Call) -> Reply:
    """The submitted page."""
    answers = read(ui.NEW_KIND, call.state)
    title, unit = answers.pop("title"), answers.pop("unit") or ""
    kind = await call.write(practice.add_kind, title, unit, Limit(**answers))
    return await _kind(call, kind, 1, md("Added."))


async def change_kind(call: Call) -> Reply:
    """The page for a kind's words."""
    number, kind = placed(call.value)
    return Turned(ui.kind_form(await call.read(practice.kind_to_change, kind), number))


async def save_name(call: Call) -> Reply:
    """The submitted page."""
    number, kind = placed(call.subject)
    found = await call.read(practice.kind_to_change, kind)
    answers: dict[str, Any] = read(ui.kind_fields(found), call.state)
    if answers.get("remove"):
        await call.write(practice.remove_kind, kind)
        page = await call.read(practice.kind_lines, 1)
        return Turned(ui.kinds(page, md("Taken away.")))
    await call.write(practice.rename, kind, answers["title"], answers["unit"] or "")
    return await _kind(call, kind, number, md("Saved."))


async def _kind(call: Call, kind: str, number: int, said: Mrkdwn) -> Reply:
    return Turned(ui.kind(await call.read(practice.limits, kind, number), said))
