"""Stories in Slack: found, shown to others, taken along as a file."""

from bot.delivery import story as delivery
from bot.practice import outcome_edit, story_search
from bot.practice import story as stories
from bot.practice.outcome_edit import OutcomeConsent, OvertakenError, Seen
from bot.ui import story as ui
from bot.ui import story_consent
from bot.ui.form import read
from handlers import place
from handlers.call import Call
from handlers.payload import page_number, unescaped
from handlers.reply import Answer, Reply, Window


async def search(call: Call) -> Reply:
    """`stories [words] [segment:…] [measure:…] [permanent]`."""
    return Answer(ui.page(await call.read(story_search.search, unescaped(call.words))))


async def turn(call: Call) -> Reply:
    """Another page of what was found, in place of this one."""
    number, _, words = call.value.partition(" ")
    found = await call.read(story_search.search, words, page_number(number))
    return Answer(ui.page(found), replaces=True)


async def share(call: Call) -> Reply:
    """The window that asks where a story goes."""
    return Window(ui.share_form(await call.read(stories.story, call.value)))


async def preview(call: Call) -> Reply:
    """The submitted window: what everybody in that channel would read."""
    await call.enter()
    channel_id = read([ui.CHANNEL], call.state)["channel"]
    return await _preview(call, call.subject, channel_id)


async def publish(call: Call) -> Reply:
    """The preview was submitted. Where channel or story changed since, there is a new one.

    Slack is asked again who reads along there.
    """
    await call.enter()
    outcome_id, channel_id, audience, version = (*call.subject.split(" "), "", "", "")[:4]
    found = await call.read(stories.story, outcome_id)
    now = await place.readers(call, channel_id)
    if (audience, version) != (now, str(found.outcome.version)):
        return await _preview(call, outcome_id, channel_id)
    await call.write(delivery.share, outcome_id, channel_id, now)
    return Window(ui.published(found.told_to(now)))


async def _preview(call: Call, outcome_id: str, channel_id: str) -> Reply:
    audience = await place.readers(call, channel_id)
    await call.read(stories.told, outcome_id, audience)
    found = await call.read(stories.story, outcome_id)
    return Window(ui.preview(found, audience, channel_id, call.mention))


async def export(call: Call) -> Reply:
    """“Export as Markdown”: a file in the person's messages with the bot."""
    await call.enter()
    channel_id = await call.edge.slack.direct(call.user_id)
    await call.write(delivery.export, call.value, channel_id)
    found = await call.read(stories.story, call.value)
    return Answer(ui.exported(found.told_to(found.outcome.consent)))


async def consent(call: Call) -> Reply:
    """The window that asks how far a story may travel."""
    return Window(story_consent.form(await call.read(stories.story_to_change, call.value)))


async def save_consent(call: Call) -> Reply:
    """The submitted window. Whoever was overtaken reads by what, and loses nothing."""
    outcome_id, opened, last_read = (*call.subject.split(" "), "", "")[:3]
    found = await call.read(stories.story_to_change, outcome_id)
    said = OutcomeConsent(**read(story_consent.fields_of(found), call.state))
    seen = Seen(page_number(opened), page_number(last_read))
    try:
        await call.write(outcome_edit.edit, outcome_id, said, seen)
    except OvertakenError as overtaken:
        now = await call.read(stories.story, outcome_id)
        return Window(story_consent.overtaken_form(now, seen.opened, call.state, overtaken))
    return Window(ui.share_form(await call.read(stories.story, outcome_id)))
