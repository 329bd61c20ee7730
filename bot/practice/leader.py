"""Leaders: who leads the people who look after a segment."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Member, Role, Segment, Standing

OTHERS = "*"
"""Stands for every segment that is not named."""


@dataclass(frozen=True, slots=True)
class Leaders:
    """Who leads which segment."""

    named: dict[str, str]
    default: str | None

    def of(self, segment: str | None) -> str | None:
        """The leader of accounts in this segment; None where the workspace has nobody for it."""
        return self.named.get(segment or OTHERS) or self.default

    @property
    def everybody(self) -> set[str]:
        """All who lead something."""
        return {*self.named.values(), *([self.default] if self.default else [])}


def leaders(session: Session, team_id: str) -> Leaders:
    """The leaders: as settings name them, else the workspace's first leader, else its admin.

    Only those who are still full members.
    """
    at_work = {
        row.id: row.role
        for row in session.execute(
            select(Member.id, Member.role)
            .where(
                Member.team_id == team_id,
                Member.standing.in_((Standing.NAMED, Standing.COLLEAGUE)),
            )
            .order_by(Member.id)
        )
    }
    rows = session.execute(select(Segment.id, Segment.leader_id).where(Segment.team_id == team_id))
    named = {segment: one for segment, one in rows if one is not None and one in at_work}
    first = [
        one for role in (Role.LEADER, Role.ADMIN) for one, his in at_work.items() if his is role
    ]
    return Leaders(named, named.get(OTHERS) or next(iter(first), None))
