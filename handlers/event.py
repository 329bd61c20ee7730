"""Events from Slack in which nobody asks for anything: each is one change in the database."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.connectors.slack import profile_of
from bot.practice import member

Handler = Callable[[Session, str, Mapping[str, Any], datetime], None]


def meet(session: Session, team_id: str, event: Mapping[str, Any], now: datetime) -> None:
    """`user_change`: a member was renamed, moved zone, became a guest or was deactivated."""
    user = event.get("user")
    if isinstance(user, dict) and isinstance(user.get("id"), str):
        profile = profile_of(team_id, user["id"], user)
        member.update_profile(session, team_id, profile, now)
