"""Milestones in Slack: the window, the one-line form, the list, done and not done."""

import re
from datetime import date
from typing import Any

from bot.errors import UserError
from bot.model import Side
from bot.practice import account as accounts
from bot.practice import milestone as milestones
from bot.practice import (
    milestone_detail,
    milestone_edit,
    milestone_guide,
    milestone_update,
    outcome_draft,
)
from bot.practice.dates import parse_day
from bot.practice.find_account import split
from bot.practice.member import USER_ID
from bot.practice.milestone import MilestoneDetails, Owner
from bot.practice.milestone_update import MilestoneNews
from bot.ui import milestone as ui
from bot.ui import milestone_detail as detail_ui
from bot.ui import milestone_steps as steps
from bot.ui.blocks import option, say
from bot.ui.form import NOBODY, read
from handlers.call import Call
from handlers.payload import MENTION, page_number
from handlers.reply import Answer, Options, Reply, Turned, Window

SIDES = {"customer": Side.CUSTOMER, "supplier": Side.SUPPLIER, "us": Side.SUPPLIER}
LAST_KEYWORD = re.compile(r"(?:(.*)\s)?(due|owner|side)\s+(\S.*)", re.IGNORECASE | re.DOTALL)


async def add_by_words(call: Call) -> Reply:
    """`milestone <account> [title … due <date> owner @person side customer|supplier]`."""
    account_id, rest = await call.read(split, call.words)
    if not rest:
        return await add(call.on(account_id))
    day = await call.read(lambda _session, actor: actor.today)
    milestone_id = await call.write(milestones.add, account_id, details_of(rest, day))
    saved = await call.read(milestones.facts, milestone_id)
    return Answer(say(ui.added(saved)))


def details_of(words: str, today: date) -> MilestoneDetails:
    """What the words after the account say; keywords may come in any order after the title."""
    found: dict[str, str] = {}
    title = words
    while (match := LAST_KEYWORD.fullmatch(title)) and match[2].lower() not in found:
        title, found[match[2].lower()] = match[1] or "", match[3].strip()
    if not title.strip():
        raise UserError("A milestone needs a title, such as “50 agents live due friday”.")
    if len(title) > ui.LONGEST_TITLE:
        raise UserError(f"Please keep the title to {ui.LONGEST_TITLE} characters.")
    owner = _owner(found["owner"]) if "owner" in found else None
    default = Side.SUPPLIER if owner else Side.CUSTOMER
    return MilestoneDetails(
        title=" ".join(title.split()),
        due_on=parse_day(found["due"], today) if "due" in found else None,
        owner_id=owner,
        side=_side(found["side"]) if "side" in found else default,
    )


def _owner(words: str) -> str:
    match = MENTION.fullmatch(words)
    if match is None:
        raise UserError(f"“{words[:60]}” is nobody I know. Write @ and choose the person.")
    return match[1]


def _side(words: str) -> Side:
    if words.lower() not in SIDES:
        raise UserError(f"“{words[:60]}” is no side. Write “side customer” or “side supplier”.")
    return SIDES[words.lower()]


async def add(call: Call) -> Reply:
    """The window, for the account of the button."""
    card = await call.read(accounts.with_plan_to_change, call.value)
    return Window(ui.form(card.id, card.name))


async def save(call: Call) -> Reply:
    """The submitted window."""
    details = _details(read(ui.FIELDS, call.state))
    milestone_id = await call.write(milestones.add, call.subject, details)
    return Window(ui.saved(await call.read(milestones.facts, milestone_id)))


def _details(answers: dict[str, Any]) -> MilestoneDetails:
    owner = owner_of(answers.pop("owner"))
    who = "player_id" if owner.side is Side.CUSTOMER else "owner_id"
    answers |= {"side": owner.side, who: owner.id}
    return MilestoneDetails(**answers)


def owner_of(chosen: str) -> Owner:
    """The choice `customer:<player>`, `supplier:<member>` or `<side>:-` as what it means."""
    side, _, written = chosen.partition(":")
    who = None if written in ("", NOBODY) else written
    if side == Side.CUSTOMER:
        return Owner(Side.CUSTOMER, who, None)
    if side == Side.SUPPLIER and (who is None or USER_ID.fullmatch(who)):
        return Owner(Side.SUPPLIER, who, None)
    raise UserError("Please choose whose step it is.", "owner")


async def browse(call: Call) -> Reply:
    """The list of an account's milestones in a window."""
    return Window(ui.page(await call.read(milestones.page, call.value, 1)))


async def turn(call: Call) -> Reply:
    """Another page of the list, in the same window."""
    account_id, _, number = call.value.rpartition(" ")
    page = await call.read(milestones.page, account_id, page_number(number))
    return Turned(ui.page(page))


async def show(call: Call) -> Reply:
    """All of one milestone."""
    return Window(detail_ui.detail(await call.read(milestone_detail.detail, call.value)))


async def edit(call: Call) -> Reply:
    """The window to write one anew."""
    return Window(steps.edit_form(await call.read(milestone_edit.to_edit, call.value)))


async def save_edit(call: Call) -> Reply:
    """The submitted window."""
    details = _details(read(ui.EDITED, call.state))
    await call.write(milestone_edit.edit, call.subject, details)
    return Window(ui.saved(await call.read(milestones.facts, call.subject)))


async def guide(call: Call) -> Reply:
    """The window for guidance, tasks and weight."""
    return Window(detail_ui.guide_form(await call.read(milestone_guide.to_guide, call.value)))


async def save_guide(call: Call) -> Reply:
    """The submitted window."""
    known = await call.read(milestone_guide.to_guide, call.subject)
    answers = read(detail_ui.guide_fields(known), call.state)
    await call.write(milestone_guide.guide, call.subject, **answers)
    return Window(detail_ui.detail(await call.read(milestone_detail.detail, call.subject)))


async def finish(call: Call) -> Reply:
    """The window to mark one done."""
    return Window(steps.done_form(await call.read(milestones.facts_to_change, call.value)))


async def save_done(call: Call) -> Reply:
    """The submitted window."""
    milestone = await call.read(milestones.facts, call.subject)
    answers = read(steps.done_fields(milestone), call.state)
    await call.write(milestones.finish, milestone.id, answers["done_on"], answers["note"])
    is_to_tell = await call.read(outcome_draft.is_to_tell, milestone.id)
    return Window(ui.saved(await call.read(milestones.facts, milestone.id), is_to_tell=is_to_tell))


async def update(call: Call) -> Reply:
    """The window to move its date, or to note what happened."""
    return Window(steps.update_form(await call.read(milestone_update.in_plan, call.value)))


async def save_update(call: Call) -> Reply:
    """The submitted window."""
    milestone = await call.read(milestones.facts, call.subject)
    news = MilestoneNews(**read(steps.update_fields(milestone), call.state))
    await call.write(milestone_update.update, milestone.id, news)
    return Window(steps.updated(await call.read(milestone_update.in_plan, milestone.id)))


async def move_along(call: Call) -> Reply:
    """What waits for a moved one moves along, in the window that offered it."""
    milestone_id = await call.write(milestone_update.move_along, call.value)
    return Turned(steps.updated(await call.read(milestone_update.in_plan, milestone_id)))


async def reopen(call: Call) -> Reply:
    """Take “done” back, in the list."""
    await call.write(milestones.reopen, call.value)
    account_id = call.subject
    return Turned(ui.page(await call.read(milestones.page, account_id, 1)))


async def search(call: Call) -> Reply:
    """The milestones that a menu offers."""
    found = await call.read(milestones.choices, call.account_id, call.words)
    return Options([option(one.name, one.id) for one in found])


async def search_owner(call: Call) -> Reply:
    """The people who could own a milestone, each with the side."""
    found = await call.read(milestones.owners, call.account_id, call.words)
    return Options([ui.owner_option(one) for one in found])
