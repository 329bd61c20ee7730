"""Events from Slack in which nobody asks for anything: each is one change in the database."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.connectors.slack import profile_of
from bot.delivery import home
from bot.practice import member


@dataclass(frozen=True, slots=True)
class Event:
    """What happened in a workspace, in Slack's own words; `admins` are named in the settings."""

    team_id: str
    facts: Mapping[str, Any]
    now: datetime
    admins: Collection[str]


Handler = Callable[[Session, Event], None]


def meet(session: Session, event: Event) -> None:
    """`user_change`: a member was renamed, moved zone, became a guest or was deactivated."""
    user = event.facts.get("user")
    if isinstance(user, dict) and isinstance(user.get("id"), str):
        profile = profile_of(event.team_id, user["id"], user)
        member.update_profile(session, event.team_id, profile, event.now)


def show_home(session: Session, event: Event) -> None:
    """`app_home_opened`: somebody opened the bot's Home tab, or its messages beside it."""
    user_id = event.facts.get("user")
    if event.facts.get("tab") == "home" and isinstance(user_id, str):
        home.opened(session, event.team_id, user_id, event.now, event.admins)
