"""Outcomes in Slack: logged in one window, then completed part by part."""

from dataclasses import replace

from bot.errors import UserError
from bot.practice import account as accounts
from bot.practice import member, outcome_edit
from bot.practice import outcome as outcomes
from bot.practice import outcome_draft as drafts
from bot.practice.anatomy import OutcomeFacts
from bot.practice.outcome_edit import OvertakenError, Seen
from bot.practice.reuse import of_outcome
from bot.ui import outcome as ui
from bot.ui import outcome_form as forms
from bot.ui import reuse as reuse_ui
from bot.ui.blocks import Block, option
from bot.ui.form import read
from bot.ui.said import mentioned, plain_words
from handlers.call import Call
from handlers.payload import message_named, page_number
from handlers.reply import Options, Reply, Turned, Window


async def log(call: Call) -> Reply:
    """The window to log one, for an account, a goal or a milestone."""
    draft = await call.read(drafts.about, call.value)
    return Window(forms.told_form(draft))


async def log_anywhere(call: Call) -> Reply:
    """The window that asks for the account first."""
    return Window(forms.asked_form(await call.read(drafts.blank), ""))


async def log_message(call: Call) -> Reply:
    """The same with a message as the story’s draft; only what names the message travels on."""
    said = call.said
    if said is None:
        return await log_anywhere(call)
    draft = await call.read(drafts.of_message, call.channel_id, said.author_id, said.at)
    names = await call.read(member.names_of, mentioned(said.text))
    draft = replace(draft, story=plain_words(said.text, names))
    return Window(forms.asked_form(draft, said.source))


async def choose_account(call: Call) -> Reply:
    """The account was chosen: its goals are offered now, and what was entered stays."""
    draft = await call.read(drafts.about, call.value)
    return Turned(forms.asked_form(draft, message_named(call.subject), call.state))


async def search_account(call: Call) -> Reply:
    """The accounts that a menu offers."""
    found = await call.read(accounts.choices, call.words)
    return Options([option(one.name, one.id) for one in found])


async def save(call: Call) -> Reply:
    """The submitted window: the outcome is kept, and its card shows what is missing."""
    about = call.subject
    milestone_id = about if about != call.account_id else None
    told = outcomes.OutcomeTold(**read(forms.TOLD, call.state), milestone_id=milestone_id)
    return await _logged(call, call.account_id, told)


async def save_asked(call: Call) -> Reply:
    """The submitted window in which the account was chosen, with the way to the message."""
    answers = read(forms.asked_fields(call.account_id), call.state)
    account_id = answers.pop("account_id")
    channel_id, _, ts = message_named(call.subject).partition(" ")
    link = await call.edge.slack.permalink(channel_id, ts) if ts else None
    return await _logged(call, account_id, outcomes.OutcomeTold(**answers, source_link=link))


async def _logged(call: Call, account_id: str, told: outcomes.OutcomeTold) -> Reply:
    outcome_id = await call.write(outcomes.log, account_id, told)
    return Window(await card(call, await call.read(outcomes.facts, outcome_id)))


async def show(call: Call) -> Reply:
    """The card of one outcome."""
    return Window(await card(call, *await call.read(outcomes.to_show, call.value)))


async def card(call: Call, outcome: OutcomeFacts, may_change: bool = True) -> Block:
    """The card, with where it was reused and what it came of."""
    reuses = await call.read(of_outcome, outcome.id)
    return ui.card(outcome, may_change, reuse_ui.on_card(reuses))


async def edit(call: Call) -> Reply:
    """The window for one part of it: in place of the card, since windows stack three deep."""
    name, _, outcome_id = call.value.partition(" ")
    outcome = await call.read(outcomes.facts_to_change, outcome_id)
    form = forms.part_form(_known(name), outcome)
    return Turned(form) if call.view_id else Window(form)


async def save_part(call: Call) -> Reply:
    """The submitted window of a part. Whoever was overtaken reads by what, and loses nothing."""
    outcome_id, opened, last_read, name = (*call.subject.split(" "), "", "", "")[:4]
    outcome = await call.read(outcomes.facts_to_change, outcome_id)
    answers = read(forms.PARTS[_known(name)].fields(outcome), call.state)
    part = outcome_edit.PARTS[name](**answers)
    seen = Seen(page_number(opened), page_number(last_read))
    try:
        await call.write(outcome_edit.edit, outcome_id, part, seen)
    except OvertakenError as overtaken:
        now = await call.read(outcomes.facts, outcome_id)
        return Window(forms.overtaken_form(name, now, seen.opened, call.state, overtaken))
    return Window(await card(call, await call.read(outcomes.facts, outcome_id)))


def _known(name: str) -> str:
    if name not in forms.PARTS:
        raise UserError("An outcome has no such part. Open it again.")
    return name
