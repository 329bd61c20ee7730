"""Quotes on their way to a person, as a file."""

from sqlalchemy.orm import Session

from bot.database import new_id
from bot.delivery import outbox
from bot.delivery.kinds import Kind
from bot.practice import voice
from bot.practice.actor import Actor
from bot.practice.voice import Wanted
from bot.ui import voice as ui
from bot.ui import voice_file


def export(session: Session, actor: Actor, wanted: Wanted, form: str, channel_id: str) -> str:
    """Send the quotes as a file, `md` or `csv`; the file's name.

    The channel is the actor's own with the bot. That they left is kept.
    """
    quotes = voice.to_export(session, actor, wanted)
    name = f"voice-{actor.today}.{form}"
    outbox.upload(
        session,
        actor.team_id,
        channel_id,
        voice_file.written(quotes, wanted, form),
        filename=name,
        title="Voice of the customer",
        text=f"{ui.about(wanted)}. {ui.AGREED}",
        kind=Kind.FILE,
        key=f"voice:{actor.id}:{new_id()}",
        now=actor.now,
    )
    voice.record_export(session, actor, wanted, len(quotes), form)
    return name
