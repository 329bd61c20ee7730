"""Workspaces: made when first heard of, named when Slack tells."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.database import insert_new
from bot.errors import UserError
from bot.model import Workspace
from bot.practice.rows import as_facts


@dataclass(frozen=True, slots=True)
class Installation:
    """What Slack says of the bot in its workspace."""

    team_id: str
    name: str
    bot_id: str | None
    bot_user_id: str | None


def ensure(session: Session, team_id: str, now: datetime) -> None:
    """Make the workspace unless it exists."""
    insert_new(session, Workspace, team_id=team_id, name="", currency="USD", created_at=now)


def record_installation(session: Session, installation: Installation, now: datetime) -> None:
    """Keep what Slack says of the bot's workspace."""
    ensure(session, installation.team_id, now)
    workspace = session.get_one(Workspace, installation.team_id)
    workspace.name = installation.name[:255]
    workspace.bot_id = installation.bot_id
    workspace.bot_user_id = installation.bot_user_id


def known(session: Session) -> list[Installation]:
    """All workspaces."""
    rows = session.execute(
        select(Workspace.team_id, Workspace.name, Workspace.bot_id, Workspace.bot_user_id)
    )
    return [as_facts(Installation, row) for row in rows]


def the_only_one(session: Session) -> str:
    """The workspace that a command means when it names none; a UserError where that is unclear."""
    teams = [installation.team_id for installation in known(session)]
    if len(teams) == 1:
        return teams[0]
    if not teams:
        raise UserError(
            "No workspace is known yet. Name it with --team and its Slack id, such as T012AB3CD "
            "(`redthread doctor` shows it)."
        )
    raise UserError(f"There are several workspaces. Name one: --team {' or --team '.join(teams)}.")
