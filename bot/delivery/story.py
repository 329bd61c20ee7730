"""Stories on their way: into a channel, or to a person as a file."""

from sqlalchemy.orm import Session

from bot.database import new_id
from bot.delivery import outbox
from bot.delivery.kinds import Kind
from bot.model import Consent
from bot.practice import story as stories
from bot.practice.actor import Actor
from bot.ui import story as ui
from bot.ui import story_file


def share(
    session: Session, actor: Actor, outcome_id: str, channel_id: str, audience: Consent
) -> str:
    """Show a story in a channel in which this audience reads; the outcome's id.

    A UserError where nobody agreed that it travels so far.
    """
    told = stories.told(session, actor, outcome_id, audience)
    outbox.post(
        session,
        actor.team_id,
        channel_id,
        ui.shared(told, ui.mention(actor.id)).payload(),
        kind=Kind.STORY,
        key=f"story:{outcome_id}:{new_id()}",
        now=actor.now,
    )
    stories.record_shared(session, actor, outcome_id, audience, f"channel {channel_id}")
    return outcome_id


def export(session: Session, actor: Actor, outcome_id: str, channel_id: str) -> str:
    """Send a story as a Markdown file, written for those who may read it; the outcome's id.

    The channel is the actor's own with the bot.
    """
    found = stories.story(session, actor, outcome_id)
    told = found.told_to(found.outcome.consent)
    outbox.upload(
        session,
        actor.team_id,
        channel_id,
        story_file.markdown(told).encode(),
        filename=f"{outcome_id}.md",
        title=ui.file_title(told),
        text=ui.file_note(told),
        kind=Kind.FILE,
        key=f"story:{outcome_id}:{new_id()}",
        now=actor.now,
    )
    stories.record_shared(session, actor, outcome_id, told.consent, "a file")
    return outcome_id
