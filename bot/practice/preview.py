"""What a sweep would do: for whoever wants to see it before it happens."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.model import Member
from bot.practice import nudge
from bot.practice.leader import leaders
from bot.practice.nudges.sweep import again, sweep


@dataclass(frozen=True, slots=True)
class NewMatter:
    """One matter that would be new. `person` is None where it would be nobody's."""

    person: str | None
    account_name: str
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Preview:
    """The new matters, those of one person together, and how many others settle or stand."""

    new: tuple[NewMatter, ...]
    settled: int
    standing: int


def preview(session: Session, team_id: str, now: datetime) -> Preview:
    """A look at everything as of an instant. The caller must roll back what it wrote."""
    today = now.date()
    before = {one.id for one in nudge.pressing(session, team_id, today)}
    again(session, team_id)
    sweep(session, team_id, now)
    after = nudge.pressing(session, team_id, today)
    lead = leaders(session, team_id)
    new = [
        NewMatter(
            person=_name(session, team_id, nudge.person_of(one, lead)),
            account_name=one.account_name,
            title=one.rule_facts.title,
            why=one.why,
        )
        for one in after
        if one.id not in before
    ]
    new.sort(key=lambda one: (one.person is None, one.person or ""))
    known = {one.id for one in after}
    return Preview(tuple(new), settled=len(before - known), standing=len(before & known))


def _name(session: Session, team_id: str, member_id: str | None) -> str | None:
    if member_id is None:
        return None
    member = session.get(Member, (team_id, member_id))
    return (member.name if member else "") or member_id
